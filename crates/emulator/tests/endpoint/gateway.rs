//! Every check of the gateway, by requests with one fault each.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use aliyun_ecs_emulator::Options;
use aliyun_ecs_emulator::Service;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Method;
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Request;

use crate::ask::Answer;
use crate::ask::Ask;
use crate::ask::ID;
use crate::ask::SECRET;
use crate::ask::get;
use crate::ask::now;
use crate::ask::options;
use crate::ask::service;

/// Checks code, status and format of an error, and that the ids in body and header agree.
#[track_caller]
fn assert_refused(answer: &Answer, code: &str, status: u16, json: bool) {
    assert_eq!(answer.code(), code, "{answer:?}");
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.is_json(), json, "{answer:?}");
    assert_eq!(answer.member("RequestId"), answer.request_id);
    assert!(!answer.member("HostId").is_empty());
    assert!(!answer.member("Message").is_empty());
    if !json {
        assert!(answer.body.contains("<Error>") && answer.body.ends_with("</Error>"));
    }
}

#[track_caller]
fn assert_both_formats(ask: &Ask, code: &str, status: u16) {
    let service = service();
    assert_refused(&ask.answer(&service), code, status, true);
    for ask in [ask.clone().with("Format", "xml"), ask.clone().without("Format")] {
        assert_refused(&ask.answer(&service), code, status, false);
    }
}

#[test]
fn a_right_request_is_answered_in_the_format_it_asks_for() {
    let service = service();
    for format in ["JSON", "json", "Json"] {
        let answer = Ask::new().with("Format", format).answer(&service);
        assert_eq!((answer.status, answer.is_json()), (200, true));
        assert_eq!(answer.member("RequestId"), answer.request_id);
    }
    for ask in [Ask::new().with("Format", "XML"), Ask::new().with("Format", "xml")] {
        let answer = ask.answer(&service);
        assert_eq!((answer.status, answer.is_json()), (200, false));
        assert!(answer.body.contains("<DescribeImagesResponse>"));
        assert_eq!(answer.member("RequestId"), answer.request_id);
    }
    assert!(!Ask::new().without("Format").answer(&service).is_json());
    assert_eq!(service.served(), 6);
}

#[test]
fn each_missing_or_empty_common_parameter_has_its_code() {
    for (name, code) in [
        ("Action", "MissingParameter"),
        ("Version", "MissingParameter"),
        ("AccessKeyId", "MissingAccessKeyId"),
        ("SignatureMethod", "MissingSignatureMethod"),
        ("SignatureVersion", "MissingSignatureVersion"),
        ("SignatureNonce", "MissingSignatureNonce"),
        ("Timestamp", "MissingTimestamp"),
    ] {
        assert_both_formats(&Ask::new().without(name), code, 400);
        assert_both_formats(&Ask::new().with(name, ""), code, 400);
    }
}

