//! Malformed bodies: what is wrong, and exactly where.

mod images;
mod reading;

use aliyun_rpc_wire::DecodeErrorKind;

use reading::decode_page;

use DecodeErrorKind::{Doctype, Duplicate, Empty, NotUtf8, Syntax, TooDeep, TooLarge, Truncated};

/// A case: the body with `^` before the place of the error, what is wrong, and the path there.
type Case = (&'static str, DecodeErrorKind, &'static str);

#[test]
fn malformed_json_is_refused_where_it_goes_wrong() {
    let cases: &[Case] = &[
        (r#"{"TotalCount":1^"#, Truncated, ""),
        (r#"{"TotalCount":^"#, Truncated, "TotalCount"),
        (r#"{"Total^"#, Truncated, ""),
        (r#"{^"#, Truncated, ""),
        (r#"{"TotalCount":1}^x"#, Syntax, ""),
        ("^\u{c}{\"TotalCount\":1}", Syntax, ""),
        ("{\"TotalCount\":1}^\u{a0}", Syntax, ""),
        (r#"{"TotalCount":1} ^{}"#, Syntax, ""),
        (r#"{"TotalCount":1}^,"#, Syntax, ""),
        (r#"{"TotalCount":1,^}"#, Syntax, ""),
        (r#"{^,"TotalCount":1}"#, Syntax, ""),
        (r#"{"TotalCount" ^1}"#, Syntax, ""),
        (r#"{"TotalCount":1 ^"PageSize":1}"#, Syntax, ""),
        (r#"{"TotalCount":^}"#, Syntax, "TotalCount"),
        (r#"{"TotalCount":0^1}"#, Syntax, "TotalCount"),
        (r#"{"TotalCount":-^}"#, Syntax, "TotalCount"),
        (r#"{"TotalCount":1.^}"#, Syntax, "TotalCount"),
        (r#"{"TotalCount":1e^}"#, Syntax, "TotalCount"),
        (r#"{"TotalCount":^+1}"#, Syntax, "TotalCount"),
        (r#"{"TotalCount":^NaN}"#, Syntax, "TotalCount"),
        (r#"{"TotalCount":nul^}"#, Syntax, "TotalCount"),
        (r#"{^'TotalCount':1}"#, Syntax, ""),
        (r#"{^/* */"TotalCount":1}"#, Syntax, ""),
        ("{\"TotalCount\":1,\n  \"Images\":{\"Image\":[{}\n^{}]}}", Syntax, "Images.Image"),
        (r#"{"Images":{"Image":[{},^]}}"#, Syntax, "Images.Image[1]"),
        (r#"{"Images":{"Image":[{"X":[1,^]}]}}"#, Syntax, "Images.Image[0].X[1]"),
        (r#"{"RegionId":"位^\x"}"#, Syntax, "RegionId"),
        (r#"{"RegionId":"^\ud800"}"#, Syntax, "RegionId"),
        ("{\"RegionId\":\"a^\tb\"}", Syntax, "RegionId"),
        ("{\"X\":\"a^\nb\"}", Syntax, "X"),
        (r#"{"TotalCount":1,"^\uZ":1}"#, Syntax, ""),
        ("{^\u{a0}}", Syntax, ""),
    ];
    for (case, kind, path) in cases {
        check(case, *kind, path);
    }
}

#[test]
fn malformed_xml_is_refused_where_it_goes_wrong() {
    let root: &[Case] = &[
        ("<?xml version='^1.1'?><R/>", Syntax, ""),
        ("<?xml version='1.0' encoding='^GBK'?><R/>", NotUtf8, ""),
        (" ^<?xml version='1.0'?><R/>", Syntax, ""),
        ("<?xml version='1.0'?>^<?xml version='1.0'?><R/>", Syntax, ""),
        ("<?xml version='1.0'?>^<!DOCTYPE a><R/>", Doctype, ""),
        ("^<!DOCTYPE R [<!ENTITY a 'b'>]><R>&a;</R>", Doctype, ""),
        ("^<!doctype R><R/>", Syntax, ""),
        ("<?xml version='1.0'?>^text<R/>", Syntax, ""),
        ("^\u{c}<R/>", Syntax, ""),
        ("<!-- a ^-- b --><R/>", Syntax, ""),
        ("<!-- a ^---><R/>", Syntax, ""),
        ("<!-- a^", Truncated, ""),
        ("<?^1?><R/>", Syntax, ""),
        ("<?pi^", Truncated, ""),
        ("<^ R/>", Syntax, ""),
        ("<^1/>", Syntax, ""),
        ("<R^", Truncated, ""),
        ("<R /^", Truncated, ""),
        ("^<![CDATA[a]]><R/>", Syntax, ""),
    ];
    let content: &[Case] = &[
        ("^</Other>", Syntax, ""),
        ("<TotalCount>1^</Totalcount>", Syntax, "TotalCount"),
        ("<TotalCount>1</TotalCount ^x>", Syntax, "TotalCount"),
        ("<TotalCount>1</^ TotalCount>", Syntax, "TotalCount"),
        ("<RegionId>a^&b;</RegionId>", Syntax, "RegionId"),
        ("<RegionId>a ^& b</RegionId>", Syntax, "RegionId"),
        ("<RegionId>^&#0;</RegionId>", Syntax, "RegionId"),
        ("<RegionId>位^]]></RegionId>", Syntax, "RegionId"),
        ("<RegionId>a^\u{1}</RegionId>", Syntax, "RegionId"),
        ("<RegionId>a^\u{fffe}</RegionId>", Syntax, "RegionId"),
        ("<RegionId><![CDATA[a^\u{b}]]></RegionId>", Syntax, "RegionId"),
        ("<!-- ^\u{0} -->", Syntax, ""),
        ("<?pi ^\u{1f}?>", Syntax, ""),
        ("<RegionId a^/>", Syntax, ""),
        ("<X a^/>", Syntax, ""),
        ("<X a=^b/>", Syntax, ""),
        ("<X a='1'^b='2'/>", Syntax, ""),
        ("<X a='1' ^a='2'/>", Duplicate, ""),
        ("<X a='^<'/>", Syntax, ""),
        ("<X a='^&x;'/>", Syntax, ""),
        ("<X a='^\u{8}'/>", Syntax, ""),
        ("<X a='1'^/ >", Syntax, ""),
        ("<Images><Image><X>^</Y></X></Image></Images>", Syntax, "Images.Image[0].X"),
        ("^<!DOCTYPE a>", Doctype, ""),
        ("^<!ELEMENT a>", Syntax, ""),
        ("^<?XML a?>", Syntax, ""),
        ("^<![cdata[a]]>", Syntax, ""),
    ];
    for (case, kind, path) in root {
        check(&case.replace("R>", "DescribeImagesResponse>"), *kind, path);
    }
    for (case, kind, path) in content {
        let body = format!("<DescribeImagesResponse>{case}</DescribeImagesResponse>");
        check(&body, *kind, path);
    }
    for behind in ["^<Second/>", "^text", "^&amp;", "^<![CDATA[a]]>", "^</DescribeImagesResponse>"]
    {
        let root = "<DescribeImagesResponse><TotalCount>1</TotalCount></DescribeImagesResponse>";
        check(&format!("{root} <!-- a --> {behind}"), Syntax, "");
    }
    check("<DescribeImagesResponse><TotalCount>1</TotalCount>^", Truncated, "");
    check("<DescribeImagesResponse><TotalCount>1</TotalCount></Des^", Truncated, "");
    check("<DescribeImagesResponse><TotalCount>1</TotalCount>^</Dis", Syntax, "");
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_where_they_stand() {
    for (body, offset, column) in [
        (&b"{\"RegionId\":\"\xE4\xBD\x8D\xFF\"}"[..], 16, 15),
        (b"<DescribeImagesResponse>\xC0\x80", 24, 25),
        (b"\xFF\xFE{\0}\0", 0, 1),
        (b"{\"a\":\"\xED\xA0\x80\"}", 6, 7),
    ] {
        let error = decode_page(body).expect_err("not UTF-8");
        assert_eq!((error.kind(), error.offset()), (NotUtf8, offset), "{error}");
        assert_eq!((error.line(), error.column()), (1, column), "{error}");
    }
}

#[test]
fn nothing_is_said_to_be_nothing() {
    for body in ["", " \r\n\t", "\u{feff}", "\u{feff} "] {
        let error = decode_page(body).expect_err("empty");
        assert_eq!((error.kind(), error.offset()), (Empty, body.len()), "{error}");
    }
}

#[test]
fn sixty_four_levels_are_read_and_the_next_is_refused() {
    let json = |levels: usize| {
        let inside = levels - 1;
        let (open, close) = ("[".repeat(inside), "]".repeat(inside));
        decode_page(format!(r#"{{"TotalCount":1,"X":{open}{close}}}"#))
    };
    assert!(json(64).is_ok());
    let error = json(65).expect_err("too deep");
    assert_eq!((error.kind(), error.offset()), (TooDeep, 20 + 63), "{error}");
    let xml = |levels: usize| {
        let inside = levels - 1;
        let (open, close) = ("<X>".repeat(inside), "</X>".repeat(inside));
        decode_page(format!(
            "<DescribeImagesResponse><TotalCount>1</TotalCount>{open}{close}</DescribeImagesResponse>"
        ))
    };
    assert!(xml(64).is_ok());
    let error = xml(65).expect_err("too deep");
    assert_eq!((error.kind(), error.offset()), (TooDeep, 50 + 63 * 3), "{error}");
}

#[test]
fn sixty_four_attributes_are_read_and_the_next_is_refused() {
    let xml = |count: usize| {
        let attributes: String = (0..count).map(|number| format!(" a{number}=''")).collect();
        decode_page(format!(
            "<DescribeImagesResponse><TotalCount{attributes}>1</TotalCount></DescribeImagesResponse>"
        ))
    };
    assert!(xml(64).is_ok());
    assert_eq!(xml(65).expect_err("too many").kind(), TooLarge);
}

#[test]
fn what_an_error_prints_is_short_and_harmless() {
    let body = format!("{{\"{}\u{1b}[31m\u{202e}\":1 \n !", "x".repeat(500));
    let body = format!("{{\"TotalCount\":1,\"Images\":{{\"Image\":[{body}]}}}}");
    for body in [body, format!("<DescribeImagesResponse><{0}>\u{202e}\u{1b}", "y".repeat(500))] {
        let error = decode_page(body).expect_err("malformed");
        for text in [error.to_string(), error.path().to_owned(), error.excerpt().to_owned()] {
            assert!(text.len() < 400, "{text}");
            let harmless = |c: char| !c.is_control() && c != '\u{202e}';
            assert!(text.chars().all(harmless), "{text:?}");
        }
    }
}

/// Decodes the case without its mark and looks for the error at the mark.
#[track_caller]
fn check(case: &str, kind: DecodeErrorKind, path: &str) {
    let offset = case.find('^').unwrap_or_else(|| panic!("no mark in {case:?}"));
    let body = case.replacen('^', "", 1);
    let error = decode_page(body.clone()).expect_err(case);
    assert_eq!((error.kind(), error.offset()), (kind, offset), "{case:?}: {error}");
    assert_eq!(error.path(), path, "{case:?}");
    let before = &body[..offset];
    assert_eq!(error.line(), before.matches('\n').count() + 1, "{case:?}");
    let line = before.rsplit('\n').next().expect("a line");
    assert_eq!(error.column(), line.chars().count() + 1, "{case:?}");
    assert!(!error.expected().is_empty(), "{case:?}");
}
