//! Members that nobody knows, where properties hardly get to.

use aliyun_ecs_model::{DescribeImagesResponse, Members, Number, Value};
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
    let alone = error(r#"{"Code":"A","PageNumber":1}"#);
    assert_eq!(alone.unknown(), json(r#"{"PageNumber":1}"#));
    let empty = error(r#"{"Code":"A","PageSize":null,"PageNumber":"","Images":null,"code":null}"#);
    assert_eq!(
        empty.unknown(),
        json(r#"{"PageSize":null,"PageNumber":"","Images":null,"code":null}"#)
    );
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
        (1, r#"{"B":{}}"#),
        (2, r#"{"B":{"C":"1"}}"#),
        (3, r#"{"B":{"C":["1","2"]}}"#),
        (4, r#"{"B":{"C":["1","2"]},"D":"3"}"#),
    ] {
        assert_eq!(read.unknown_up_to(values), json(expected), "{values}");
    }
}

/// What is read back is what was made portable, however names meet.
#[test]
fn portable_members_stay_as_they_are() {
    for text in [
        r#"{"a b":[1,2],"a_b":3}"#,
        r#"{"N":{"$text":[1,2],"_text":3}}"#,
        r#"{"a":[[],[[]],[[1]]],"b":[{"c d":[null],"c_d":{}}]}"#,
    ] {
        let mut members = json(text);
        make_portable(&mut members);
        let once = members.clone();
        make_portable(&mut members);
        assert_eq!(members, once, "{text}");
        let mut response = DescribeImagesResponse::default();
        response.total_count = Some(0);
        response.unknown = json(text);
        let read = page(&encode_page(&response, BodyFormat::Xml));
        assert_eq!(read.unknown, once, "{text}");
    }
}

#[test]
fn members_that_were_made_need_not_fit_any_body() {
    let deep = (0..100).fold(Value::Null, |value, _| Value::Array(vec![value]));
    let mut members = Members::new();
    members.insert("Deep", deep);
    members.insert("Huge", "1e400".parse::<Number>().expect("a number"));
    let error = ErrorBody::new("A", "").with_unknown(&members);
    assert_eq!(error.unknown(), members);
    let three = json(r#"{"Deep":[[[]]]}"#);
    assert_eq!(error.unknown_up_to(3), three);
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
