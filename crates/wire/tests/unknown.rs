//! Members that nobody knows, where properties hardly get to.

use aliyun_ecs_model::{DescribeImagesResponse, Members, Value};
use aliyun_ecs_wire::{
    BodyFormat, Decoded, ErrorBody, Report, decode, decode_with, encode_error, encode_page,
    make_portable,
};

fn page(body: &str) -> DescribeImagesResponse {
    let fast = decode(body).expect("readable").page().expect("a page").to_response();
    let strict = decode_with(body, &mut Report::new()).expect("readable").page().expect("a page");
    assert_eq!(strict.to_response(), fast, "{body}");
    fast
}

fn error(body: &str) -> ErrorBody {
    let read = |decoded| match decoded {
        Decoded::Error(error) => error,
        Decoded::Page(_) => panic!("a page"),
    };
    let fast = read(decode(body).expect("readable"));
    let strict = read(decode_with(body, &mut Report::new()).expect("readable"));
    assert_eq!(strict, fast, "{body}");
    fast
}

fn json(text: &str) -> Members {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn names_that_no_element_can_have_are_replaced() {
    let names = ["", "1", "-", "a b", "@a", "$text", "$value", "<", "\u{0}", "\u{d7}", "位"];
    let members: Vec<String> = names
        .iter()
        .map(|name| format!("{}:1", serde_json::to_string(name).expect("JSON")))
        .collect();
    let members = members.join(",");
    let body = format!(
        r#"{{{members},"TotalCount":1,"Images":{{"Image":[{{{members},"X":{{{members}}},
            "Features":{{{members}}},"DiskDeviceMappings":{{"DiskDeviceMapping":[{{{members}}}]}}}}]}}}}"#
    );
    let mut read = page(&body);
    assert_eq!(read.unknown.len(), names.len());
    assert_eq!(page(&encode_page(&read, BodyFormat::Json)), read);
    let written = encode_page(&read, BodyFormat::Xml);
    read.for_each_unknown(make_portable);
    assert_eq!(page(&written), read);
}

#[test]
fn text_beside_elements_is_kept_and_attributes_are_not() {
    let body = "<DescribeImagesResponse><TotalCount>0</TotalCount><Images/>\
                <A b='c'>d<E f='g'/> <![CDATA[<]]>h</A></DescribeImagesResponse>";
    let read = page(body);
    let expected = json(r#"{"E":"","$text":"d <h"}"#);
    assert_eq!(read.unknown.get("A"), Some(&Value::Object(expected)));
    assert_eq!(page(&encode_page(&read, BodyFormat::Xml)), read);
}

#[test]
fn an_error_keeps_what_a_page_would_know() {
    let read =
        error(r#"{"Code":"A","code":"b","RequestId":"R","PageNumber":1,"RegionId":"r","X":[1]}"#);
    assert_eq!(read.unknown(), json(r#"{"code":"b","PageNumber":1,"RegionId":"r","X":[1]}"#));
    assert_eq!(error(&encode_error(&read, BodyFormat::Json)), read);
    let in_xml = error(&encode_error(&read, BodyFormat::Xml));
    assert_eq!(in_xml.unknown(), json(r#"{"code":"b","PageNumber":"1","RegionId":"r","X":"1"}"#));
}

#[test]
fn as_much_is_read_as_was_asked_for() {
    let read = error(r#"{"Code":"A","B":[1,2,3],"C":{"D":4,"E":5},"F":6}"#);
    for (values, expected) in [
        (0, "{}"),
        (1, r#"{"B":[]}"#),
        (3, r#"{"B":[1,2]}"#),
        (5, r#"{"B":[1,2,3],"C":{}}"#),
        (7, r#"{"B":[1,2,3],"C":{"D":4,"E":5}}"#),
        (8, r#"{"B":[1,2,3],"C":{"D":4,"E":5},"F":6}"#),
    ] {
        assert_eq!(read.unknown_up_to(values), json(expected), "{values}");
    }
    let read = error("<Error><Code>A</Code><B><C>1</C><C>2</C></B><D>3</D></Error>");
    for (values, expected) in [
        (1, r#"{"B":""}"#),
        (2, r#"{"B":{"C":""}}"#),
        (3, r#"{"B":{"C":["1",""]}}"#),
        (4, r#"{"B":{"C":["1","2"]},"D":""}"#),
        (5, r#"{"B":{"C":["1","2"]},"D":"3"}"#),
    ] {
        assert_eq!(read.unknown_up_to(values), json(expected), "{values}");
    }
}

#[test]
fn each_record_has_its_own() {
    let disks = |number: usize| {
        let disks: Vec<String> =
            (0..number).map(|n| format!(r#"{{"N":"{number}.{n}"}}"#)).collect();
        format!(
            r#"{{"M":{number},"DiskDeviceMappings":{{"DiskDeviceMapping":[{}]}}}}"#,
            disks.join(",")
        )
    };
    let images: Vec<String> = (0..40).map(|number| disks(number % 4)).collect();
    let body = format!(r#"{{"TotalCount":40,"Images":{{"Image":[{}]}}}}"#, images.join(","));
    let read = page(&body);
    for (index, image) in read.images.iter().enumerate() {
        let number = index % 4;
        assert_eq!(image.unknown, json(&format!(r#"{{"M":{number}}}"#)));
        for (n, disk) in image.disk_device_mappings.iter().enumerate() {
            assert_eq!(disk.unknown, json(&format!(r#"{{"N":"{number}.{n}"}}"#)));
        }
    }
}
