//! How long to wait between two answers.

use std::time::Duration;

/// Waits that grow by half from one to the next, each between one half and all of its bound.
#[derive(Debug)]
pub(crate) struct Pace {
    bound: Duration,
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self { bound: FIRST }
    }

    /// Returns the next wait. `random` is a random number.
    pub(crate) fn next(&mut self, random: u64) -> Duration {
        let bound = self.bound;
        self.bound = (bound * 3 / 2).min(LONGEST);
        let half = bound / 2;
        let nanos = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX);
        half + Duration::from_nanos(((u128::from(random) * u128::from(nanos)) >> 64) as u64)
    }
}

const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::{Duration, FIRST, LONGEST, Pace};

    #[test]
    fn waits_grow_within_bounds() {
        for random in [0, 1 << 63, u64::MAX] {
            let mut pace = Pace::new();
            let waits: Vec<Duration> = (0..20).map(|_| pace.next(random)).collect();
            assert!(waits.is_sorted() && waits[0] >= FIRST / 2 && waits[19] <= LONGEST);
            assert!(waits[19] >= LONGEST / 2, "{waits:?}");
        }
    }
}
