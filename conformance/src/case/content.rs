//! What each area's `case.json` and stage files hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::types::{Deviation, EvidenceKind, Finding, Refusal, Request, ServiceError};

/// What every `case.json` begins with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The fact, as a sentence.
    pub title: String,
    /// Where the fact is written. A regression need not say.
    #[serde(default)]
    pub source: Option<Source>,
    /// What else a reader should know.
    #[serde(default)]
    pub note: Option<String>,
    /// The ids of the statements it covers, as in `requirements.json`. A regression need not cover
    /// any.
    #[serde(default)]
    pub covers: Vec<String>,
    /// The address of the public report that the case is from.
    #[serde(default)]
    pub regression: Option<String>,
}

/// Where a fact is written.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The document.
    pub document: String,
    /// The section in it.
    pub section: String,
    /// The date of the revision; of an undated document, the month it was read in.
    pub date: String,
}

/// Inputs and expectations, by area.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the areas are described in README.md")]
pub enum Content {
    Check(Check),
    Encode(Encode),
    Sign(Sign),
    Verify(Verify),
    SignAcs3(SignAcs3),
    Explain(Explain),
    Decode(Decode),
    Error(Error),
    Exchange(Box<Exchange>),
    Listing(Listing),
}

/// Area `check`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The request.
    pub request: Request,
    /// The verdict of each revision.
    pub verdicts: BTreeMap<String, RulesVerdict>,
}

/// Area `encode`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encode {
    /// The request.
    pub request: Request,
    /// The verdict of each revision.
    pub verdicts: BTreeMap<String, RulesVerdict>,
    /// `params.txt`: what every accepting revision sends, sorted. Empty when none accepts.
    #[serde(skip)]
    pub params: Vec<(String, String)>,
}

/// What a revision makes of a request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, tag = "verdict", rename_all = "lowercase")]
pub enum RulesVerdict {
    /// It may be sent.
    Accept {
        /// What is advised all the same.
        #[serde(default)]
        findings: Vec<Finding>,
    },
    /// It is not sent.
    Reject {
        /// Everything found, advice included.
        findings: Vec<Finding>,
    },
    /// The documents leave it open.
    Either {
        /// Why.
        reason: String,
    },
}

/// Area `sign`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Whether the signature is right. Some published ones are not, and must not be reproduced.
    pub verified: bool,
    /// The HTTP method; one published vector has none.
    pub method: String,
    /// Names and values, unencoded.
    pub params: BTreeMap<String, String>,
    /// The access key id of the example.
    pub access_key_id: Option<String>,
    /// The secret, unless only the string to sign is published.
    pub access_key_secret: Option<String>,
    /// `canonical-query.txt`.
    #[serde(skip)]
    pub canonical_query: String,
    /// `string-to-sign.txt`.
    #[serde(skip)]
    pub string_to_sign: String,
    /// `signature.txt`, beside a secret.
    #[serde(skip)]
    pub signature: Option<String>,
}

/// Area `verify`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The HTTP method.
    pub method: String,
    /// Names and values as received, decoded; repeated names are possible.
    pub params: Vec<(String, String)>,
    /// The secret.
    pub access_key_secret: String,
    /// Accepted or not.
    pub verdict: VerifyVerdict,
    /// `signature.txt`: what came with the request.
    #[serde(skip)]
    pub signature: String,
}

/// Whether a signature is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VerifyVerdict {
    /// It is.
    Accept,
    /// It is not.
    Reject,
}

/// Area `sign-acs3`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignAcs3 {
    /// The method, as it is signed; some published vectors have an odd one.
    pub method: String,
    /// The path, as it is signed; some published vectors have none.
    pub path: String,
    /// Names and values of the query, unencoded.
    pub params: Vec<(String, String)>,
    /// The headers that are signed; repeated names are possible.
    pub headers: Vec<(String, String)>,
    /// The hash of the body.
    pub hashed_payload: String,
    /// The access key id of the example.
    pub access_key_id: String,
    /// The secret.
    pub access_key_secret: String,
    /// `canonical-request.txt`.
    #[serde(skip)]
    pub canonical_request: String,
    /// `string-to-sign.txt`.
    #[serde(skip)]
    pub string_to_sign: String,
    /// `signature.txt`.
    #[serde(skip)]
    pub signature: String,
    /// `authorization.txt`.
    #[serde(skip)]
    pub authorization: String,
}

/// Area `explain`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explain {
    /// Whether the answer was written for the case, in the form of its source, or is a recorded
    /// one.
    pub constructed: bool,
    /// What `evidence.txt` is.
    pub evidence: EvidenceKind,
    /// The query that was sent, if it is known beside what was signed.
    #[serde(default)]
    pub sent: Option<String>,
    /// The secret as the signer got it.
    #[serde(default)]
    pub secret: Option<String>,
    /// The cause to be named.
    pub cause: String,
    /// Why there is no telling, when the cause is `undecidable`.
    #[serde(default)]
    pub reason: Option<String>,
    /// What differs; without it, that is not judged.
    #[serde(default)]
    pub names: Option<Vec<String>>,
    /// The causes of which each explains it, when that is the reason.
    #[serde(default)]
    pub candidates: Option<Vec<String>>,
    /// `evidence.txt`.
    #[serde(skip)]
    pub text: String,
    /// `server.txt`.
    #[serde(skip)]
    pub server: String,
}

