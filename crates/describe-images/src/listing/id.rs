//! Identifiers of images, as a listing remembers them.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

/// The 128-bit hash of an identifier. With a random key nobody can make two that are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Id(u64, u64);

/// Makes hashes.
#[derive(Clone, Copy)]
pub(crate) struct Ids {
    key: [u8; 16],
}

impl Ids {
    pub(crate) fn new(key: [u8; 16]) -> Self {
        Self { key }
    }

    pub(crate) fn of(self, identifier: &str) -> Id {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(identifier.as_bytes());
        let hash = hasher.finish128();
        Id(hash.h1, hash.h2)
    }
}

/// Shows nothing of the key.
impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}
