//! Where a record comes from when a hand-written reader fills it: an element under way.

use std::error::Error;

/// Any reader's error.
pub(crate) type SourceError = Box<dyn Error>;

/// An element whose beginning has been read.
pub(crate) trait Source: Sized {
    /// Reads the text of an element without children, to its end.
    fn text(&mut self) -> Result<String, SourceError>;

    /// Reads the children to the end of the element and hands each to `record`.
    fn children(&mut self, record: &mut impl Fill) -> Result<(), SourceError>;

    /// Leaves the element out.
    fn skip(&mut self) -> Result<(), SourceError>;

    /// Reads the children into a new record.
    fn record<R: Fill>(&mut self) -> Result<R, SourceError> {
        let mut record = R::default();
        self.children(&mut record)?;
        Ok(record)
    }
}

/// A record that takes its members one by one.
pub(crate) trait Fill: Default {
    /// Takes the member with this name from `source`, which stands at its element.
    fn fill(&mut self, member: &str, source: &mut impl Source) -> Result<(), SourceError>;
}
