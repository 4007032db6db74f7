//! Nothing that prints may print a secret, a token, a signature or a signed query.

use std::fmt::Debug;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::Waker;
use std::time::SystemTime;

use aliyun_rpc_signer::BearerToken;
use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Provide;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::form;
use aliyun_rpc_signer::rpc;

const SECRET: &str = "canary-of-the-secret";
const TOKEN: &str = "canary-of-the-token";
const PASSWORD: &str = "canary-of-a-password";
const ID: &str = "LTAI5tCanaryOfTheKeyId00";

#[track_caller]
fn assert_prints_no_canary(name: &str, value: &dyn Debug, signature: &str) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        for canary in [SECRET, TOKEN, PASSWORD, ID, signature] {
            assert!(!printed.contains(canary), "{name} prints {canary}");
        }
    }
}

#[test]
fn no_public_type_prints_a_canary() {
    let credentials = Credentials::new(ID, SECRET).with_security_token(TOKEN);
    let call = Call::new("RunInstances", "2014-05-26")
        .param("Password", PASSWORD)
        .param("SecurityToken", TOKEN)
        .param("Signature", SECRET);
    let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
    let signed = rpc::sign(&call, Format::Json, &credentials, &stamp);
    let (_, signature) = signed.query().split_once("&Signature=").expect("a signature");
    assert!(signed.query().contains(TOKEN) && signed.query().contains(PASSWORD));

    let unsigned = rpc::Unsigned::new(&call, Format::Json, &credentials, &stamp);
    assert_prints_no_canary("rpc::Unsigned", &unsigned, signature);
    assert_prints_no_canary("a string to sign", &unsigned.string_to_sign(), signature);
    let pairs = form::decode(signed.query()).expect("a query");
    let received = rpc::Received::read(Method::Get, pairs);
    assert!(received.is_ok());
    assert_prints_no_canary("rpc::Received", &received, signature);

    let shared: Arc<dyn Provide> = Arc::new(credentials.clone());
    let mut future = shared.provide();
    let Poll::Ready(provided) = future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("static credentials have nothing to wait for");
    };

    let request = acs3::sign(&call, "ecs.aliyuncs.com", &credentials, &stamp).unwrap();
    let headers = request.headers().collect::<Vec<_>>();
    let (_, authorization) = headers.last().copied().expect("a header");
    let (_, acs3_signature) = authorization.split_once("Signature=").expect("a signature");
    let params = [("Password", PASSWORD)];
    let canonical = acs3::canonical_headers(headers.iter().copied());
    let hash = acs3::hashed_payload(b"");
    let received = acs3::Received::read("GET", "/", params, headers.iter().copied(), &hash);
    assert!(headers.iter().any(|(_, value)| *value == TOKEN) && received.is_ok());
    let unsigned = acs3::Unsigned::new(&call, "ecs.aliyuncs.com", &credentials, &stamp);
    assert_prints_no_canary("acs3::Unsigned", &unsigned, acs3_signature);
    let bearer = BearerToken::new(TOKEN);
    let borne = acs3::bearer(&call, "ecs.aliyuncs.com", &bearer, &stamp).unwrap();
    assert_prints_no_canary("acs3::Signed", &request, acs3_signature);
    assert_prints_no_canary("CanonicalHeaders", &canonical, acs3_signature);
    assert_prints_no_canary("acs3::Received", &received, acs3_signature);
    assert_prints_no_canary("BearerToken", &bearer, acs3_signature);
    assert_prints_no_canary("a request with a bearer token", &borne, acs3_signature);
    assert_prints_no_canary("Credentials", &credentials, signature);
    assert_prints_no_canary("dyn Provide", &shared, signature);
    assert_prints_no_canary("what is provided", &provided, signature);
    assert_prints_no_canary("Call", &call, signature);
    assert_prints_no_canary("Stamp", &stamp, signature);
    assert_prints_no_canary("rpc::Signed", &signed, signature);
}
