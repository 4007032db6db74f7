//! An observer that writes down what it sees.

use std::fmt;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::observe::{Deviation, DeviationKind, Observe, Unknown, UnknownKind};

/// Collects what a decoder let pass. The first 100 entries are kept, the rest is counted. With serde an
/// entry is `{"kind":{"deviation":"number-as-text"},"offset":30,"path":"TotalCount"}`.
///
/// ```
/// use aliyun_rpc_wire::{Field, Report, Schema, Table, decode_with};
///
/// static IMAGE: Table = Table::new(&[Field::integer("Size")]);
/// static IMAGES: Table = Table::new(&[
///     Field::text("RequestId"),
///     Field::integer("TotalCount"),
///     Field::list("Images", "Image", &IMAGE),
/// ]);
/// static SCHEMA: Schema = Schema::new("DescribeImagesResponse", &IMAGES, &["Images"]);
///
/// let mut report = Report::new();
/// let body = r#"{"RequestId":"R","TotalCount":"1","Images":{"Image":[{"Colour":"red"}]}}"#;
/// decode_with(body, &SCHEMA, &mut report)?;
/// assert_eq!(
///     report.to_string(),
///     "byte 30: TotalCount: a number written as a text\n\
///      byte 54: Images.Image[0].Colour: an unknown member\n"
/// );
/// # Ok::<(), aliyun_rpc_wire::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    entries: Vec<Entry>,
    omitted: u64,
}

impl Report {
    /// Returns an empty report.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the entries in the order of the body.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns how many entries came after the last that was kept.
    #[must_use]
    pub fn omitted(&self) -> u64 {
        self.omitted
    }

    /// Says whether there was nothing to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn note(&mut self, kind: EntryKind, offset: usize, path: &dyn fmt::Display) {
        if self.entries.len() < MAX_ENTRIES {
            // A little is told late: members of an error that turn out to stand in a document.
            let place = self.entries.partition_point(|entry| entry.offset <= offset);
            self.entries.insert(place, Entry { kind, offset, path: path.to_string() });
        } else {
            self.omitted += 1;
        }
    }
}

impl Observe for Report {
    fn deviation(&mut self, deviation: Deviation<'_>) -> ControlFlow<()> {
        let kind = EntryKind::Deviation(deviation.kind());
        self.note(kind, deviation.offset(), &deviation.path());
        ControlFlow::Continue(())
    }

    fn unknown(&mut self, unknown: Unknown<'_>) -> ControlFlow<()> {
        self.note(EntryKind::Unknown(unknown.kind()), unknown.offset(), &unknown.path());
        ControlFlow::Continue(())
    }
}

/// Prints one line per entry.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            writeln!(f, "{entry}")?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => writeln!(f, "and {omitted} more"),
        }
    }
}

/// One line of a [`Report`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    kind: EntryKind,
    offset: usize,
    path: String,
}

impl Entry {
    /// Returns what was seen.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        self.kind
    }

    /// Returns the byte offset in the body.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the path, like `Images.Image[3].Size`, safe to print; empty at the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: ", self.offset)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        self.kind.fmt(f)
    }
}

/// What an [`Entry`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EntryKind {
    /// A value that is not written as documented.
    Deviation(DeviationKind),
    /// Something this crate does not know.
    Unknown(UnknownKind),
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deviation(kind) => kind.fmt(f),
            Self::Unknown(kind) => kind.fmt(f),
        }
    }
}

const MAX_ENTRIES: usize = 100;
