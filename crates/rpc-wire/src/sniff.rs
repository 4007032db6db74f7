//! What the first characters of a body say about it.

use serde::de::IgnoredAny;

use crate::error::{DecodeErrorKind, Lookalike, ReadError};
use crate::format::BodyFormat;
use crate::web_page::is_web_page;

/// Returns the format of a body and where its content begins: 3 behind a byte order mark, else 0.
/// What is neither an object of JSON nor XML is refused.
pub(crate) fn sniff(body: &str) -> Result<(BodyFormat, usize), ReadError> {
    let unmarked = body.strip_prefix('\u{feff}').unwrap_or(body);
    let start = body.len() - unmarked.len();
    let content = unmarked.trim_ascii_start();
    let offset = body.len() - content.len();
    let looks_like = match content.as_bytes() {
        [] => return Err(ReadError::new(DecodeErrorKind::Empty, body.len(), OBJECT_OR_XML)),
        [b'{', ..] => return Ok((BodyFormat::Json, start)),
        [b'<', ..] if !is_web_page(content.as_bytes()) => return Ok((BodyFormat::Xml, start)),
        [b'<', ..] => Lookalike::Html,
        // UTF-16 without a mark may be UTF-8, too.
        [0, ..] if is_web_page(content.as_bytes()) => Lookalike::Html,
        [b'[', ..] => Lookalike::JsonArray,
        _ if serde_json::from_str::<IgnoredAny>(content).is_ok() => Lookalike::JsonScalar,
        _ => Lookalike::Text,
    };
    Err(ReadError::new(DecodeErrorKind::Neither { looks_like }, offset, OBJECT_OR_XML))
}

pub(crate) const OBJECT_OR_XML: &str = "a JSON object or an XML document";
