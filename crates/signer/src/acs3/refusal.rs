//! Why a received request was not accepted.

use std::error::Error;
use std::fmt;

/// What is wrong with a received request: a part missing, a part malformed, or the signature.
///
/// It holds no value of the request, only the name of a header that `SignedHeaders` lists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no header `Authorization`.
    MissingAuthorization,
    /// `Authorization` is there twice, or is not an algorithm followed by the three parts.
    MalformedAuthorization,
    /// `Authorization` names another algorithm than `ACS3-HMAC-SHA256`.
    UnknownAlgorithm,
    /// `Authorization` lacks a part.
    MissingPart(Part),
    /// A part of `Authorization` is not what it has to be.
    MalformedPart(Part),
    /// `SignedHeaders` lists a header that the request does not have.
    MissingHeader(String),
    /// `x-acs-content-sha256` is not the hash of the body.
    BodyHash,
    /// Everything is in place, and the signature is another.
    Mismatch,
}

/// A part of the header `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// `Credential`, the access key id.
    Credential,
    /// `SignedHeaders`, names in lower case, sorted, joined by `;`.
    SignedHeaders,
    /// `Signature`, 64 lower-case hexadecimal digits.
    Signature,
}

impl Part {
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
            Self::MalformedPart(Part::Credential) => {
                f.write_str("`Credential` in `Authorization` is empty; give the access key id.")
            }
            Self::MalformedPart(Part::SignedHeaders) => f.write_str(
                "`SignedHeaders` in `Authorization` is not a sorted list of different names in \
                 lower case, joined by `;`; write it so.",
            ),
            Self::MalformedPart(Part::Signature) => f.write_str(
                "`Signature` in `Authorization` is not 64 lower-case hexadecimal digits; write it \
                 so.",
            ),
            Self::MissingHeader(name) => write!(
                f,
                "The signed header `{}` is not in the request; send it, or leave it out of \
                 `SignedHeaders`.",
                name.escape_default()
            ),
            Self::BodyHash => f.write_str(
                "The header `x-acs-content-sha256` is not the SHA-256 of the body; hash the bytes \
                 that are sent.",
            ),
            Self::Mismatch => f.write_str(
                "The signature is not that of the request under this access key; compare the \
                 canonical requests.",
            ),
        }
    }
}

impl Error for Refusal {}
