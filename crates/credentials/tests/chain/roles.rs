//! Roles: what is asked of STS, what it may answer, and whose key it is then.

use std::time::Duration;

use aliyun_credentials::{
    AssumeRole, Cached, Credentials, FileError, MemoryHost, OidcRole, Provide as _, Sts,
};
use aliyun_ecs_emulator::Options;
use aliyun_transport::replay::Replay;
use aliyun_transport::{Runtime as _, Sent, TransportError, TransportErrorKind};
use bytes::Bytes;

use crate::support::{Cloud, my_key, runtime, start, token};

const ROLE: &str = "acs:ram::1234567890123456:role/reader";
const PROVIDER: &str = "acs:ram::1234567890123456:oidc-provider/cluster";

fn assumed(cloud: &Cloud, source: Credentials) -> AssumeRole {
    AssumeRole::new(ROLE, source, sts(cloud))
}

fn sts(cloud: &Cloud) -> Sts {
    Sts::new(Sts::CENTRAL.parse().unwrap(), cloud.clone(), runtime())
}

fn oidc(cloud: &Cloud, host: &MemoryHost) -> OidcRole {
    OidcRole::new(ROLE, PROVIDER, "/token", host.clone(), sts(cloud))
}

#[tokio::test]
async fn the_key_of_a_role_signs_as_that_role() {
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime());
    let mine = sts(&cloud).caller_identity(my_key()).await.unwrap();
    assert_eq!(mine.identity_type, "Account");

    let role = assumed(&cloud, my_key()).with_session_name("inventory");
    let role = role.with_duration(Duration::from_secs(900));
    let key = role.provide().await.unwrap();
    assert_eq!(key.expiry(), Some(start() + Duration::from_secs(900)));
    let who = sts(&cloud).caller_identity(key).await.unwrap();
    assert_eq!(who.identity_type, "AssumedRoleUser");
    assert!(who.arn.ends_with(":assumed-role/reader/inventory"), "{}", who.arn);
}

#[tokio::test]
async fn a_session_without_a_name_gets_one() {
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime());
    let key = assumed(&cloud, my_key()).provide().await.unwrap();
    let who = sts(&cloud).caller_identity(key).await.unwrap();
    assert!(who.arn.ends_with("/credentials-rust-1767225600"), "{}", who.arn);
}

#[tokio::test]
async fn policy_and_external_id_are_sent_in_the_form() {
    let replay = Replay::new().answer(|request| {
        assert!(request.uri().query().is_none());
        let form = String::from_utf8(request.body().to_vec()).unwrap();
        for pair in ["ExternalId=ours", "Policy=%7B%7D", "DurationSeconds=900", "Signature="] {
            assert!(form.contains(pair), "{form} lacks {pair}");
        }
        Ok(http::Response::new(Bytes::from_static(WHOLE.as_bytes())))
    });
    let sts = Sts::new(Sts::CENTRAL.parse().unwrap(), replay.clone(), runtime());
    let role = AssumeRole::new(ROLE, my_key(), sts)
        .with_policy("{}")
        .with_external_id("ours")
        .with_duration(Duration::from_secs(900));
    assert_eq!(role.provide().await.unwrap().access_key_id(), "STS.id");
    assert_eq!(replay.remaining(), 0);
}

const WHOLE: &str = r#"{"RequestId":"R","Credentials":{"AccessKeyId":"STS.id","AccessKeySecret":"s",
    "SecurityToken":"t","Expiration":"2026-01-01T01:00:00Z"}}"#;

#[tokio::test]
async fn a_token_of_an_identity_provider_takes_no_key() {
    let host = MemoryHost::new().with_file("/token", token(start() + Duration::from_secs(60)));
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime());
    let key = oidc(&cloud, &host).with_session_name("pod").provide().await.unwrap();
    assert_eq!(key.provider(), Some("oidc_role_arn"));
    let who = sts(&cloud).caller_identity(key).await.unwrap();
    assert!(who.arn.ends_with(":assumed-role/reader/pod"), "{}", who.arn);
}

#[tokio::test]
async fn the_token_is_read_each_time_and_white_space_around_it_is_dropped() {
    let host = MemoryHost::new().with_file("/token", token(start()));
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime());
    let role = oidc(&cloud, &host);
    let error = role.provide().await.unwrap_err().to_string();
    assert!(error.contains("the OIDC token has expired; see who renews its file"), "{error}");
    host.set_file("/token", format!("{}\n", token(start() + Duration::from_secs(60))));
    assert!(role.provide().await.is_ok());
}

