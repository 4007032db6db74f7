//! The state of one call's retries.

use std::time::Duration;

use super::budget::Budget;
use super::policy::RetryPolicy;
use super::triage::Triage;
use crate::ended::Ended;

/// What comes after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Another attempt, after this long.
    Retry(Duration),
    /// No other attempt.
    End(Ended),
}

/// What a call has spent so far.
///
/// Dropped while an attempt runs (the call was cancelled), it brings back the tokens of that
/// attempt: it says nothing about the service.
#[derive(Debug)]
pub(crate) struct Schedule<'a> {
    budget: &'a Budget,
    policy: RetryPolicy,
    attempts: u32,
    /// How many waits of our own there were: each doubles the bound of the next.
    pauses: u32,
    /// Which failures had their one immediate or single retry.
    spent: Vec<Triage>,
    /// Tokens taken for the attempt that is running.
    held: u32,
}

impl<'a> Schedule<'a> {
    pub(crate) fn new(policy: RetryPolicy, budget: &'a Budget) -> Self {
        Self { budget, policy, attempts: 0, pauses: 0, spent: Vec::new(), held: 0 }
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns whether the policy allows another attempt.
    pub(crate) fn has_attempts(&self) -> bool {
        self.attempts < self.policy.max_attempts.max(1)
    }

    /// Returns whether no attempt of this call was retried for this reason yet.
    pub(crate) fn is_first(&self, triage: Triage) -> bool {
        !self.spent.contains(&triage)
    }

    /// Begins an attempt and returns how long it may take.
    pub(crate) fn begin(&mut self, remaining: Duration) -> Duration {
        self.attempts += 1;
        self.policy.attempt_timeout.min(remaining)
    }

    /// Notes that the attempt that was begun has to wait, and is none yet.
    pub(crate) fn put_off(&mut self) {
        self.attempts = self.attempts.saturating_sub(1);
    }

    /// Notes that the running attempt succeeded.
    pub(crate) fn succeeded(&mut self) {
        // A first attempt brings a token of its own; a retry brings back what it took.
        self.budget.give(if self.held == 0 { 1 } else { self.held });
        self.held = 0;
    }

    /// Decides what follows a failure.
    ///
    /// `hint` is how long the service asks to wait, `mended` whether what was refused is another
    /// one now (the clock was corrected, the provider has another key), `random` a random number
    /// for the jitter.
    pub(crate) fn failed(
        &mut self,
        triage: Triage,
        hint: Option<Duration>,
        mended: bool,
        remaining: Duration,
        random: u64,
    ) -> Decision {
        self.held = 0;
        let again = !self.is_first(triage);
        let (at_once, base, cost) = match triage {
            Triage::Never => return Decision::End(Ended::NotRetryable),
            // A key that is not asked for, as there is no attempt for it.
            Triage::ExpiredKey if !again && !self.has_attempts() => {
                return Decision::End(Ended::Attempts);
            }
            Triage::Clock | Triage::ExpiredKey if !mended || again => {
                let late = remaining.is_zero();
                return Decision::End(if late { Ended::Deadline } else { Ended::NotRetryable });
            }
            Triage::Once | Triage::PauseOnce if again => return Decision::End(Ended::NotRetryable),
            Triage::Once | Triage::Clock | Triage::ExpiredKey => (true, Duration::ZERO, 0),
            Triage::Reused if !again => (true, Duration::ZERO, 0),
            Triage::Provider => (false, self.policy.base, 0),
            Triage::Reused | Triage::Pause | Triage::PauseOnce => {
                (false, self.policy.base, RETRY_COST)
            }
            Triage::Unreachable => {
                (false, self.policy.base.saturating_mul(UNREACHABLE_FACTOR), RETRY_COST)
            }
            Triage::Throttled => (false, self.policy.throttled_base, THROTTLED_COST),
        };
        if !self.has_attempts() {
            return Decision::End(Ended::Attempts);
        }
        // What the service asks for holds for a retry of any kind.
        let pause = match triage {
            _ if at_once => Duration::ZERO,
            // Half of it is certain: "equal jitter".
            Triage::Unreachable => {
                let half = base / 2;
                (self.pause(half, random) + self.bound(half)).min(self.policy.cap)
            }
            _ => self.pause(base, random),
        };
        let wait = pause.max(hint.unwrap_or_default());
        if wait >= remaining {
            return Decision::End(Ended::Deadline);
        }
        if !self.budget.take(cost) {
            return Decision::End(Ended::Budget);
        }
        self.held = cost;
        self.spent.push(triage);
        Decision::Retry(wait)
    }

    /// A random wait between zero and a bound that doubles: "full jitter".
    fn pause(&mut self, base: Duration, random: u64) -> Duration {
        self.pauses += 1;
        let nanos = u64::try_from(self.bound(base).as_nanos()).unwrap_or(u64::MAX);
        Duration::from_nanos(((u128::from(random) * u128::from(nanos)) >> 64) as u64)
    }

    /// The bound of the last pause.
    fn bound(&self, base: Duration) -> Duration {
        let factor = 1_u32.checked_shl(self.pauses.saturating_sub(1)).unwrap_or(u32::MAX);
        base.saturating_mul(factor).min(self.policy.cap)
    }
}

impl Drop for Schedule<'_> {
    fn drop(&mut self) {
        self.budget.give(self.held);
    }
}

