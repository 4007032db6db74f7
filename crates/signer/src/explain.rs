//! A mismatch, explained to its cause.
//!
//! When a signature does not match, the service quotes the text that it signed. Beside what *we*
//! signed, that names the cause: [`explain`] compares the two, and also tells when they do not say.
//!
//! ```
//! use aliyun_rpc_signer::explain::{Ours, explain};
//!
//! let ours = Ours::string_to_sign("GET&%2F&ImageName%3Da%2Bb%26Version%3D2014-05-26");
//! let answer = r#"{"Code":"SignatureDoesNotMatch","Message":"Specified signature is not matched
//!     with our calculation. server string to sign is:GET&%2F&ImageName%3Da%2520b%26Version%3D2014-05-26"}"#;
//!
//! let diagnosis = explain(&ours, answer);
//!
//! assert_eq!(diagnosis.cause().id(), "plus-for-space");
//! assert!(diagnosis.to_string().contains("encode a space as `%20`"));
//! assert!(diagnosis.to_string().contains("`ImageName`"));
//! ```
//!
//! A cause is named only if it accounts for every differing byte, and if no other does. Where the
//! service quotes nothing but names a parameter or header that is missing, and that was signed, it was
//! lost on its way; where it names one that was not signed, nothing is guessed. The text of the
//! service is hostile input: it is never trusted, only compared, and escaped where it is shown.
//!
//! (ECS API Reference, "Request signatures", for what a right text is; the classic Alibaba Cloud SDKs
//! for Go, Java and Python for the one thing they tell, a wrong secret.)

mod cause;
mod compare_acs3;
mod compare_rpc;
mod difference;
mod encoder;
mod extract;
mod ours;
mod pairs;
mod query;
mod trial;

pub use cause::Cause;
pub use cause::Pass;
pub use cause::Why;
pub use difference::Difference;
pub use ours::Ours;

use std::fmt;

use compare_rpc::StringToSign;
use extract::Said;
use extract::extract;
use ours::What;
use pairs::join;

use crate::acs3;
use crate::rpc;

/// Explains why the service refused what we signed, from its text alone.
///
/// The text may be a whole answer in JSON or XML, its message, or a log line around either; more
/// than 1 MiB of it is not read.
pub fn explain(ours: &Ours, server_text: &str) -> Diagnosis {
    let said = if server_text.len() > LONGEST_TEXT { Said::Mismatch } else { extract(server_text) };
    let (cause, differences) = match (&ours.signed, said) {
        (_, Said::Other) => undecidable(Why::NotAMismatch),
        (_, Said::Mismatch) => undecidable(Why::NoServerText),
        (_, Said::NoSecurityToken) => (Cause::MissingSecurityToken, Vec::new()),
        (signed, Said::Clock) => clock(signed, ours),
        (signed, Said::Missing(name)) => missing(signed, ours, &name, false),
        (signed, Said::ClockOrMissing(name)) => missing(signed, ours, &name, true),
        (What::StringToSign(signed), Said::Rpc(received)) => explain_rpc(ours, signed, &received),
        (What::Signature(..), Said::Rpc(received)) => explain_url(ours, &received),
        (What::CanonicalRequest(signed), Said::Acs3(to_sign, received)) => {
            explain_acs3(ours, signed, &to_sign, received.as_deref())
        }
        (_, Said::Rpc(_) | Said::Acs3(..)) => undecidable(Why::OtherScheme),
    };
    Diagnosis {
        scheme: match ours.signed {
            What::CanonicalRequest(_) => Scheme::Acs3,
            What::StringToSign(_) | What::Signature(..) => Scheme::Rpc,
        },
        cause,
        differences,
        shows_values: false,
    }
}

/// Why a request was refused, and what differs.
///
/// `Display` says what differs, where, and what to do, in full sentences. It names parameters and
/// headers but shows no values until [`with_values`](Self::with_values) asks for them; `Debug` never
/// does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    scheme: Scheme,
    cause: Cause,
    differences: Vec<Difference>,
    shows_values: bool,
}

impl Diagnosis {
    /// Returns the scheme that was signed with.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Returns the cause, which may be that there is no telling.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// Returns everything that differs between what was signed and what the service received.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Makes `Display` show the values that differ, but for tokens and signatures.
    ///
    /// They are what the request holds, so they do not belong in a log.
    #[must_use]
    pub fn with_values(mut self) -> Self {
        self.shows_values = true;
        self
    }
}

/// The scheme of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// Signature version 1.0, HMAC-SHA1.
    Rpc,
    /// ACS3-HMAC-SHA256.
    Acs3,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)?;
        for (i, difference) in self.differences.iter().take(MOST_SHOWN).enumerate() {
            let gap = if i == 0 { " Differing: " } else { "; " };
            write!(f, "{gap}{difference}")?;
            if self.shows_values {
                difference.write_values(f)?;
            }
        }
        match self.differences.len().checked_sub(MOST_SHOWN) {
            Some(more @ 1..) => write!(f, "; and {more} more."),
            _ if self.differences.is_empty() => Ok(()),
            _ => f.write_str("."),
        }
    }
}

