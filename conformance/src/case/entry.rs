//! A case as it was read.

use super::content::{Content, Header};

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    pub(crate) name: String,
    pub(crate) header: Header,
    pub(crate) content: Content,
    /// What tells it from other cases: its verdict, and what it is a verdict on, as a text.
    pub(crate) verdict: String,
}

impl Case {
    /// Returns the area and the name of the folder: `decode/xml-empty-wrapper`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the area: `decode`.
    #[must_use]
    pub fn area(&self) -> &str {
        self.name.split_once('/').map_or("", |(area, _)| area)
    }

    /// Returns what the case says about itself.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the inputs and the expected stages.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// Returns the verdict, and what it is a verdict on, as a text; two cases that cover the same
    /// statements in the same area differ in it.
    #[must_use]
    pub fn verdict(&self) -> &str {
        &self.verdict
    }
}
