//! Which source comes first.

use aliyun_credentials::{Chain, Credentials, MemoryHost, Provide as _};
use aliyun_ecs_emulator::Options;

use crate::support::{Cloud, MY_ID, MY_SECRET, my_key, runtime, start, token};

type SetUp = fn(&MemoryHost);

/// How each source is set up, in the order of the chain, and what the chain calls its key.
const SOURCES: [(&str, SetUp); 5] = [
    ("default/env", |host| {
        host.set_variable("ALIBABA_CLOUD_ACCESS_KEY_ID", MY_ID);
        host.set_variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", MY_SECRET);
    }),
    ("default/oidc_role_arn", |host| {
        host.set_variable("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1234567890123456:role/pod");
        let provider = "acs:ram::1234567890123456:oidc-provider/cluster";
        host.set_variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", provider);
        host.set_variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token");
        host.set_file("/token", token(start() + std::time::Duration::from_secs(3_600)));
    }),
    ("default/cli_profile/static_ak", |host| {
        let config = format!(
            r#"{{"current":"a","profiles":[{{"name":"a","mode":"AK","access_key_id":"{MY_ID}",
                "access_key_secret":"{MY_SECRET}"}}]}}"#
        );
        host.set_file("/home/user/.aliyun/config.json", config);
    }),
    ("default/profile/static_ak", |host| {
        let ini = format!(
            "[default]\ntype=access_key\naccess_key_id={MY_ID}\naccess_key_secret={MY_SECRET}\n"
        );
        host.set_file("/home/user/.alibabacloud/credentials", ini);
    }),
    ("default/credential_uri", |host| {
        host.set_variable("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1/key");
    }),
];

/// Returns a chain on an instance, where the sources from a place on are set up.
fn chain_from(first: usize) -> (Chain, Cloud) {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime);
    cloud.set_uri(
        r#"{"Code":"Success","AccessKeyId":"STS.u","AccessKeySecret":"s","SecurityToken":"t",
            "Expiration":"2026-01-01T06:00:00Z"}"#,
    );
    let host = MemoryHost::new();
    for (_, set_up) in &SOURCES[first..] {
        set_up(&host);
    }
    (Chain::new(host, cloud.clone(), runtime), cloud)
}

#[tokio::test]
async fn each_source_comes_before_all_that_follow() {
    for (first, (name, _)) in SOURCES.iter().enumerate() {
        let (chain, _) = chain_from(first);
        let key = chain.provide().await.unwrap();
        assert_eq!(key.provider(), Some(*name));
        let report = chain.report();
        let tried: Vec<_> = report.tried().iter().map(|tried| tried.provider).collect();
        let order = ["env", "oidc_role_arn", "cli_profile", "profile", "credential_uri"];
        assert_eq!(tried, order[..=first], "none was passed over, none asked in vain");
    }
}

#[tokio::test]
async fn the_role_of_the_instance_comes_last() {
    let (chain, cloud) = chain_from(SOURCES.len());
    assert_eq!(chain.provide().await.unwrap().provider(), Some("default/ecs_ram_role"));
    assert!(cloud.requests()[0].starts_with("PUT 100.100.100.200/"), "{:?}", cloud.requests());
}

#[tokio::test]
async fn a_source_that_fails_makes_room_for_the_next() {
    let (chain, _) = chain_from(2);
    let host = MemoryHost::new();
    drop(chain);
    for (_, set_up) in &SOURCES[1..] {
        set_up(&host);
    }
    host.set_file("/token", "no token at all");
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime);
    let chain = Chain::new(host, cloud, runtime);
    let key = chain.provide().await.unwrap();
    assert_eq!(key.provider(), Some("default/cli_profile/static_ak"));
    let tried = chain.report().tried()[1].clone();
    let reason = tried.reason.unwrap();
    assert!(reason.contains("AuthenticationFail.OIDCToken.Invalid"), "{reason}");
}

#[tokio::test]
async fn the_source_that_had_a_key_is_asked_from_then_on() {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime);
    let host = MemoryHost::new();
    SOURCES[3].1(&host);
    let chain = Chain::new(host.clone(), cloud.clone(), runtime);
    assert_eq!(chain.provide().await.unwrap().provider(), Some("default/profile/static_ak"));
    SOURCES[0].1(&host);
    assert_eq!(chain.provide().await.unwrap().provider(), Some("default/profile/static_ak"));
    assert!(cloud.requests().is_empty());
    // Clones share the choice.
    assert_eq!(
        chain.clone().provide().await.unwrap().provider(),
        Some("default/profile/static_ak")
    );
}

#[tokio::test]
async fn after_a_total_failure_all_are_tried_again() {
    let runtime = runtime();
    let cloud = Cloud::from_elsewhere(Options::new().key(my_key()), &runtime);
    let host = MemoryHost::new();
    let chain = Chain::new(host.clone(), cloud, runtime.clone());
    assert!(chain.provide().await.is_err());
    SOURCES[0].1(&host);
    assert!(chain.provide().await.is_err(), "not yet: at most once a second");
    runtime.advance(std::time::Duration::from_secs(1));
    let key: Credentials = chain.provide().await.unwrap();
    assert_eq!(key.provider(), Some("default/env"), "the first, not the last that was tried");
}

#[tokio::test]
async fn concurrent_callers_try_the_sources_once() {
    let (chain, cloud) = chain_from(SOURCES.len());
    let calls = (0..1_000).map(|_| {
        let chain = chain.clone();
        tokio::spawn(async move { chain.provide().await.unwrap().access_key_id().to_owned() })
    });
    let calls: Vec<_> = calls.collect();
    let mut ids = std::collections::BTreeSet::new();
    for call in calls {
        ids.insert(call.await.unwrap());
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(cloud.requests().len(), 3, "a token, the role, its key: {:?}", cloud.requests());
}
