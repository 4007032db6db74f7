//! What goes to a subject and what comes back, in the words of the cases.
//!
//! Every type has one JSON form, which the case files and the process protocol share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A typed request: an object of its parameters under their wire names. Lists are arrays, `Tag` and
/// `Filter` arrays of `{"Key": …, "Value": …}`; numbers and booleans have their types; a member that
/// is left out is not sent.
pub type Request = serde_json::Map<String, Value>;

/// Areas `check` and `encode`: a request, and the revision of the documentation to hold it against.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RulesInput {
    /// The date of the revision.
    pub revision: String,
    /// The request.
    pub request: Request,
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The parameter, numbered: `Tag.3.Key`.
    pub parameter: String,
    /// The rule's id: `tag-key-empty`.
    pub rule: String,
    /// What breaking it does.
    pub level: Level,
}

/// What a broken rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The request can be sent all the same.
    Advise,
    /// The request is not sent.
    Deny,
}

/// Area `check`: everything the revision finds, in any order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckOutput {
    /// The findings.
    pub findings: Vec<Finding>,
}

/// Area `encode`: the parameters to sign and send, or the findings that forbid it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncodeOutput {
    /// Names and values, `Action` and `Version` among them, unencoded, in any order.
    Params(Vec<(String, String)>),
    /// Every finding, advice included.
    Findings(Vec<Finding>),
}

/// Area `sign`: parameters and a secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignInput {
    /// `GET` or `POST`.
    pub method: String,
    /// Names and values, unencoded. `Signature` is not among them.
    pub params: Vec<(String, String)>,
    /// Without it, no signature is asked for.
    pub access_key_secret: Option<String>,
    /// Given when the string to sign is not of this method and these parameters, and the last
    /// stage is to be judged alone.
    pub string_to_sign: Option<String>,
}

/// Area `sign`: what each stage makes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignOutput {
    /// The sorted and encoded parameters.
    pub canonical_query: String,
    /// The method, the path and the query, encoded once more; or the one that was given.
    pub string_to_sign: String,
    /// The signature, when a secret was given.
    pub signature: Option<String>,
}

/// Area `verify`: a request as it was received, decoded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VerifyInput {
    /// `GET` or `POST`.
    pub method: String,
    /// Names and values.
    pub params: Vec<(String, String)>,
    /// The secret of the access key.
    pub access_key_secret: String,
    /// The signature that came with the request.
    pub signature: String,
}

/// Area `verify`: whether the signature is right.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct VerifyOutput {
    /// `true` when it is.
    pub valid: bool,
}

/// Area `sign-acs3`: everything of a request that is signed, and the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Acs3Input {
    /// The method, as it is signed.
    pub method: String,
    /// The path, as it is signed.
    pub path: String,
    /// Names and values of the query, unencoded.
    pub params: Vec<(String, String)>,
    /// The headers to be signed, as they are given: in any case and order, some of them repeated.
    pub headers: Vec<(String, String)>,
    /// The hash of the body, in hexadecimal digits.
    pub hashed_payload: String,
    /// The access key id.
    pub access_key_id: String,
    /// The secret of the access key.
    pub access_key_secret: String,
}

/// Area `sign-acs3`: what each stage makes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Acs3Output {
    /// The whole request in one text.
    pub canonical_request: String,
    /// The algorithm, and the hash of that text.
    pub string_to_sign: String,
    /// The signature, in hexadecimal digits.
    pub signature: String,
    /// The value of the header `Authorization`.
    pub authorization: String,
}

/// Area `explain`: what was signed, as far as it is known, and what the service said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExplainInput {
    /// What `text` is.
    pub evidence: EvidenceKind,
    /// What was signed, or the URL that was sent.
    pub text: String,
    /// The query that was sent, if it is known beside what was signed.
    pub sent: Option<String>,
    /// The secret as the signer got it, if it may be known.
    pub secret: Option<String>,
    /// What the service said: a whole answer, its message, or a line of a log around either.
    pub server: String,
}

