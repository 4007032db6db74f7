//! The readers against serde_json and quick-xml, which read the same bodies into the model.

mod pages;
mod reading;

use aliyun_ecs_model::{DescribeImagesResponse, Members};
use aliyun_ecs_wire::{BodyFormat, Ignore, ImageRef, Report, encode_page};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;

use reading::{decode_page, decode_page_with};

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/differential.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn json_gives_back_what_was_encoded(response in pages::page(pages::any_text())) {
        let body = encode_page(&response, BodyFormat::Json);
        prop_assert_eq!(&read_json(&body), &response);
        let page = decode_page(body)?;
        prop_assert_eq!(page.to_response(), response);
    }

    #[test]
    fn xml_gives_back_what_was_encoded(response in pages::page(pages::xml_text())) {
        let body = encode_page(&response, BodyFormat::Xml);
        let page = decode_page(body)?;
        prop_assert_eq!(page.to_response(), response);
    }

    /// quick-xml's serde reader trims texts, so these have nothing to trim.
    #[test]
    fn quick_xml_reads_the_same(response in pages::page(pages::trimmed_xml_text())) {
        let body = encode_page(&response, BodyFormat::Xml);
        let page = decode_page(body.clone())?;
        prop_assert_eq!(page.to_response(), read_xml(&body));
    }

    #[test]
    fn both_formats_give_equal_pages_without_a_deviation(
        response in pages::page(pages::xml_text()),
    ) {
        let mut seen = Report::new();
        let json = decode_page_with(encode_page(&response, BodyFormat::Json), &mut seen)?;
        let xml = decode_page_with(encode_page(&response, BodyFormat::Xml), &mut seen)?;
        prop_assert_eq!(json.to_response(), xml.to_response());
        // Only what the page itself lacks.
        prop_assert!(seen.entries().iter().all(|entry| entry.path() == "RequestId"), "{}", seen);
    }

    #[test]
    fn pretty_json_means_the_same(response in pages::page(pages::any_text())) {
        let body = serde_json::to_string_pretty(&response).expect("JSON");
        prop_assert_eq!(decode_page(body)?.to_response(), response);
    }

    #[test]
    fn every_character_may_be_escaped(response in pages::page(pages::xml_text())) {
        let json = escape_json(&encode_page(&response, BodyFormat::Json));
        prop_assert_eq!(&decode_page(json)?.to_response(), &response);
    }

    #[test]
    fn what_xml_cannot_carry_becomes_a_replacement_character(
        response in pages::page(pages::any_text()),
    ) {
        let body = encode_page(&response, BodyFormat::Xml);
        let carried = serde_json::to_value(decode_page(body)?.to_response())?;
        prop_assert_eq!(carried, portable(serde_json::to_value(response)?));
    }

    #[test]
    fn accessors_and_the_model_agree(response in pages::page(pages::any_text())) {
        let page = decode_page_with(encode_page(&response, BodyFormat::Json), &mut Ignore)?;
        prop_assert_eq!(page.len(), response.images.len());
        for (view, image) in page.images().zip(&response.images) {
            same(view, image);
        }
    }

    /// What serde_json refuses is refused, and what both accept has equal values.
    #[test]
    fn changed_json_is_never_read_otherwise_than_by_serde_json(
        response in pages::page(pages::any_text()), changes in changes(JSON_PIECES),
    ) {
        let body = apply(encode_page(&response, BodyFormat::Json), &changes);
        if let Ok(page) = decode_page(body.clone()) {
            let expected: DescribeImagesResponse = serde_json::from_slice(&body)?;
            prop_assert_eq!(page.to_response(), expected);
        }
    }

    #[test]
    fn changed_xml_is_never_read_otherwise_than_by_quick_xml(
        response in pages::page(pages::plain_text()), changes in changes(XML_PIECES),
    ) {
        let body = apply(encode_page(&response, BodyFormat::Xml), &changes);
        if let Ok(page) = decode_page(body.clone()) {
            let text = std::str::from_utf8(&body)?;
            let mut expected: DescribeImagesResponse = quick_xml::de::from_str(text)?;
            let mut found = page.to_response();
            // To serde, an empty element is an object without members.
            found.for_each_unknown(Members::clear);
            expected.for_each_unknown(Members::clear);
            let trimmed = trim(serde_json::to_value(found)?);
            prop_assert_eq!(trimmed, trim(serde_json::to_value(expected)?));
        }
    }
}

