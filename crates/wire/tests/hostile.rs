//! Bodies made to break a reader: cut, changed, deep, long, repetitive.

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_wire::{
    BodyFormat, DecodeError, DecodeErrorKind, ImageRef, Page, Report, decode_error, decode_page,
    decode_page_with, encode_page,
};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

const JSON: &str =
    include_str!("../../../conformance/cases/documented/2019-02-18/response.repaired.json");
const XML: &str = include_str!("../../../conformance/cases/documented/2019-02-18/response.xml");

#[test]
fn a_body_cut_anywhere_is_never_a_page() {
    for body in [JSON.trim_end(), XML.trim_end()] {
        for length in 0..body.len() {
            let cut = &body.as_bytes()[..length];
            let error = decode_page(cut).expect_err("a cut body");
            assert!(error.offset() <= length, "{error}");
            let expected = if length == 0 {
                DecodeErrorKind::Empty
            } else if std::str::from_utf8(cut).is_err() {
                DecodeErrorKind::NotUtf8
            } else {
                DecodeErrorKind::Truncated
            };
            assert_eq!(error.kind(), expected, "{length}: {error}");
            assert!(decode_error(cut).is_err());
        }
    }
}

#[test]
fn every_single_changed_byte_is_survived() {
    for body in [JSON, XML] {
        for at in 0..body.len() {
            for byte in [0, b'"', b'<', b'>', b'&', b'{', b'}', b'\\', b']', b'!', b'/', b'9', 0xFF]
            {
                let mut changed = body.as_bytes().to_vec();
                changed[at] = byte;
                let _ = survive(&changed);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/hostile.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(survive(&bytes).is_err());
    }

    #[test]
    fn arbitrary_pieces_are_survived(
        pieces in prop::collection::vec(prop::sample::select([JSON_PIECES, XML_PIECES].concat()), 0..40),
    ) {
        let _ = survive(pieces.concat().as_bytes());
    }
}

#[test]
fn ten_thousand_levels_are_refused_at_the_sixty_fifth() {
    for open in ["[", "{\"a\":"] {
        let body = format!(r#"{{"TotalCount":1,"X":{}"#, open.repeat(10_000));
        let error = decode_page(body).expect_err("too deep");
        assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
        assert_eq!(error.offset(), 20 + 63 * open.len(), "{error}");
    }
    let body = format!("<DescribeImagesResponse>{}", "<X>".repeat(10_000));
    let error = decode_page(body).expect_err("too deep");
    assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
}

#[test]
fn a_hundred_thousand_attributes_are_refused_early() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}='v'")).collect();
    let body = format!("<DescribeImagesResponse{attributes}><TotalCount>1</TotalCount>");
    let error = decode_page(body).expect_err("too many");
    assert_eq!(error.kind(), DecodeErrorKind::TooLarge, "{error}");
    assert!(error.offset() < 1_000, "{error}");
}

#[test]
fn a_hundred_thousand_unknown_members_are_compared_quickly() {
    let members: String = (0..100_000).map(|number| format!(r#""x{number}":0,"#)).collect();
    let page = decode_page(format!(r#"{{{members}"TotalCount":1}}"#)).expect("a page");
    assert_eq!(page.total_count(), Some(1));
    let error = decode_page(format!(r#"{{{members}"x0":1,"TotalCount":1}}"#)).expect_err("twice");
    assert_eq!(error.kind(), DecodeErrorKind::Duplicate);
}

#[test]
fn ten_megabytes_of_text_are_one_text() {
    let long = "位&\"".repeat(2_000_000);
    let mut response = DescribeImagesResponse::default();
    response.total_count = Some(1);
    response.region_id = Some(long.clone());
    for format in [BodyFormat::Json, BodyFormat::Xml] {
        let page = decode_page(encode_page(&response, format)).expect("a page");
        assert_eq!(page.region_id(), long, "{format:?}");
        assert!(format!("{page:?}").len() < 200);
    }
}

#[test]
fn ten_thousand_images_are_ten_thousand_images() {
    let images: String = (0..10_000).map(|n| format!(r#"{{"ImageId":"m-{n}"}},"#)).collect();
    let body = format!(r#"{{"Images":{{"Image":[{}]}}}}"#, images.trim_end_matches(','));
    let page = decode_page(body).expect("a page");
    assert_eq!(page.len(), 10_000);
    assert_eq!(page.images().nth(7_777).map(ImageRef::image_id), Some("m-7777"));
    assert_eq!(page.images().next_back().map(ImageRef::image_id), Some("m-9999"));
}

#[test]
fn entities_that_would_grow_are_never_defined() {
    let body = "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>\
                <DescribeImagesResponse><RegionId>&c;</RegionId></DescribeImagesResponse>";
    assert_eq!(decode_page(body).expect_err("a DTD").kind(), DecodeErrorKind::Doctype);
}

/// The pages of the vector are never touched, so this takes no memory to speak of.
#[test]
fn a_gibibyte_is_refused_unread() {
    let error = decode_page(vec![0; 1 << 30]).expect_err("too large");
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::TooLarge, 0), "{error}");
}

/// Decodes in every way, and checks that the ways agree.
fn survive(body: &[u8]) -> Result<Page, DecodeError> {
    let outcome = decode_page(body);
    let mut report = Report::new();
    let observed = decode_page_with(body, &mut report);
    match (&outcome, &observed) {
        (Ok(page), Ok(observed)) => {
            assert_eq!(page.to_response(), observed.to_response());
        }
        (Err(error), Err(observed)) => assert_eq!(error, observed),
        _ => panic!(
            "observing changed the outcome: {outcome:?} {observed:?} {}",
            String::from_utf8_lossy(body)
        ),
    }
    if let Err(error) = &outcome {
        assert!(error.offset() <= body.len() && error.line() > 0 && error.column() > 0);
        assert!(!error.to_string().chars().any(char::is_control));
    }
    let _ = report.to_string();
    let _ = decode_error(body);
    outcome
}

const JSON_PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\\udc00",
    "null",
    "true",
    "1",
    "0",
    ".",
    "e",
    "-",
    " ",
    "\n",
    "\"Image\"",
    "\"Images\":{",
    "\"TotalCount\":1",
    "\"Size\":",
    "\"Tags\":{}",
    "{}",
    "[]",
    "\"\"",
    "\u{feff}",
    "\u{1}",
    "位",
];

const XML_PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "&",
    ";",
    "&amp;",
    "&#65;",
    "&#0;",
    "&#x1F600;",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE a>",
    "<Image>",
    "</Image>",
    "<Size>1</Size>",
    "<X/>",
    "</",
    "<DescribeImagesResponse>",
    "</DescribeImagesResponse>",
    " a='b'",
    "=",
    "'",
    "\"",
    " ",
    "\r\n",
    "位",
    "\u{1}",
    "1",
    "<Images>",
    "</Images>",
];
