//! Bodies that are something else than they should be never pass for an empty page.

use aliyun_ecs_wire::{DecodeErrorKind, Lookalike, decode_error, decode_page};

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
fn other_bodies_are_neither_pages_nor_errors() {
    for (body, what) in LOOKALIKES {
        assert_eq!(as_page(body), *what, "{body:?}");
        assert_eq!(as_error(body), *what, "{body:?}");
    }
}

#[test]
fn an_error_of_the_service_is_not_a_page() {
    for body in [
        r#"{"Code":"InvalidUsage","Message":"No."}"#,
        r#"{"code":"InvalidUsage"}"#,
        r#"{"Code":"200","Message":"successful"}"#,
        "<Error><Code>InvalidUsage</Code></Error>",
        "<?xml version='1.0'?><!-- x --><Error><Code>InvalidUsage</Code></Error>",
        "<Error/>",
    ] {
        assert_eq!(as_page(body), Lookalike::ErrorBody, "{body}");
    }
    assert_eq!(
        decode_page("<Error><Code>X</Code></Error>").expect_err("an error").to_string(),
        "the body is not a page of images but an error of the service at line 1, column 1, where \
         a JSON object or an element DescribeImagesResponse was expected: \
         `<Error><Code>X</Code></E`"
    );
}

#[test]
fn an_object_needs_a_total_or_images_to_be_a_page() {
    for body in [
        r#"{"RequestId":"R","RegionId":"cn-hangzhou","PageNumber":1,"PageSize":10}"#,
        r#"{"TotalCount":null}"#,
        r#"{"TotalCount":"","Images":null}"#,
        r#"{"totalCount":1,"images":{"Image":[]}}"#,
    ] {
        assert_eq!(as_page(body), Lookalike::JsonObject, "{body}");
    }
    for body in [
        "<DescribeImagesResponse/>",
        "<DescribeImagesResponse><RequestId>R</RequestId></DescribeImagesResponse>",
    ] {
        assert_eq!(as_page(body), Lookalike::Xml, "{body}");
    }
    for body in [
        r#"{"TotalCount":0}"#,
        r#"{"Images":{}}"#,
        r#"{"HostId":"","Code":"","Message":"","Images":{"Image":[]}}"#,
        "<DescribeImagesResponse><Images/></DescribeImagesResponse>",
    ] {
        assert!(decode_page(body).expect("a page").is_empty(), "{body}");
    }
}

#[test]
fn a_page_is_not_an_error_even_with_an_empty_code() {
    for body in [
        r#"{"TotalCount":0,"Code":""}"#,
        r#"{"TotalCount":0,"Images":{"Image":[]}}"#,
        r#"{"Code":null}"#,
    ] {
        assert_eq!(as_error(body), Lookalike::JsonObject, "{body}");
    }
    let page = "<DescribeImagesResponse><Images/></DescribeImagesResponse>";
    assert_eq!(as_error(page), Lookalike::Page);
    assert_eq!(as_error("<Error><Message>No.</Message></Error>"), Lookalike::Xml);
}

#[track_caller]
fn as_page(body: &str) -> Lookalike {
    match decode_page(body).expect_err(body).kind() {
        DecodeErrorKind::NotAPage { what, .. } => what,
        other => panic!("{body:?}: {other:?}"),
    }
}

#[track_caller]
fn as_error(body: &str) -> Lookalike {
    match decode_error(body.as_bytes()).expect_err(body).kind() {
        DecodeErrorKind::NotAnError { what, .. } => what,
        other => panic!("{body:?}: {other:?}"),
    }
}
