//! An account between two processes.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::chain::Chain;
use super::verdict::Verdict;

/// An [`Account`](super::Account) that was saved, for another process to go on with.
///
/// It takes 40 bytes an image. It holds no identifiers of images, but keyed hashes of them together with the
/// key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct SavedAccount {
    #[serde(with = "Base64")]
    pub(crate) key: [u8; 16],
    pub(crate) limit: u32,
    pub(crate) wants_plain: bool,
    pub(crate) is_plain: bool,
    pub(crate) most: u64,
    /// Whether the chain is known to begin with the first image, once there is anything to know.
    pub(crate) begin: Option<bool>,
    /// Answers in a row that brought nothing new, and whether one of them did not join.
    pub(crate) tries: u32,
    pub(crate) has_unjoined: bool,
    pub(crate) flaw: Option<Verdict>,
    pub(crate) requests: u64,
    pub(crate) repeats: u64,
    pub(crate) first_total: Option<u64>,
    pub(crate) last_total: Option<u64>,
    pub(crate) verdict: Option<Verdict>,
    /// The offset from which images are missing.
    pub(crate) reach: u64,
    #[serde(with = "Base64")]
    pub(crate) chain: Chain,
}

/// Shows nothing of the key.
impl fmt::Debug for SavedAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedAccount")
            .field("images", &self.chain.len())
            .field("requests", &self.requests)
            .finish_non_exhaustive()
    }
}

/// What is written as bytes.
trait Bytes: Sized {
    fn to_bytes(&self) -> Vec<u8>;
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl Bytes for [u8; 16] {
    fn to_bytes(&self) -> Vec<u8> {
        self.to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok()
    }
}

impl Bytes for Chain {
    fn to_bytes(&self) -> Vec<u8> {
        Self::to_bytes(self)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::from_bytes(bytes)
    }
}

/// The text of bytes.
struct Base64;

impl Base64 {
    fn serialize<T: Bytes, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        STANDARD_NO_PAD.encode(value.to_bytes()).serialize(serializer)
    }

    fn deserialize<'de, T: Bytes, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD_NO_PAD.decode(text).map_err(de::Error::custom)?;
        T::from_bytes(&bytes).ok_or_else(|| de::Error::custom("bytes are missing, or too many"))
    }
}
