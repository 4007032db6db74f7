//! One temporary key, and what its age allows.

use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::Credentials;

/// A key with an expiry.
pub(super) struct Held {
    key: Credentials,
    expiry: SystemTime,
    /// It is due for renewal when no more than this is left.
    due: Duration,
    /// It is not used any more when no more than this is left.
    reserve: Duration,
    /// The source gave it, or gave it again, when no more than the reserve was left.
    is_last: bool,
    /// By the clock it had expired when it came, so the clock may be wrong.
    came_expired: bool,
}

/// What a key's age allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Use it.
    Good,
    /// Use it, and renew it.
    Due,
    /// Try to get a better one, and use it if there is none.
    Last,
    /// Do not use it.
    Over,
}

impl Held {
    /// Holds a key that a source gave at a time; `None` if it has no expiry. `chance` decides how
    /// much later than it could be it is renewed.
    pub(super) fn new(key: Credentials, given: SystemTime, chance: u16) -> Option<Self> {
        let expiry = key.expiry()?;
        let life = left(expiry, given);
        let span = LONGEST_DUE.min(life / 3);
        let later = span / 10 * u32::from(chance) / (u32::from(u16::MAX) + 1);
        let due = span.saturating_sub(later);
        let reserve = LONGEST_RESERVE.min(life / 10);
        let came_expired = life.is_zero();
        Some(Self { key, expiry, due, reserve, is_last: false, came_expired })
    }

    pub(super) fn key(&self) -> &Credentials {
        &self.key
    }

    pub(super) fn standing(&self, now: SystemTime) -> Standing {
        let left = left(self.expiry, now);
        if left.is_zero() {
            let is_close = !is_long_over(self.expiry, now);
            if self.came_expired && is_close { Standing::Last } else { Standing::Over }
        } else if left > self.due {
            Standing::Good
        } else if left > self.reserve {
            Standing::Due
        } else if self.is_last {
            Standing::Last
        } else {
            Standing::Over
        }
    }

    /// Returns until when it is used if it cannot be renewed.
    pub(super) fn last_use(&self) -> SystemTime {
        let reserve = if self.is_last { Duration::ZERO } else { self.reserve };
        self.expiry.checked_sub(reserve).unwrap_or(self.expiry)
    }

    /// Tells whether a source that gave this key has given nothing new.
    pub(super) fn is_given_again_as(&self, key: &Credentials) -> bool {
        key.expiry() == Some(self.expiry) && is_same(&self.key, key)
    }

    /// Takes note that the source gave it again at a time, and returns how long not to ask then.
    pub(super) fn given_again(&mut self, now: SystemTime) -> Duration {
        let usable = left(self.expiry, now).saturating_sub(self.reserve);
        self.is_last = usable.is_zero();
        (usable / 10).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
    }
}

/// Tells whether two keys are one for the service, whenever they are said to expire.
pub(super) fn is_same(one: &Credentials, other: &Credentials) -> bool {
    one.access_key_id() == other.access_key_id() && one.security_token() == other.security_token()
}

/// Tells whether a time is so long ago that no clock can be so wrong: a time zone makes at most 14 hours.
pub(super) fn is_long_over(expiry: SystemTime, now: SystemTime) -> bool {
    now.duration_since(expiry).is_ok_and(|since| since >= WRONGEST_CLOCK)
}

fn left(expiry: SystemTime, now: SystemTime) -> Duration {
    expiry.duration_since(now).unwrap_or_default()
}

