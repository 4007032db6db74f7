//! The difference between the local clock and the service's.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

/// How far the service's clock is ahead of the local one, shared by the clones of a client.
///
/// It is kept as the difference to the raw local clock, in milliseconds, so calls that learn it at
/// the same time store the same value instead of adding to each other's. What is learned is on
/// trial until the service accepts a request that was stamped by it: whoever answered may have had a
/// `Date` of his own choice.
#[derive(Debug, Default)]
pub(crate) struct Skew(Mutex<Offsets>);

/// Both in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Offsets {
    /// The one in force.
    current: i64,
    /// The last that the service accepted.
    proven: i64,
}

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
        self.offsets(|offsets| offsets.current)
    }

    /// Learns from the response to a request that was refused for its timestamp, and returns the
    /// offset by which another attempt would be stamped better.
    ///
    /// A `Date` that a cache kept (`Age`), a round trip too long to know when it was written, a
    /// difference too small to have been the reason, and one too large for any clock teach nothing.
    pub(crate) fn learn(&self, headers: &HeaderMap, sample: Sample) -> Option<i64> {
        if headers.contains_key(AGE) || sample.round_trip > LONGEST_ROUND_TRIP {
            return None;
        }
        let date = headers.get(DATE)?.to_str().ok()?;
        let date = httpdate::parse_http_date(date).ok()?;
        let midpoint = sample.stamped.checked_add(sample.round_trip / 2)?;
        let offset = milliseconds_between(midpoint, date);
        if offset.abs_diff(sample.offset) < THRESHOLD_MILLISECONDS
            || offset.unsigned_abs() > LARGEST_MILLISECONDS
        {
            return None;
        }
        self.offsets(|offsets| offsets.current = offset);
        Some(offset)
    }

    /// Notes that the service accepted a request stamped by this offset.
    pub(crate) fn prove(&self, offset: i64) {
        self.offsets(|offsets| {
            // What another call has learned since stays on trial.
            let is_on_trial = offsets.current != offsets.proven;
            offsets.proven = offset;
            if !is_on_trial {
                offsets.current = offset;
            }
        });
    }

    /// Gives up an offset that did not help, unless the service has accepted it in the meantime.
    pub(crate) fn roll_back(&self, offset: i64) {
        self.offsets(|offsets| {
            if offsets.current == offset {
                offsets.current = offsets.proven;
            }
        });
    }

    fn offsets<T>(&self, change: impl FnOnce(&mut Offsets) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
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

/// A hundred years. A machine without a clock of its own starts in 1970; a `Date` further away than
/// that is not one.
const LARGEST_MILLISECONDS: u64 = 100 * 365 * 24 * 60 * 60 * 1000;

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
        assert_eq!(skew.learn(&dated(), sample(1200, 20)), Some(1_190_000));
        assert_eq!(shift(shift(service(), -1_190_000), skew.offset()), service());
        assert_eq!(skew.learn(&dated(), sample(-86_400, 0)), Some(-86_400_000));
        assert_eq!(skew.offset(), -86_400_000);
    }

    #[test]
    fn learning_twice_does_not_double() {
        let skew = Skew::default();
        assert!(skew.learn(&dated(), sample(1200, 0)).is_some());
        assert!(skew.learn(&dated(), sample(1200, 0)).is_some());
        assert_eq!(skew.offset(), 1_200_000);
    }

    #[test]
    fn what_teaches_nothing_changes_nothing() {
        let skew = Skew::default();
        let mut aged = dated();
        aged.insert("age", "5".parse().expect("a header"));
        assert_eq!(skew.learn(&aged, sample(1200, 0)), None);
        assert_eq!(skew.learn(&HeaderMap::new(), sample(1200, 0)), None);
        assert_eq!(skew.learn(&dated(), sample(1200, 901)), None);
        assert_eq!(skew.learn(&dated(), sample(239, 0)), None);
        let corrected = Sample { offset: 1_200_000, ..sample(1200, 0) };
        assert_eq!(skew.learn(&dated(), corrected), None, "a corrected clock was not the reason");
        let mut far = dated();
        far.insert("date", "Fri, 31 Dec 9999 23:59:59 GMT".parse().expect("a header"));
        assert_eq!(skew.learn(&far, sample(0, 0)), None);
        assert_eq!(skew.offset(), 0);
    }

    #[test]
    fn a_clock_that_starts_in_1970_is_corrected() {
        let skew = Skew::default();
        let sample = Sample { stamped: SystemTime::UNIX_EPOCH, ..sample(0, 0) };
        assert_eq!(skew.learn(&dated(), sample), Some(784_111_777_000));
    }

    #[test]
    fn what_did_not_help_is_given_up_and_what_is_proven_stays() {
        let skew = Skew::default();
        let offset = skew.learn(&dated(), sample(1200, 0)).expect("a lesson");
        skew.roll_back(offset);
        assert_eq!(skew.offset(), 0);

        skew.learn(&dated(), sample(1200, 0));
        skew.prove(offset);
        skew.roll_back(offset);
        assert_eq!(skew.offset(), offset, "the service has accepted it");

        skew.learn(&dated(), sample(86_400, 0));
        skew.prove(offset); // by a call that was under way
        assert_eq!(skew.offset(), 86_400_000, "still on trial");
        skew.roll_back(86_400_000);
        assert_eq!(skew.offset(), offset);
        skew.roll_back(12_345);
        assert_eq!(skew.offset(), offset, "nobody's offset");
    }
}