/// Area `decode`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decode {
    /// The body's file in another folder, for the documented examples.
    #[serde(default)]
    pub body_file: Option<String>,
    /// The verdict, the same in every revision.
    pub verdict: DecodeVerdict,
    /// `body.json`, `body.xml` or `body.bin`, or the file named.
    #[serde(skip)]
    pub body: Vec<u8>,
    /// `page.json`, when accepted.
    #[serde(skip)]
    pub page: Option<Value>,
}

/// What a body is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum DecodeVerdict {
    /// The page of `page.json`.
    #[serde(rename_all = "snake_case")]
    Accept {
        /// Every departure from the documented form.
        #[serde(default)]
        deviations: Vec<Deviation>,
        /// The path of everything unknown.
        #[serde(default)]
        unknown: Vec<String>,
    },
    /// No page.
    Reject(Refusal),
    /// The grammar leaves it open.
    Either {
        /// Why.
        reason: String,
    },
}

/// Area `error`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Error {
    /// The HTTP status of the response.
    pub status: u16,
    /// What the response is: the file that stands beside `case.json`, or neither.
    pub verdict: ErrorExpected,
    /// `body.json`, `body.xml` or `body.bin`.
    #[serde(skip)]
    pub body: Vec<u8>,
    /// `service-error.json`.
    #[serde(skip)]
    pub service_error: Option<ServiceError>,
    /// `page.json`.
    #[serde(skip)]
    pub page: Option<Value>,
}

/// What a response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorExpected {
    /// The refusal in `service-error.json`.
    ServiceError,
    /// The page in `page.json`.
    Page,
    /// Neither.
    NotUnderstood,
}

/// Area `exchange`: a whole call with a fixed stamp.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The date of the revision it is held against.
    pub revision: String,
    /// `GET` or `POST`.
    pub method: String,
    /// `JSON` or `XML`.
    pub format: String,
    /// Where to; without it, the endpoint of the region.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// The access key id.
    pub access_key_id: String,
    /// The secret.
    pub access_key_secret: String,
    /// The token of a temporary key.
    #[serde(default)]
    pub security_token: Option<String>,
    /// The clock: `YYYY-MM-DDThh:mm:ssZ`.
    pub time: String,
    /// The nonce, 32 hexadecimal digits.
    pub nonce: String,
    /// The HTTP status of the response.
    pub status: u16,
    /// Its content type.
    pub content_type: String,
    /// `request.txt`: the request on the wire.
    #[serde(skip)]
    pub wire_request: String,
    /// `body.json` or `body.xml`.
    #[serde(skip)]
    pub body: Vec<u8>,
    /// `catalogue.json`: the images of a region, as one page. An emulator that has them gives the
    /// same answer. Without the file, no catalogue leads to this answer.
    #[serde(skip)]
    pub catalogue: Option<String>,
    /// `page.json`, or
    #[serde(skip)]
    pub page: Option<Value>,
    /// `service-error.json`.
    #[serde(skip)]
    pub service_error: Option<ServiceError>,
}

/// Area `listing`: images that come and go while they are listed. Images are numbers, in runs such as
/// `0-99 7`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// The largest page that may be asked for.
    pub page_size: u32,
    /// The images before the first answer, in the order of the service.
    pub images: String,
    /// Whether the request has a tag.
    #[serde(default)]
    pub has_tag: bool,
    /// What happens to the images.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// What is odd about the answers, by their number from 1; `3-` is the third and all after it.
    #[serde(default)]
    pub answers: BTreeMap<String, Oddity>,
    /// `complete`, `drifted` or `unproven`.
    pub verdict: String,
    /// Why nothing is proved.
    #[serde(default)]
    pub reason: Option<String>,
    /// The images that are delivered, in order.
    pub delivered: String,
    /// How many answers it may take at most.
    pub requests: usize,
    /// Whether a pager that asks for page after page and stops at the total comes to this, too.
    pub plain_pages_do: bool,
}

/// What happens to the images before an answer, in this order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The number of the answer, from 1.
    pub before: usize,
    /// These images go.
    #[serde(default)]
    pub delete: String,
    /// These images come,
    #[serde(default)]
    pub insert: String,
    /// to this index.
    #[serde(default)]
    pub at: usize,
}

/// What is odd about an answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Oddity {
    /// Its pages are at most this large.
    pub cap: Option<u32>,
    /// It says the size that was asked for, and not the one that it has.
    pub hides_cap: bool,
    /// It is this page.
    pub as_number: Option<u32>,
    /// It has these images.
    pub images: Option<String>,
    /// It says this number.
    pub number: Option<u32>,
    /// It says this size.
    pub size: Option<u32>,
    /// It says this total.
    pub total: Option<u32>,
    /// It says this region.
    pub region: Option<String>,
    /// It says no total, no number and no size.
    pub says_nothing: bool,
}
