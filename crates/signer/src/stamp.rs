//! What makes one request different from every other: its time and its nonce.

use std::time::SystemTime;

use crate::hex;
use crate::timestamp;

/// The time and the nonce of one attempt.
///
/// The service remembers nonces and refuses one it has seen (`SignatureNonceUsed`), and it refuses
/// a timestamp some 15 minutes away from its own clock (`InvalidTimeStamp.Expired`, sometimes
/// `IllegalTimestamp`). So **every attempt needs a new stamp**, a retry included. The type is not
/// `Clone` for that reason. (ECS API Reference, "Common parameters".)
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use aliyun_rpc_signer::Stamp;
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584);
/// let stamp = Stamp::from_random(time, [0xa5; 16]);
///
/// assert_eq!(stamp.timestamp(), "2016-02-23T12:46:24Z");
/// assert_eq!(stamp.nonce(), "a5".repeat(16));
/// ```
#[derive(Debug)]
pub struct Stamp {
    timestamp: String,
    nonce: String,
}

impl Stamp {
    /// Makes a stamp from a time and a nonce of the caller's.
    ///
    /// The time is written in UTC with whole seconds, any fraction dropped. A time before 1970 or
    /// after 9999 becomes the nearest second of that range (see [`timestamp::format`]). The nonce
    /// is any text that was not used before; its length is not limited.
    pub fn new(time: SystemTime, nonce: impl Into<String>) -> Self {
        Self { timestamp: timestamp::format(time), nonce: nonce.into() }
    }

    /// Makes a stamp whose nonce is 128 random bits, written as 32 lower-case hexadecimal digits.
    pub fn from_random(time: SystemTime, random: [u8; 16]) -> Self {
        Self::new(time, hex::encode(random))
    }

    /// Returns the time as the parameter `Timestamp` carries it.
    pub fn timestamp(&self) -> &str {
        &self.timestamp
    }

    /// Returns the parameter `SignatureNonce`.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bits_become_32_hexadecimal_digits_in_order() {
        let stamp = Stamp::from_random(SystemTime::UNIX_EPOCH, std::array::from_fn(|i| i as u8));
        assert_eq!(stamp.nonce(), "000102030405060708090a0b0c0d0e0f");
        assert_eq!(stamp.timestamp(), "1970-01-01T00:00:00Z");
    }
}