/// How much longer the waits for somebody who is not there are. With the default policy the first is between 200
/// and 400 ms.
const UNREACHABLE_FACTOR: u32 = 8;

/// Amazon's retry specification 2.1: what a retry takes from a budget of 500, and what a throttled
/// one takes.
const RETRY_COST: u32 = 14;
const THROTTLED_COST: u32 = 5;

#[cfg(test)]
mod tests {
    use super::{Decision, Schedule};
    use crate::ended::Ended;
    use crate::retry::budget::Budget;
    use crate::retry::{RetryPolicy, Triage};
    use std::time::Duration;

    const MINUTE: Duration = Duration::from_secs(60);
    /// The largest random number: waits come out one nanosecond below their bound.
    const LONGEST: u64 = u64::MAX;

    fn after(schedule: &mut Schedule<'_>, triage: Triage) -> Decision {
        schedule.begin(MINUTE);
        schedule.failed(triage, None, true, MINUTE, LONGEST)
    }

    #[track_caller]
    fn waits(next: Decision, milliseconds: u64) {
        let below = Duration::from_millis(milliseconds) - Duration::from_nanos(1);
        assert_eq!(next, Decision::Retry(below));
    }

    #[test]
    fn pauses_double_up_to_the_cap() {
        let policy = RetryPolicy::new().max_attempts(20).cap(Duration::from_millis(300));
        let budget = Budget::full();
        let mut schedule = Schedule::new(policy, &budget);
        for bound in [50, 100, 200, 300, 300] {
            waits(after(&mut schedule, Triage::Pause), bound);
        }
    }

    #[test]
    fn a_throttled_call_waits_from_one_second() {
        let budget = Budget::full();
        let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
        waits(after(&mut schedule, Triage::Throttled), 1000);
        waits(after(&mut schedule, Triage::Throttled), 2000);
        let third = after(&mut schedule, Triage::Throttled);
        assert_eq!(third, Decision::End(Ended::Attempts));
    }

    #[test]
    fn jitter_is_full() {
        let budget = Budget::full();
        let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
        schedule.begin(MINUTE);
        let next = schedule.failed(Triage::Pause, None, false, MINUTE, 0);
        assert_eq!(next, Decision::Retry(Duration::ZERO));
        schedule.begin(MINUTE);
        let next = schedule.failed(Triage::Pause, None, false, MINUTE, 1 << 63);
        assert_eq!(next, Decision::Retry(Duration::from_millis(50)));
    }

    #[test]
    fn nobody_is_asked_again_within_an_instant() {
        for (random, first, second) in [(0, 200, 400), (1 << 63, 300, 600)] {
            let budget = Budget::full();
            let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
            for wait in [first, second] {
                schedule.begin(MINUTE);
                let next = schedule.failed(Triage::Unreachable, None, false, MINUTE, random);
                assert_eq!(next, Decision::Retry(Duration::from_millis(wait)));
            }
        }
        let policy = RetryPolicy::new().base(Duration::MAX).cap(Duration::from_secs(1));
        let budget = Budget::full();
        let mut schedule = Schedule::new(policy, &budget);
        let longest = after(&mut schedule, Triage::Unreachable);
        assert_eq!(longest, Decision::Retry(Duration::from_secs(1)));
    }

