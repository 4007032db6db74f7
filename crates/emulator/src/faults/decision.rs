//! What the faults make of one request.

use std::time::Duration;

use super::change::Change;
use super::page_effect::PageEffect;
use super::substitute::Substitute;
use super::transmission::Transmission;

/// What the faults make of one request; the default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decision {
    /// How long the answer is held back.
    pub(crate) delay: Duration,
    /// By how many seconds the clock of the service is ahead for this request.
    pub(crate) clock_offset: i64,
    /// What is answered instead.
    pub(crate) reply: Option<Substitute>,
    /// What goes wrong on the way.
    pub(crate) transmission: Option<Transmission>,
    /// What is wrong about a page, in the order to apply it.
    pub(crate) page: Vec<PageEffect>,
    /// How the catalogue changes after the answer, in order.
    pub(crate) changes: Vec<Change>,
    /// A number by chance, for the changes whose place is anywhere.
    pub(crate) draw: u64,
}
