//! Members that nobody knows, at every level and in both formats: read alike by the fast reader, the
//! strict one, the reference readers and serde, and written again as they came.

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_wire::{
    BodyFormat, Decoded, Report, decode, decode_with, encode_page, make_portable,
};
use conformance::reference::{Verdict, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Map, Value, json};

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/unknown_members.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn members_of_json_come_out_again(page in page(json_value())) {
        let body = Value::Object(page).to_string();
        let read = read(&body);
        prop_assert_eq!(compare(body.as_bytes()), Verdict::Same);
        let by_serde: DescribeImagesResponse = serde_json::from_str(&body)?;
        prop_assert_eq!(&by_serde, &read);
        prop_assert_eq!(reread(&encode_page(&read, BodyFormat::Json)), read.clone());
        // What XML has a place for, and no less.
        let mut portable = read.clone();
        portable.for_each_unknown(make_portable);
        prop_assert_eq!(reread(&encode_page(&read, BodyFormat::Xml)), portable);
    }

    #[test]
    fn elements_of_xml_come_out_again(page in page(xml_value())) {
        let body = document(&page);
        let read = read(&body);
        prop_assert_eq!(compare(body.as_bytes()), Verdict::Same);
        prop_assert_eq!(reread(&encode_page(&read, BodyFormat::Xml)), read.clone());
        prop_assert_eq!(reread(&encode_page(&read, BodyFormat::Json)), read);
    }
}

/// Reads a page with the fast reader and with the strict one, image by image too.
fn read(body: &str) -> DescribeImagesResponse {
    let page = |decoded: Decoded| decoded.page().expect("a page");
    let fast = page(decode(body).expect("readable"));
    let strict = page(decode_with(body, &mut Report::new()).expect("readable"));
    let response = fast.to_response();
    assert_eq!(strict.to_response(), response, "{body}");
    assert_eq!(fast.unknown(), response.unknown);
    for (view, image) in fast.images().zip(&response.images) {
        assert_eq!(view.unknown(), image.unknown);
        assert_eq!(view.to_image(), *image);
    }
    response
}

fn reread(body: &str) -> DescribeImagesResponse {
    read(body)
}

/// A page with unknown members of these values wherever there can be some.
fn page(value: BoxedStrategy<Value>) -> impl Strategy<Value = Map<String, Value>> {
    let record = move |known: Vec<BoxedStrategy<(&'static str, Value)>>| {
        let unknown = vec((select(&NAMES[..]), value.clone()), 0..3);
        (known, unknown, any::<bool>()).prop_map(|(known, unknown, first)| {
            // Before what is known or behind it.
            let (one, other) = if first { (unknown, known) } else { (known, unknown) };
            let members = one.into_iter().chain(other);
            members.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>()
        })
    };
    let as_member = |name: &'static str, of: BoxedStrategy<Map<String, Value>>| {
        of.prop_map(move |members| (name, Value::Object(members))).boxed()
    };
    let list = |name: &'static str, item: &'static str, of: BoxedStrategy<Map<String, Value>>| {
        vec(of, 0..3).prop_map(move |items| (name, json!({ item: items }))).boxed()
    };
    let text = |name: &'static str| Just((name, json!("known"))).boxed();
    let tag = record(vec![text("TagKey")]).boxed();
    let disk = record(vec![text("Device")]).boxed();
    let item = record(vec![text("Name")]).boxed();
    let detection = record(vec![text("Status"), list("Items", "Item", item)]).boxed();
    let image = record(vec![
        text("ImageId"),
        list("DiskDeviceMappings", "DiskDeviceMapping", disk),
        list("Tags", "Tag", tag),
        as_member("DetectionOptions", detection),
        as_member("Features", record(vec![text("NvmeSupport")]).boxed()),
        as_member("SecureBootOptions", record(vec![text("SecureBootSupport")]).boxed()),
    ]);
    let total = Just(("TotalCount", json!(1))).boxed();
    record(vec![text("RequestId"), total, list("Images", "Image", image.boxed())])
}

fn json_value() -> BoxedStrategy<Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
    ];
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        string().prop_map(Value::from),
    ];
    let inner = |value: BoxedStrategy<Value>| {
        let names = prop_oneof![select(&NAMES[..]).prop_map(str::to_owned), any::<String>()];
        let members = vec((names, value.clone()), 0..3);
        // A lone `$text` is how serde gets the text of an element.
        let members = members.prop_filter("text of XML", |of| of.iter().all(|(n, _)| n != "$text"));
        prop_oneof![
            vec(value, 0..3).prop_map(Value::from),
            members.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    };
    scalar.prop_recursive(3, 12, 3, move |value| inner(value.boxed())).boxed()
}

/// What an element can be read as: a text, an object that is not empty, or a list of several of
/// these.
fn xml_value() -> BoxedStrategy<Value> {
    let scalar = string().prop_map(Value::from).boxed();
    let one = scalar.prop_recursive(3, 12, 3, |value| {
        let value = prop_oneof![value.clone(), vec(value, 2..4).prop_map(Value::from)];
        let members = vec((select(&NAMES[..]), value), 1..3);
        members.prop_map(|members| {
            let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
            Value::Object(members.collect())
        })
    });
    let one = one.boxed();
    prop_oneof![one.clone(), vec(one, 2..4).prop_map(Value::from)].boxed()
}

/// A string of characters that XML has, too.
fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,8}",
        select(&["", " ", "\n", "64\u{4f4d}", "]]>", "<a/>", "&amp;", "\"", "\\u0041"][..])
            .prop_map(str::to_owned),
    ]
    .prop_filter("characters of XML", |text| !text.contains(['\u{fffe}', '\u{ffff}']))
}

/// Writes a page as XML, by hand.
fn document(page: &Map<String, Value>) -> String {
    let mut out = String::new();
    element("DescribeImagesResponse", &Value::Object(page.clone()), &mut out);
    out
}

fn element(name: &str, value: &Value, out: &mut String) {
    if let Value::Array(items) = value {
        return items.iter().for_each(|item| element(name, item, out));
    }
    *out += &format!("<{name}>");
    match value {
        Value::Object(members) => members.iter().for_each(|(name, of)| element(name, of, out)),
        Value::String(text) => *out += &quick_xml::escape::escape(text.as_str()),
        scalar => *out += &scalar.to_string(),
    }
    *out += &format!("</{name}>");
}

/// Names that no table has, one of them that of a member in other places.
const NAMES: [&str; 4] = ["New", "imageId", "Of_2-a.b", "\u{4f4d}\u{7f6e}"];
