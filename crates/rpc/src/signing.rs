//! How requests are signed.

use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::explain::Scheme;

/// How a client signs its requests, and what format it asks for as far as the scheme lets it.
///
/// ```
/// use aliyun_rpc::Signing;
/// use aliyun_rpc_signer::Format;
///
/// assert_eq!(Signing::default(), Signing::Rpc(Format::Json));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Signing {
    /// Signature version 1.0 (HMAC-SHA1), answered in this format.
    Rpc(Format),
    /// ACS3-HMAC-SHA256. It knows no format: answers come as JSON.
    Acs3,
}

impl Signing {
    /// Returns the scheme alone.
    #[must_use]
    pub fn scheme(self) -> Scheme {
        match self {
            Self::Rpc(_) => Scheme::Rpc,
            Self::Acs3 => Scheme::Acs3,
        }
    }

    /// Returns the format that answers come in.
    #[must_use]
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
