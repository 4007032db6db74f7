//! From a body to a page: what kind of body it is, and whether it is a page at all.

use serde::de::IgnoredAny;

use crate::error::{DecodeError, DecodeErrorKind, Fault, Lookalike};
use crate::error_body::decode_error;
use crate::fast::{self, Found};
use crate::fields::{Envelope, EnvelopeRef, is_a_page};
use crate::limits::TOO_LARGE;
use crate::observe::{DeviationKind, Ignore, Observe};
use crate::page::{BodyFormat, Page};
use crate::path::{Path, Step};
use crate::record::Seen;
use crate::{collect::Collector, json, xml};

/// Decodes a page. Whether the body is JSON or XML shows in its first character.
///
/// # Errors
///
/// [`DecodeError`] with the exact place when the body is not well-formed, not a page of images, or
/// holds a value of a wrong type. A body that is something else than a page (an error of the
/// service, a web page, `[]`, `{}`) is [`DecodeErrorKind::NotAPage`] and never an empty page; a
/// page must have `TotalCount` or `Images`.
///
/// Takes anything that becomes a `Vec<u8>`; a `Vec<u8>` or `String` is taken over without a copy.
///
/// ```
/// use aliyun_ecs_wire::{DecodeErrorKind, decode_page};
///
/// let page = decode_page(r#"{"TotalCount":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#)?;
/// assert_eq!(page.image(0).map(|image| image.image_id()), Some("m-1"));
///
/// let error = decode_page("<html>Bad Gateway</html>").unwrap_err();
/// assert!(matches!(error.kind(), DecodeErrorKind::NotAPage { .. }));
/// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
/// ```
pub fn decode_page(body: impl Into<Vec<u8>>) -> Result<Page, DecodeError> {
    decode_page_with(body, &mut Ignore)
}

/// Decodes a page while an observer looks on.
///
/// # Errors
///
/// As [`decode_page`], and [`DecodeErrorKind::Refused`] when the observer says so.
pub fn decode_page_with(
    body: impl Into<Vec<u8>>,
    observe: &mut impl Observe,
) -> Result<Page, DecodeError> {
    let body = own_text(body.into())?;
    let (format, found) = match sniff(&body) {
        Sniffed::Json(start) => {
            let found = if observe.watches() { None } else { fast::json(&body, start) };
            let found = found.map_or_else(|| read_json(&body, start, observe), Ok);
            (BodyFormat::Json, found)
        }
        Sniffed::Xml(start) => {
            let found = if observe.watches() { None } else { fast::xml(&body, start) };
            let found = found.map_or_else(|| read_xml(&body, start, observe), Ok);
            (BodyFormat::Xml, found)
        }
        Sniffed::Empty => return Err(empty(body.as_bytes())),
        Sniffed::Other { what, offset } => return Err(not_a_page(&body, what, offset)),
    };
    Ok(Page::new(body, format, found?))
}

pub(crate) fn read_json(
    body: &str,
    start: usize,
    observe: &mut impl Observe,
) -> Result<Found, DecodeError> {
    let mut envelope = Envelope::default();
    let mut reader = json::Reader::new(body, start, observe);
    let outcome = byte_order_mark(start, &mut reader.collector)
        .and_then(|()| reader.document(EnvelopeRef::TABLE, &mut envelope));
    finish(body, envelope, outcome, reader.collector)
}

pub(crate) fn read_xml(
    body: &str,
    start: usize,
    observe: &mut impl Observe,
) -> Result<Found, DecodeError> {
    let mut envelope = Envelope::default();
    let mut reader = xml::Reader::new(body, start, observe);
    let outcome = byte_order_mark(start, &mut reader.collector)
        .and_then(|()| reader.root())
        .and_then(|root| match root.name {
            "DescribeImagesResponse" => reader.document(EnvelopeRef::TABLE, &mut envelope),
            other => {
                let what = xml_lookalike(other);
                Err(Fault::new(DecodeErrorKind::NotAPage { what }, root.offset, ROOT))
            }
        });
    finish(body, envelope, outcome, reader.collector)
}

fn byte_order_mark<O: Observe>(
    start: usize,
    collector: &mut Collector<'_, O>,
) -> Result<(), Fault> {
    if start == 0 { Ok(()) } else { collector.deviation(DeviationKind::ByteOrderMark, 0) }
}

