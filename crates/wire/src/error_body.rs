//! The error of the service: what comes instead of a page.

use serde::Serialize;

use crate::decode::{Sniffed, empty, not_utf8, sniff, too_large, xml_lookalike};
use crate::error::{DecodeError, DecodeErrorKind, Fault, Lookalike};
use crate::limits::TOO_LARGE;
use crate::members::{Field, Kind, Table};
use crate::observe::Ignore;
use crate::path::Path;
use crate::record::Cell;
use crate::{collect::Collector, json, xml};

/// An error as the service words it.
///
/// Its texts come from the network: escape them before they reach a terminal.
///
/// Source: ECS API Reference, "Response results", error response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename = "Error", rename_all = "PascalCase")]
#[non_exhaustive]
pub struct ErrorBody {
    /// The identifier of the request, for support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The host that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_id: Option<String>,
    /// The code, such as `InvalidUsage`; never empty when decoded.
    pub code: String,
    /// The message for people; wording changes. May be empty.
    pub message: String,
    /// The address of a page on the error (from about 2018).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommend: Option<String>,
}

impl ErrorBody {
    /// Returns an error with a code and a message and nothing else.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            request_id: None,
            host_id: None,
            code: code.into(),
            message: message.into(),
            recommend: None,
        }
    }
}

/// Decodes an error of the service, JSON or XML.
///
/// A JSON object counts as one when it has a `Code` that is not empty, an XML document when its
/// root is `Error` and has one. The form is read as strictly as that of a page, scalars as
/// tolerantly. Members may also be spelled `code`, `message`, `requestId`, `hostId`, `recommend`,
/// as newer gateways do; the documented spelling wins. Other members are ignored.
///
/// # Errors
///
/// [`DecodeError`] as for a page; [`DecodeErrorKind::NotAnError`] for anything without a code.
///
/// ```
/// use aliyun_ecs_wire::decode_error;
///
/// let error = decode_error(
///     b"<Error><Code>InvalidUsage</Code><Message>No.</Message><HostId>ecs.aliyuncs.com</HostId>\
///       <Recommend><![CDATA[https://error-center.aliyun.com/?a=1&b=2]]></Recommend></Error>",
/// )?;
/// assert_eq!((error.code.as_str(), error.message.as_str()), ("InvalidUsage", "No."));
/// assert_eq!(error.recommend.as_deref(), Some("https://error-center.aliyun.com/?a=1&b=2"));
/// assert_eq!(error.request_id, None);
/// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
/// ```
pub fn decode_error(body: &[u8]) -> Result<ErrorBody, DecodeError> {
    if body.len() >= TOO_LARGE {
        return Err(too_large(body));
    }
    let text = std::str::from_utf8(body).map_err(|error| not_utf8(body, error.valid_up_to()))?;
    match sniff(text) {
        Sniffed::Json(start) => read_json(text, start),
        Sniffed::Xml(start) => read_xml(text, start),
        Sniffed::Empty => Err(empty(body)),
        Sniffed::Other { what, offset } => {
            Err(DecodeError::new(body, not_an_error(what, offset), &Path::default()))
        }
    }
}

fn read_json(body: &str, start: usize) -> Result<ErrorBody, DecodeError> {
    let mut texts = Texts::default();
    let mut ignore = Ignore;
    let mut reader = json::Reader::new(body, start, &mut ignore);
    let outcome = reader.document(&TABLE, &mut texts).map(drop);
    finish(body, &texts, outcome, Lookalike::JsonObject, &reader.collector)
}

fn read_xml(body: &str, start: usize) -> Result<ErrorBody, DecodeError> {
    let mut texts = Texts::default();
    let mut ignore = Ignore;
    let mut reader = xml::Reader::new(body, start, &mut ignore);
    let outcome = reader.root().and_then(|root| match root.name {
        "Error" => reader.document(&TABLE, &mut texts).map(drop),
        other => Err(not_an_error(xml_lookalike(other), root.offset)),
    });
    finish(body, &texts, outcome, Lookalike::Xml, &reader.collector)
}

fn finish(
    body: &str,
    texts: &Texts,
    outcome: Result<(), Fault>,
    what: Lookalike,
    collector: &Collector<'_, Ignore>,
) -> Result<ErrorBody, DecodeError> {
    let take = |documented: usize| {
        let there = |index| texts.get(index).filter(|cell: &&Cell| !cell.is_absent());
        let cell = there(documented).or_else(|| there(documented + SPELLINGS));
        cell.map(|cell| collector.str(*cell).to_owned())
    };
    outcome
        .and_then(|()| {
            let code = take(0).filter(|code| !code.is_empty());
            Ok(ErrorBody {
                code: code.ok_or(not_an_error(what, 0))?,
                message: take(1).unwrap_or_default(),
                request_id: take(2),
                host_id: take(3),
                recommend: take(4),
            })
        })
        .map_err(|fault| DecodeError::new(body.as_bytes(), fault, &collector.path))
}

fn not_an_error(what: Lookalike, offset: usize) -> Fault {
    Fault::new(DecodeErrorKind::NotAnError { what }, offset, "a Code, in XML under Error")
}

/// The members of an error, in both spellings.
type Texts = [Cell; 2 * SPELLINGS];

static TABLE: Table = Table::new(&[
    Field::new("Code", Kind::Text),
    Field::new("Message", Kind::Text),
    Field::new("RequestId", Kind::Text),
    Field::new("HostId", Kind::Text),
    Field::new("Recommend", Kind::Text),
    Field::new("code", Kind::Text),
    Field::new("message", Kind::Text),
    Field::new("requestId", Kind::Text),
    Field::new("hostId", Kind::Text),
    Field::new("recommend", Kind::Text),
]);

/// Each member stands this far from its other spelling.
const SPELLINGS: usize = 5;
