//! The nonces of recent requests, so that none is accepted twice.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasherDefault, Hash as _, Hasher};
use std::time::SystemTime;

use siphasher::sip128::{Hasher128 as _, SipHasher13};

/// A memory of used nonces, bounded in time and in size.
///
/// A nonce is kept for as long as a request with its timestamp would pass the check of the time. When there are
/// too many, the oldest are forgotten: no valid request is refused for want of memory. They are kept in
/// generations, so that a whole one is given back at a time.
pub(crate) struct Nonces {
    /// The oldest first.
    generations: VecDeque<Generation>,
    /// How many nonces a generation has at most.
    most: usize,
    has_forgotten_early: bool,
}

#[derive(Default)]
struct Generation {
    used: HashSet<Fingerprint, BuildHasherDefault<Taken>>,
    /// When the last of them is acceptable no more.
    last_expiry: Option<SystemTime>,
}

/// What became of a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    New,
    /// It is new, and for the first time nonces were forgotten that could be used again.
    NewAndForgot,
    Used,
}

impl Nonces {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let most = capacity.div_ceil(GENERATIONS).max(1);
        Self { generations: VecDeque::new(), most, has_forgotten_early: false }
    }

    /// Remembers a nonce, unless it is known.
    ///
    /// `expiry` is the last moment at which the request's timestamp is acceptable.
    pub(crate) fn admit(
        &mut self,
        fingerprint: Fingerprint,
        expiry: SystemTime,
        now: SystemTime,
    ) -> Admission {
        self.generations.retain(|generation| generation.last_expiry >= Some(now));
        if self.generations.iter().any(|generation| generation.used.contains(&fingerprint)) {
            return Admission::Used;
        }
        let is_full = |generation: &Generation| generation.used.len() >= self.most;
        let mut has_forgotten = false;
        if self.generations.back().is_none_or(is_full) {
            let mut newest = Generation::default();
            if self.generations.len() >= GENERATIONS
                && let Some(oldest) = self.generations.pop_front()
            {
                // Its memory is taken over, so that there is no more of it however long this goes on.
                newest.used = oldest.used;
                newest.used.clear();
                has_forgotten = true;
            }
            self.generations.push_back(newest);
        }
        if let Some(newest) = self.generations.back_mut() {
            newest.used.insert(fingerprint);
            newest.last_expiry = newest.last_expiry.max(Some(expiry));
        }
        if has_forgotten && !std::mem::replace(&mut self.has_forgotten_early, true) {
            Admission::NewAndForgot
        } else {
            Admission::New
        }
    }
}

/// A keyed digest of a nonce and its access key: nonces are of any length, what is kept of them is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint(u128);

/// What makes fingerprints, with a key of its own: nobody can look for two nonces that have one fingerprint.
pub(crate) struct Fingerprints(SipHasher13);

impl Fingerprints {
    pub(crate) fn new(key: [u8; 16]) -> Self {
        Self(SipHasher13::new_with_key(&key))
    }

    pub(crate) fn of(&self, access_key_id: &str, nonce: &str) -> Fingerprint {
        let mut hasher = self.0;
        (access_key_id, nonce).hash(&mut hasher);
        Fingerprint(hasher.finish128().as_u128())
    }
}

/// Takes a fingerprint for its own hash.
#[derive(Default)]
struct Taken(u64);

impl Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, fingerprint: u128) {
        // Either half is as good as the other.
        self.0 = fingerprint as u64;
    }
}

/// So many generations are looked into for each nonce, and one of so many is forgotten at a time.
const GENERATIONS: usize = 8;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn fingerprint(access_key_id: &str, nonce: &str) -> Fingerprint {
        Fingerprints::new([7; 16]).of(access_key_id, nonce)
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn count(nonces: &Nonces) -> usize {
        nonces.generations.iter().map(|generation| generation.used.len()).sum()
    }

    #[test]
    fn a_nonce_is_admitted_once_per_key() {
        let mut nonces = Nonces::with_capacity(100);
        assert_eq!(nonces.admit(fingerprint("a", "n"), at(20), at(10)), Admission::New);
        assert_eq!(nonces.admit(fingerprint("a", "n"), at(20), at(10)), Admission::Used);
        // With another timestamp, too.
        assert_eq!(nonces.admit(fingerprint("a", "n"), at(25), at(20)), Admission::Used);
        assert_eq!(nonces.admit(fingerprint("b", "n"), at(20), at(10)), Admission::New);
    }

    #[test]
    fn what_has_expired_is_given_back() {
        let mut nonces = Nonces::with_capacity(100);
        for n in 0..50_u64 {
            assert_eq!(
                nonces.admit(fingerprint("a", &n.to_string()), at(20), at(10)),
                Admission::New
            );
        }
        assert_eq!(count(&nonces), 50);
        assert_eq!(nonces.admit(fingerprint("a", "later"), at(99), at(21)), Admission::New);
        // The newest generation has one that is alive.
        assert!(count(&nonces) <= 1 + 100_usize.div_ceil(GENERATIONS), "{}", count(&nonces));
    }

    #[test]
    fn the_oldest_are_forgotten_and_none_is_refused() {
        let mut nonces = Nonces::with_capacity(800);
        let admit = |nonces: &mut Nonces, n: u64| {
            nonces.admit(fingerprint("a", &n.to_string()), at(20), at(10))
        };
        let mut forgot = Vec::new();
        for n in 0..10_000 {
            let admission = admit(&mut nonces, n);
            assert_ne!(admission, Admission::Used, "{n}");
            forgot.extend((admission == Admission::NewAndForgot).then_some(n));
            assert!(count(&nonces) <= 800);
        }
        assert_eq!(forgot, [800], "it is told once");
        // Seven generations at least are known.
        for n in 10_000 - 700..10_000 {
            assert_eq!(admit(&mut nonces, n), Admission::Used, "{n}");
        }
        assert_eq!(admit(&mut nonces, 0), Admission::New);
    }
}
