//! Bodies made to break a reader: cut, changed, put together from pieces.

mod reading;

use aliyun_ecs_wire::{DecodeError, DecodeErrorKind, Page, Report};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

use reading::{decode_page, decode_page_with};

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
