//! What must hold of any bytes. The fuzz targets call these functions, and so does the test that
//! replays the corpora.

use std::ops::ControlFlow;

use aliyun_ecs_model::{DescribeImagesResponse, Members, Value};
use aliyun_ecs_wire::{
    BodyFormat, DecodeError, Decoded, Deviation, DeviationKind, ErrorBody, Observe, Page, Unknown,
    decode, decode_with, encode_error, encode_page, make_portable,
};
use serde::de::IgnoredAny;

/// A body that begins like JSON: is it read alike by the fast reader and by the strict one, and is
/// what serde_json refuses refused?
pub fn page_json(body: &[u8]) {
    if let Some(found) = page(body)
        && found.format() == BodyFormat::Json
    {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        match serde_json::from_slice::<DescribeImagesResponse>(body) {
            // serde_json knows numbers by value: -0 and 1.50 do not keep their spelling there.
            _ if writes_numbers_for_texts(body) => {
                serde_json::from_slice::<IgnoredAny>(body).expect("JSON");
            }
            Ok(expected) => assert_eq!(found.to_response(), expected),
            // And to it, -0 is no whole number, and 1e1024 (of an unknown member) none at all.
            Err(_) if found.images().any(|image| image.image_owner_id() == Some(0)) => {}
            Err(error) if error.to_string().starts_with("number out of range") => {
                serde_json::from_slice::<IgnoredAny>(body).expect("JSON");
            }
            Err(error) => panic!("serde_json refuses what was accepted: {error}"),
        }
    }
}

/// A body that begins like XML: the same, without an oracle. quick-xml is none for any bytes, as it
/// accepts what is no XML and trims texts.
pub fn page_xml(body: &[u8]) {
    both_ways(body);
}

/// An error of the service: what is read is never without a code, and is read again after it was
/// written.
pub fn error_body(body: &[u8]) {
    if let Some(Decoded::Error(error)) = both_ways(body) {
        assert!(!error.code.is_empty());
        for format in [BodyFormat::Json, BodyFormat::Xml] {
            let written = encode_error(&error, format);
            let Some(Decoded::Error(read)) = both_ways(written.as_bytes()) else {
                panic!("what is encoded is an error: {written}");
            };
            let expected = match format {
                BodyFormat::Json => {
                    let mut unknown = error.unknown();
                    in_json(&mut unknown);
                    error.clone().with_unknown(&unknown)
                }
                BodyFormat::Xml => in_xml(&error),
            };
            assert_eq!(read, expected);
        }
    }
}

/// An error as XML can carry it.
fn in_xml(error: &ErrorBody) -> ErrorBody {
    let portable = |text: &String| text.replace(|c| !is_of_xml(c), "\u{fffd}");
    let mut portable_error = ErrorBody::new(portable(&error.code), portable(&error.message));
    portable_error.request_id = error.request_id.as_ref().map(portable);
    portable_error.host_id = error.host_id.as_ref().map(portable);
    portable_error.recommend = error.recommend.as_ref().map(portable);
    let mut unknown = error.unknown();
    make_portable(&mut unknown);
    portable_error.with_unknown(&of_characters(unknown))
}

/// Unknown members with the characters of XML.
fn of_characters(members: Members) -> Members {
    fn value(of: Value) -> Value {
        match of {
            Value::String(text) => text.replace(|c| !is_of_xml(c), "\u{fffd}").into(),
            Value::Array(items) => items.into_iter().map(value).collect::<Vec<_>>().into(),
            Value::Object(members) => of_characters(members).into(),
            scalar => scalar,
        }
    }
    members.into_iter().map(|(name, of)| (name, value(of))).collect()
}

/// Unknown members as JSON can carry them: a number larger than any double is a string.
fn in_json(members: &mut Members) {
    fn value(of: Value) -> Value {
        match of {
            Value::Number(number) if number.as_f64().is_none() => number.to_string().into(),
            Value::Array(items) => items.into_iter().map(value).collect::<Vec<_>>().into(),
            Value::Object(mut members) => {
                in_json(&mut members);
                members.into()
            }
            other => other,
        }
    }
    *members = std::mem::take(members).into_iter().map(|(name, of)| (name, value(of))).collect();
}