/// Which text is known of what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// The string to sign of signature version 1.0.
    StringToSign,
    /// The canonical request of ACS3.
    CanonicalRequest,
    /// The URL of a GET, signed by an unknown signer with signature version 1.0.
    Url,
}

/// Area `explain`: the cause, or that it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainOutput {
    /// The cause by its name in `README.md`: `plus-for-space`, or `undecidable`.
    pub cause: String,
    /// Why there is no telling, by its name in `README.md`; with `undecidable` alone.
    #[serde(default)]
    pub reason: Option<String>,
    /// The parameters, headers and parts that differ, or `null` when the subject does not tell.
    #[serde(default)]
    pub names: Option<Vec<String>>,
    /// The causes of which each would explain it; when that is the reason.
    #[serde(default)]
    pub candidates: Option<Vec<String>>,
}

/// Area `decode`: the body of a response with a success status.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DecodeInput {
    /// The bytes; the format is to be told from them.
    pub body: Body,
}

/// Area `decode`: the page, or why there is none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecodeOutput {
    /// The body is a page.
    Decoded(Decoded),
    /// The body is refused.
    Refused(Refusal),
}

/// A page in its canonical form, and what was tolerated on the way to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Decoded {
    /// The page; `README.md` defines the form.
    pub page: Value,
    /// Every departure from the documented form, or `null` when the subject does not observe.
    #[serde(default)]
    pub deviations: Option<Vec<Deviation>>,
    /// The path of everything unknown, or `null` when the subject does not observe.
    #[serde(default)]
    pub unknown: Option<Vec<String>>,
}

/// A value that is not written as documented and was understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// Where: `Images.Image[0].Size`.
    pub path: String,
    /// How: `number-as-text`.
    pub kind: String,
}

/// Why a body is refused, and where. Members that are `null` or left out are not judged, or not
/// known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// What is wrong: `syntax`.
    pub kind: String,
    /// The line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The column, from 1, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The byte offset, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// The path: `Images.Image[0].Size`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Area `error`: a response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErrorInput {
    /// The HTTP status.
    pub status: u16,
    /// The bytes.
    pub body: Body,
}

/// Area `error`: what the response is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorOutput {
    /// The service refused the request.
    ServiceError(ServiceError),
    /// It is a page of images, in its canonical form.
    Page(Value),
    /// It is neither.
    NotUnderstood,
}

/// A refusal of the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ServiceError {
    /// The HTTP status.
    pub http_status: u16,
    /// The code as it was written.
    pub code: String,
    /// What the code means, or `null` when the subject does not tell.
    #[serde(default)]
    pub kind: Option<String>,
    /// The message as it was written; empty when there is none.
    #[serde(default)]
    pub message: String,
    /// The request's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The host that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_id: Option<String>,
    /// The address of a page about the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommend: Option<String>,
}

/// Bytes, as base64 in JSON because bodies need not be text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(pub Vec<u8>);

impl Serialize for Body {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Area `listing`: all that was answered so far, in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingInput {
    /// The largest page that may be asked for.
    pub page_size: u32,
    /// The region that is asked for.
    pub region: String,
    /// Whether the request has a tag.
    pub has_tag: bool,
    /// What was asked and answered.
    pub answers: Vec<SliceAnswer>,
}

/// A page that was asked for, and what came.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SliceAnswer {
    /// What was asked for.
    pub asked: Slice,
    /// The identifiers of the images.
    pub ids: Vec<String>,
    /// The total that the answer says.
    pub total: Option<u32>,
    /// The number that it says.
    pub number: Option<u32>,
    /// The size that it says.
    pub size: Option<u32>,
    /// The region that it says.
    pub region: String,
}

/// A page, by its number from 1, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slice {
    /// The number.
    pub number: u32,
    /// The size.
    pub size: u32,
}

/// Area `listing`: what to ask for next, or what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingOutput {
    /// This is asked for next.
    Ask(Slice),
    /// The listing is over.
    Over(Listed),
}

/// What came of a listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// `complete`, `drifted` or `unproven`.
    pub verdict: String,
    /// Why nothing is proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The identifiers of the images that were delivered, in order.
    pub delivered: Vec<String>,
}
