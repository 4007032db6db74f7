//! The example that the document of 2018-06-15 prints.

use aliyun_ecs_model::DescribeImagesResponse;

use super::body::Body;
use super::spec::Format;

/// Returns the printed example (ECS API Reference, DescribeImages, 2018-06-15, "Examples"; the
/// JSON with its missing comma). There is one page of it, so its figures lack the rotation.
///
/// # Panics
///
/// When the reference readers cannot read it.
#[must_use]
pub fn documented(format: Format) -> Body {
    let (text, expected): (&str, DescribeImagesResponse) = match format {
        Format::Json => (JSON, serde_json::from_str(JSON).expect("the repaired example is JSON")),
        Format::Xml => (XML, quick_xml::de::from_str(XML).expect("the example is XML")),
    };
    Body { bytes: text.into(), expected }
}

const JSON: &str =
    include_str!("../../../conformance/cases/documented/2018-06-15/response.repaired.json");
const XML: &str = include_str!("../../../conformance/cases/documented/2018-06-15/response.xml");
