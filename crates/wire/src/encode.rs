//! Writes pages and errors the way the service does: on one line.

use std::fmt::{self, Write};

use aliyun_ecs_model::DescribeImagesResponse;
use serde::Serialize;

use crate::error_body::ErrorBody;
use crate::page::BodyFormat;
use crate::xml::is_char;

/// Writes a page in the documented shape.
///
/// What it writes decodes to an equal response, with one exception: XML has no way to write most
/// control characters, U+FFFE and U+FFFF. They become U+FFFD there.
///
/// ```
/// use aliyun_ecs_model::{DescribeImagesResponse, Image};
/// use aliyun_ecs_wire::{BodyFormat, encode_page};
///
/// let mut page = DescribeImagesResponse::default();
/// page.total_count = Some(1);
/// page.images = vec![Image::new("m-1")];
/// assert!(encode_page(&page, BodyFormat::Json).starts_with(r#"{"TotalCount":1,"Images":{"#));
/// assert_eq!(
///     encode_page(&page, BodyFormat::Xml),
///     "<?xml version='1.0' encoding='UTF-8'?><DescribeImagesResponse><TotalCount>1</TotalCount>\
///      <Images><Image><ImageId>m-1</ImageId><DiskDeviceMappings/><Tags/></Image></Images>\
///      </DescribeImagesResponse>"
/// );
/// ```
#[must_use]
pub fn encode_page(page: &DescribeImagesResponse, format: BodyFormat) -> String {
    encode(page, format)
}

/// Writes an error in the documented shape; characters as in [`encode_page`].
///
/// ```
/// use aliyun_ecs_wire::{BodyFormat, ErrorBody, encode_error};
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
pub fn encode_error(error: &ErrorBody, format: BodyFormat) -> String {
    encode(error, format)
}

#[expect(clippy::expect_used, reason = "writing to a String cannot fail, nor can these types")]
fn encode(value: &impl Serialize, format: BodyFormat) -> String {
    match format {
        BodyFormat::Json => serde_json::to_string(value).expect("texts and numbers only"),
        BodyFormat::Xml => {
            let mut out = Portable(DECLARATION.to_owned());
            quick_xml::se::to_writer(&mut out, value).expect("structs with plain names only");
            out.0
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

/// As the service writes it, with single quotes.
const DECLARATION: &str = "<?xml version='1.0' encoding='UTF-8'?>";
