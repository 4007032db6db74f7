//! Why pages do not make a catalogue.

use std::error::Error;
use std::fmt;

/// Why pages do not make a [`Catalogue`](crate::Catalogue).
#[derive(Debug)]
pub struct CatalogueError {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    NoRegion,
    Repeated { id: String, region: String },
    NotAPage(Box<dyn Error + Send + Sync>),
}

impl CatalogueError {
    pub(crate) fn no_region() -> Self {
        let kind = Kind::NoRegion;
        Self { kind }
    }

    pub(crate) fn repeated(id: &str, region: &str) -> Self {
        let (id, region) = (id.to_owned(), region.to_owned());
        let kind = Kind::Repeated { id, region };
        Self { kind }
    }

    pub(crate) fn not_a_page(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let kind = Kind::NotAPage(cause.into());
        Self { kind }
    }
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::NoRegion => f.write_str(
                "A page of the catalogue names no region; add the RegionId its images are in.",
            ),
            Kind::Repeated { id, region } => write!(
                f,
                "The region {} has two images of the id {}; give every image an id of its own.",
                region.escape_debug(),
                id.escape_debug()
            ),
            Kind::NotAPage(_) => {
                f.write_str("A page of the catalogue is no DescribeImages response in JSON or XML.")
            }
        }
    }
}

impl Error for CatalogueError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::NotAPage(cause) => Some(cause.as_ref()),
            Kind::NoRegion | Kind::Repeated { .. } => None,
        }
    }
}
