//! Errors of the service in both formats, in and out.

mod images;

use aliyun_rpc_wire::{
    BodyFormat, DecodeError, DecodeErrorKind, Decoded, ErrorBody, Members, Report, decode,
    decode_with, encode_error,
};

use images::PAGE;

#[test]
fn every_documented_member_is_read_from_both_formats() {
    let mut expected =
        ErrorBody::new("InvalidParameter", "The specified parameter \"PageSize\" is not valid.");
    expected.request_id = Some("0042EE30-0EDF-48A7-A414-56229D4AD532".to_owned());
    expected.host_id = Some("ecs.aliyuncs.com".to_owned());
    expected.recommend =
        Some("https://api.aliyun.com/troubleshoot?q=InvalidParameter&product=Ecs".to_owned());
    for body in [
        r#"{"RequestId":"0042EE30-0EDF-48A7-A414-56229D4AD532","HostId":"ecs.aliyuncs.com",
            "Code":"InvalidParameter",
            "Message":"The specified parameter \"PageSize\" is not valid.",
            "Recommend":"https:\/\/api.aliyun.com/troubleshoot?q=InvalidParameter\u0026product=Ecs"}"#,
        "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>0042EE30-0EDF-48A7-A414-56229D4AD532\
         </RequestId><HostId>ecs.aliyuncs.com</HostId><Code>InvalidParameter</Code>\
         <Message>The specified parameter \"PageSize\" is not valid.</Message>\
         <Recommend><![CDATA[https://api.aliyun.com/troubleshoot?q=InvalidParameter&product=Ecs]]>\
         </Recommend></Error>",
    ] {
        assert_eq!(decode_error(body.as_bytes()), Ok(expected.clone()), "{body}");
    }
}

#[test]
fn members_that_do_not_belong_to_an_error_are_kept() {
    let mut detail = Members::new();
    detail.insert("AuthAction", "ecs:DescribeImages");
    for body in [
        r#"{"statusCode":403,"Code":"Forbidden.RAM","Message":"No.","AccessDeniedDetail":
            {"AuthAction":"ecs:DescribeImages"},"Data":[]}"#,
        "<Error><Code>Forbidden.RAM</Code><AccessDeniedDetail><AuthAction>ecs:DescribeImages\
         </AuthAction></AccessDeniedDetail><Message>No.</Message></Error>",
    ] {
        let error = decode_error(body.as_bytes()).expect("an error");
        assert_eq!((error.code.as_str(), error.message.as_str()), ("Forbidden.RAM", "No."));
        let unknown = error.unknown();
        assert_eq!(unknown.get("AccessDeniedDetail"), Some(&detail.clone().into()));
        let format = if body.starts_with('{') { BodyFormat::Json } else { BodyFormat::Xml };
        let written = encode_error(&error, format);
        assert_eq!(decode_error(written.as_bytes()), Ok(error.clone()));
        assert!(!format!("{error:?}").contains("ecs:"));
    }
}

