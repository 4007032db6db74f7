//! Every check of requests signed with ACS3-HMAC-SHA256, by requests with one fault each.

use std::sync::Arc;

use aliyun_ecs_emulator::Options;
use aliyun_ecs_emulator::Service;
use aliyun_rpc_explain::Evidence;
use aliyun_rpc_explain::explain;
use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Request;

use crate::ask::Answer;
use crate::ask::Ask;
use crate::ask::ID;
use crate::ask::SECRET;
use crate::ask::now;
use crate::ask::service;
use crate::ask_acs3::AskAcs3;

#[track_caller]
fn assert_refused(answer: &Answer, code: &str, status: u16) {
    assert!(answer.is_json(), "{answer:?}");
    assert_eq!((answer.code().as_str(), answer.status), (code, status), "{answer:?}");
    assert_eq!(answer.member("RequestId"), answer.request_id);
    assert!(!answer.member("HostId").is_empty());
}

/// Checks that the service says what it signed, and that this tells the cause.
#[track_caller]
fn assert_explained(answer: &Answer, signed: &str, secret: &str, cause: &str) {
    assert_refused(answer, "SignatureDoesNotMatch", 400);
    let evidence = Evidence::canonical_request(signed).with_secret(secret);
    assert_eq!(explain(&evidence, &answer.body).cause().id(), cause, "{answer:?}");
}

fn handle(service: &Service, request: &Request<Bytes>) -> Answer {
    Answer::new(&service.handle(request))
}

/// The request of the signer, with no header but the signer's.
fn signed(call: &Call, key: &Credentials, nonce: &str) -> Request<Bytes> {
    let signed = acs3::sign(call, "127.0.0.1:8080", key, &Stamp::new(now(), nonce)).unwrap();
    let mut request = Request::builder().method(signed.method().as_str());
    request = request.uri(format!("/?{}", signed.query()));
    for (name, value) in signed.headers() {
        request = request.header(name, value);
    }
    request.body(Bytes::new()).unwrap()
}

fn service_of_temporary_key() -> (Service, Credentials) {
    let key = Credentials::new(ID, SECRET).with_security_token("own-token");
    let runtime = Arc::new(VirtualRuntime::manual(now()));
    (Service::new(Options::new().key(key.clone()).runtime(runtime)).unwrap(), key)
}

#[test]
fn what_the_signer_signs_is_answered_as_with_rpc() {
    let service = service();
    let rpc = Ask::new().with("PageSize", "100").with("ImageName", "*a b*").answer(&service);
    let mut expected = rpc.json();
    for (method, nonce) in [(Method::Get, "get"), (Method::Post, "post")] {
        let call = Call::new("DescribeImages", "2014-05-26")
            .param("RegionId", "cn-hangzhou")
            .param("PageSize", "100")
            .param("ImageName", "*a b*")
            .with_method(method);
        let request = signed(&call, &Credentials::new(ID, SECRET), nonce);
        let answer = handle(&service, &request);
        assert_eq!(answer.status, 200, "{answer:?}");
        expected["RequestId"] = answer.request_id.clone().into();
        assert_eq!(answer.json(), expected);
    }
    let all = AskAcs3::new().param("PageSize", "100").answer(&service).ids();
    assert_eq!(all, Ask::new().with("PageSize", "100").answer(&service).ids());
    assert!(all.len() > 50);
}

#[test]
fn parameters_of_a_form_count_with_those_of_the_query() {
    let service = service();
    let ask = AskAcs3::new().form("PageSize=3&ImageOwnerAlias=system");
    let rpc = Ask::new().with("PageSize", "3").with("ImageOwnerAlias", "system");
    assert_eq!(ask.answer(&service).ids(), rpc.answer(&service).ids());

    let all_of_it = AskAcs3::new().without_param("RegionId").form("RegionId=cn-hangzhou");
    assert_eq!(all_of_it.answer(&service).ids().len(), 10);
    let twice = AskAcs3::new().form("RegionId=cn-hangzhou").answer(&service);
    assert_refused(&twice, "InvalidParameter", 400);
}

