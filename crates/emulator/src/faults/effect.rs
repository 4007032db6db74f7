//! What a fault does.

use std::time::Duration;

use super::change::Change;
use super::page_effect::PageEffect;
use super::substitute::Substitute;
use super::transmission::Transmission;

/// What a fault does. Where chance has a part, it is not drawn yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Latency { delay: Duration, jitter: Duration },
    Clock { offset_s: i64 },
    Reply(Substitute),
    Garbage { bytes: usize },
    Transmission(Transmission),
    Garble { bytes: usize },
    Page(PageEffect),
    Change(Change),
}
