//! The access keys the emulator knows: those it was given, and those it issued.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aliyun_rpc_signer::Credentials;

use super::key::AccessKey;

/// All keys by their ids.
pub(crate) struct Keyring {
    given: HashMap<String, Arc<AccessKey>>,
    /// In the order they were given in.
    credentials: Vec<Credentials>,
    issued: Mutex<HashMap<String, Arc<AccessKey>>>,
}

impl Keyring {
    /// Of two keys of one id the first counts.
    pub(crate) fn new(keys: Vec<AccessKey>) -> Self {
        let credentials = keys.iter().map(|key| key.credentials().clone()).collect();
        let mut given = HashMap::new();
        for key in keys {
            given.entry(key.credentials().access_key_id().to_owned()).or_insert(Arc::new(key));
        }
        Self { given, credentials, issued: Mutex::default() }
    }

    /// Returns the keys that were given.
    pub(crate) fn credentials(&self) -> &[Credentials] {
        &self.credentials
    }

    pub(crate) fn find(&self, id: &str) -> Option<Arc<AccessKey>> {
        if let Some(key) = self.given.get(id) {
            return Some(Arc::clone(key));
        }
        if !id.starts_with(ISSUED) {
            return None;
        }
        self.issued.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Keeps a temporary key that was issued. When there are too many, expired ones are forgotten, then those that
    /// expire first.
    pub(crate) fn issue(&self, key: AccessKey, now: SystemTime) {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        if issued.len() >= MOST_ISSUED {
            // An expired key is told apart from an unknown one for as long as there is room.
            issued.retain(|_, key| !key.is_expired_at(now));
        }
        if issued.len() >= MOST_ISSUED {
            // Many at a time, so that not every further key has all of them looked at.
            let expiry = |key: &Arc<AccessKey>| key.credentials().expiry();
            let mut expiries: Vec<_> = issued.values().map(expiry).collect();
            let (.., last, _) = expiries.select_nth_unstable(MOST_ISSUED / 8);
            let last = *last;
            issued.retain(|_, key| expiry(key) > last);
        }
        issued.insert(key.credentials().access_key_id().to_owned(), Arc::new(key));
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.credentials).finish()
    }
}

/// What the id of an issued key begins with.
pub(crate) const ISSUED: &str = "STS.";

/// So many issued keys are kept.
const MOST_ISSUED: usize = 10_000;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn issued_keys_are_kept_until_there_are_too_many() {
        let keyring = Keyring::new(vec![Credentials::new("a", "s").into()]);
        assert!(keyring.find("a").is_some() && keyring.find("b").is_none());
        let issue = |n: u64, now| {
            let key = Credentials::new(format!("STS.{n}"), "s").with_expiry(at(100 + n));
            keyring.issue(key.into(), at(now));
        };
        for n in 0..=MOST_ISSUED as u64 {
            issue(n, 0);
        }
        let eighth = MOST_ISSUED / 8;
        let is_known = |n: usize| keyring.find(&format!("STS.{n}")).is_some();
        assert!(!is_known(0) && !is_known(eighth), "those that expire first made room");
        assert!(is_known(eighth + 1) && is_known(MOST_ISSUED));
    }
}
