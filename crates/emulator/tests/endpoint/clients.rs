//! What clients in use send and need, as recorded from them.

use aliyun_ecs_emulator::Service;
use aliyun_ecs_wire::decode;
use aliyun_rpc_signer::Method;
use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::ask::Answer;
use crate::ask::Ask;
use crate::ask::encoded;
use crate::ask::get;
use crate::ask::service;

const FORM: &str = "application/x-www-form-urlencoded";

#[track_caller]
fn assert_served(service: &Service, request: &Request<Bytes>) {
    let answer = Answer::new(&service.handle(request));
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn post(query: &str, content_type: Option<&str>, body: &str) -> Request<Bytes> {
    let mut request = Request::post(format!("/?{query}"));
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    request.body(Bytes::from(body.to_owned())).unwrap()
}

#[test]
fn a_post_may_carry_everything_in_the_query() {
    let service = service();
    // Python and Go SDKs: with and without a content type, always an empty body.
    for content_type in [None, Some(FORM), Some("application/json")] {
        let query = Ask::new().query(Method::Post);
        assert_served(&service, &post(&query, content_type, ""));
    }
}

#[test]
fn a_post_may_carry_everything_in_a_form() {
    let service = service();
    let with_charset = format!("{FORM}; charset=utf-8");
    for content_type in
        [Some(FORM), Some(&with_charset), Some("APPLICATION/X-WWW-FORM-URLENCODED"), None]
    {
        let form = Ask::new().with("Tag.1.Key", "a b").query(Method::Post);
        assert_served(&service, &post("", content_type, &form));
    }
}

#[test]
fn query_and_form_are_signed_together_however_they_are_split() {
    let service = service();
    for split in 0..10 {
        let signed = Ask::new().signed(Method::Post);
        let (query, form) = signed.split_at(split);
        assert_served(&service, &post(&encoded(query), Some(FORM), &encoded(form)));
    }
}

#[test]
fn the_body_of_a_get_and_of_another_content_type_has_no_parameters() {
    let service = service();
    let query = Ask::new().query(Method::Get);
    let body = Bytes::from_static(b"PageSize=1");
    assert_served(&service, &Request::get(format!("/?{query}")).body(body).unwrap());
    let query = Ask::new().query(Method::Post);
    assert_served(&service, &post(&query, Some("application/json"), "{\"a\":1}"));
}

#[test]
fn extra_parameters_are_signed_over_and_ignored() {
    let service = service();
    // Go and Python SDKs, waliyun, footmark.
    for (name, value) in [
        ("SignatureType", ""),
        ("Api", "http://127.0.0.1:1"),
        ("on", "DescribeImages"),
        ("OwnerId", "1"),
        ("SecurityToken", ""),
    ] {
        let ask = Ask::new().with(name, value);
        assert_eq!(ask.answer(&service).ids().len(), 10, "{name}");
        let wrong = ask.secret("wrong").answer(&service);
        assert!(wrong.member("Message").contains(&format!("{name}%3D")), "{wrong:?}");
    }
}

#[test]
fn parameters_come_in_any_order() {
    let service = service();
    for rotation in 0..10 {
        let mut signed = Ask::new().signed(Method::Get);
        signed.rotate_left(rotation);
        assert_served(&service, &get(&encoded(&signed)));
        let mut signed = Ask::new().signed(Method::Get);
        let at = signed.iter().position(|(name, _)| name == "Signature").unwrap();
        let signature = signed.remove(at);
        signed.insert(rotation.min(signed.len()), signature);
        assert_served(&service, &get(&encoded(&signed)));
    }
}

#[test]
fn timestamps_may_have_milliseconds_and_nanoseconds() {
    let service = service();
    for timestamp in ["2026-11-20T12:04:15.690Z", "2026-11-20T12:04:15.123456789Z"] {
        let ask = Ask::new().with("Timestamp", timestamp);
        assert_eq!(ask.answer(&service).status, 200);
    }
}

#[test]
fn nonces_are_any_text() {
    let service = service();
    let long = "n".repeat(10_000);
    for nonce in [
        "3EE8C1B8-83D3-44AF-A94F-4E0AD82FD6CF",
        "0.8070481948",
        "1795292983.55-31171",
        "随机 ☃ +/=",
        &long,
    ] {
        let ask = Ask::new().with("SignatureNonce", nonce);
        assert_eq!(ask.answer(&service).status, 200);
        assert_eq!(ask.answer(&service).code(), "SignatureNonceUsed");
    }
}

#[test]
fn a_blank_may_come_as_plus() {
    let service = service();
    let ask = Ask::new().with("ImageName", "Golden image 1 (final)").with("Status", "Creating");
    let query = ask.query(Method::Get).replace("%20", "+");
    let answer = Answer::new(&service.handle(&get(&query)));
    assert_eq!(answer.ids().len(), 1);
}

#[test]
fn values_may_come_with_raw_commas_and_lower_case_escapes() {
    let service = service();
    // fog escapes no values at all.
    let query = Ask::new().with("Status", "Available,Creating").query(Method::Get);
    let raw = query.replace("%2C", ",").replace("%3A", "%3a");
    assert_ne!(raw, query);
    assert_served(&service, &get(&raw));
}

#[test]
fn errors_have_an_error_status_and_a_flat_envelope() {
    let service = service();
    let answer = Ask::new().with("Usage", "x").answer(&service);
    assert!(answer.status >= 400);
    let envelope = answer.json();
    let names: Vec<_> = envelope.as_object().unwrap().keys().cloned().collect();
    for name in ["Code", "HostId", "Message", "RequestId"] {
        assert!(names.iter().any(|own| own == name), "{names:?}");
    }
    assert!(envelope.as_object().unwrap().values().all(Value::is_string));
}

#[test]
fn xml_has_a_charset_and_json_no_byte_order_mark() {
    let service = service();
    let xml = Ask::new().with("Format", "XML").with("PageSize", "100").answer(&service);
    assert_eq!(xml.content_type, "application/xml;charset=utf-8");
    assert!(xml.body.contains("64位"));
    let json = Ask::new().answer(&service);
    assert_eq!(json.content_type, "application/json;charset=utf-8");
    assert!(json.body.starts_with('{'));
}

#[test]
fn a_page_of_a_hundred_is_accepted() {
    let answer = Ask::new().with("PageSize", "100").answer(&service());
    assert_eq!(answer.ids().len(), 100);
}

/// Typed decoders of Go are strict about these.
#[test]
fn json_members_have_the_types_of_the_documents_example() {
    let service = service();
    for alias in ["system", "self", "others", "marketplace"] {
        let statuses = "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated";
        let ask = Ask::new().with("ImageOwnerAlias", alias).with("Status", statuses);
        let page = ask.with("PageSize", "100").answer(&service).json();
        for name in ["TotalCount", "PageNumber", "PageSize"] {
            assert!(page[name].is_u64(), "{name}");
        }
        let images = page["Images"]["Image"].as_array().unwrap();
        assert!(!images.is_empty());
        for image in images {
            assert!(image["Size"].is_u64());
            assert!(image["Progress"].is_string() && image["ImageVersion"].is_string());
            assert!(image["IsCopied"].is_boolean() && image["IsSubscribed"].is_boolean());
            assert!(image["Tags"]["Tag"].is_array());
            let disks = image["DiskDeviceMappings"]["DiskDeviceMapping"].as_array().unwrap();
            assert!(disks.iter().all(|disk| disk["Size"].is_string()));
        }
    }
}

#[test]
fn both_formats_carry_the_same_images() {
    let service = service();
    let ask = || Ask::new().with("PageSize", "100").with("ImageOwnerAlias", "self");
    let json = ask().answer(&service);
    let xml = ask().with("Format", "XML").answer(&service);
    let read = |answer: &Answer| {
        let decoded = decode(answer.body.clone()).unwrap();
        let mut page = decoded.page().unwrap().to_response();
        page.request_id = None;
        page
    };
    assert_eq!(read(&json), read(&xml));
}
