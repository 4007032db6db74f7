//! From a body to a document or an error.

use crate::bounds::TOO_LARGE;
use crate::document::Document;
use crate::error::{DecodeError, DecodeErrorKind, Lookalike, ReadError};
use crate::error_body::ErrorBody;
use crate::fast;
use crate::found::Found;
use crate::limits::Limits;
use crate::observe::{Ignore, Observe};
use crate::path::Path;
use crate::schema::Schema;
use crate::sniff::{OBJECT_OR_XML, sniff};
use crate::strict;
use crate::web_page::is_web_page;

/// What a body is, if it is anything that was to be expected.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Decoded {
    /// A document of the kind that was asked for.
    Document(Document),
    /// An error of the service.
    Error(ErrorBody),
}

/// Decodes a body: a document of the schema's kind, or an error of the service in its place.
///
/// The first character tells whether it is JSON or XML. In XML the name of the root tells a
/// document from an error. An object of JSON is a document if it shows a member that makes it one
/// ([`Schema::new`]), whatever else it holds; else it is an error if it has a `Code` that is not
/// empty. What its HTTP status says is for the caller to judge.
///
/// A fast reader goes first and gives up at anything unusual; then the strict one reads from the
/// beginning, and finds the exact place of what is wrong.
///
/// Takes anything that becomes a `Vec<u8>`; a `Vec<u8>` or `String` is taken over without a copy,
/// and so are `bytes::Bytes` that nobody else holds.
///
/// # Errors
///
/// [`DecodeError`] with the exact place when the body is not well-formed, neither such a document
/// nor an error ([`DecodeErrorKind::Neither`]), or holds a value of a wrong type.
///
/// ```
/// use aliyun_rpc_wire::{Decoded, Field, Schema, Table, decode};
///
/// static REGION: Table = Table::new(&[Field::text("RegionId"), Field::text("RegionEndpoint")]);
/// static REGIONS: Table =
///     Table::new(&[Field::text("RequestId"), Field::list("Regions", "Region", &REGION)]);
/// static DESCRIBE_REGIONS: Schema =
///     Schema::new("DescribeRegionsResponse", &REGIONS, &["Regions"]);
///
/// let body = r#"{"RequestId":"R","Regions":{"Region":[{"RegionId":"cn-qingdao"}]}}"#;
/// let Decoded::Document(document) = decode(body, &DESCRIBE_REGIONS)? else { panic!("an error") };
/// let regions: Vec<_> = document.root().list("Regions").map(|r| r.text("RegionId")).collect();
/// assert_eq!(regions, [Some("cn-qingdao")]);
///
/// let body = "<Error><Code>Throttling</Code><Message>Later.</Message></Error>";
/// let Decoded::Error(error) = decode(body, &DESCRIBE_REGIONS)? else { panic!("a document") };
/// assert_eq!(error.code, "Throttling");
/// # Ok::<(), aliyun_rpc_wire::DecodeError>(())
/// ```
pub fn decode(body: impl Into<Vec<u8>>, schema: &'static Schema) -> Result<Decoded, DecodeError> {
    let body = body.into();
    let limits = Limits::of_body(body.len());
    decode_unwatched(body, schema, &limits)
}

/// Decodes a body within limits, which [`decode`] leaves wide.
///
/// # Errors
///
/// As [`decode`], and [`DecodeErrorKind::OverLimit`] when the body has more of something than allowed.
pub fn decode_within(
    body: impl Into<Vec<u8>>,
    schema: &'static Schema,
    limits: &Limits,
) -> Result<Decoded, DecodeError> {
    decode_unwatched(body.into(), schema, limits)
}

/// Decodes a body while an observer looks on, who is told of documents and errors alike.
///
/// # Errors
///
/// As [`decode`], and [`DecodeErrorKind::Refused`] when the observer says so.
pub fn decode_with(
    body: impl Into<Vec<u8>>,
    schema: &'static Schema,
    observe: &mut impl Observe,
) -> Result<Decoded, DecodeError> {
    let body = body.into();
    let limits = Limits::of_body(body.len());
    decode_bytes(body, schema, &limits, observe)
}

/// Decodes a body that can only be an error of the service: its HTTP status says so. An object with
/// a `Code` is one then, whatever else it holds.
///
/// # Errors
///
/// As [`decode`].
///
/// ```
/// use aliyun_rpc_wire::decode_error;
///
/// let error = decode_error(r#"{"Code":"Throttling","Message":"Later.","TotalCount":0}"#)?;
/// assert_eq!(error.code, "Throttling");
/// assert!(decode_error(r#"{"TotalCount":0}"#).is_err());
/// # Ok::<(), aliyun_rpc_wire::DecodeError>(())
/// ```
pub fn decode_error(body: impl Into<Vec<u8>>) -> Result<ErrorBody, DecodeError> {
    let body = body.into();
    let limits = Limits::of_body(body.len());
    decode_error_within(body, &limits)
}

/// Decodes an error of the service within limits, as [`decode_within`] does.
///
/// # Errors
///
/// As [`decode_within`].
pub fn decode_error_within(
    body: impl Into<Vec<u8>>,
    limits: &Limits,
) -> Result<ErrorBody, DecodeError> {
    static ERRORS: Schema = Schema::of_errors();
    match decode_within(body, &ERRORS, limits)? {
        Decoded::Error(error) => Ok(error),
        Decoded::Document(document) => Err(document.not_an_error()),
    }
}

/// Apart from [`decode`], so that this crate holds the only instance.
fn decode_unwatched(
    body: Vec<u8>,
    schema: &'static Schema,
    limits: &Limits,
) -> Result<Decoded, DecodeError> {
    decode_bytes(body, schema, limits, &mut Ignore)
}

fn decode_bytes(
    body: Vec<u8>,
    schema: &'static Schema,
    limits: &Limits,
    observe: &mut impl Observe,
) -> Result<Decoded, DecodeError> {
    let body = own_text(body)?;
    let content = match sniff(&body) {
        Ok(content) => content,
        Err(error) => return Err(DecodeError::new(body.as_bytes(), error, &Path::default())),
    };
    let found = if observe.watches() { None } else { fast::read(&body, content, schema, limits) };
    let found = match found {
        Some(found) => found,
        None => strict::read(&body, content, schema, limits, observe)?,
    };
    let (decoded, records) = match found {
        Found::Error(error) => return Ok(Decoded::Error(error)),
        Found::Document { mut decoded, records } => {
            decoded.shrink_to_fit();
            (decoded, records)
        }
    };
    let document = Document::new(body, decoded, content.0, schema, records);
    if document.exceeds(limits) {
        // The fast reader does not count items. The strict one says where there are too many.
        strict::read(document.body(), content, schema, limits, &mut Ignore)?;
    }
    Ok(Decoded::Document(document))
}

/// Checks the size and the encoding, and takes the bytes over as text.
fn own_text(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if bytes.len() >= TOO_LARGE {
        let error = ReadError::new(DecodeErrorKind::TooLarge, 0, "less than 1 GiB");
        return Err(DecodeError::new(&bytes, error, &Path::default()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let read = if is_web_page(bytes) {
            let kind = DecodeErrorKind::Neither { looks_like: Lookalike::Html };
            ReadError::new(kind, 0, OBJECT_OR_XML)
        } else {
            let at = error.utf8_error().valid_up_to();
            ReadError::new(DecodeErrorKind::NotUtf8, at, "UTF-8")
        };
        DecodeError::new(bytes, read, &Path::default())
    })
}
