//! What the faults make of one request.

use std::fmt;
use std::time::Duration;

use super::change::{Change, ChangeKind};
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

/// Names what is done, for a log.
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reply = self.reply.as_ref().map(|reply| match reply {
            Substitute::Error { code, .. } => format!("error {code}"),
            Substitute::Throttle { code, .. } => format!("throttle {code}"),
            Substitute::Status(status) => format!("status {}", status.as_u16()),
            Substitute::WebPage { .. } => "web-page".to_owned(),
            Substitute::Garbage(_) => "garbage".to_owned(),
        });
        let transmission = self.transmission.as_ref().map(|it| match it {
            Transmission::Close => "close",
            Transmission::Cut { .. } => "cut",
            Transmission::Reset { .. } => "reset",
            Transmission::Stall { .. } => "stall",
            Transmission::Drip { .. } => "drip",
            Transmission::WrongLength { .. } => "wrong-length",
            Transmission::Replace(_) => "garble",
        });
        let page = self.page.iter().map(|effect| match effect {
            PageEffect::Total(_) => "total",
            PageEffect::Clamp { .. } => "clamp",
            PageEffect::Echo { .. } => "echo",
            PageEffect::Stale { .. } => "stale",
        });
        let changes = self.changes.iter().map(|change| match change.what {
            ChangeKind::Insert => "insert",
            ChangeKind::Delete => "delete",
            ChangeKind::Toggle => "toggle",
        });
        let mut words = Vec::new();
        if !self.delay.is_zero() {
            words.push(format!("latency {} ms", self.delay.as_millis()));
        }
        if self.clock_offset != 0 {
            words.push(format!("clock {:+} s", self.clock_offset));
        }
        words.extend(reply);
        words.extend(transmission.into_iter().chain(page).chain(changes).map(str::to_owned));
        f.write_str(&words.join(", "))
    }
}
