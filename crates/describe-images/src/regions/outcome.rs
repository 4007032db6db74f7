//! What came of a region.

use std::fmt;
use std::sync::Arc;

use crate::listing::{ListingError, Summary, Verdict};

/// What came of a region.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RegionOutcome {
    /// The region.
    pub region: Arc<str>,
    /// What was proved and counted.
    pub summary: Summary,
    /// Why its listing broke off, if it did.
    pub error: Option<Arc<ListingError>>,
}

impl RegionOutcome {
    /// Says whether every image of the region was delivered.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.verdict().is_some_and(Verdict::is_complete)
    }

    /// Returns what was proved; `None` for a listing that broke off.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.summary.verdict.filter(|_| self.error.is_none())
    }
}

impl fmt::Display for RegionOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.region.escape_debug())?;
        match &self.error {
            Some(error) => error.fmt(f),
            None => self.summary.fmt(f),
        }
    }
}
