//! The difference between the local clock and the service's.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

/// How far the service's clock is ahead of the local one, shared by the clones of a client.
///
/// It is kept as the difference to the raw local clock, in milliseconds, so calls that learn it at
/// the same time store the same value instead of adding to each other's.
#[derive(Debug, Default)]
pub(crate) struct Skew(AtomicI64);

/// When an attempt was made, by both clocks of the runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// The wall clock when the request was stamped, uncorrected.
    pub(crate) stamped: SystemTime,
    /// The offset it was stamped with, in milliseconds.
    pub(crate) offset: i64,
    /// How long the exchange took.
    pub(crate) round_trip: Duration,
}

impl Skew {
    /// Returns the offset in force, in milliseconds.
    pub(crate) fn offset(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Learns from the response to a request that was refused for its timestamp, and says whether
    /// another attempt would be stamped better.
    ///
    /// A `Date` that a cache kept (`Age`), a round trip too long to know when it was written, and
    /// a difference too small to have been the reason teach nothing.
    pub(crate) fn learn(&self, headers: &HeaderMap, sample: Sample) -> bool {
        if headers.contains_key(AGE) || sample.round_trip > LONGEST_ROUND_TRIP {
            return false;
        }
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
        let midpoint = sample.stamped.checked_add(sample.round_trip / 2);
        let (Some(date), Some(midpoint)) = (date, midpoint) else {
            return false;
        };
        let offset = milliseconds_between(midpoint, date);
        if offset.abs_diff(sample.offset) < THRESHOLD_MILLISECONDS {
            return false;
        }
        self.0.store(offset, Ordering::Relaxed);
        true
    }
}

/// Moves a time by an offset in milliseconds; a time that cannot be expressed stays.
pub(crate) fn shift(time: SystemTime, offset: i64) -> SystemTime {
    let distance = Duration::from_millis(offset.unsigned_abs());
    let shifted = if offset < 0 { time.checked_sub(distance) } else { time.checked_add(distance) };
    shifted.unwrap_or(time)
}

fn milliseconds_between(from: SystemTime, to: SystemTime) -> i64 {
    let clamp = |distance: Duration| i64::try_from(distance.as_millis()).unwrap_or(i64::MAX);
    match to.duration_since(from) {
        Ok(ahead) => clamp(ahead),
        Err(behind) => -clamp(behind.duration()),
    }
}

/// Four minutes: the service accepts fifteen, so a smaller difference was not the reason.
const THRESHOLD_MILLISECONDS: u64 = 4 * 60 * 1000;

/// The service's own window.
const LONGEST_ROUND_TRIP: Duration = Duration::from_secs(15 * 60);

#[cfg(test)]
mod tests {
    use super::{Sample, Skew, shift};
    use http::HeaderMap;
    use std::time::{Duration, SystemTime};

    /// The time of every `Date` below.
    fn service() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    fn dated() -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("date", "Sun, 06 Nov 1994 08:49:37 GMT".parse().expect("a header"));
        headers
    }

    fn sample(behind: i64, round_trip: u64) -> Sample {
        let stamped = shift(service(), -behind * 1000);
        Sample { stamped, offset: 0, round_trip: Duration::from_secs(round_trip) }
    }

    #[test]
    fn the_offset_is_taken_at_the_midpoint() {
        let skew = Skew::default();
        assert!(skew.learn(&dated(), sample(1200, 20)));
        assert_eq!(skew.offset(), 1_190_000);
        assert_eq!(shift(shift(service(), -1_190_000), skew.offset()), service());
        assert!(skew.learn(&dated(), sample(-86_400, 0)));
        assert_eq!(skew.offset(), -86_400_000);
    }

    #[test]
    fn learning_twice_does_not_double() {
        let skew = Skew::default();
        assert!(skew.learn(&dated(), sample(1200, 0)));
        assert!(skew.learn(&dated(), sample(1200, 0)));
        assert_eq!(skew.offset(), 1_200_000);
    }

    #[test]
    fn what_teaches_nothing_changes_nothing() {
        let skew = Skew::default();
        let mut aged = dated();
        aged.insert("age", "5".parse().expect("a header"));
        assert!(!skew.learn(&aged, sample(1200, 0)));
        assert!(!skew.learn(&HeaderMap::new(), sample(1200, 0)));
        assert!(!skew.learn(&dated(), sample(1200, 901)));
        assert!(!skew.learn(&dated(), sample(239, 0)));
        let corrected = Sample { offset: 1_200_000, ..sample(1200, 0) };
        assert!(!skew.learn(&dated(), corrected), "a corrected clock was not the reason");
        assert_eq!(skew.offset(), 0);
    }
}