#[tokio::test]
async fn a_token_file_without_a_token_is_told() {
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime());
    let host = MemoryHost::new();
    let role = oidc(&cloud, &host);
    let told = |reason: &str| format!("the OIDC token file /token {reason}; see who writes it");
    assert_eq!(role.provide().await.unwrap_err().to_string(), told("does not exist"));
    host.set_file("/token", " \n");
    assert_eq!(role.provide().await.unwrap_err().to_string(), told("is empty"));
    host.set_file("/token", b"\xff".to_vec());
    assert_eq!(role.provide().await.unwrap_err().to_string(), told("is not UTF-8"));
    host.set_file("/token", "x".repeat(20_001));
    let error = role.provide().await.unwrap_err().to_string();
    assert_eq!(error, told("is larger than 20000 bytes"));
    host.set_file_error("/token", FileError::NotAFile);
    assert_eq!(role.provide().await.unwrap_err().to_string(), told("is not a regular file"));
    assert!(cloud.requests().is_empty());
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let options = Options::new().key(my_key()).roles([ROLE]);
    let cloud = Cloud::on_an_instance(options, &runtime());
    let unknown = AssumeRole::new("acs:ram::1234567890123456:role/none", my_key(), sts(&cloud));
    let error = unknown.provide().await.unwrap_err().to_string();
    assert!(
        error.starts_with("STS refused AssumeRole with EntityNotExist.Role (HTTP 404"),
        "{error}"
    );
    assert!(error.ends_with("there is no such role; correct its ARN"), "{error}");

    let stranger = assumed(&cloud, Credentials::new("LTAI5tStranger0000000000", "x"));
    let error = stranger.provide().await.unwrap_err().to_string();
    assert!(error.contains("InvalidAccessKeyId"), "{error}");

    let wrong = assumed(&cloud, Credentials::new(my_key().access_key_id(), "CANARY"));
    let error = wrong.provide().await.unwrap_err().to_string();
    assert!(error.contains("the secret does not belong to the key id"), "{error}");
    assert!(!error.contains("CANARY") && !error.contains("AssumeRole%26"), "{error}");
}

#[tokio::test]
async fn an_answer_that_holds_no_key_is_told_without_quoting_it() {
    for (status, body) in [
        (200, r#"{"RequestId":"CANARY","Credentials":{"AccessKeyId":"STS.id"}}"#.to_owned()),
        (200, WHOLE.replace("\"t\"", "\"\"")),
        (200, WHOLE.replace("2026-01-01T01:00:00Z", "CANARY")),
        (200, "<html>CANARY</html>".to_owned()),
        (200, "{\"CANARY\":1}".to_owned()),
        (302, String::new()),
        (403, "CANARY".to_owned()),
    ] {
        let mut replay = Replay::new();
        for _ in 0..3 {
            let answer = http::Response::builder().status(status).body(body.clone()).unwrap();
            replay = replay.respond(answer);
        }
        let sts = Sts::new(Sts::CENTRAL.parse().unwrap(), replay, runtime());
        let error = AssumeRole::new(ROLE, my_key(), sts).provide().await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains("CANARY"), "{text}");
        assert!(text.contains("something that is not an answer of STS"), "{status} {body}: {text}");
    }
}

#[tokio::test]
async fn without_an_answer_the_source_ends_after_three_attempts() {
    let lost = || TransportError::new(TransportErrorKind::Connect, Sent::No);
    let replay = Replay::new().fail(lost()).fail(lost()).fail(lost());
    let sts = Sts::new(Sts::CENTRAL.parse().unwrap(), replay.clone(), runtime());
    let error = AssumeRole::new(ROLE, my_key(), sts).provide().await.unwrap_err().to_string();
    assert!(
        error.starts_with("AssumeRole got no answer from sts.aliyuncs.com: no connection"),
        "{error}"
    );
    assert_eq!(replay.requests().len(), 3);
}

#[tokio::test]
async fn a_server_that_is_silent_is_left_after_half_a_minute() {
    let replay = Replay::new().hang().hang().hang();
    let runtime = runtime();
    let sts = Sts::new(Sts::CENTRAL.parse().unwrap(), replay, runtime.clone());
    let error = AssumeRole::new(ROLE, my_key(), sts).provide().await.unwrap_err().to_string();
    assert!(error.contains("got no answer"), "{error}");
    assert!(runtime.elapsed() <= Duration::from_secs(31), "{:?}", runtime.elapsed());
}

#[tokio::test]
async fn a_role_whose_own_source_has_no_key_says_why() {
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime());
    let inner = oidc(&cloud, &MemoryHost::new());
    let outer = AssumeRole::new(ROLE, Cached::new(inner, runtime()), sts(&cloud));
    let error = outer.provide().await.unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no key to call AssumeRole with: the OIDC token file /token does not exist; see who \
         writes it"
    );
}

#[tokio::test]
async fn nothing_secret_shows() {
    let host = MemoryHost::new().with_file("/token", "CANARY-TOKEN");
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime());
    let oidc = oidc(&cloud, &host);
    let error = oidc.provide().await.unwrap_err();
    let role = assumed(&cloud, Credentials::new("LTAI5tMineMineMineMine00", "CANARY"))
        .with_external_id("CANARY-EXTERNAL")
        .with_policy("CANARY-POLICY");
    let refused = role.provide().await.unwrap_err();
    let shown = format!("{oidc:?} {error} {error:?} {role:?} {refused} {refused:?}");
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[tokio::test]
async fn no_key_comes_back_over_plain_http_from_elsewhere() {
    let replay = Replay::new();
    let sts = Sts::new("http://192.0.2.1".parse().unwrap(), replay.clone(), runtime());
    let host = MemoryHost::new().with_file("/token", "t");
    let role = AssumeRole::new(ROLE, my_key(), sts.clone());
    let oidc = OidcRole::new(ROLE, PROVIDER, "/token", host, sts);
    for error in [role.provide().await.unwrap_err(), oidc.provide().await.unwrap_err()] {
        let text = error.to_string();
        assert!(text.starts_with("plain http to 192.0.2.1 would show the key"), "{text}");
    }
    assert!(replay.requests().is_empty());
}
