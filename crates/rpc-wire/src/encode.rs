//! Writes bodies the way the services do: on one line.

use std::fmt::{self, Write};

use aliyun_rpc_value::WithUnknown;
use serde::Serialize;

use crate::error_body::{self, ErrorBody};
use crate::format::BodyFormat;
use crate::portable::make_portable;
use crate::xml::is_char;

/// Writes an error in the documented shape; characters as in [`to_body`], unknown members as
/// [`make_portable`](crate::make_portable) makes them fit for XML.
///
/// ```
/// use aliyun_rpc_wire::{BodyFormat, ErrorBody, encode_error};
///
/// let error = ErrorBody::new("InvalidUsage", "a < b");
/// assert_eq!(
///     encode_error(&error, BodyFormat::Json),
///     r#"{"Code":"InvalidUsage","Message":"a < b"}"#
/// );
/// assert_eq!(
///     encode_error(&error, BodyFormat::Xml),
///     "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InvalidUsage</Code>\
///      <Message>a &lt; b</Message></Error>"
/// );
/// ```
#[must_use]
#[expect(clippy::expect_used, reason = "what is under other names has been made portable")]
pub fn encode_error(error: &ErrorBody, format: BodyFormat) -> String {
    let written = match format {
        BodyFormat::Json => to_body(error, format),
        BodyFormat::Xml => {
            let mut unknown = error.unknown();
            make_portable(&mut unknown);
            let known = &error.known();
            to_body_under(error_body::ROOT.text, &WithUnknown { known, unknown: &unknown }, format)
        }
    };
    written.expect("what every format has a place for")
}

/// Writes a value that serde can serialise, in XML under an element of its serde name.
///
/// XML has no way to write most control characters, U+FFFE and U+FFFF. They become U+FFFD there.
///
/// # Errors
///
/// [`fmt::Error`] when the value has no place in the format: a map whose keys are no texts, a name
/// that no element can have, or an error of the value's own.
pub fn to_body(value: &impl Serialize, format: BodyFormat) -> Result<String, fmt::Error> {
    write(None, value, format)
}

/// Writes a value as [`to_body`] does, in XML under an element of this name. A map has none of its own.
///
/// # Errors
///
/// As [`to_body`].
pub fn to_body_under(
    root: &str,
    value: &impl Serialize,
    format: BodyFormat,
) -> Result<String, fmt::Error> {
    write(Some(root), value, format)
}

fn write(
    root: Option<&str>,
    value: &impl Serialize,
    format: BodyFormat,
) -> Result<String, fmt::Error> {
    match format {
        BodyFormat::Json => serde_json::to_string(value).map_err(|_| fmt::Error),
        BodyFormat::Xml => {
            let mut out = Portable(DECLARATION.to_owned());
            let written = match root {
                Some(root) => quick_xml::se::to_writer_with_root(&mut out, root, value),
                None => quick_xml::se::to_writer(&mut out, value),
            };
            written.map_err(|_| fmt::Error)?;
            Ok(out.0)
        }
    }
}

/// Takes XML as a serialiser writes it, which lets characters through that XML does not have.
struct Portable(String);

impl Write for Portable {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let portable = |c: char| if is_char(c) { c } else { char::REPLACEMENT_CHARACTER };
        self.0.extend(text.chars().map(portable));
        Ok(())
    }
}

/// As the services write it, with single quotes.
const DECLARATION: &str = "<?xml version='1.0' encoding='UTF-8'?>";
