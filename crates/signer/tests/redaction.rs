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
use aliyun_rpc_signer::Provide;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::explain::Ours;
use aliyun_rpc_signer::explain::explain;
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

    let shared: Arc<dyn Provide> = Arc::new(credentials.clone());
    let mut future = shared.provide();
    let Poll::Ready(provided) = future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("static credentials have nothing to wait for");
    };

    let request = acs3::sign(&call, "ecs.aliyuncs.com", &credentials, &stamp);
    let headers = request.headers().collect::<Vec<_>>();
    let (_, authorization) = headers.last().copied().expect("a header");
    let (_, acs3_signature) = authorization.split_once("Signature=").expect("a signature");
    let params = [("Password", PASSWORD)];
    let canonical = acs3::canonical_headers(headers.iter().copied());
    let hash = acs3::hashed_payload(b"");
    let received = acs3::Received::read("GET", "/", params, headers.iter().copied(), &hash);
    assert!(headers.iter().any(|(_, value)| *value == TOKEN) && received.is_ok());
    let bearer = BearerToken::new(TOKEN);
    let borne = acs3::bearer(&call, "ecs.aliyuncs.com", &bearer, &stamp);
    assert_prints_no_canary("acs3::Request", &request, acs3_signature);
    assert_prints_no_canary("CanonicalHeaders", &canonical, acs3_signature);
    assert_prints_no_canary("Received", &received, acs3_signature);
    assert_prints_no_canary("BearerToken", &bearer, acs3_signature);
    assert_prints_no_canary("a request with a bearer token", &borne, acs3_signature);
    let mut ours = Ours::rpc(&call, Format::Json, &credentials, &stamp);
    assert_prints_no_canary("Ours", &ours, signature);
    ours = ours.with_secret(SECRET);
    let quoted = "server string to sign is:GET&%2F&Password%3Dx%26SecurityToken%3Dx";
    assert_prints_no_canary("Diagnosis", &explain(&ours, quoted), signature);

    assert_prints_no_canary("Credentials", &credentials, signature);
    assert_prints_no_canary("dyn Provide", &shared, signature);
    assert_prints_no_canary("what is provided", &provided, signature);
    assert_prints_no_canary("Call", &call, signature);
    assert_prints_no_canary("Stamp", &stamp, signature);
    assert_prints_no_canary("Signed", &signed, signature);
}

/// What was signed is not always cut where it says: a piece of a value, or all of it, can look like
/// a name.
#[test]
fn a_damaged_text_gives_no_value_away_as_a_name() {
    let twice = "GET&%2F&AccessKeyId%253Dtestid%2526SecurityToken%253DCANARY%2526Version%253D1";
    let once = "GET&%2F&AccessKeyId%3Dtestid%26SecurityToken%3DCANARY%26Version%3D1";
    let bare = "GET&%2F&A%3Dx%26CANARY%26Version%3D1";
    let bare_pair = "GET&%2F&A%3Dx%26CANARY%3D%26Version%3D1";
    let encoded = "GET&%2F&A%3Dx%2526CANARY%26Version%3D1";
    let encoded_pair = "GET&%2F&A%3Dx%2526CANARY%253D%26Version%3D1";
    for (ours, received) in [(twice, once), (bare, encoded), (bare_pair, encoded_pair)] {
        let diagnosis = explain(&Ours::string_to_sign(ours), &quoted(received));
        let printed = format!("{diagnosis} {diagnosis:#?}");
        assert!(!printed.contains("CANARY"), "{printed}");
    }
}

#[test]
fn a_token_under_a_damaged_name_is_not_shown_with_the_values() {
    let ours = "GET&%2F&A%3D1%26SecurityToken%3DCANARY%26Version%3D1";
    let received = "GET&%2F&A%3D1%26Version%3D1%26amp%253BSecurityToken%3DCANARY";
    let diagnosis = explain(&Ours::string_to_sign(ours), &quoted(received)).with_values();
    assert!(diagnosis.to_string().contains("SecurityToken"), "{diagnosis}");
    assert!(!diagnosis.to_string().contains("CANARY"), "{diagnosis}");
}

fn quoted(string_to_sign: &str) -> String {
    let quote = format!("server string to sign is:{string_to_sign}");
    format!(
        "SignatureDoesNotMatch: Specified signature is not matched with our calculation. {quote}"
    )
}
