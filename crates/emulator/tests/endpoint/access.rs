//! Who may do what: keys that are disabled, expire, are denied or limited.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::{AccessKey, Options, Service};
use aliyun_rpc_signer::Credentials;
use aliyun_transport::virtual_time::VirtualRuntime;
use serde_json::json;

use crate::ask::{Answer, Ask, ID, SECRET, now};

fn service(key: AccessKey) -> Service {
    let clock = Arc::new(VirtualRuntime::manual(now()));
    Service::new(Options::new().key(key).runtime(clock)).unwrap()
}

fn key() -> AccessKey {
    AccessKey::new(Credentials::new(ID, SECRET))
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.json()["Code"].as_str()), (status, Some(code)), "{answer:?}");
}

#[test]
fn a_disabled_key_is_refused_to_who_holds_its_secret() {
    let service = service(key().disabled());
    assert_refused(&Ask::new().answer(&service), 400, "InvalidAccessKeyId.Inactive");
    let wrong = Ask::new().secret("another");
    assert_refused(&wrong.answer(&service), 400, "SignatureDoesNotMatch");
}

#[test]
fn a_temporary_key_ends_with_its_expiry() {
    let clock = Arc::new(VirtualRuntime::manual(now()));
    let expiry = now() + Duration::from_secs(60);
    let key = Credentials::new(ID, SECRET).with_security_token("token").with_expiry(expiry);
    let options = Options::new().key(key).runtime(Arc::clone(&clock) as _);
    let service = Service::new(options).unwrap();
    let ask = || Ask::new().with("SecurityToken", "token");
    assert_eq!(ask().answer(&service).status, 200);
    clock.advance(Duration::from_secs(59));
    assert_eq!(ask().answer(&service).status, 200);
    clock.advance(Duration::from_secs(1));
    assert_refused(&ask().answer(&service), 400, "InvalidSecurityToken.Expired");
}

#[test]
fn a_denial_says_who_may_not_do_what_in_both_formats() {
    let service = service(key().ram_user("alice <&>").account(42).denied("ecs:DescribeImages"));
    let answer = Ask::new().answer(&service);
    assert_refused(&answer, 403, "Forbidden.RAM");
    assert_eq!(
        answer.json()["AccessDeniedDetail"],
        json!({
            "AuthAction": "ecs:DescribeImages",
            "AuthPrincipalDisplayName": "alice <&>",
            "AuthPrincipalOwnerId": "42",
            "AuthPrincipalType": "SubUser",
            "NoPermissionType": "ExplicitDeny",
            "PolicyType": "AccountLevelIdentityBasedPolicy",
        })
    );
    let xml = Ask::new().with("Format", "XML").answer(&service).body;
    assert!(xml.contains("<AuthPrincipalDisplayName>alice &lt;&amp;"), "{xml}");
    assert!(xml.contains("<Code>Forbidden.RAM</Code>"), "{xml}");

    // Another operation is not meant, and policies do not say who sees what everybody sees.
    assert_eq!(Ask::new().with("Action", "DescribeRegions").answer(&service).status, 200);
    for alias in ["system", "others"] {
        assert_eq!(Ask::new().with("ImageOwnerAlias", alias).answer(&service).status, 200);
    }
    // The region comes before, a dry run after.
    let nowhere = Ask::new().with("RegionId", "cn-nowhere").answer(&service);
    assert_refused(&nowhere, 404, "InvalidRegionId.NotFound");
    assert_refused(&Ask::new().with("DryRun", "true").answer(&service), 403, "Forbidden.RAM");
}

#[test]
fn a_key_of_some_regions_is_refused_in_the_others() {
    let service = service(key().only_in(["cn-beijing"]));
    assert_eq!(Ask::new().with("RegionId", "cn-beijing").answer(&service).status, 200);
    let answer = Ask::new().answer(&service);
    assert_refused(&answer, 403, "Forbidden.RAM");
    assert_eq!(answer.json()["AccessDeniedDetail"]["NoPermissionType"], "ImplicitDeny");
}

#[test]
fn a_rate_limit_says_how_long_to_wait() {
    let clock = Arc::new(VirtualRuntime::manual(now()));
    let options = Options::new().key(key()).runtime(Arc::clone(&clock) as _);
    let service = Service::new(options.rate_limit(2, Duration::from_secs(60))).unwrap();
    let ask = || Ask::new().answer(&service);
    assert_eq!((ask().status, ask().status), (200, 200));
    clock.advance(Duration::from_secs(10));
    let response = service.handle(&Ask::new().get());
    assert_refused(&Answer::new(&response), 400, "Throttling.User");
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-ratelimit-user-api"), "Limit:2,Remain:0,TimeLeft:50000,Reset:50000");
    assert_eq!(header("x-acs-retry-after"), "50000");
    clock.advance(Duration::from_secs(50));
    assert_eq!(ask().status, 200);
}
