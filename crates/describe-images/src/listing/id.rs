//! Identifiers of images, as a listing remembers them.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

/// The 128-bit hash of an identifier. With a random key nobody can make two that are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id([u32; 4]);

impl Id {
    /// Returns a number below `parts`.
    pub(crate) fn part(self, parts: usize) -> usize {
        let [part, ..] = self.0;
        part as usize % parts
    }

    pub(crate) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for (bytes, part) in bytes.chunks_exact_mut(4).zip(self.0) {
            bytes.copy_from_slice(&part.to_le_bytes());
        }
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; 16]) -> Self {
        let mut parts = [0; 4];
        for (part, bytes) in parts.iter_mut().zip(bytes.as_chunks().0) {
            *part = u32::from_le_bytes(*bytes);
        }
        Self(parts)
    }
}

/// Makes hashes.
#[derive(Clone, Copy)]
pub(crate) struct Ids {
    pub(crate) key: [u8; 16],
}

impl Ids {
    pub(crate) fn new(key: [u8; 16]) -> Self {
        Self { key }
    }

    pub(crate) fn of(self, text: &str) -> Id {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(text.as_bytes());
        Id::from_bytes(hasher.finish128().as_bytes())
    }
}

/// Shows nothing of the key.
impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}
