//! Members of a refusal that errors are not documented to have.

use aliyun_rpc::wire::{Members, Value};
use aliyun_rpc::{ServiceError, read_error};
use http::StatusCode;

fn refusal(members: &str) -> ServiceError {
    let failure = read_error(StatusCode::FORBIDDEN, format!(r#"{{"Code":"No",{members}}}"#));
    failure.service_error().expect("a refusal").clone()
}

fn raw(members: &str) -> Members {
    refusal(members).raw_body().unknown()
}

#[test]
fn names_of_secrets_withhold_their_values() {
    let error = refusal(
        r#""Signature":"5d4fXz9a","Credentials":{"SecurityToken":{"Value":["aBcDeF12"]}},
        "AccessDeniedDetail":{"AuthAction":"ecs:DescribeImages","AuthPrincipalType":"SubUser",
        "AuthPrincipalOwnerId":"1234567890123456","Count":12}"#,
    );
    let shown =
        raw(r#""Signature":"[withheld]","Credentials":{"SecurityToken":{"Value":["[withheld]"]}},
        "AccessDeniedDetail":{"AuthAction":"ecs:DescribeImages","AuthPrincipalType":"SubUser",
        "AuthPrincipalOwnerId":"1234567890123456","Count":12}"#);
    assert_eq!(*error.unknown(), shown);
    assert!(!format!("{error:?} {:?}", error.raw_body()).contains("5d4fXz9a"));
    assert_eq!(error.raw_body().unknown().get("Signature"), Some(&Value::from("5d4fXz9a")));
}

#[test]
fn only_so_much_is_shown() {
    let long = "x ".repeat(10_000);
    let error = refusal(&format!(r#""A":"{long}","B":[{}1]"#, "1,".repeat(1_000)));
    let shown = |name: &str| error.unknown().get(name).cloned();
    assert!(shown("A").is_some_and(|a| a.as_str().is_some_and(|text| text.len() < 1_100)));
    assert!(shown("B").is_some_and(|b| b.as_array().is_some_and(|items| items.len() == 254)));
    assert_eq!(error.raw_body().unknown().get("A"), Some(&Value::from(long)));
}
