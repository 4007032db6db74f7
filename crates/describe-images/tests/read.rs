//! What each response becomes, by status and body.

use aliyun_ecs_describe_images::{Failure, NotUnderstoodKind, ServiceErrorKind, read_response};
use http::StatusCode;

const PAGE: &str = r#"{"TotalCount":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#;

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}

#[track_caller]
fn refused(code: u16, body: &str) -> (String, ServiceErrorKind) {
    match read_response(status(code), body) {
        Err(Failure::Refused(error)) => {
            assert_eq!(error.status(), status(code));
            (error.code().to_owned(), error.kind())
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn not_understood(code: u16, body: &str) -> String {
    match read_response(status(code), body) {
        Err(error @ Failure::NotUnderstood(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_page_is_a_page_in_both_formats() {
    let xml = "<DescribeImagesResponse><TotalCount>1</TotalCount><Images><Image>\
               <ImageId>m-1</ImageId></Image></Images></DescribeImagesResponse>";
    for body in [PAGE, xml] {
        assert_eq!(read_response(StatusCode::OK, body).expect("a page").len(), 1);
    }
}

#[test]
fn a_success_body_may_carry_a_code() {
    let body = r#"{"Code":"200","Message":"successful","TotalCount":0,"Images":{"Image":[]}}"#;
    assert!(read_response(StatusCode::OK, body).expect("a page").is_empty());
}

#[test]
fn an_error_is_an_error_whatever_the_status() {
    let json = r#"{"Code":"Throttling.User","Message":"Slow down.","RequestId":"R"}"#;
    let xml = "<?xml version='1.0' encoding='UTF-8'?><Error><Code>Throttling.User</Code>\
               <Message>Slow down.</Message></Error>";
    for body in [json, xml] {
        for code in [200, 400, 429, 503] {
            let expected = ("Throttling.User".to_owned(), ServiceErrorKind::Throttled);
            assert_eq!(refused(code, body), expected);
        }
    }
}

#[test]
fn a_page_under_an_error_status_is_not_a_page() {
    not_understood(500, PAGE);
}

#[test]
fn other_bodies_are_never_an_empty_page() {
    for body in ["", " ", "<html>502</html>", "[]", "{}", "null", "OK", r#"{"RequestId":"R"}"#] {
        for code in [200, 204, 403, 502] {
            not_understood(code, body);
        }
    }
}

#[test]
fn a_cut_page_is_not_understood_and_says_where() {
    let Err(Failure::NotUnderstood(error)) = read_response(StatusCode::OK, &PAGE[..40]) else {
        panic!("a cut page is no page");
    };
    let NotUnderstoodKind::Body(cause) = error.kind() else { panic!("{error:?}") };
    assert_eq!(cause.offset(), 40);
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let message = not_understood(302, "<html>moved</html>");
    assert_eq!(message, "the server answered with a redirect, which is not followed (HTTP 302)");
    let message = not_understood(304, "");
    assert!(!message.contains("redirect") && message.contains("modified"), "{message}");
}

#[test]
fn a_status_without_an_answer_has_no_page_in_it() {
    let page = r#"{"TotalCount":0,"Images":{"Image":[]}}"#;
    for status in [204, 205, 206, 226, 300, 304, 305, 306] {
        let message = not_understood(status, page);
        assert!(message.ends_with(&format!("(HTTP {status})")), "{message}");
    }
    for status in [200, 201, 202, 203] {
        let status = StatusCode::from_u16(status).expect("a status");
        assert!(read_response(status, page).expect("a page").is_empty());
    }
    let refusal = r#"{"Code":"Throttling","Message":"Slow."}"#;
    let error = read_response(StatusCode::PARTIAL_CONTENT, refusal).expect_err("a refusal");
    assert!(error.service_error().is_some(), "{error}");
}
