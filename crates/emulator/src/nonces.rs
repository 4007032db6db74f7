//! The nonces of recent requests, so that none is accepted twice.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::HashSet;
use std::time::SystemTime;

use aliyun_rpc_signer::rpc;

/// A bounded memory of used nonces.
///
/// A nonce is kept for as long as a request with its timestamp would pass the check of the time,
/// then dropped. None is dropped earlier: a store that is full admits nothing new.
pub(crate) struct Nonces {
    used: HashSet<Fingerprint>,
    by_expiry: BinaryHeap<Reverse<(SystemTime, Fingerprint)>>,
    capacity: usize,
    /// All nonces that expire before this moment are forgotten.
    horizon: SystemTime,
}

/// What became of a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    New,
    Used,
    Full,
}

impl Nonces {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            used: HashSet::new(),
            by_expiry: BinaryHeap::new(),
            capacity,
            horizon: SystemTime::UNIX_EPOCH,
        }
    }

    /// Remembers a nonce of an access key, unless it is known or there is no room.
    ///
    /// `expiry` is the last moment at which the request's timestamp is acceptable.
    pub(crate) fn admit(
        &mut self,
        access_key_id: &str,
        nonce: &str,
        expiry: SystemTime,
        now: SystemTime,
    ) -> Admission {
        self.forget_before(now);
        let fingerprint = fingerprint(access_key_id, nonce);
        // A clock that was set back could bring a forgotten nonce within the window again.
        if expiry < self.horizon || self.used.contains(&fingerprint) {
            return Admission::Used;
        }
        if self.used.len() >= self.capacity {
            return Admission::Full;
        }
        self.used.insert(fingerprint);
        self.by_expiry.push(Reverse((expiry, fingerprint)));
        Admission::New
    }

    fn forget_before(&mut self, now: SystemTime) {
        self.horizon = self.horizon.max(now);
        while let Some(Reverse((expiry, fingerprint))) = self.by_expiry.peek() {
            if *expiry >= self.horizon {
                break;
            }
            self.used.remove(fingerprint);
            self.by_expiry.pop();
        }
    }
}

/// A keyed digest of a nonce: nonces are of any length, what is kept of them is not.
type Fingerprint = [u8; 28];

fn fingerprint(access_key_id: &str, nonce: &str) -> Fingerprint {
    let digest = rpc::signature(nonce, access_key_id);
    let mut fingerprint = [0; 28];
    for (to, from) in fingerprint.iter_mut().zip(digest.bytes()) {
        *to = from;
    }
    fingerprint
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_nonce_is_admitted_once_per_key() {
        let mut nonces = Nonces::with_capacity(10);
        assert_eq!(nonces.admit("a", "n", at(20), at(10)), Admission::New);
        assert_eq!(nonces.admit("a", "n", at(20), at(10)), Admission::Used);
        assert_eq!(nonces.admit("a", "n", at(25), at(20)), Admission::Used);
        assert_eq!(nonces.admit("b", "n", at(20), at(10)), Admission::New);
    }

    #[test]
    fn an_expired_nonce_makes_room() {
        let mut nonces = Nonces::with_capacity(1);
        assert_eq!(nonces.admit("a", "1", at(20), at(10)), Admission::New);
        assert_eq!(nonces.admit("a", "2", at(30), at(20)), Admission::Full);
        assert_eq!(nonces.admit("a", "2", at(30), at(21)), Admission::New);
        assert_eq!(nonces.used.len(), 1);
        assert_eq!(nonces.by_expiry.len(), 1);
    }

    #[test]
    fn a_full_store_still_knows_what_it_holds() {
        let mut nonces = Nonces::with_capacity(1);
        assert_eq!(nonces.admit("a", "1", at(20), at(10)), Admission::New);
        assert_eq!(nonces.admit("a", "2", at(20), at(10)), Admission::Full);
        assert_eq!(nonces.admit("a", "1", at(20), at(10)), Admission::Used);
    }

    #[test]
    fn a_clock_set_back_readmits_nothing() {
        let mut nonces = Nonces::with_capacity(10);
        assert_eq!(nonces.admit("a", "1", at(20), at(10)), Admission::New);
        assert_eq!(nonces.admit("a", "2", at(99), at(50)), Admission::New);
        assert_eq!(nonces.admit("a", "1", at(20), at(10)), Admission::Used);
    }
}