/// Judges what was read: whether it is a page, and what a page should not lack.
fn finish<O: Observe>(
    body: &str,
    envelope: Envelope,
    outcome: Result<(Seen, usize), Fault>,
    mut collector: Collector<'_, O>,
) -> Result<Found, DecodeError> {
    let outcome = outcome.and_then(|(seen, end)| {
        if !is_a_page(&envelope) {
            let what = match sniff(body) {
                Sniffed::Xml(_) => Lookalike::Xml,
                _ if decode_error(body.as_bytes()).is_ok() => Lookalike::ErrorBody,
                _ => Lookalike::JsonObject,
            };
            let kind = DecodeErrorKind::NotAPage { what };
            return Err(Fault::new(kind, 0, "a member TotalCount or Images"));
        }
        for name in ["RequestId", "TotalCount", "Images"] {
            if !seen.contains(EnvelopeRef::TABLE.index(name)) {
                collector.path.enter(Step::Name(name));
                collector.deviation(DeviationKind::Missing, end)?;
                collector.path.leave();
            }
        }
        Ok(())
    });
    match outcome {
        Ok(()) => {
            let (decoded, records) = collector.finish();
            Ok(Found { envelope, decoded, records })
        }
        Err(fault) => Err(DecodeError::new(body.as_bytes(), fault, &collector.path)),
    }
}

/// Checks the size and the encoding, and takes the bytes over as text.
fn own_text(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if bytes.len() >= TOO_LARGE {
        return Err(too_large(&bytes));
    }
    String::from_utf8(bytes)
        .map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))
}

pub(crate) fn too_large(bytes: &[u8]) -> DecodeError {
    let fault = Fault::new(DecodeErrorKind::TooLarge, 0, "less than 1 GiB");
    DecodeError::new(bytes, fault, &Path::default())
}

pub(crate) fn not_utf8(bytes: &[u8], offset: usize) -> DecodeError {
    let fault = Fault::new(DecodeErrorKind::NotUtf8, offset, "UTF-8");
    DecodeError::new(bytes, fault, &Path::default())
}

pub(crate) fn empty(bytes: &[u8]) -> DecodeError {
    let fault = Fault::new(DecodeErrorKind::Empty, bytes.len(), "a JSON object or an XML document");
    DecodeError::new(bytes, fault, &Path::default())
}

fn not_a_page(body: &str, what: Lookalike, offset: usize) -> DecodeError {
    let fault = Fault::new(DecodeErrorKind::NotAPage { what }, offset, ROOT);
    DecodeError::new(body.as_bytes(), fault, &Path::default())
}

/// What the first characters of a body say about it.
pub(crate) enum Sniffed {
    /// A JSON object from this offset on (3 behind a byte order mark, else 0).
    Json(usize),
    /// XML from this offset on.
    Xml(usize),
    Empty,
    /// Something else, at this offset.
    Other {
        what: Lookalike,
        offset: usize,
    },
}

pub(crate) fn sniff(body: &str) -> Sniffed {
    let unmarked = body.strip_prefix('\u{feff}').unwrap_or(body);
    let start = body.len() - unmarked.len();
    let content = unmarked.trim_ascii_start();
    let offset = body.len() - content.len();
    let what = match content.as_bytes() {
        [] => return Sniffed::Empty,
        [b'{', ..] => return Sniffed::Json(start),
        [b'<', ..] if !is_html(content) => return Sniffed::Xml(start),
        [b'<', ..] => Lookalike::Html,
        [b'[', ..] => Lookalike::JsonArray,
        _ if serde_json::from_str::<IgnoredAny>(content).is_ok() => Lookalike::JsonScalar,
        _ => Lookalike::Text,
    };
    Sniffed::Other { what, offset }
}

/// A web page shows in its first tag; it need not be well-formed to be recognised.
fn is_html(content: &str) -> bool {
    ["<html", "<!doctype html", "<head", "<body"].iter().any(|beginning| {
        content.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    })
}

pub(crate) fn xml_lookalike(root: &str) -> Lookalike {
    match root {
        "Error" => Lookalike::ErrorBody,
        "DescribeImagesResponse" => Lookalike::Page,
        root if root.eq_ignore_ascii_case("html") => Lookalike::Html,
        _ => Lookalike::Xml,
    }
}

const ROOT: &str = "a JSON object or an element DescribeImagesResponse";
