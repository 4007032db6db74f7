//! Bodies that are something else than they should be never pass for an empty page.

mod images;
mod reading;

use aliyun_rpc_wire::{DecodeErrorKind, Decoded, Lookalike, decode};

use images::PAGE;
use reading::decode_page;

const LOOKALIKES: &[(&str, Lookalike)] = &[
    ("[]", Lookalike::JsonArray),
    (" [{\"TotalCount\":1}]", Lookalike::JsonArray),
    ("null", Lookalike::JsonScalar),
    ("\"TotalCount\"", Lookalike::JsonScalar),
    ("-1.5e3", Lookalike::JsonScalar),
    ("true", Lookalike::JsonScalar),
    ("{}", Lookalike::JsonObject),
    ("{\"Message\":\"no code\"}", Lookalike::JsonObject),
    ("<html>502</html>", Lookalike::Html),
    ("<HTML><BODY>", Lookalike::Html),
    ("<!DOCTYPE html><html><p>open", Lookalike::Html),
    ("\n<!doctype HTML PUBLIC \"-//W3C//DTD\">", Lookalike::Html),
    ("<?xml version='1.0'?><html/>", Lookalike::Html),
    ("<Other><TotalCount>1</TotalCount></Other>", Lookalike::Xml),
    ("<describeImagesResponse><TotalCount>1</TotalCount></describeImagesResponse>", Lookalike::Xml),
    ("<x:DescribeImagesResponse/>", Lookalike::Xml),
    ("502 Bad Gateway", Lookalike::Text),
    ("TotalCount: 1", Lookalike::Text),
    ("\0\0", Lookalike::Text),
    ("1 2", Lookalike::Text),
];

#[test]
fn other_bodies_are_neither_documents_nor_errors() {
    for (body, looks_like) in LOOKALIKES {
        assert_eq!(neither(body), *looks_like, "{body:?}");
    }
    assert_eq!(
        decode_page("<Other/>").expect_err("neither").to_string(),
        "the body is XML of another kind, neither what was asked for nor an error of the service at \
         line 1, column 1, where the root of a document, or Error was expected: `<Other/>`"
    );
}

#[test]
fn an_error_of_the_service_is_no_document() {
    for body in [
        r#"{"Code":"InvalidUsage","Message":"No."}"#,
        r#"{"code":"InvalidUsage"}"#,
        r#"{"Code":"InvalidUsage","TotalCount":null,"Images":null}"#,
        "<Error><Code>InvalidUsage</Code></Error>",
        "<?xml version='1.0'?><!-- x --><Error><Code>InvalidUsage</Code></Error>",
    ] {
        let Ok(Decoded::Error(error)) = decode(body, &PAGE) else { panic!("{body}") };
        assert_eq!(error.code, "InvalidUsage", "{body}");
    }
}

#[test]
fn an_object_needs_one_of_its_marks_to_be_a_document() {
    for body in [
        r#"{"RequestId":"R","RegionId":"cn-hangzhou","PageNumber":1,"PageSize":10}"#,
        r#"{"TotalCount":null}"#,
        r#"{"TotalCount":"","Images":null}"#,
        r#"{"totalCount":1,"images":{"Image":[]}}"#,
        r#"{"Code":null}"#,
        r#"{"Code":"","code":"A","Message":"the documented spelling wins"}"#,
    ] {
        assert_eq!(neither(body), Lookalike::JsonObject, "{body}");
    }
    for body in [
        "<DescribeImagesResponse/>",
        "<DescribeImagesResponse><RequestId>R</RequestId></DescribeImagesResponse>",
        "<DescribeImagesResponse><Code>A</Code></DescribeImagesResponse>",
        "<Error/>",
        "<Error><Message>No.</Message></Error>",
        "<Error><TotalCount>1</TotalCount></Error>",
    ] {
        assert_eq!(neither(body), Lookalike::Xml, "{body}");
    }
}

#[test]
fn what_has_the_members_of_both_is_a_document() {
    for body in [
        r#"{"TotalCount":0}"#,
        r#"{"Images":{}}"#,
        r#"{"HostId":"","Code":"","Message":"","Images":{"Image":[]}}"#,
        r#"{"Code":"200","Message":"successful","TotalCount":0}"#,
        r#"{"TotalCount":0,"Code":{"a":[]},"Message":["b"]}"#,
        "<DescribeImagesResponse><Images/><Code>A</Code></DescribeImagesResponse>",
    ] {
        let page = decode_page(body).expect("a page");
        assert_eq!(page.root().list("Images").len(), 0, "{body}");
    }
}

#[track_caller]
fn neither(body: &str) -> Lookalike {
    match decode_page(body).expect_err(body).kind() {
        DecodeErrorKind::Neither { looks_like, .. } => looks_like,
        other => panic!("{body:?}: {other:?}"),
    }
}
