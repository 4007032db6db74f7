//! Bodies that are as large, deep or many of something as anybody may send: each is refused, or
//! read at no more memory than its kind is allowed beyond the body.

mod reading;

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_wire::{BodyFormat, DecodeError, DecodeErrorKind, ImageRef, Page, encode_page};

use reading::decode_page;

#[test]
fn a_million_open_brackets_are_refused_at_the_sixty_fifth() {
    for (before, open) in [
        (r#"{"TotalCount":1,"X":"#, "["),
        (r#"{"TotalCount":1,"X":"#, r#"{"a":"#),
        (r#"{"Images":{"Image":[{"X":"#, "["),
        (r#"{"Images":{"Image":[{"X":"#, r#"{"a":"#),
        (r#"{"Code":"A","X":"#, "["),
    ] {
        let error = refused(before.to_owned() + &open.repeat(1_000_000));
        assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
        let opened = before.matches(['{', '[']).count();
        assert_eq!(error.offset(), before.len() + (64 - opened) * open.len(), "{error}");
    }
    // Where an array can be no value at all, its first bracket is one too many.
    let error = refused(r#"{"TotalCount":"#.to_owned() + &"[".repeat(1_000_000));
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::WrongType, 14), "{error}");
    let error = refused("[".repeat(1_000_000));
    assert!(matches!(error.kind(), DecodeErrorKind::Neither { .. }), "{error}");
}

#[test]
fn a_million_open_elements_are_refused_at_the_sixty_fifth() {
    for before in ["<DescribeImagesResponse>", "<DescribeImagesResponse><Images><Image>"] {
        let error = refused(before.to_owned() + &"<X>".repeat(1_000_000));
        assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
        let opened = before.matches('<').count();
        assert_eq!(error.offset(), before.len() + (64 - opened) * "<X>".len(), "{error}");
    }
    let body = "<Error>".to_owned() + &"<X>".repeat(1_000_000);
    let error = refused(body);
    assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
}

#[test]
fn a_billion_laughs_are_refused_before_the_first() {
    let mut body = "<?xml version='1.0'?>\n<!DOCTYPE lolz [\n <!ENTITY lol0 'lol'>\n".to_owned();
    for level in 1..10 {
        let laughs = format!("&lol{};", level - 1).repeat(10);
        body += &format!(" <!ENTITY lol{level} '{laughs}'>\n");
    }
    body += "]>\n<DescribeImagesResponse><RegionId>&lol9;</RegionId></DescribeImagesResponse>";
    let error = refused(body);
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Doctype, 22), "{error}");
    // Without the definitions there is nothing that could grow, either.
    let error = refused("<DescribeImagesResponse><RegionId>&lol9;".to_owned());
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Syntax, 34), "{error}");
}

#[test]
fn a_hundred_thousand_attributes_are_refused_at_the_sixty_fifth() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number:05}='v'")).collect();
    for before in [
        "<DescribeImagesResponse",
        "<DescribeImagesResponse><Images><Image",
        "<DescribeImagesResponse><X",
    ] {
        let error = refused(format!("{before}{attributes}><TotalCount>1</TotalCount>"));
        assert_eq!(error.kind(), DecodeErrorKind::TooLarge, "{error}");
        let one = " a00000='v'".len();
        assert_eq!(error.offset(), before.len() + 64 * one + 1, "{error}");
    }
}

