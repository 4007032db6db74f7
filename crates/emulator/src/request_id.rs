//! Identifiers of requests.

use std::hash::Hasher as _;
use std::sync::atomic::{AtomicU64, Ordering};

use siphasher::sip128::{Hasher128 as _, SipHasher13};

/// Makes identifiers that differ from each other, and from those of other runs.
pub(crate) struct RequestIds {
    hasher: SipHasher13,
    count: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new(key: [u8; 16]) -> Self {
        Self { hasher: SipHasher13::new_with_key(&key), count: AtomicU64::new(0) }
    }

    /// Returns a UUID (version 4) in upper case, as the service writes them.
    pub(crate) fn next(&self) -> String {
        let mut hasher = self.hasher;
        hasher.write_u64(self.count.fetch_add(1, Ordering::Relaxed));
        let bits = hasher.finish128().as_u128() & !(0xf << 76 | 0b11 << 62) | 4 << 76 | 0b10 << 62;
        let mut id = String::with_capacity(36);
        for digit in 0..32_u32 {
            if matches!(digit, 8 | 12 | 16 | 20) {
                id.push('-');
            }
            let value = (bits >> (124 - 4 * digit)) as u32 & 0xf;
            id.extend(char::from_digit(value, 16).map(|it| it.to_ascii_uppercase()));
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_upper_case_uuids_of_version_4() {
        let ids = RequestIds::new([7; 16]);
        let id = ids.next();
        let form: String = id
            .chars()
            .map(|c| if c.is_ascii_digit() || ('A'..='F').contains(&c) { 'x' } else { c })
            .collect();
        assert_eq!(form, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
        assert_eq!(&id[14..15], "4");
        assert!(["8", "9", "A", "B"].contains(&&id[19..20]), "{id}");
        assert_ne!(ids.next(), id);
        assert_ne!(RequestIds::new([8; 16]).next(), id);
    }
}
