//! Writes pages the way the service does: on one line.

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_rpc_wire::{BodyFormat, to_body};

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
#[expect(clippy::expect_used, reason = "a page has texts and numbers under plain names only")]
pub fn encode_page(page: &DescribeImagesResponse, format: BodyFormat) -> String {
    to_body(page, format).expect("texts and numbers under plain names")
}