#[test]
fn a_hundred_thousand_unknown_members_are_compared_quickly() {
    let members: String = (0..100_000).map(|number| format!(r#""x{number}":0,"#)).collect();
    // Their names are kept, to tell a repetition, in a sorted set.
    let body = format!(r#"{{{members}"TotalCount":1}}"#);
    let allowed = 8 * body.len();
    assert_eq!(read(body, allowed).total_count(), Some(1));
    let error = decode_page(format!(r#"{{{members}"x0":1,"TotalCount":1}}"#)).expect_err("twice");
    assert_eq!(error.kind(), DecodeErrorKind::Duplicate);
    let elements: String = (0..100_000).map(|number| format!("<x{number}/>")).collect();
    let body = in_element(&format!("<TotalCount>1</TotalCount>{elements}"));
    // Where each stands is kept, in eight bytes; the list grows by halves.
    let allowed = 2 * body.len();
    assert_eq!(read(body, allowed).unknown().len(), 100_000);
}

#[test]
fn a_text_of_64_mebibytes_stays_where_it_is() {
    let long = "x".repeat(64 << 20);
    let page = read(format!(r#"{{"TotalCount":1,"RegionId":"{long}"}}"#), LITTLE);
    assert_eq!(page.region_id(), long);
    assert!(format!("{page:?}").len() < 200);
    let page = read(in_element(&format!("<RegionId>{long}</RegionId><Images/>")), LITTLE);
    assert_eq!(page.region_id(), long);
}

#[test]
fn an_unknown_text_of_64_mebibytes_costs_nothing() {
    let long = "x".repeat(64 << 20);
    let page = read(format!(r#"{{"TotalCount":1,"X":["{long}"]}}"#), LITTLE);
    assert_eq!(page.total_count(), Some(1));
    let page = read(in_element(&format!("<TotalCount>1</TotalCount><X>{long}</X>")), LITTLE);
    assert_eq!(page.total_count(), Some(1));
}

#[test]
fn an_attribute_of_64_mebibytes_costs_nothing() {
    let long = "x".repeat(64 << 20);
    let page = read(in_element(&format!("<TotalCount a='{long}'>1</TotalCount>")), LITTLE);
    assert_eq!(page.total_count(), Some(1));
}

#[test]
fn a_number_of_two_million_digits_is_a_text_or_refused() {
    let digits = "7".repeat(2_000_000);
    for number in [&digits, &format!("-{digits}"), &format!("0.{digits}"), &format!("1e{digits}")] {
        let page = read(format!(r#"{{"TotalCount":1,"RegionId":{number},"X":{number}}}"#), LITTLE);
        assert_eq!(page.region_id(), number);
    }
    let image = format!("<Images><Image><ImageOwnerId>{digits}</ImageOwnerId></Image></Images>");
    for body in [
        format!(r#"{{"TotalCount":{digits}}}"#),
        format!(r#"{{"Images":{{"Image":[{{"ImageOwnerId":-{digits}}}]}}}}"#),
        in_element(&format!("<TotalCount>{digits}</TotalCount>")),
        in_element(&image),
    ] {
        assert_eq!(refused(body).kind(), DecodeErrorKind::WrongType);
    }
}

#[test]
fn text_that_is_decoded_takes_no_more_than_its_length_and_room_to_grow() {
    let mut response = DescribeImagesResponse::default();
    response.total_count = Some(1);
    response.region_id = Some("位&\"".repeat(500_000));
    for format in [BodyFormat::Json, BodyFormat::Xml] {
        let body = encode_page(&response, format);
        // What is decoded is shorter than the body; while it grows there are two of it, one of
        // them up to twice as long as need be.
        let allowed = 3 * body.len();
        assert_eq!(read(body, allowed).to_response(), response, "{format:?}");
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

/// The pages of the vector are never touched, so this takes no memory to speak of.
#[test]
fn a_gibibyte_is_refused_unread() {
    let error = decode_page(vec![0; 1 << 30]).expect_err("too large");
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::TooLarge, 0), "{error}");
}

/// Decodes a body, which must be a page, with so much memory beyond the body.
#[track_caller]
fn read(body: String, allowed: usize) -> Page {
    let mut page = None;
    let counted = allocation_counter::measure(|| page = Some(decode_page(body)));
    assert!(counted.bytes_max < allowed as u64, "{} bytes beyond the body", counted.bytes_max);
    page.expect("measured").expect("a page")
}

/// Decodes a body, which must be neither a page nor an error, with little memory beyond the body.
#[track_caller]
fn refused(body: String) -> DecodeError {
    let mut error = None;
    let counted = allocation_counter::measure(|| error = decode_page(body).err());
    assert!(counted.bytes_max < LITTLE as u64, "{} bytes beyond the body", counted.bytes_max);
    error.expect("the body is refused")
}

fn in_element(children: &str) -> String {
    format!("<DescribeImagesResponse>{children}</DescribeImagesResponse>")
}

/// The bytes that any page or error may take, whatever its size.
const LITTLE: usize = 16 << 10;