#[test]
fn the_errors_of_the_operation_are_the_same() {
    let service = service();
    for (name, value, code, status) in [
        ("Usage", "disk", "InvalidUsage", 404),
        ("DryRun", "true", "DryRunOperation", 400),
        ("PageSize", "101", "InvalidParameter", 400),
        ("RegionId", "mars-1", "InvalidRegionId.NotFound", 404),
        ("RegionId", "", "MissingParameter", 400),
    ] {
        let answer = AskAcs3::new().param(name, value).answer(&service);
        assert_refused(&answer, code, status);
    }
}

#[test]
fn each_missing_or_empty_header_has_its_code() {
    let service = service();
    for (name, code) in [
        ("x-acs-action", "MissingParameter"),
        ("x-acs-version", "MissingParameter"),
        ("x-acs-date", "MissingTimestamp"),
        ("x-acs-signature-nonce", "MissingSignatureNonce"),
        ("x-acs-content-sha256", "MissingParameter"),
    ] {
        for ask in [AskAcs3::new().without(name), AskAcs3::new().header(name, "")] {
            let answer = ask.answer(&service);
            assert_refused(&answer, code, 400);
            let named = answer.member("Message").contains(&format!("\"{name}\""));
            assert_eq!(named, code == "MissingParameter", "{answer:?}");
        }
    }
    let unsigned = handle(&service, &AskAcs3::new().unsigned());
    assert_refused(&unsigned, "MissingAccessKeyId", 400);
}

#[test]
fn each_wrong_header_has_its_code() {
    let service = service();
    for (name, value, code, status) in [
        ("x-acs-action", "DescribeTags", "InvalidAction.NotFound", 404),
        ("x-acs-version", "2014-05-27", "InvalidVersion", 400),
        ("x-acs-date", "Fri, 20 Nov 2026 12:00:00 GMT", "InvalidTimeStamp.Format", 400),
        ("x-acs-date", "2026-11-20T11:44:59Z", "InvalidTimeStamp.Expired", 400),
        ("x-acs-date", "2026-11-20T12:15:01Z", "InvalidTimeStamp.Expired", 400),
        ("x-acs-security-token", "not\ta token", "InvalidSecurityToken.Malformed", 400),
        ("x-acs-security-token", "another", "InvalidSecurityToken.MismatchWithAccessKey", 400),
        ("x-acs-accesskey-id", "another", "InvalidSecurityToken.MismatchWithAccessKey", 400),
        ("x-acs-content-sha256", "0", "SignatureDoesNotMatch", 400),
    ] {
        let answer = AskAcs3::new().header(name, value).answer(&service);
        assert_refused(&answer, code, status);
    }
    for date in ["2026-11-20T11:45:00Z", "2026-11-20T12:15:00Z"] {
        assert_eq!(AskAcs3::new().header("x-acs-date", date).answer(&service).status, 200);
    }
}

#[test]
fn a_header_that_comes_twice_or_is_not_ascii_is_refused() {
    let service = service();
    for name in ["x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"] {
        let mut twice = AskAcs3::new().sign();
        let value = twice.headers()[name].clone();
        twice.headers_mut().append(name, value);
        assert_refused(&handle(&service, &twice), "InvalidParameter", 400);

        let mut hostile = AskAcs3::new().sign();
        hostile.headers_mut().insert(name, "é".parse().unwrap());
        assert_refused(&handle(&service, &hostile), "InvalidParameter", 400);
    }
}