type Explained = (Cause, Vec<Difference>);

fn explain_rpc(ours: &Ours, signed: &str, received: &str) -> Explained {
    if signed != received {
        return compare_rpc::compare(signed, received, ours.sent.as_deref());
    }
    match StringToSign::read(received) {
        Some(read) if is_temporary(&read) => (Cause::MissingSecurityToken, Vec::new()),
        Some(_) => (wrong_key(ours), Vec::new()),
        None => undecidable(Why::Unreadable),
    }
}

/// Tells whether a key id is one that is useless without a security token, which is not there.
fn is_temporary(signed: &StringToSign<'_>) -> bool {
    let id = signed.value("AccessKeyId");
    id.is_some_and(|id| id.starts_with("STS.")) && !signed.has("SecurityToken")
}

/// Both sides signed the same: what is left is the key.
fn wrong_key(ours: &Ours) -> Cause {
    match &ours.secret {
        Some(secret) if secret.trim() != secret.as_str() => Cause::SecretWhiteSpace,
        _ => Cause::WrongSecret,
    }
}

/// What was signed is not known, only what was sent: first the way, then the signer.
fn explain_url(ours: &Ours, received: &str) -> Explained {
    let What::Signature(method, signature) = &ours.signed else {
        return undecidable(Why::Unreadable);
    };
    let sent = ours.sent.as_deref().unwrap_or_default();
    let right = rpc::string_to_sign(*method, &join(sent));
    if right != received {
        return compare_rpc::compare(&right, received, Some(sent));
    }
    if StringToSign::read(received).is_some_and(|read| is_temporary(&read)) {
        return (Cause::MissingSecurityToken, Vec::new());
    }
    let Some((secret, signature)) = ours.secret.as_ref().zip(signature.as_deref()) else {
        return undecidable(Why::SignerUnknown);
    };
    if rpc::signature(&right, secret) == signature {
        return (wrong_key(ours), Vec::new());
    }
    let mut faults = trial::faults(*method, sent, secret, signature);
    match faults.len() {
        0 => undecidable(Why::SignerUnknown),
        1 => (faults.remove(0), Vec::new()),
        _ => undecidable(Why::Ambiguous(faults)),
    }
}

fn explain_acs3(ours: &Ours, signed: &str, to_sign: &str, received: Option<&str>) -> Explained {
    let same = acs3::string_to_sign(signed) == to_sign;
    let Some(received) = received else {
        return if same { (wrong_key(ours), Vec::new()) } else { undecidable(Why::NoServerText) };
    };
    // The quotation vouches for itself: one text is the hash of the other.
    if acs3::string_to_sign(received) != to_sign {
        return undecidable(Why::Unreadable);
    }
    if same {
        return (wrong_key(ours), Vec::new());
    }
    compare_acs3::compare(signed, received, ours.sent.as_deref())
}

/// `IllegalTimestamp` also says that there is none.
fn clock(signed: &What, ours: &Ours) -> Explained {
    let has_timestamp = match signed {
        What::StringToSign(text) => text.contains("Timestamp%3D"),
        What::CanonicalRequest(text) => text.contains("\nx-acs-date:"),
        What::Signature(..) => {
            let mut sent = ours.sent.iter().flatten();
            sent.any(|(name, _)| name == "Timestamp")
        }
    };
    if has_timestamp { (Cause::Clock, Vec::new()) } else { undecidable(Why::NotAMismatch) }
}

/// What is said to be missing and was signed got lost; what was not signed, nobody gave.
fn missing(signed: &What, ours: &Ours, name: &str, or_clock: bool) -> Explained {
    let lost = match signed {
        What::CanonicalRequest(text) => compare_acs3::lost(text, name),
        What::StringToSign(text) => {
            let read = StringToSign::read(text);
            let value = read.and_then(|read| read.value(name).map(str::to_owned));
            given(value).map(|value| compare_rpc::lost(name, value))
        }
        What::Signature(..) => {
            let mut sent = ours.sent.iter().flatten();
            let value = sent.find(|(sent, _)| sent == name).map(|(_, value)| value.clone());
            given(value).map(|value| compare_rpc::lost(name, value))
        }
    };
    match lost {
        Some((cause, _)) if or_clock => undecidable(Why::Ambiguous(vec![Cause::Clock, cause])),
        Some((cause, difference)) => (cause, vec![difference]),
        None => undecidable(Why::NotAMismatch),
    }
}

/// An empty parameter counts as absent: the service misses it even if it arrived.
fn given(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty())
}

fn undecidable(why: Why) -> Explained {
    (Cause::Undecidable(why), Vec::new())
}

/// How many differences `Display` lists.
const MOST_SHOWN: usize = 8;
/// 1 MiB: a request at the limits of the service, encoded twice, is a third of it.
const LONGEST_TEXT: usize = 1 << 20;
