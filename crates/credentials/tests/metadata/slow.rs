//! How long it takes when nobody answers, or slowly.

use std::time::Duration;

use aliyun_credentials::{CredentialsUri, EcsRamRole, Provide};
use aliyun_ecs_emulator::Options;
use aliyun_transport::replay::Replay;
use aliyun_transport::{Runtime as _, TimeoutPhase, TransportErrorKind};

use crate::script::{KEY, answer, everything, lost};
use crate::support::{Cloud, runtime};

const NOBODY: &str = "this is not an ECS instance, or the metadata service at 100.100.100.200 cannot \
    be reached; set ALIBABA_CLOUD_ECS_METADATA_DISABLED=true if there is none";

/// Asks, and returns how many seconds it took, and the error.
async fn failing(replay: &Replay, with: impl FnOnce(EcsRamRole) -> EcsRamRole) -> (f64, String) {
    let runtime = runtime();
    let source = with(EcsRamRole::new(replay.clone(), runtime.clone()));
    let error = source.provide().await.unwrap_err();
    assert_eq!(replay.remaining(), 0, "{error}");
    (runtime.elapsed().as_secs_f64(), error.to_string())
}

#[tokio::test]
async fn off_the_cloud_it_takes_two_seconds_to_say_so() {
    let runtime = runtime();
    let cloud = Cloud::from_elsewhere(Options::new(), &runtime);
    let source = EcsRamRole::new(cloud.clone(), runtime.clone());
    let error = source.provide().await.unwrap_err();
    assert_eq!(error.to_string(), NOBODY);
    assert_eq!(runtime.elapsed(), Duration::from_secs(2));
    assert_eq!(cloud.requests().len(), 2);

    source.clone().with_role("web").provide().await.unwrap_err();
    assert_eq!(runtime.elapsed(), Duration::from_secs(4));
    let error = source.without_v1().provide().await.unwrap_err();
    assert_eq!(error.to_string(), NOBODY);
    assert_eq!(runtime.elapsed(), Duration::from_secs(5));
}

#[tokio::test]
async fn where_connections_are_refused_it_takes_no_time() {
    for kind in [
        TransportErrorKind::Connect,
        TransportErrorKind::timeout(TimeoutPhase::Connect),
        TransportErrorKind::timeout(TimeoutPhase::FirstByte),
    ] {
        let replay = Replay::new().fail(lost(kind)).fail(lost(kind));
        assert_eq!(failing(&replay, |it| it).await, (0.0, NOBODY.to_owned()));
        let replay = Replay::new().fail(lost(kind));
        assert_eq!(failing(&replay, EcsRamRole::without_v1).await, (0.0, NOBODY.to_owned()));
    }
    // The transport says why, and that has nothing to do with where this runs.
    let refused = TransportErrorKind::Refused;
    let replay = Replay::new().fail(lost(refused)).fail(lost(refused));
    let source = EcsRamRole::new(replay.clone(), runtime());
    let error = source.provide().await.unwrap_err();
    assert!(error.to_string().ends_with("could not be asked"), "{error}");
    assert!(everything(&error).contains("the transport refuses to send this request"));
}

#[tokio::test]
async fn what_has_answered_once_is_given_more_time() {
    let late = "the metadata service at 100.100.100.200 did not answer within 5 s".to_owned();
    for (first, seconds) in [(200, 5.0), (404, 5.0)] {
        let replay = Replay::new().respond(answer(first, "a-token")).hang();
        assert_eq!(failing(&replay, |it| it).await, (seconds, late.clone()));
    }
    let replay = Replay::new().hang().respond(answer(200, "web")).hang();
    assert_eq!(failing(&replay, |it| it).await, (6.0, late));
}

#[tokio::test]
async fn a_credentials_uri_is_waited_for_ten_seconds() {
    let (replay, runtime) = (Replay::new().hang().respond(answer(200, KEY)), runtime());
    let source =
        CredentialsUri::new("https://keys.example:8443/a", replay, runtime.clone()).unwrap();
    let error = source.provide().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the credentials URI at https://keys.example:8443 did not answer within 10 s"
    );
    assert_eq!(runtime.elapsed(), Duration::from_secs(10));
    source.provide().await.unwrap();
}
