//! A text that leaves no copy of itself behind.

use std::fmt;
use std::mem;
use std::ops::Deref;

use zeroize::ZeroizeOnDrop;
use zeroize::optimization_barrier;

/// A text that is wiped from memory when dropped and that `Debug` does not show.
///
/// It holds secrets, tokens, and what is signed together with a token. A `String` is moved in; of a
/// `&str` a copy is made, and the original stays the caller's to wipe. So does every copy that is
/// made of the text. The types of HTTP libraries, those of the crate `http` among them, cannot be
/// wiped: what became a URI or a header value stays in memory until something else is written there.
///
/// Comparing takes a time that depends on the texts. Signatures are not compared with it.
///
/// ```
/// use aliyun_rpc_signer::SecretString;
///
/// let secret = SecretString::new("example");
/// assert_eq!(secret.len(), 7);
/// assert_eq!(&*secret, "example");
/// assert_eq!(format!("{secret:?}"), "[redacted]");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretString(String);

impl SecretString {
    /// Holds a text, exactly as given.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Hands the text over, which is not wiped from then on.
    #[must_use]
    pub fn into_string(mut self) -> String {
        mem::take(&mut self.0)
    }

    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(String::with_capacity(capacity))
    }

    /// Gives the text out with room for that many bytes more.
    ///
    /// A `String` that grows leaves its old memory as it was; here it is wiped.
    pub(crate) fn with_room(&mut self, additional: usize) -> &mut String {
        let needed = self.0.len() + additional;
        if needed > self.0.capacity() {
            let mut larger = Self::with_capacity(needed.max(2 * self.0.capacity()));
            larger.0.push_str(&self.0);
            *self = larger;
        }
        &mut self.0
    }

    pub(crate) fn room(&self) -> usize {
        self.0.capacity() - self.0.len()
    }
}

impl Deref for SecretString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for SecretString {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretString {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Drop for SecretString {
    fn drop(&mut self) {
        let mut bytes = mem::take(&mut self.0).into_bytes();
        wipe(&mut bytes);
    }
}

impl ZeroizeOnDrop for SecretString {}

/// Overwrites all that a vector has room for, in one step rather than byte by byte.
pub(crate) fn wipe(bytes: &mut Vec<u8>) {
    bytes.fill(0);
    // Within the room there is, so nothing is moved.
    bytes.resize(bytes.capacity(), 0);
    optimization_barrier(bytes.as_slice());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_vector_has_room_for_is_overwritten() {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(b"a secret, and more of it");
        bytes.truncate(8);
        let room = bytes.capacity();
        wipe(&mut bytes);
        assert_eq!((bytes.len(), bytes.capacity()), (room, room));
        assert!(bytes.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn growing_keeps_the_text_and_makes_the_room() {
        let mut text = SecretString::new("token");
        let out = text.with_room(100);
        assert!(out.capacity() >= 105);
        out.push_str("-more");
        assert_eq!(&*text, "token-more");
        assert_eq!(text.into_string(), "token-more");
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Some(SecretString::new("CANARY"))), "Some([redacted])");
    }
}
