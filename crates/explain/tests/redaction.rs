//! No value of a request is printed.

use std::fmt::Debug;
use std::time::SystemTime;

use aliyun_rpc_explain::Cause;
use aliyun_rpc_explain::Evidence;
use aliyun_rpc_explain::Reason;
use aliyun_rpc_explain::explain;
use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Stamp;

const CANARIES: [&str; 3] = ["canary-of-the-secret", "canary-of-the-token", "canary-of-a-password"];

#[track_caller]
fn assert_prints_no_canary(name: &str, value: &dyn Debug) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        for canary in CANARIES {
            assert!(!printed.contains(canary), "{name} prints {canary}");
        }
    }
}

#[test]
fn no_public_type_prints_a_canary() {
    let [secret, token, password] = CANARIES;
    let credentials = Credentials::new("testid", secret).with_security_token(token);
    let call = Call::new("RunInstances", "2014-05-26").param("Password", password);
    let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
    let rpc = Evidence::rpc(&call, Format::Json, &credentials, &stamp);
    let acs3 = Evidence::acs3(&call, "ecs.aliyuncs.com", &credentials, &stamp);
    let received = "GET&%2F&Password%3Dx%26SecurityToken%3Dx";
    for evidence in [rpc, acs3] {
        assert_prints_no_canary("Evidence", &evidence);
        let diagnosis = explain(&evidence, &quoted(received));
        assert_prints_no_canary("Diagnosis", &diagnosis);
        assert_prints_no_canary("Difference", &diagnosis.differences());
    }
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
    for (signed, received) in [(twice, once), (bare, encoded), (bare_pair, encoded_pair)] {
        let diagnosis = explain(&Evidence::string_to_sign(signed), &quoted(received));
        let printed = format!("{diagnosis} {diagnosis:#?}");
        assert!(!printed.contains("CANARY"), "{printed}");
    }
}

#[test]
fn a_token_under_a_damaged_name_is_not_shown_with_the_values() {
    let signed = "GET&%2F&A%3D1%26SecurityToken%3DCANARY%26Version%3D1";
    let received = "GET&%2F&A%3D1%26Version%3D1%26amp%253BSecurityToken%3DCANARY";
    let diagnosis = explain(&Evidence::string_to_sign(signed), &quoted(received)).with_values();
    assert!(diagnosis.to_string().contains("SecurityToken"), "{diagnosis}");
    assert!(!diagnosis.to_string().contains("CANARY"), "{diagnosis}");
}

/// A separator that was lost on the way puts several parameters into one value, and a value that
/// was lost its name into another's place.
#[test]
fn a_token_in_the_value_or_name_of_another_is_not_shown() {
    const TOKEN: &str = "CAISrQJ1q6Ft5B2yfSjIr5DkJ8PXOsZm";
    let signed = "GET&%2F&Action%3DDescribeImages%26RegionId%3Dcn-hangzhou%26Version%3D1";
    for received in [
        "GET&%2F&Action%3DDescribeImages%2526SecurityToken%253DTOKEN%26Version%3D1",
        "GET&%2F&Action%3DDescribeImages%26RegionId%3DTOKEN%26Version%3D1",
        "GET&%2F&Action%3DDescribeImages%26RegionId%3Dcn-hangzhou%26TOKEN%3D1%26Version%3D1",
    ] {
        let received = received.replace("TOKEN", TOKEN);
        let diagnosis = explain(&Evidence::string_to_sign(signed), &quoted(&received));
        for printed in [diagnosis.to_string(), diagnosis.with_values().to_string()] {
            assert!(!printed.contains(&TOKEN[..16]), "{printed}");
        }
    }
    let received = "GET&%2F&Action%3DDescribeImages%26RegionId%3Dcn-beijing%26Version%3D1";
    let diagnosis = explain(&Evidence::string_to_sign(signed), &quoted(received)).with_values();
    assert!(diagnosis.to_string().contains("received `cn-beijing`"), "{diagnosis}");
}

/// Logs and retries mix up attempts.
#[test]
fn an_answer_to_another_request_is_known_by_its_nonce() {
    let signed =
        "GET&%2F&Action%3DA%26SignatureNonce%3D1b7d%26Timestamp%3D2016-02-23T12%253A46%253A24Z";
    let other = signed.replace("1b7d", "94af").replace("24Z", "25Z");
    let diagnosis = explain(&Evidence::string_to_sign(signed), &quoted(&other));
    assert_eq!(diagnosis.cause(), &Cause::Undecidable(Reason::OtherRequest), "{diagnosis}");
    let altered = signed.replace("24Z", "25Z");
    let diagnosis = explain(&Evidence::string_to_sign(signed), &quoted(&altered));
    assert_eq!(diagnosis.cause().id(), "parameter-altered", "{diagnosis}");
}

fn quoted(string_to_sign: &str) -> String {
    let quote = format!("server string to sign is:{string_to_sign}");
    format!(
        "SignatureDoesNotMatch: Specified signature is not matched with our calculation. {quote}"
    )
}