#[test]
fn lower_case_members_count_where_the_documented_ones_are_missing() {
    let body = br#"{"code":"A","message":"b","requestId":"R","hostId":"h","recommend":"u"}"#;
    let error = decode_error(body).expect("an error");
    assert_eq!((error.code.as_str(), error.message.as_str()), ("A", "b"));
    assert_eq!((error.request_id.as_deref(), error.host_id.as_deref()), (Some("R"), Some("h")));
    assert_eq!(error.recommend.as_deref(), Some("u"));

    let error = decode_error(br#"{"code":"a","Code":"A","Message":null,"message":"b"}"#);
    let mut unknown = Members::new();
    unknown.insert("code", "a");
    assert_eq!(error, Ok(ErrorBody::new("A", "b").with_unknown(&unknown)));
}

#[test]
fn comments_white_space_and_order_mean_nothing() {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- root -->\n<Error>\n  <HostId>h</HostId> \
                <!-- host -->\r\n<Code>A.B</Code>\t<!-- code --></Error>\n<!-- end -->";
    let error = decode_error(body.as_bytes()).expect("an error");
    assert_eq!((error.code.as_str(), error.message.as_str()), ("A.B", ""));
    assert_eq!(error.host_id.as_deref(), Some("h"));
}

#[test]
fn numbers_for_texts_are_kept_as_spelled() {
    let error = decode_error(br#"{"Code":404,"Message":true}"#);
    assert_eq!(error, Ok(ErrorBody::new("404", "true")));
}

#[test]
fn the_form_is_as_strict_as_that_of_a_page() {
    use DecodeErrorKind::{
        Doctype, Duplicate, Empty, NotUtf8, Syntax, TooDeep, Truncated, WrongType,
    };
    let deep = format!(r#"{{"Code":"A","X":{}"#, "[".repeat(10_000));
    for (body, kind) in [
        (&b""[..], Empty),
        (b"{\"Code\":\"A\"", Truncated),
        (b"{\"Code\":\"A\"}}", Syntax),
        (b"{\"Code\":\"A\",}", Syntax),
        (b"{\"Code\":\"A\",\"Code\":\"A\"}", Duplicate),
        (b"{\"Code\":{}}", WrongType),
        (b"{\"Code\":\"\xFF\"}", NotUtf8),
        (b"<Error><Code>A</Code></Error>x", Syntax),
        (b"<Error><Code>A&nbsp;</Code></Error>", Syntax),
        (b"<Error><Code>A</Code><Code>B</Code></Error>", Duplicate),
        (b"<Error><Code><b>A</b></Code></Error>", WrongType),
        (b"<!DOCTYPE Error><Error><Code>A</Code></Error>", Doctype),
        (deep.as_bytes(), TooDeep),
    ] {
        let error = decode_error(body).expect_err("malformed");
        assert_eq!(error.kind(), kind, "{error}");
    }
}

#[test]
fn what_is_encoded_decodes_to_the_same_error() {
    let mut error = ErrorBody::new("A.B", "“64位” <&> \"'\" ]]> \r\n\t \u{1f600} ");
    error.request_id = Some(String::new());
    error.recommend = Some("https://example.com/?a=1&b=2".to_owned());
    for format in [BodyFormat::Json, BodyFormat::Xml] {
        let body = encode_error(&error, format);
        assert_eq!(decode_error(body.as_bytes()), Ok(error.clone()), "{body}");
    }
    let error = ErrorBody::new("A", "\0\u{b}\u{fffe}é\u{7f}");
    let body = encode_error(&error, BodyFormat::Xml);
    let decoded = decode_error(body.as_bytes()).expect("an error");
    assert_eq!(decoded.message, "\u{fffd}\u{fffd}\u{fffd}é\u{7f}");
}

#[test]
fn an_observer_is_told_of_an_error_what_it_is_told_of_a_document() {
    for (body, told) in [
        (
            r#"{"Message":null,"Data":1,"Code":404}"#,
            "byte 11: Message: null for an absent value\n\
             byte 16: Data: an unknown member\n\
             byte 32: Code: a text written as a number\n",
        ),
        (
            "<Error a='b'><Code>A</Code><Data/></Error>",
            "byte 7: @a: an unknown attribute\nbyte 27: Data: an unknown element\n",
        ),
        (r#"{"code":"A","Message":"b"}"#, ""),
    ] {
        let mut report = Report::new();
        let decoded = decode_with(body, &PAGE, &mut report).expect("an error");
        assert!(matches!(decoded, Decoded::Error(_)), "{body}");
        assert_eq!(report.to_string(), told, "{body}");
    }
}

#[test]
fn members_of_an_error_are_unknown_to_a_document_and_told_in_their_order() {
    let body = r#"{"Code":"a\n","TotalCount":"1","Message":{},"RequestId":"R","X":0}"#;
    let mut report = Report::new();
    let decoded = decode_with(body, &PAGE, &mut report).expect("a page");
    assert!(matches!(decoded, Decoded::Document(_)));
    assert_eq!(
        report.to_string(),
        "byte 1: Code: an unknown member\n\
         byte 27: TotalCount: a number written as a text\n\
         byte 31: Message: an unknown member\n\
         byte 60: X: an unknown member\n\
         byte 66: Images: a documented member that is missing\n"
    );
}

/// Decodes a body that is an error or is refused, by both readers.
#[track_caller]
fn decode_error(body: &[u8]) -> Result<ErrorBody, DecodeError> {
    let fast = decode(body, &PAGE).map(error);
    let strict = decode_with(body, &PAGE, &mut Report::new()).map(error);
    assert_eq!(fast, strict);
    fast
}

#[track_caller]
fn error(decoded: Decoded) -> ErrorBody {
    match decoded {
        Decoded::Error(error) => error,
        Decoded::Document(document) => panic!("a document: {document:?}"),
    }
}