fn same(view: ImageRef<'_>, image: &aliyun_ecs_model::Image) {
    assert_eq!(view.image_id(), image.image_id);
    assert_eq!(view.os_name(), image.os_name.as_deref().unwrap_or_default());
    assert_eq!(view.status(), image.status);
    assert_eq!(view.size(), image.size);
    assert_eq!(view.image_owner_id(), image.image_owner_id);
    assert_eq!(view.is_public(), image.is_public);
    assert_eq!(view.progress_percent(), image.progress_percent());
    assert_eq!(view.is_self_shared_flag(), image.is_self_shared_flag());
    assert_eq!(view.disk_device_mappings().len(), image.disk_device_mappings.len());
    for (view, disk) in view.disk_device_mappings().zip(&image.disk_device_mappings) {
        assert_eq!(view.r#type(), disk.r#type);
        assert_eq!(view.size_gib(), disk.size_gib());
        assert_eq!(view.remain_time(), disk.remain_time);
    }
    for (view, tag) in view.tags().rev().zip(image.tags.iter().rev()) {
        assert_eq!(view.value(), tag.value.as_deref().unwrap_or_default());
    }
    let items = view.detection_options().map(|options| options.items().len());
    assert_eq!(items, image.detection_options.as_ref().map(|options| options.items.len()));
    let nvme = view.features().map(|features| features.nvme_support().to_owned());
    let expected = image.features.as_ref();
    assert_eq!(nvme, expected.map(|f| f.nvme_support.clone().unwrap_or_default()));
}

fn read_json(body: &str) -> DescribeImagesResponse {
    serde_json::from_str(body).expect("serde_json reads what it wrote")
}

fn read_xml(body: &str) -> DescribeImagesResponse {
    quick_xml::de::from_str(body).expect("quick-xml reads what it wrote")
}

/// Writes every character inside the quotes of JSON as `\u` escapes, names included.
fn escape_json(body: &str) -> String {
    let mut escaped = String::new();
    let mut rest = body;
    while let Some(quote) = rest.find('"') {
        let (before, from) = rest.split_at(quote);
        escaped.push_str(before);
        let mut values = serde_json::Deserializer::from_str(from).into_iter::<String>();
        let text = values.next().expect("a string").expect("a string");
        escaped.push('"');
        for unit in text.encode_utf16() {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
        escaped.push('"');
        rest = &from[values.byte_offset()..];
    }
    escaped + rest
}

/// Replaces what XML has no character for.
fn portable(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(
            text.chars().map(|c| if pages::is_xml(c) { c } else { '\u{fffd}' }).collect(),
        ),
        Value::Array(items) => items.into_iter().map(portable).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, portable(value))).collect()
        }
        other => other,
    }
}

/// Changes to a body: remove some bytes at a place, and put a piece there.
fn changes(
    pieces: &'static [&'static str],
) -> impl Strategy<Value = Vec<(Index, usize, &'static str)>> {
    prop::collection::vec((any::<Index>(), 0..8_usize, prop::sample::select(pieces)), 1..3)
}

fn apply(body: String, changes: &[(Index, usize, &str)]) -> Vec<u8> {
    let mut body = body.into_bytes();
    for (index, removed, piece) in changes {
        let at = index.index(body.len());
        let end = body.len().min(at + removed);
        body.splice(at..end, piece.bytes());
    }
    body
}

/// quick-xml trims texts.
fn trim(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(text.trim().to_owned()),
        Value::Array(items) => items.into_iter().map(trim).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, trim(value))).collect()
        }
        other => other,
    }
}

/// What structure is made of, in small pieces.
const JSON_PIECES: &[&str] = &[
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "1",
    " ",
    "\"Image\":",
    "{}",
    "[]",
    "位",
];
const XML_PIECES: &[&str] = &[
    "",
    "<",
    ">",
    "/",
    "&",
    "&#65;",
    "<!-- -->",
    "<![CDATA[",
    "]]>",
    "<Image>",
    "</Image>",
    "<X/>",
    " a='b'",
    " ",
    "1",
    "位",
];