#[test]
fn each_fault_of_the_authorization_has_its_code() {
    let service = service();
    let right = AskAcs3::new().sign().headers()["authorization"].to_str().unwrap().to_owned();
    let signature = right.rsplit_once('=').unwrap().1.to_owned();
    let replaced = |from: &str, to: &str| {
        let wrong = right.replace(from, to);
        assert_ne!(wrong, right);
        wrong
    };
    for (authorization, code, status) in [
        (replaced("ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"), "InvalidSignatureMethod", 400),
        (replaced("ACS3-HMAC-SHA256", "Basic"), "InvalidSignatureMethod", 400),
        (replaced("Credential=testid,", ""), "MissingAccessKeyId", 400),
        (replaced("Credential=testid,", "Credential=,"), "MissingAccessKeyId", 400),
        (replaced("Credential=testid,", "Credential=nobody,"), "InvalidAccessKeyId.NotFound", 404),
        (replaced(&format!(",Signature={signature}"), ""), "MissingSignature", 400),
        (replaced(&signature, &signature.to_uppercase()), "IncompleteSignature", 400),
        (replaced(&signature, ""), "IncompleteSignature", 400),
        (replaced("SignedHeaders=accept;", "SignedHeaders="), "SignatureDoesNotMatch", 400),
        (replaced("SignedHeaders=accept;", "SignedHeaders=via;"), "IncompleteSignature", 400),
        (replaced("SignedHeaders=accept;", "SignedHeaders=a;accept;"), "MissingParameter", 400),
        (replaced(",SignedHeaders=", ",Headers="), "IncompleteSignature", 400),
        (replaced(&signature, &"0".repeat(64)), "SignatureDoesNotMatch", 400),
    ] {
        let answer = handle(&service, &AskAcs3::new().authorized(&authorization));
        assert_refused(&answer, code, status);
    }
    let mut twice = AskAcs3::new().sign();
    twice.headers_mut().append("authorization", right.parse().unwrap());
    assert_refused(&handle(&service, &twice), "IncompleteSignature", 400);
}

#[test]
fn a_wrong_secret_is_told_the_canonical_request_we_signed() {
    let ask = AskAcs3::new().param("ImageName", "a b*~&<é>").key(ID, "wrong");
    let answer = ask.answer(&service());
    let request = ask.canonical_request();
    let expected = format!(
        "Specified signature does not match our calculation. \
         server StringToSign is [{}] server CanonicalRequest is [{request}]",
        acs3::string_to_sign(&request)
    );
    assert_eq!(answer.member("Message"), expected);
    assert!(!answer.body.contains(SECRET));
    assert_explained(&answer, &request, "wrong", "wrong-secret");
}

#[test]
fn what_is_changed_after_signing_is_noticed_and_explained() {
    let service = service();
    let ask = AskAcs3::new().param("PageSize", "5");
    let request = || ask.sign();
    let uri = |uri: &str| {
        let mut request = request();
        *request.uri_mut() = uri.parse().unwrap();
        request
    };
    let header = |name: &'static str, value: &str| {
        let mut request = request();
        request.headers_mut().insert(name, value.parse().unwrap());
        request
    };
    let mut body = request();
    *body.body_mut() = Bytes::from_static(b"Usage=none");
    let mut method = request();
    *method.method_mut() = http::Method::GET;
    for (tampered, cause) in [
        (uri("/?PageSize=6&RegionId=cn-hangzhou"), "parameter-altered"),
        (uri("/?RegionId=cn-hangzhou"), "parameter-dropped"),
        (uri("/?PageSize=5&RegionId=cn-hangzhou&Usage=none"), "parameter-added"),
        (header("host", "10.0.0.1"), "host"),
        (header("user-agent", "another"), "header"),
        (header("x-acs-date", "2026-11-20T12:00:01Z"), "header"),
        // Nobody signed it, and it has to be signed.
        (header("x-acs-owner", "someone"), "header"),
        (body, "body-hash"),
        (method, "method"),
    ] {
        let answer = handle(&service, &tampered);
        assert_explained(&answer, &ask.canonical_request(), SECRET, cause);
    }
    // The order of the query does not matter, and neither does a header of no concern.
    let mut same = uri("/?RegionId=cn-hangzhou&PageSize=5");
    same.headers_mut().insert("via", "1.1 proxy".parse().unwrap());
    assert_eq!(service.handle(&same).status(), 200);
}