    #[test]
    fn what_is_tried_at_once_is_tried_once() {
        for triage in [Triage::Once, Triage::Clock, Triage::ExpiredKey] {
            let budget = Budget::full();
            let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
            assert_eq!(after(&mut schedule, triage), Decision::Retry(Duration::ZERO));
            assert_eq!(after(&mut schedule, triage), Decision::End(Ended::NotRetryable));
        }
        let budget = Budget::full();
        let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
        assert_eq!(after(&mut schedule, Triage::Reused), Decision::Retry(Duration::ZERO));
        waits(after(&mut schedule, Triage::Reused), 50);
    }

    #[test]
    fn a_clock_that_could_not_be_corrected_ends_the_call() {
        let budget = Budget::full();
        let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
        schedule.begin(MINUTE);
        let next = schedule.failed(Triage::Clock, None, false, MINUTE, 0);
        assert_eq!(next, Decision::End(Ended::NotRetryable));
    }

    #[test]
    fn a_hint_is_waited_for_in_full_or_ends_the_call() {
        let budget = Budget::full();
        let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
        let hint = Some(Duration::from_secs(10));
        schedule.begin(MINUTE);
        let next = schedule.failed(Triage::Throttled, hint, false, MINUTE, LONGEST);
        assert_eq!(next, Decision::Retry(Duration::from_secs(10)));
        schedule.begin(MINUTE);
        let short = Duration::from_secs(10);
        let next = schedule.failed(Triage::Throttled, hint, false, short, LONGEST);
        assert_eq!(next, Decision::End(Ended::Deadline));
    }

    #[test]
    fn a_hint_holds_for_retries_of_every_kind() {
        let hint = Some(Duration::from_secs(10));
        for triage in [
            Triage::Once,
            Triage::Clock,
            Triage::ExpiredKey,
            Triage::Reused,
            Triage::Provider,
            Triage::Pause,
            Triage::PauseOnce,
            Triage::Throttled,
        ] {
            let budget = Budget::full();
            let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
            schedule.begin(MINUTE);
            let next = schedule.failed(triage, hint, true, MINUTE, LONGEST);
            assert_eq!(next, Decision::Retry(Duration::from_secs(10)), "{triage:?}");
        }
    }

    #[test]
    fn a_call_that_cannot_retry_takes_no_tokens() {
        let budget = Budget::full();
        for _ in 0..10_000 {
            let mut schedule = Schedule::new(RetryPolicy::none(), &budget);
            after(&mut schedule, Triage::Pause);
        }
        assert!(budget.take(Budget::CAPACITY));
    }

    #[test]
    fn a_cancelled_retry_brings_its_tokens_back() {
        let budget = Budget::full();
        for _ in 0..1_000 {
            let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
            assert!(matches!(after(&mut schedule, Triage::Pause), Decision::Retry(_)));
        }
        assert!(budget.take(Budget::CAPACITY));
    }

    #[test]
    fn an_outage_spends_the_budget_and_a_success_refills_it() {
        let budget = Budget::full();
        let mut retries = 0;
        for _ in 0..10_000 {
            let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
            while let Decision::Retry(_) = after(&mut schedule, Triage::Pause) {
                retries += 1;
            }
        }
        assert_eq!(retries, 35);
        for _ in 0..14 {
            let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
            schedule.begin(MINUTE);
            schedule.succeeded();
        }
        let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
        assert!(matches!(after(&mut schedule, Triage::Pause), Decision::Retry(_)));
    }

    #[test]
    fn a_retry_that_succeeds_brings_its_tokens_back() {
        let budget = Budget::full();
        for _ in 0..1_000 {
            let mut schedule = Schedule::new(RetryPolicy::new(), &budget);
            assert!(matches!(after(&mut schedule, Triage::Pause), Decision::Retry(_)));
            schedule.begin(MINUTE);
            schedule.succeeded();
        }
        assert!(budget.take(Budget::CAPACITY));
    }
}