#[test]
fn a_missing_or_empty_signature_is_told_from_a_wrong_one() {
    let service = service();
    for ask in [Ask::new(), Ask::new().with("Signature", "")] {
        assert_refused(&ask.unsigned_answer(&service), "MissingSignature", 400, true);
    }
    let wrong = Ask::new().with("Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_refused(&wrong.unsigned_answer(&service), "SignatureDoesNotMatch", 400, true);
}

#[test]
fn each_wrong_common_parameter_has_its_code() {
    for (name, value, code, status) in [
        ("Action", "DescribeTags", "InvalidAction.NotFound", 404),
        ("Action", "describeimages", "InvalidAction.NotFound", 404),
        ("Version", "2014-05-27", "InvalidVersion", 400),
        ("AccessKeyId", "nobody", "InvalidAccessKeyId.NotFound", 404),
        ("SignatureMethod", "HMAC-SHA256", "InvalidSignatureMethod", 400),
        ("SignatureMethod", "none", "InvalidSignatureMethod", 400),
        ("SignatureVersion", "2.0", "InvalidParameter", 400),
        ("Timestamp", "2026-11-20 12:00:00", "InvalidTimeStamp.Format", 400),
        ("Timestamp", "2026-11-20T12:00:00+08:00", "InvalidTimeStamp.Format", 400),
        ("Timestamp", "2026-11-20T11:44:59Z", "InvalidTimeStamp.Expired", 400),
        ("Timestamp", "2026-11-20T12:15:01Z", "InvalidTimeStamp.Expired", 400),
        ("SecurityToken", "not\ta token", "InvalidSecurityToken.Malformed", 400),
        ("SecurityToken", "not-of-this-key", "InvalidSecurityToken.MismatchWithAccessKey", 400),
    ] {
        assert_both_formats(&Ask::new().with(name, value), code, status);
    }
}

#[test]
fn an_unknown_format_is_refused_in_xml() {
    for format in ["YAML", "JSON ", "XML,JSON"] {
        let answer = Ask::new().with("Format", format).answer(&service());
        assert_refused(&answer, "InvalidParameter.Format", 400, false);
    }
}

#[test]
fn the_window_of_the_timestamp_is_a_quarter_of_an_hour_either_way() {
    let service = service();
    for timestamp in ["2026-11-20T11:45:00Z", "2026-11-20T12:15:00Z"] {
        assert_eq!(Ask::new().with("Timestamp", timestamp).answer(&service).status, 200);
    }
}

#[test]
fn a_wrong_secret_is_told_what_the_server_signed() {
    let service = service();
    for format in ["JSON", "XML"] {
        let ask = Ask::new().with("Format", format).with("ImageName", "a b*~&<é>").secret("wrong");
        let answer = ask.answer(&service);
        assert_refused(&answer, "SignatureDoesNotMatch", 400, format == "JSON");
        let expected = format!(
            "Specified signature is not matched with our calculation. \
             server string to sign is:{}",
            ask.string_to_sign(Method::Get)
        );
        assert_eq!(answer.member("Message"), expected);
        assert_eq!(expected.split(':').nth(1).unwrap(), ask.string_to_sign(Method::Get));
    }
}

#[test]
fn a_parameter_changed_added_or_taken_away_after_signing_is_noticed() {
    let service = service();
    let signed = Ask::new().with("PageSize", "5").query(Method::Get);
    for tampered in [
        signed.replace("PageSize=5", "PageSize=6"),
        signed.replace("PageSize=5", "PageNumber=5"),
        signed.replace("PageSize=5&", ""),
        format!("{signed}&Usage=none"),
    ] {
        assert_ne!(tampered, signed);
        let answer = Answer::new(&service.handle(&get(&tampered)));
        assert_refused(&answer, "SignatureDoesNotMatch", 400, true);
    }
    let post = Request::post(format!("/?{signed}")).body(Bytes::new()).unwrap();
    let answer = Answer::new(&service.handle(&post));
    assert_refused(&answer, "SignatureDoesNotMatch", 400, true);
    assert_eq!(service.handle(&get(&signed)).status(), 200);
}

#[test]
fn a_nonce_is_used_up_only_by_a_request_that_holds() {
    let service = service();
    let ask = Ask::new();
    assert_eq!(ask.clone().secret("wrong").answer(&service).code(), "SignatureDoesNotMatch");
    assert_eq!(ask.answer(&service).status, 200);
    assert_refused(&ask.answer(&service), "SignatureNonceUsed", 400, true);
    // Another request with the same nonce, in the other format.
    let again = ask.with("Format", "XML").with("PageSize", "1");
    assert_refused(&again.answer(&service), "SignatureNonceUsed", 400, false);
}

#[test]
fn a_nonce_stays_used_as_long_as_its_timestamp_is_accepted() {
    let runtime = VirtualRuntime::manual(now());
    let service = Service::new(options().runtime(Arc::new(runtime.clone()))).unwrap();
    let ask = Ask::new().with("Timestamp", "2026-11-20T12:15:00Z");
    assert_eq!(ask.answer(&service).status, 200);
    runtime.advance(Duration::from_secs(30 * 60));
    assert_eq!(ask.answer(&service).code(), "SignatureNonceUsed");
    runtime.advance(Duration::from_secs(1));
    assert_eq!(ask.answer(&service).code(), "InvalidTimeStamp.Expired");
}

#[test]
fn no_request_is_refused_for_want_of_memory() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let options = options().nonce_capacity(160);
    let options = options.notice(move |text| tell.lock().unwrap().push(text.to_owned()));
    let service = Service::new(options).unwrap();
    let asks: Vec<Ask> = (0..1_000).map(|_| Ask::new()).collect();
    for ask in &asks {
        assert_eq!(ask.answer(&service).status, 200);
    }
    // The newest are known, the oldest are not.
    assert_eq!(asks[999].answer(&service).code(), "SignatureNonceUsed");
    assert_eq!(asks[0].answer(&service).status, 200);
    let told = told.lock().unwrap();
    assert!(told.len() == 1 && told[0].contains("nonce_capacity"), "{told:?}");
}

