//! What becomes of the bytes of one response.

use bytes::BufMut as _;
use bytes::BytesMut;

use super::head;
use crate::faults::Part;
use crate::faults::Transmission;

/// What becomes of the bytes of one response: they go in as they are written, and what is to be
/// sent comes out.
pub(super) struct Script {
    transmission: Transmission,
    /// The beginning of a head that is not complete; once it is, how much may still come out.
    stage: Stage,
}

enum Stage {
    Head(Vec<u8>),
    /// So many bytes, or all there will be, then this.
    Rest(Option<u64>, Then),
    Over,
}

/// What comes after the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The next response, as it should.
    Polite,
    /// The end of the connection.
    Close,
    /// The end of it by a reset.
    Reset,
    /// Nothing, but the connection stays.
    Stall,
}

impl Script {
    pub(super) fn new(transmission: Transmission) -> Self {
        Self { transmission, stage: Stage::Head(Vec::new()) }
    }

    /// Takes bytes of the response, puts what is to be sent behind `out`, and tells what comes
    /// then once nothing more is to be sent of this response.
    pub(super) fn feed(&mut self, bytes: &[u8], out: &mut BytesMut) -> Option<Then> {
        match &mut self.stage {
            Stage::Head(seen) => match &self.transmission {
                Transmission::Close => self.over(Then::Close),
                Transmission::Replace(instead) => {
                    out.extend_from_slice(instead);
                    self.over(Then::Close)
                }
                _ => {
                    seen.extend_from_slice(bytes);
                    let seen = std::mem::take(seen);
                    self.feed_head(seen, out)
                }
            },
            Stage::Rest(left, then) => {
                let then = *then;
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let take = left.map_or(length, |left| left.min(length));
                let (now, later) = split(bytes, take);
                out.put_slice(now);
                *left = left.map(|left| left - take);
                if *left != Some(0) {
                    return None;
                }
                if then == Then::Polite {
                    out.put_slice(later);
                }
                self.over(then)
            }
            Stage::Over => None,
        }
    }

    fn over(&mut self, then: Then) -> Option<Then> {
        self.stage = Stage::Over;
        Some(then)
    }

    /// Goes on with all bytes from the first one of the head.
    fn feed_head(&mut self, mut seen: Vec<u8>, out: &mut BytesMut) -> Option<Then> {
        let end = loop {
            match head::end(&seen) {
                None if seen.len() > LONGEST_HEAD => {
                    // Nothing hyper writes for this service.
                    out.extend_from_slice(&seen);
                    return self.over(Then::Polite);
                }
                None => {
                    self.stage = Stage::Head(seen);
                    return None;
                }
                Some(end) => {
                    let (head, rest) = seen.split_at(end);
                    if !head::is_interim(head) {
                        break end;
                    }
                    out.extend_from_slice(head);
                    seen = rest.to_vec();
                }
            }
        };
        let (head, _) = seen.split_at(end);
        let head_length = u64::try_from(end).unwrap_or(u64::MAX);
        let length = head::content_length(head);
        let body_length = length.as_ref().map(|(length, _)| *length);
        let body_length = if head::has_no_body(head) { Some(0) } else { body_length };
        let whole = body_length.map(|length| head_length.saturating_add(length));

        // Where there is no length, `after` alone counts.
        let limit = |after: u64, of: Part| {
            let after = match of {
                Part::Head => after,
                Part::Body => after.saturating_add(head_length),
            };
            Some(whole.map_or(after, |whole| whole.min(after)))
        };
        let (left, then) = match self.transmission {
            Transmission::Cut { after, of } => (limit(after, of), Then::Close),
            Transmission::Reset { after, of } => (limit(after, of), Then::Reset),
            Transmission::Stall { after, of } => (limit(after, of), Then::Stall),
            Transmission::WrongLength { by } => {
                let Some((right, at)) = length else {
                    out.extend_from_slice(&seen);
                    return self.over(Then::Polite);
                };
                let wrong = right.saturating_add_signed(by).to_string();
                // The new length of the whole, should the number have got longer or shorter.
                let grown = usize_as_u64(wrong.len());
                let shrunk = usize_as_u64(at.len());
                let whole = whole.map(|whole| whole.saturating_add(grown).saturating_sub(shrunk));
                seen.splice(at, wrong.into_bytes());
                // A client that is promised more would wait for it.
                (whole, if by > 0 { Then::Close } else { Then::Polite })
            }
            _ => (whole, Then::Polite),
        };
        if left == Some(0) {
            return self.over(then);
        }
        self.stage = Stage::Rest(left, then);
        self.feed(&seen, out)
    }
}

fn usize_as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Splits bytes that are at least so many.
fn split(bytes: &[u8], at: u64) -> (&[u8], &[u8]) {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

/// hyper writes a few hundred bytes.
const LONGEST_HEAD: usize = 64 << 10;
