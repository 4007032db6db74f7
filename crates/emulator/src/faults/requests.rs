//! Which of the matching requests.

use std::ops::Bound;
use std::ops::RangeBounds;
use std::str::FromStr;

/// A range of requests, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Requests {
    first: u64,
    last: u64,
}

impl Requests {
    /// All of them.
    pub(super) const ALL: Self = Self { first: 1, last: u64::MAX };

    pub(super) fn new(range: impl RangeBounds<u64>) -> Self {
        let first = match range.start_bound() {
            Bound::Included(first) => *first,
            Bound::Excluded(before) => before.saturating_add(1),
            Bound::Unbounded => 1,
        };
        let last = match range.end_bound() {
            Bound::Included(last) => *last,
            Bound::Excluded(after) => after.saturating_sub(1),
            Bound::Unbounded => u64::MAX,
        };
        Self { first: first.max(1), last }
    }

    /// Returns which one of the range a request is, counted from 1.
    pub(super) fn position(self, request: u64) -> Option<u64> {
        let is_within = (self.first..=self.last).contains(&request);
        is_within.then(|| request - self.first + 1)
    }
}

/// Reads `3`, `3..`, `..=5` or `3..=5`. The error is what would have been right.
impl FromStr for Requests {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = is_number.then(|| text.parse::<u64>().ok()).flatten();
            number.filter(|number| *number > 0).ok_or(RANGES)
        };
        let (first, last) = match text.split_once("..") {
            None => (number(text)?, number(text)?),
            Some((first, last)) => {
                let first = if first.is_empty() { 1 } else { number(first)? };
                let last = match last.strip_prefix('=') {
                    Some(last) => number(last)?,
                    None if last.is_empty() => u64::MAX,
                    None => return Err(RANGES),
                };
                (first, last)
            }
        };
        if last < first {
            return Err("a range that is not empty, such as `3..=5`");
        }
        Ok(Self { first, last })
    }
}

const RANGES: &str = "requests counted from 1: `3`, `3..`, `..=5` or `3..=5`";

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Result<(u64, u64), &'static str> {
        text.parse::<Requests>().map(|requests| (requests.first, requests.last))
    }

    #[test]
    fn every_spelling_of_a_range() {
        assert_eq!(range("3"), Ok((3, 3)));
        assert_eq!(range("3.."), Ok((3, u64::MAX)));
        assert_eq!(range("..=5"), Ok((1, 5)));
        assert_eq!(range("3..=5"), Ok((3, 5)));
        assert_eq!(range(".."), Ok((1, u64::MAX)));
    }

    #[test]
    fn what_is_no_range_or_an_empty_one_is_refused() {
        for text in ["", "0", "-1", "+1", "a", "1..2", "1...", "0..", "..=0", "1..=", "1.5", " 1"] {
            assert_eq!(range(text), Err(RANGES), "{text}");
        }
        assert!(range("18446744073709551616").is_err());
        assert!(range("5..=3").unwrap_err().contains("not empty"));
    }

    #[test]
    fn ranges_of_rust_count_the_same_way() {
        let position = |requests: Requests| [1, 2, 3, 4].map(|request| requests.position(request));
        assert_eq!(position(Requests::new(2..=3)), [None, Some(1), Some(2), None]);
        assert_eq!(position(Requests::new(2..4)), [None, Some(1), Some(2), None]);
        assert_eq!(position(Requests::new(..2)), [Some(1), None, None, None]);
        assert_eq!(position(Requests::new(0..)), [Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(position(Requests::new(4..)), [None, None, None, Some(1)]);
        assert_eq!(position(Requests::new(..0)), [None; 4]);
        assert_eq!(position(Requests::ALL), [Some(1), Some(2), Some(3), Some(4)]);
    }
}
