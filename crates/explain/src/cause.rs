//! What can be wrong, and what to do about it.

use std::fmt;

use aliyun_rpc_signer::Escaped;

use crate::shortened::Shortened;

/// Why the service calculates another signature.
///
/// A cause other than [`Undecidable`](Self::Undecidable) accounts for every byte in which the two
/// sides differ, alone. No cause holds a value of the request; those are in
/// [`Diagnosis::differences`](crate::Diagnosis::differences).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// Both sides signed the same text, so the keys differ.
    WrongSecret,
    /// Both sides signed the same text, and the secret begins or ends with whitespace.
    SecretWhitespace,
    /// The HMAC was keyed with the secret without the `&` of RPC 1.0.
    KeyWithoutAmpersand,
    /// A space was encoded as `+`.
    PlusForSpace,
    /// These characters, such as `*`, were left as they are.
    Unescaped(String),
    /// These characters, such as `~`, were encoded.
    OverEscaped(String),
    /// Escapes were written with lower-case digits.
    LowerCaseHex,
    /// Everything was encoded once too often.
    DoubleEncoding(EncodingPass),
    /// Nothing was encoded.
    MissingEncoding(EncodingPass),
    /// The encoder differs in several ways at once, as that of HTML forms does.
    WrongEncoder(Vec<Cause>),
    /// The parameters or headers are not in order.
    Order,
    /// These parameters were sent but, being empty, not signed.
    EmptySkipped(Vec<String>),
    /// The service received these parameters, which are not in what was signed.
    Added(Vec<String>),
    /// These parameters were signed, and the service did not receive them.
    Dropped(Vec<String>),
    /// The service received other values of these parameters than were signed.
    Altered(Vec<String>),
    /// The query was encoded once more after signing.
    QueryEncodedAgain,
    /// The request was sent with another method than was signed.
    Method,
    /// The security token of a temporary key is not in what was signed, or was not received.
    MissingSecurityToken,
    /// The request arrived under another path than was signed (ACS3).
    Path,
    /// The request arrived for another host than was signed (ACS3).
    Host,
    /// The body that arrived is not the one that was signed (ACS3).
    BodyHash,
    /// This header arrived otherwise than it was signed (ACS3).
    Header(String),
    /// The list of signed headers differs, the headers do not (ACS3).
    SignedHeaders,
    /// The clock is off: the service refuses the timestamp.
    Clock,
    /// It cannot be said, for this reason.
    Undecidable(Reason),
}

/// Which of the two passes of RPC 1.0 encodes wrongly; ACS3 has only the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodingPass {
    /// Names and values.
    First,
    /// The canonical query as a whole.
    Second,
    /// Both of them.
    Both,
}

/// Why a cause cannot be named.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The text is not about a signature or a timestamp, or about something that was not signed.
    NotAMismatch,
    /// The text does not quote what the service signed.
    NoServerText,
    /// What the service is said to have signed is damaged, or what was signed is not such a text.
    Unreadable,
    /// The quotation ends early.
    Truncated,
    /// One side is RPC 1.0, the other ACS3.
    OtherScheme,
    /// The request arrived as it was sent, and how it was signed is not known.
    SignerUnknown,
    /// The request arrived as it was sent, and the secret that was given makes no such signature in
    /// any way that is known.
    OtherSecret,
    /// The service's text is about another request than the one that was signed.
    OtherRequest,
    /// No single cause accounts for all differences.
    NoSingleCause,
    /// Each of these accounts for all differences.
    Ambiguous(Vec<Cause>),
}

