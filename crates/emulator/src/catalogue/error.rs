//! Why texts or pages do not make a catalogue.

use std::error::Error;
use std::fmt;

use aliyun_rpc_wire::Printable;

/// Why texts or pages do not make a [`Catalogue`](crate::Catalogue), with the file, the line and the member as far as
/// they are known.
#[derive(Debug)]
pub struct CatalogueError {
    kind: Kind,
    file: Option<String>,
    line: Option<usize>,
    member: Option<String>,
}

#[derive(Debug)]
enum Kind {
    NoRegion,
    NoId,
    Repeated { id: String, region: String },
    NotAPage(Box<dyn Error + Send + Sync>),
}

impl CatalogueError {
    pub(crate) fn no_region() -> Self {
        Self::new(Kind::NoRegion)
    }

    pub(crate) fn no_id() -> Self {
        Self::new(Kind::NoId)
    }

    pub(crate) fn repeated(id: &str, region: &str) -> Self {
        let (id, region) = (id.to_owned(), region.to_owned());
        Self::new(Kind::Repeated { id, region })
    }

    pub(crate) fn not_a_page(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Kind::NotAPage(cause.into()))
    }

    fn new(kind: Kind) -> Self {
        Self { kind, file: None, line: None, member: None }
    }

    pub(crate) fn in_file(mut self, file: &str) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    pub(crate) fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn at_member(mut self, member: &str) -> Self {
        self.member = Some(member.to_owned()).filter(|member| !member.is_empty());
        self
    }
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}: ", Printable(file))?;
        }
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(member) = &self.member {
            write!(f, "{}: ", Printable(member))?;
        }
        match &self.kind {
            Kind::NoRegion => f.write_str(
                "A page of the catalogue names no region; add the RegionId its images are in.",
            ),
            Kind::NoId => f.write_str("An image has no ImageId; give it one."),
            Kind::Repeated { id, region } => write!(
                f,
                "The region {} has two images of the id {}; give every image an id of its own.",
                Printable(region),
                Printable(id)
            ),
            Kind::NotAPage(_) if self.member.is_some() => f.write_str("This value cannot be read."),
            Kind::NotAPage(_) => f.write_str(
                "This is no DescribeImages response in JSON or XML, nor images in lines or a list of JSON, each with its ImageId.",
            ),
        }
    }
}

impl Error for CatalogueError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::NotAPage(cause) => Some(cause.as_ref()),
            Kind::NoRegion | Kind::NoId | Kind::Repeated { .. } => None,
        }
    }
}
