//! The variables that leave a source out or change it.

use std::time::Duration;

use aliyun_credentials::{Chain, MemoryHost, Provide as _};
use aliyun_ecs_emulator::Options;
use aliyun_transport::replay::Replay;

use crate::support::{Cloud, MY_ID, MY_SECRET, my_key, runtime, start, token};

/// Returns why a source had no key, on a machine with nothing but these variables.
async fn reason(variables: &[(&str, &str)], provider: &str) -> Option<String> {
    let host = MemoryHost::new();
    variables.iter().for_each(|(name, value)| host.set_variable(name, value));
    let runtime = runtime();
    let cloud = Cloud::from_elsewhere(Options::new().key(my_key()), &runtime);
    let chain = Chain::new(host, cloud, runtime);
    chain.provide().await.unwrap_err();
    let report = chain.report();
    let tried = report.tried().iter().find(|tried| tried.provider == provider);
    tried.expect("every source is told").reason.clone()
}

#[tokio::test]
async fn a_source_that_is_switched_off_says_by_what() {
    for (name, provider) in [
        ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "cli_profile"),
        ("ALIBABA_CLOUD_IGNORE_PROFILE", "cli_profile"),
        ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "ecs_ram_role"),
    ] {
        for value in ["true", "TRUE"] {
            let reason = reason(&[(name, value)], provider).await.unwrap();
            assert_eq!(reason, format!("switched off by {name}"));
        }
        for value in ["", "false", "1"] {
            let reason = reason(&[(name, value)], provider).await.unwrap();
            assert!(!reason.contains("switched off"), "{name}={value}: {reason}");
        }
    }
}

#[tokio::test]
async fn without_metadata_no_request_is_made_at_all() {
    let host = MemoryHost::new().with_variable("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    // A script without steps: every request would fail, and be recorded.
    let transport = Replay::new();
    let chain = Chain::new(host, transport.clone(), runtime());
    let error = chain.provide().await.unwrap_err().to_string();
    assert!(error.contains("switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED"), "{error}");
    let chain = Chain::new(MemoryHost::new(), transport.clone(), runtime()).without_metadata();
    let error = chain.provide().await.unwrap_err().to_string();
    assert!(error.contains("(6) ecs_ram_role: switched off by the program"), "{error}");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn all_three_variables_make_an_oidc_role() {
    let all = [
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r"),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token"),
    ];
    for (left_out, (name, _)) in all.iter().enumerate() {
        let mut some = all.to_vec();
        some.remove(left_out);
        let unset = reason(&some, "oidc_role_arn").await.unwrap();
        assert_eq!(unset, format!("{name} is not set"));
        some.push((name, ""));
        assert_eq!(reason(&some, "oidc_role_arn").await.unwrap(), unset, "empty is unset");
    }
    let reason = reason(&all, "oidc_role_arn").await.unwrap();
    assert!(reason.starts_with("the OIDC token file /token does not exist"), "{reason}");
}

#[tokio::test]
async fn the_instance_role_can_be_named_and_its_first_protocol_forbidden() {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime);
    let host = MemoryHost::new()
        .with_variable("ALIBABA_CLOUD_ECS_METADATA", "EmulatorRole")
        .with_variable("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
    let chain = Chain::new(host, cloud.clone(), runtime);
    assert!(chain.provide().await.is_ok());
    let requests = cloud.requests();
    assert_eq!(requests.len(), 2, "the role was not asked for: {requests:?}");
    assert!(requests[1].ends_with("/EmulatorRole"), "{requests:?}");
}

#[tokio::test]
async fn without_a_token_it_goes_on_unless_that_is_forbidden() {
    const KEY: &str = r#"{"Code":"Success","AccessKeyId":"STS.i","AccessKeySecret":"s",
        "SecurityToken":"t","Expiration":"2026-01-01T06:00:00Z"}"#;
    for (value, requests) in [("false", 2), ("true", 1)] {
        let answer = |status: u16, body: &'static str| {
            http::Response::builder().status(status).body(body).unwrap()
        };
        let replay = Replay::new().respond(answer(404, "")).respond(answer(200, KEY));
        let host = MemoryHost::new()
            .with_variable("ALIBABA_CLOUD_ECS_METADATA", "web")
            .with_variable("ALIBABA_CLOUD_IMDSV1_DISABLED", value);
        let chain = Chain::new(host, replay.clone(), runtime());
        assert_eq!(chain.provide().await.is_ok(), value == "false");
        assert_eq!(replay.requests().len(), requests);
    }
}

#[tokio::test]
async fn the_session_of_a_token_can_be_named() {
    let runtime = runtime();
    let cloud = Cloud::from_elsewhere(Options::new().key(my_key()), &runtime);
    let host = MemoryHost::new()
        .with_variable("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1234567890123456:role/pod")
        .with_variable(
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
            "acs:ram::1234567890123456:oidc-provider/cluster",
        )
        .with_variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token")
        .with_variable("ALIBABA_CLOUD_ROLE_SESSION_NAME", "from-the-pod")
        .with_file("/token", token(start() + Duration::from_secs(3_600)));
    let chain = Chain::new(host, cloud, runtime);
    let key = chain.provide().await.unwrap();
    let who = chain.sts().unwrap().caller_identity(key).await.unwrap();
    assert!(who.arn.ends_with(":assumed-role/pod/from-the-pod"), "{}", who.arn);
}

#[tokio::test]
async fn external_sources_can_be_forbidden() {
    for value in ["true", "1"] {
        let variables = [
            ("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1/key"),
            ("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", value),
        ];
        let reason = reason(&variables, "credential_uri").await.unwrap();
        assert!(reason.contains("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids"), "{reason}");
    }
}

#[tokio::test]
async fn a_wrong_place_of_sts_is_told_where_it_is_used() {
    let variables = [
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r"),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token"),
        ("ALIBABA_CLOUD_STS_REGION", "CN HANGZHOU"),
    ];
    let reason = reason(&variables, "oidc_role_arn").await.unwrap();
    assert!(reason.starts_with("the place of STS is set wrongly: the region"), "{reason}");
}

#[tokio::test]
async fn older_names_are_read_by_choice() {
    let host = MemoryHost::new()
        .with_variable("ALICLOUD_ACCESS_KEY", MY_ID)
        .with_variable("ALICLOUD_SECRET_KEY", MY_SECRET);
    let chain = Chain::new(host, Replay::new(), runtime()).without_metadata();
    assert!(chain.provide().await.is_err());
    let key = chain.with_older_names(true).provide().await.unwrap();
    assert_eq!((key.access_key_id(), key.provider()), (MY_ID, Some("default/env")));
}