impl Cause {
    /// Returns a short name that stays the same from version to version, such as `plus-for-space`.
    pub fn id(&self) -> &'static str {
        match self {
            Self::WrongSecret => "wrong-secret",
            Self::SecretWhitespace => "secret-white-space",
            Self::KeyWithoutAmpersand => "key-without-ampersand",
            Self::PlusForSpace => "plus-for-space",
            Self::Unescaped(_) => "unescaped",
            Self::OverEscaped(_) => "over-escaped",
            Self::LowerCaseHex => "lower-case-hex",
            Self::DoubleEncoding(_) => "double-encoding",
            Self::MissingEncoding(_) => "missing-encoding",
            Self::WrongEncoder(_) => "wrong-encoder",
            Self::Order => "order",
            Self::EmptySkipped(_) => "empty-skipped",
            Self::Added(_) => "parameter-added",
            Self::Dropped(_) => "parameter-dropped",
            Self::Altered(_) => "parameter-altered",
            Self::QueryEncodedAgain => "query-encoded-again",
            Self::Method => "method",
            Self::MissingSecurityToken => "missing-security-token",
            Self::Path => "path",
            Self::Host => "host",
            Self::BodyHash => "body-hash",
            Self::Header(_) => "header",
            Self::SignedHeaders => "signed-headers",
            Self::Clock => "clock",
            Self::Undecidable(_) => "undecidable",
        }
    }
}