/// A page in one format, read, written in the other and read again.
pub fn differential(body: &[u8]) {
    let Some(found) = page(body) else { return };
    let response = found.to_response();
    let json = encode_page(&response, BodyFormat::Json);
    let from_json = page(json.as_bytes()).expect("what is encoded is a page");
    let mut expected = response.clone();
    expected.for_each_unknown(in_json);
    assert_eq!(from_json.to_response(), expected);
    let xml = encode_page(&response, BodyFormat::Xml);
    let from_xml = page(xml.as_bytes()).expect("what is encoded is a page");
    if found.format() == BodyFormat::Xml {
        // Whatever came in XML can be written in XML.
        assert_eq!(from_xml.to_response(), response);
    }
    for (view, image) in found.images().zip(&response.images) {
        assert_eq!(view.to_image(), *image);
        assert_eq!(view.image_id(), image.image_id);
    }
}

/// The bytes as texts of a page, which must survive writing and reading. XML has no way to write
/// some characters, which come back replaced.
pub fn round_trip(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let texts = |text: &str| {
        let mut texts = text.split('|').map(str::to_owned);
        let mut response = DescribeImagesResponse::default();
        response.total_count = Some(bytes.len() as u32);
        response.request_id = texts.next();
        if let Some(id) = texts.next() {
            let mut image = aliyun_ecs_model::Image::new(&id);
            image.description = texts.next();
            image.status = texts.next().map(Into::into);
            response.images.push(image);
        }
        response
    };
    let response = texts(&text);
    is_read_as(&response, &encode_page(&response, BodyFormat::Json));
    let in_xml = texts(&text.replace(|c| !is_of_xml(c), "\u{fffd}"));
    is_read_as(&in_xml, &encode_page(&response, BodyFormat::Xml));
}

fn is_of_xml(c: char) -> bool {
    c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') || "\t\n\r".contains(c)
}

/// Decodes in both ways a body that must be this page.
fn is_read_as(expected: &DescribeImagesResponse, body: &str) {
    assert_eq!(page(body.as_bytes()).expect("a page").to_response(), *expected);
}

/// Decodes in both ways a body that may be a page.
fn page(body: &[u8]) -> Option<Page> {
    both_ways(body).and_then(Decoded::page)
}

/// Decodes with nobody watching, which takes the fast way, and with somebody, which takes the
/// strict one, and holds them to one another.
fn both_ways(body: &[u8]) -> Option<Decoded> {
    match (decode(body), decode_with(body, &mut Watcher::default())) {
        (Ok(fast), Ok(strict)) => {
            match (&fast, &strict) {
                (Decoded::Page(fast), Decoded::Page(strict)) => {
                    assert_eq!(fast.to_response(), strict.to_response());
                }
                (Decoded::Error(fast), Decoded::Error(strict)) => assert_eq!(fast, strict),
                (fast, strict) => {
                    panic!("one reader sees what the other does not: {fast:?} {strict:?}")
                }
            }
            Some(fast)
        }
        (Err(fast), Err(strict)) => {
            assert_eq!(fast, strict);
            check_error(&fast, body);
            None
        }
        (fast, strict) => panic!("one reader accepts what the other refuses: {fast:?} {strict:?}"),
    }
}

fn check_error(error: &DecodeError, body: &[u8]) {
    assert!(error.offset() <= body.len() && error.line() > 0 && error.column() > 0);
    assert!(!error.to_string().chars().any(char::is_control));
}

fn writes_numbers_for_texts(body: &[u8]) -> bool {
    let mut watcher = Watcher::default();
    decode_with(body, &mut watcher).is_ok() && watcher.numbers_for_texts
}

#[derive(Default)]
struct Watcher {
    numbers_for_texts: bool,
}

impl Observe for Watcher {
    fn deviation(&mut self, deviation: Deviation<'_>) -> ControlFlow<()> {
        self.numbers_for_texts |= deviation.kind() == DeviationKind::NumberForText;
        ControlFlow::Continue(())
    }

    fn unknown(&mut self, _: Unknown<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
