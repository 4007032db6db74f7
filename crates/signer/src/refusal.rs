//! Why a received request is not accepted, whichever way it is signed.

use std::error::Error;
use std::fmt;

/// What is wrong with the signature of a received request: missing, malformed, or another one.
///
/// It holds no value of the request, only the name of a header that `SignedHeaders` lists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no parameter `Signature` (RPC 1.0).
    MissingSignature,
    /// `Signature` is there twice, or is not base64 of an HMAC-SHA1 (RPC 1.0).
    MalformedSignature,
    /// There is no header `Authorization` (ACS3).
    MissingAuthorization,
    /// `Authorization` is there twice, or is not an algorithm followed by the three parts (ACS3).
    MalformedAuthorization,
    /// `Authorization` names another algorithm than `ACS3-HMAC-SHA256` (ACS3).
    UnknownAlgorithm,
    /// `Authorization` lacks a part (ACS3).
    MissingPart(AuthorizationPart),
    /// A part of `Authorization` is not what it has to be (ACS3).
    MalformedPart(AuthorizationPart),
    /// `SignedHeaders` lists a header that the request does not have (ACS3).
    MissingHeader(String),
    /// A header that has to be signed, such as `x-acs-action`, is not among `SignedHeaders` (ACS3).
    UnsignedHeader(String),
    /// `x-acs-content-sha256` is not the hash of the body (ACS3).
    BodyHash,
    /// Everything is in place, and the signature is another.
    Mismatch,
}

/// A part of the header `Authorization`, as ACS3 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthorizationPart {
    /// `Credential`, the access key id.
    Credential,
    /// `SignedHeaders`, names in lower case, sorted, joined by `;`.
    SignedHeaders,
    /// `Signature`, 64 lower-case hexadecimal digits.
    Signature,
}

impl AuthorizationPart {
    /// Returns the name of the part as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credential => "Credential",
            Self::SignedHeaders => "SignedHeaders",
            Self::Signature => "Signature",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingSignature => {
                f.write_str("The request has no parameter `Signature`; sign it.")
            }
            Self::MalformedSignature => f.write_str(
                "The parameter `Signature` is not the 28 characters of base64 of an HMAC-SHA1, \
                 once; send it percent-encoded, a `+` in it as `%2B`.",
            ),
            Self::MissingAuthorization => {
                f.write_str("The request has no header `Authorization`; sign it.")
            }
            Self::MalformedAuthorization => f.write_str(
                "The header `Authorization` is not `ACS3-HMAC-SHA256 Credential=…,\
                 SignedHeaders=…,Signature=…`; write it so, once.",
            ),
            Self::UnknownAlgorithm => f.write_str(
                "The header `Authorization` names another algorithm than ACS3-HMAC-SHA256; use \
                 that one.",
            ),
            Self::MissingPart(part) => {
                write!(f, "The header `Authorization` has no `{}`; add it.", part.as_str())
            }
            Self::MalformedPart(AuthorizationPart::Credential) => {
                f.write_str("`Credential` in `Authorization` is empty; give the access key id.")
            }
            Self::MalformedPart(AuthorizationPart::SignedHeaders) => f.write_str(
                "`SignedHeaders` in `Authorization` is not a sorted list of different names in \
                 lower case, joined by `;`; write it so.",
            ),
            Self::MalformedPart(AuthorizationPart::Signature) => f.write_str(
                "`Signature` in `Authorization` is not 64 lower-case hexadecimal digits; write it \
                 so.",
            ),
            Self::MissingHeader(name) => write!(
                f,
                "The signed header `{}` is not in the request; send it, or leave it out of \
                 `SignedHeaders`.",
                name.escape_default()
            ),
            Self::UnsignedHeader(name) => write!(
                f,
                "The header `{}` is in the request and is not signed; list it in `SignedHeaders`.",
                name.escape_default()
            ),
            Self::BodyHash => f.write_str(
                "The header `x-acs-content-sha256` is not the SHA-256 of the body; hash the bytes \
                 that are sent.",
            ),
            Self::Mismatch => f.write_str(
                "The signature is not that of the request under this access key; compare what both \
                 sides signed.",
            ),
        }
    }
}

impl Error for Refusal {}