impl Reason {
    /// Returns a short name that stays the same from version to version, such as `truncated`.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotAMismatch => "not-a-mismatch",
            Self::NoServerText => "no-server-text",
            Self::Unreadable => "unreadable",
            Self::Truncated => "truncated",
            Self::OtherScheme => "other-scheme",
            Self::SignerUnknown => "signer-unknown",
            Self::OtherSecret => "other-secret",
            Self::OtherRequest => "other-request",
            Self::NoSingleCause => "no-single-cause",
            Self::Ambiguous(_) => "ambiguous",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongSecret => f.write_str(
                "Both sides signed the same text, so the access key secret is not the one of this \
                 access key id, or the signature was changed on its way; check that the two belong \
                 together.",
            ),
            Self::SecretWhitespace => f.write_str(
                "Both sides signed the same text, and the access key secret begins or ends with \
                 whitespace, which no secret does; remove it.",
            ),
            Self::KeyWithoutAmpersand => f.write_str(
                "The HMAC is keyed with the access key secret alone; append `&` to the secret.",
            ),
            Self::PlusForSpace => f.write_str(
                "What was signed has `+` where the service has `%20`; encode a space as `%20`, and \
                 a plus sign as `%2B`.",
            ),
            Self::Unescaped(characters) => write!(
                f,
                "What was signed has {} unencoded; percent-encode everything but `A`-`Z`, `a`-`z`, \
                 `0`-`9`, `-`, `_`, `.` and `~`.",
                Quoted(characters)
            ),
            Self::OverEscaped(characters) => write!(
                f,
                "What was signed has {} percent-encoded; leave `A`-`Z`, `a`-`z`, `0`-`9`, `-`, \
                 `_`, `.` and `~` as they are.",
                Quoted(characters)
            ),
            Self::LowerCaseHex => f.write_str(
                "What was signed has escapes in lower-case hexadecimal; write `%2F`, not `%2f`.",
            ),
            Self::DoubleEncoding(pass) => write!(
                f,
                "What was signed is encoded once too often ({pass}); encode plain values, and each \
                 pass once."
            ),
            Self::MissingEncoding(pass) => write!(
                f,
                "What was signed is not percent-encoded ({pass}); encode names and values, and for \
                 RPC 1.0 the whole query once more."
            ),
            Self::WrongEncoder(faults) => {
                f.write_str(
                    "The encoder differs in more than one way, as that of HTML forms does.",
                )?;
                faults.iter().try_for_each(|fault| write!(f, " {fault}"))
            }
            Self::Order => f.write_str(
                "The same parameters or headers were signed in another order; sort them by the \
                 bytes of the unencoded name.",
            ),
            Self::EmptySkipped(names) => write!(
                f,
                "{} sent with an empty value and left out of what was signed; sign it as `name=`, \
                 or do not send it.",
                Names("The parameter", names, "was", "were")
            ),
            Self::Added(names) => write!(
                f,
                "{} received by the service and not in what was signed; sign everything that is \
                 sent, and look for what adds to the request on its way.",
                Names("The parameter", names, "was", "were")
            ),
            Self::Dropped(names) => write!(
                f,
                "{} signed and not received by the service; send everything that is signed, and \
                 look for what takes from the request on its way.",
                Names("The parameter", names, "was", "were")
            ),
            Self::Altered(names) => write!(
                f,
                "{} the service with another value than the one that was signed; sign what is sent, \
                 and look for what changes the request on its way.",
                Names("The parameter", names, "reached", "reached")
            ),
            Self::QueryEncodedAgain => f.write_str(
                "The service received every value percent-encoded once more than it was signed; \
                 the signed query is complete, so keep the HTTP client from encoding it.",
            ),
            Self::Method => f.write_str(
                "The service received the request with another method than was signed; sign the \
                 method that is sent, and look for a redirect or a proxy that changes it.",
            ),
            Self::MissingSecurityToken => f.write_str(
                "The security token of the temporary access key is not both signed and sent; give \
                 it with the credentials, and sign it like everything else.",
            ),
            Self::Path => f.write_str(
                "The request arrived under another path than was signed; sign `/`, never an empty \
                 path, and look for a proxy that rewrites it.",
            ),
            Self::Host => f.write_str(
                "The request arrived for another host than was signed; sign the host that is sent, \
                 its port included, and let proxies keep the header `Host`.",
            ),
            Self::BodyHash => f.write_str(
                "The body that arrived has another hash than was signed; hash the bytes that are \
                 sent, and look for what changes them on their way.",
            ),
            Self::Header(name) => write!(
                f,
                "The header `{}` arrived otherwise than it was signed; sign it as it is sent, in \
                 lower case and trimmed, and look for a proxy that changes it.",
                Shortened(name)
            ),
            Self::SignedHeaders => f.write_str(
                "The lists of signed headers differ although the headers do not; list each name \
                 once, in lower case, sorted and joined by `;`.",
            ),
            Self::Clock => f.write_str(
                "The service refuses the timestamp as too far from its own clock; set the clock, \
                 and sign every attempt anew.",
            ),
            Self::Undecidable(reason) => reason.fmt(f),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The cause cannot be told: ")?;
        f.write_str(match self {
            Self::NotAMismatch => {
                "the service's text is not about a signature, a timestamp, or anything else that \
                 was signed."
            }
            Self::NoServerText => {
                "the service's text does not quote what it signed; give its whole answer."
            }
            Self::Unreadable => {
                "one of the two texts is not what a signer makes, or was damaged on its way; give \
                 them unchanged."
            }
            Self::Truncated => "the service's quotation ends early; give its whole answer.",
            Self::OtherScheme => {
                "one side is of RPC 1.0, the other of ACS3; compare texts of the same request."
            }
            Self::SignerUnknown => {
                "the request arrived as it was sent, so either the secret or the signer is wrong; \
                 give the string that was signed, or the secret it was signed with."
            }
            Self::OtherSecret => {
                "the request arrived as it was sent, but the secret that was given does not make \
                 its signature in any known way: it was made with another secret or by a faulty \
                 signer, or the URL was changed after it was signed; give the string that was signed."
            }
            Self::OtherRequest => {
                "the service's text is about another request, whose nonce is not the one that was \
                 signed; give what was signed and the answer of one attempt."
            }
            Self::NoSingleCause => {
                "no single cause accounts for all differences; settle those listed one by one."
            }
            Self::Ambiguous(causes) => {
                f.write_str("each of several causes accounts for all differences.")?;
                return causes.iter().try_for_each(|cause| write!(f, " Either: {cause}"));
            }
        })
    }
}

impl fmt::Display for EncodingPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "in the first pass, over names and values",
            Self::Second => "in the second pass, over the whole query",
            Self::Both => "in both passes",
        })
    }
}

/// Characters, each between backquotes.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, c) in self.0.chars().enumerate() {
            let gap = if i > 0 { " " } else { "" };
            write!(f, "{gap}`{}`", Escaped::new(c.encode_utf8(&mut [0; 4])))?;
        }
        Ok(())
    }
}

/// A noun, the names it stands for, and the verb that agrees with their number.
struct Names<'a>(&'a str, &'a [String], &'a str, &'a str);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(noun, names, one, many) = self;
        let (plural, verb) = if names.len() == 1 { ("", one) } else { ("s", many) };
        write!(f, "{noun}{plural}")?;
        for (i, name) in names.iter().take(MOST_NAMED).enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(f, "{comma} `{}`", Shortened(name))?;
        }
        if names.len() > MOST_NAMED {
            f.write_str(", …")?;
        }
        write!(f, " {verb}")
    }
}

/// How many names a sentence lists.
const MOST_NAMED: usize = 8;
