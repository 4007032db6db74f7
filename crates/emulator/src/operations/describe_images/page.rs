//! A page put together from what the catalogue holds of its images.

use std::sync::Arc;

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_wire::{BodyFormat, encode_page};

use crate::catalogue::entry::Entry;

/// Writes a page; `head` holds everything but the images.
pub(super) fn write(
    head: &DescribeImagesResponse,
    images: &[Arc<Entry>],
    format: BodyFormat,
) -> String {
    let mut body = encode_page(head, format);
    let (end, begin, between) = match format {
        BodyFormat::Json => (JSON_END, "", ","),
        BodyFormat::Xml => (XML_END, "<Images>", ""),
    };
    let Some(length) = body.len().checked_sub(end.len()).filter(|_| !images.is_empty()) else {
        return body;
    };
    body.truncate(length);
    let texts = images.iter().map(|image| image.text(format).len() + between.len());
    body.reserve(texts.sum::<usize>() + begin.len() + XML_END.len());
    body.push_str(begin);
    for (index, image) in images.iter().enumerate() {
        if index > 0 {
            body.push_str(between);
        }
        body.push_str(image.text(format));
    }
    body.push_str(match format {
        BodyFormat::Json => JSON_END,
        BodyFormat::Xml => "</Images></DescribeImagesResponse>",
    });
    body
}

/// What a page without images ends with, from where they go.
const JSON_END: &str = "]}}";
const XML_END: &str = "<Images/></DescribeImagesResponse>";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    #[test]
    fn a_page_is_what_the_wire_crate_writes() {
        let catalogue = Catalogue::seeded();
        let entries = catalogue.region("cn-hangzhou").unwrap().entries();
        let mut page = DescribeImagesResponse::default();
        page.request_id = Some("id".to_owned());
        page.region_id = Some("a<b\"".to_owned());
        page.total_count = Some(7);
        for format in [BodyFormat::Json, BodyFormat::Xml] {
            for count in [0, 1, 2, 100] {
                let mut whole = page.clone();
                whole.images = catalogue.images("cn-hangzhou").into_iter().take(count).collect();
                assert_eq!(write(&page, &entries[..count], format), encode_page(&whole, format));
            }
        }
    }
}