#[test]
fn nonces_need_not_matter() {
    let service = Service::new(options().check_nonces(false)).unwrap();
    let ask = Ask::new();
    assert!((0..3).all(|_| ask.answer(&service).status == 200));
}

#[test]
fn a_temporary_key_needs_its_own_token() {
    let key = Credentials::new(ID, SECRET).with_security_token("own-token");
    let runtime = Arc::new(VirtualRuntime::manual(now()));
    let service = Service::new(Options::new().key(key).runtime(runtime)).unwrap();
    let with = |token| Ask::new().with("SecurityToken", token);
    assert_eq!(with("own-token").answer(&service).status, 200);
    let missing = Ask::new().answer(&service);
    assert_refused(&missing, "MissingSecurityToken", 400, true);
    let code = "InvalidSecurityToken.MismatchWithAccessKey";
    assert_refused(&with("own-toke").answer(&service), code, 400, true);
    // A token is worth nothing without a signature.
    assert_eq!(with("own-toke").secret("x").answer(&service).code(), "SignatureDoesNotMatch");
}

#[test]
fn only_get_and_post_on_the_root_are_served() {
    let service = service();
    let query = Ask::new().query(Method::Get);
    for method in ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "FROB"] {
        let uri = format!("/?{query}");
        let request = Request::builder().method(method).uri(uri).body(Bytes::new()).unwrap();
        let answer = Answer::new(&service.handle(&request));
        assert_refused(&answer, "UnsupportedHTTPMethod", 403, true);
    }
    for path in ["/images", "//", "/%2F"] {
        let request = Request::get(format!("{path}?{query}")).body(Bytes::new()).unwrap();
        let answer = Answer::new(&service.handle(&request));
        assert_refused(&answer, "InvalidAction.NotFound", 404, true);
    }
    let absolute = Request::get(format!("http://ecs.aliyuncs.com/?{query}")).body(Bytes::new());
    assert_eq!(service.handle(&absolute.unwrap()).status(), 200);
}

#[test]
fn parameters_that_cannot_be_read_are_refused_in_the_format_asked_for() {
    let service = service();
    let query = Ask::new().query(Method::Get);
    for broken in ["X=%", "X=%G1", "X=%ff", "%c0%af=1", "RegionId=cn-hangzhou", "Format=XML"] {
        let answer = Answer::new(&service.handle(&get(&format!("{query}&{broken}"))));
        assert_refused(&answer, "InvalidParameter", 400, true);
    }
}

#[test]
fn no_request_however_odd_goes_unanswered() {
    let service = service();
    let mut state = 1_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    for _ in 0..2_000 {
        let body: Vec<u8> = (0..next()).map(|_| next()).collect();
        let query: String = (0..next() / 2).map(|_| char::from(b'!' + next() % 94)).collect();
        let Ok(request) = Request::post(format!("/?{query}")).body(Bytes::from(body)) else {
            continue;
        };
        let answer = Answer::new(&service.handle(&request));
        assert!((400..500).contains(&answer.status), "{answer:?}");
    }
}