/// How often a source is asked that fails, or has nothing new.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_DUE: Duration = Duration::from_secs(15 * 60);
const WRONGEST_CLOCK: Duration = Duration::from_secs(24 * 60 * 60);
const LONGEST_RESERVE: Duration = Duration::from_secs(3 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// A key given at the epoch.
    fn held(life: Duration, chance: u16) -> Held {
        let key = Credentials::new("id", "secret").with_expiry(at(0) + life);
        Held::new(key, at(0), chance).unwrap()
    }

    #[track_caller]
    fn stands(held: &Held, left: Duration, expected: Standing) {
        let now = held.expiry - left;
        assert_eq!(held.standing(now), expected, "with {left:?} left");
    }

    #[test]
    fn a_long_lived_key_is_due_at_15_minutes_and_used_until_3() {
        let held = held(Duration::from_secs(12 * HOUR), 0);
        let instant = Duration::from_nanos(1);
        let (due, reserve) = (Duration::from_secs(900), Duration::from_secs(180));
        stands(&held, due + instant, Standing::Good);
        stands(&held, due, Standing::Due);
        stands(&held, reserve + instant, Standing::Due);
        stands(&held, reserve, Standing::Over);
        stands(&held, Duration::ZERO, Standing::Over);
        assert_eq!(held.last_use(), at(12 * HOUR - 180));
    }

    #[test]
    fn a_short_lived_key_is_due_at_a_third_and_used_until_a_tenth() {
        for life in [900, 30, 3].map(Duration::from_secs) {
            let held = held(life, 0);
            stands(&held, life, Standing::Good);
            stands(&held, life / 3 + Duration::from_millis(1), Standing::Good);
            stands(&held, life / 3, Standing::Due);
            stands(&held, life / 10, Standing::Over);
        }
    }

    #[test]
    fn chance_makes_renewal_later_by_less_than_a_tenth_of_the_span() {
        let latest = held(Duration::from_secs(HOUR), u16::MAX);
        stands(&latest, Duration::from_millis(810_002), Standing::Good);
        stands(&latest, Duration::from_millis(810_001), Standing::Due);
        let middle = held(Duration::from_secs(HOUR), 1 << 15);
        stands(&middle, Duration::from_secs(856), Standing::Good);
        stands(&middle, Duration::from_secs(855), Standing::Due);
    }

    #[test]
    fn no_life_is_too_long_or_too_short_to_reckon_with() {
        let day = Duration::from_secs(24 * HOUR);
        let far = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(i64::MAX as u64)).unwrap();
        let before = SystemTime::UNIX_EPOCH.checked_sub(day * 20_000).unwrap();
        let key = |expiry| Credentials::new("id", "secret").with_expiry(expiry);
        for chance in [0, u16::MAX] {
            let mut longest = Held::new(key(far), before, chance).unwrap();
            assert_eq!(longest.standing(before), Standing::Good);
            assert_eq!(longest.standing(at(0)), Standing::Good);
            assert_eq!(longest.given_again(before), LONGEST_PAUSE);
            let mut over = Held::new(key(before), far, chance).unwrap();
            assert_eq!(over.standing(far), Standing::Over);
            assert_eq!(over.given_again(far), SHORTEST_PAUSE);
            let shortest = Held::new(key(at(0) + Duration::from_nanos(1)), at(0), chance).unwrap();
            assert_eq!(shortest.standing(at(0)), Standing::Good);
            assert_eq!(shortest.standing(at(1)), Standing::Over);
        }
    }

    #[test]
    fn a_clock_set_back_makes_a_key_no_worse() {
        let held = held(Duration::from_secs(HOUR), 0);
        assert_eq!(held.standing(at(0) - Duration::from_secs(HOUR)), Standing::Good);
    }

    #[test]
    fn a_key_given_again_within_its_reserve_is_used_to_the_end() {
        let mut held = held(Duration::from_secs(HOUR), 0);
        assert_eq!(held.given_again(at(HOUR - 180)), SHORTEST_PAUSE);
        stands(&held, Duration::from_secs(180), Standing::Last);
        stands(&held, Duration::from_nanos(1), Standing::Last);
        stands(&held, Duration::ZERO, Standing::Over);
        assert_eq!(held.last_use(), at(HOUR));
    }

    #[test]
    fn a_key_given_again_before_keeps_its_reserve_and_is_asked_for_less_often() {
        let mut held = held(Duration::from_secs(HOUR), 0);
        for (left, pause) in [(900, 60), (480, 30), (200, 2), (181, 1)] {
            let pause = Duration::from_secs(pause);
            assert_eq!(held.given_again(at(HOUR - left)), pause, "{left}");
        }
        stands(&held, Duration::from_secs(180), Standing::Over);
    }

    #[test]
    fn keys_are_told_apart_by_id_and_token() {
        let key = Credentials::new("id", "secret").with_security_token("token");
        assert!(is_same(&key, &key.clone().with_expiry(at(1))));
        assert!(!is_same(&key, &key.clone().with_security_token("another")));
        assert!(!is_same(&key, &Credentials::new("id", "secret")));
        let other = Credentials::new("another", "secret").with_security_token("token");
        assert!(!is_same(&key, &other));
    }

    #[test]
    fn a_key_that_came_expired_is_good_once_the_clock_is_right() {
        let key = Credentials::new("id", "secret").with_expiry(at(HOUR));
        let held = Held::new(key, at(2 * HOUR), 0).unwrap();
        assert_eq!(held.standing(at(2 * HOUR)), Standing::Last);
        assert_eq!(held.standing(at(1)), Standing::Good);
    }
}