#[test]
fn a_temporary_key_needs_its_own_token() {
    let (service, key) = service_of_temporary_key();
    let call = Call::new("DescribeImages", "2014-05-26").param("RegionId", "cn-hangzhou");
    assert_eq!(handle(&service, &signed(&call, &key, "1")).status, 200);

    let with = |token| AskAcs3::new().header("x-acs-security-token", token);
    assert_eq!(with("own-token").answer(&service).status, 200, "without x-acs-accesskey-id");
    let missing = AskAcs3::new().answer(&service);
    assert_refused(&missing, "MissingSecurityToken", 400);
    let code = "InvalidSecurityToken.MismatchWithAccessKey";
    assert_refused(&with("own-toke").answer(&service), code, 400);
    // A token is worth nothing without a signature.
    let unsigned = with("own-toke").key(ID, "x").answer(&service);
    assert_refused(&unsigned, "SignatureDoesNotMatch", 400);
    // One that was signed and is taken away on its way is missed by name.
    let mut stripped = with("own-token").sign();
    stripped.headers_mut().remove("x-acs-security-token");
    assert_refused(&handle(&service, &stripped), "MissingParameter", 400);
}

#[test]
fn a_nonce_used_with_one_signature_is_used_with_the_other() {
    let service = service();
    let (rpc, acs3) = (
        |nonce| Ask::new().with("SignatureNonce", nonce).answer(&service),
        |nonce| AskAcs3::new().header("x-acs-signature-nonce", nonce).answer(&service),
    );
    assert_eq!(rpc("first").status, 200);
    assert_refused(&acs3("first"), "SignatureNonceUsed", 400);
    assert_eq!(acs3("second").status, 200);
    assert_refused(&acs3("second"), "SignatureNonceUsed", 400);
    assert_refused(&rpc("second"), "SignatureNonceUsed", 400);
}

#[test]
fn a_refused_request_uses_up_no_nonce() {
    let service = service();
    let ask = AskAcs3::new();
    let wrong = ask.clone().key(ID, "wrong").answer(&service);
    assert_refused(&wrong, "SignatureDoesNotMatch", 400);
    assert_eq!(ask.answer(&service).status, 200);
    assert_refused(&ask.answer(&service), "SignatureNonceUsed", 400);
}

#[test]
fn headers_beside_a_request_of_rpc_leave_it_one() {
    let service = service();
    // SDKs of the current generation send these with either signature.
    let mut modern = Ask::new().get();
    modern.headers_mut().insert("x-acs-action", "DescribeImages".parse().unwrap());
    modern.headers_mut().insert("x-acs-version", "2014-05-26".parse().unwrap());
    assert_eq!(service.handle(&modern).status(), 200);

    let mut through_a_proxy = Ask::new().with("Format", "XML").get();
    through_a_proxy.headers_mut().insert("authorization", "Basic eDp5".parse().unwrap());
    let answer = handle(&service, &through_a_proxy);
    assert_eq!((answer.status, answer.is_json()), (200, false));
}

#[test]
fn acs3_has_no_format_and_only_post_and_get_on_the_root() {
    let service = service();
    let answer = AskAcs3::new().param("Format", "XML").answer(&service);
    assert_eq!((answer.status, answer.is_json()), (200, true));
    let broken = AskAcs3::new().param("Format", "YAML").header("accept", "text/xml");
    assert_eq!(broken.answer(&service).status, 200);

    let put = AskAcs3::new().method("PUT").answer(&service);
    assert_refused(&put, "UnsupportedHTTPMethod", 403);
    let mut elsewhere = AskAcs3::new().sign();
    *elsewhere.uri_mut() = "/images?RegionId=cn-hangzhou".parse().unwrap();
    assert_refused(&handle(&service, &elsewhere), "InvalidAction.NotFound", 404);
}

#[test]
fn no_authorization_however_odd_goes_unanswered() {
    let service = service();
    let mut state = 1_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    let pieces =
        ["Credential=testid", "SignedHeaders=host", "Signature=00", ",", ";", "=", " ", "é"];
    for _ in 0..1_000 {
        let mut authorization = "ACS3-HMAC-SHA256 ".to_owned();
        for _ in 0..next() % 8 {
            authorization.push_str(pieces[usize::from(next()) % pieces.len()]);
        }
        let request = AskAcs3::new().authorized(&authorization);
        let answer = handle(&service, &request);
        assert!(answer.is_json() && answer.status == 400, "{authorization}: {answer:?}");
    }
}
