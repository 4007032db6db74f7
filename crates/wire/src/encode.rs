//! Writes pages the way the service does: on one line.

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_rpc_wire::{BodyFormat, make_portable, to_body, to_body_under};

use crate::fields::SCHEMA;

/// Writes a page in the documented shape.
///
/// What it writes decodes to an equal response, with these exceptions. XML has no way to write most
/// control characters, U+FFFE and U+FFFF: they become U+FFFD there. Unknown members are written in XML
/// as [`make_portable`](aliyun_rpc_wire::make_portable) makes them fit; in JSON, a number that no double can
/// hold is written as a string. Nothing reads them back if they are nested so deep that the page
/// has more than 64 levels, of which XML has one more for the same page, or if one has the name of a field.
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
#[expect(clippy::expect_used, reason = "what is under other names has been made portable")]
pub fn encode_page(page: &DescribeImagesResponse, format: BodyFormat) -> String {
    let written = match format {
        BodyFormat::Json => to_body(page, format),
        BodyFormat::Xml => {
            let mut page = page.clone();
            page.for_each_unknown(make_portable);
            to_body_under(SCHEMA.root(), &page, format)
        }
    };
    written.expect("what every format has a place for")
}
