//! The two ways to sign a request.

use crate::Format;
use crate::words::words;

/// The scheme of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "another scheme is for every caller to think about")]
pub enum Scheme {
    /// Signature version 1.0, HMAC-SHA1 over the parameters: module [`rpc`](crate::rpc).
    Rpc,
    /// ACS3-HMAC-SHA256 over the whole request: module [`acs3`](crate::acs3).
    Acs3,
}

words!(Scheme, "Returns the short name: `rpc` or `acs3`.", Rpc = "rpc", Acs3 = "acs3");

/// How to sign, and with it the format to ask for: only RPC 1.0 has a choice.
///
/// ACS3 has no parameter `Format`, and its answers come as JSON, so that ACS3 with XML cannot be
/// said. The default is what every RPC-style service has accepted for longest: RPC 1.0, JSON.
///
/// ```
/// use aliyun_rpc_signer::{Format, Scheme, Signing};
///
/// assert_eq!(Signing::default(), Signing::Rpc(Format::Json));
/// assert_eq!(Signing::Rpc(Format::Xml).format(), Format::Xml);
/// assert_eq!(Signing::Acs3.format(), Format::Json);
/// assert_eq!(Signing::Acs3.scheme(), Scheme::Acs3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "another scheme is for every caller to think about")]
pub enum Signing {
    /// By signature version 1.0, asking for this format.
    Rpc(Format),
    /// By ACS3-HMAC-SHA256.
    Acs3,
}

impl Signing {
    /// Returns the scheme of the signature.
    pub fn scheme(self) -> Scheme {
        match self {
            Self::Rpc(_) => Scheme::Rpc,
            Self::Acs3 => Scheme::Acs3,
        }
    }

    /// Returns the format in which the answer comes.
    pub fn format(self) -> Format {
        match self {
            Self::Rpc(format) => format,
            Self::Acs3 => Format::Json,
        }
    }
}

impl Default for Signing {
    fn default() -> Self {
        Self::Rpc(Format::Json)
    }
}
