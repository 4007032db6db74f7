//! What a chain says when no source has a key.

use std::time::Duration;

use aliyun_credentials::{Chain, MemoryHost, Provide as _};
use aliyun_ecs_emulator::Options;
use aliyun_transport::Runtime as _;
use aliyun_transport::virtual_time::VirtualRuntime;

use crate::support::{Cloud, my_key, runtime};

#[tokio::test]
async fn off_the_cloud_with_nothing_configured_all_is_told_within_two_and_a_half_seconds() {
    let runtime = runtime();
    let cloud = Cloud::from_elsewhere(Options::new().key(my_key()), &runtime);
    let chain = Chain::new(MemoryHost::new(), cloud, runtime.clone());
    let error = chain.provide().await.unwrap_err().to_string();
    assert!(runtime.elapsed() <= Duration::from_millis(2_500), "{:?}", runtime.elapsed());
    for part in [
        "no source has a key: (1) env: ALIBABA_CLOUD_ACCESS_KEY_ID and \
         ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; (2) oidc_role_arn: ALIBABA_CLOUD_ROLE_ARN is \
         not set; (3) cli_profile: /home/user/.aliyun/config.json does not exist; (4) profile: \
         /home/user/.alibabacloud/credentials does not exist; (5) credential_uri: \
         ALIBABA_CLOUD_CREDENTIALS_URI is not set; (6) ecs_ram_role: ",
        "; to begin with, set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run \
         `aliyun configure`",
    ] {
        assert!(error.contains(part), "{error}\n\nlacks\n\n{part}");
    }
    assert!(!error.contains('\\'), "one readable line: {error}");
}

#[tokio::test]
async fn a_user_without_a_home_is_told_what_to_set() {
    let runtime = runtime();
    let cloud = Cloud::from_elsewhere(Options::new().key(my_key()), &runtime);
    let chain = Chain::new(MemoryHost::new().with_home(None), cloud, runtime).without_metadata();
    let error = chain.provide().await.unwrap_err().to_string();
    for name in ["ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE"] {
        assert!(error.contains(&format!("no home directory; set {name}")), "{error}");
    }
}

#[tokio::test]
async fn a_profile_by_name_is_the_only_source() {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime);
    let host = MemoryHost::new()
        .with_variable("ALIBABA_CLOUD_ACCESS_KEY_ID", "id")
        .with_variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret")
        .with_variable("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")
        .with_file("/home/user/.aliyun/config.json", r#"{"profiles":[]}"#);
    let chain = Chain::new(host.clone(), cloud.clone(), runtime).with_profile("work");
    let error = chain.provide().await.unwrap_err().to_string();
    assert_eq!(
        error,
        "the profile work has no key: (1) cli_profile: /home/user/.aliyun/config.json has no profile \
         work; `aliyun configure list` shows those it has; (2) profile: \
         /home/user/.alibabacloud/credentials does not exist"
    );
    assert!(cloud.requests().is_empty());
    let ini = "[work]\ntype=access_key\naccess_key_id=mine\naccess_key_secret=s\n";
    host.set_file("/home/user/.alibabacloud/credentials", ini);
    let chain = chain.with_profile("work");
    assert_eq!(chain.provide().await.unwrap().access_key_id(), "mine");
}

#[tokio::test]
async fn a_file_of_keys_that_others_can_read_is_warned_about() {
    let key = r#"{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_id":"i","access_key_secret":"s"}]}"#;
    let ini = "[default]\ntype=access_key\naccess_key_id=i\naccess_key_secret=s\n";
    for (path, content) in
        [("/home/user/.aliyun/config.json", key), ("/home/user/.alibabacloud/credentials", ini)]
    {
        let warned =
            format!("{path} may hold keys and can be read by others; run `chmod 600 {path}`");
        for (host, expected) in [
            (MemoryHost::new().with_open_file(path, content), vec![warned.clone()]),
            (MemoryHost::new().with_file(path, content), vec![]),
            (MemoryHost::new().with_open_file(path, "nothing of use"), vec![warned.clone()]),
        ] {
            let transport = aliyun_transport::replay::Replay::new();
            let chain = Chain::new(host, transport, runtime()).without_metadata();
            let _ = chain.provide().await;
            assert_eq!(chain.report().warnings(), expected);
        }
    }
}

#[tokio::test]
async fn a_profile_that_is_there_and_fails_is_not_replaced_by_another_of_its_name() {
    let ini = "[work]\ntype=access_key\naccess_key_id=other\naccess_key_secret=s\n";
    let role = r#"{"profiles":[{"name":"work","mode":"RamRoleArn","access_key_id":"i",
        "access_key_secret":"s","ram_role_arn":"acs:ram::1:role/r","sts_endpoint":"http://h"}]}"#;
    for config in [role, r#"{"profiles":[{"name":"work","mode":"AK"}]}"#, "{\"profiles\":["] {
        let host = MemoryHost::new()
            .with_file("/home/user/.aliyun/config.json", config)
            .with_file("/home/user/.alibabacloud/credentials", ini);
        let transport = aliyun_transport::replay::Replay::new();
        let chain = Chain::new(host, transport, runtime()).with_profile("work");
        let error = chain.provide().await.unwrap_err().to_string();
        assert!(error.starts_with("the profile work has no key: (1) cli_profile: "), "{error}");
        assert!(!error.contains("(2)"), "{error}");
    }
}

#[tokio::test]
async fn callers_that_leave_early_do_not_keep_a_slow_source_from_answering() {
    use std::sync::Arc;

    let runtime =
        VirtualRuntime::manual(crate::support::start()).spawn_with(|task| drop(tokio::spawn(task)));
    let host =
        MemoryHost::new().with_variable("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1/key");
    let answer = Arc::new(tokio::sync::Notify::new());
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let slow = Slow { answer: Arc::clone(&answer), asked: Arc::clone(&asked) };
    let chain = Chain::new(host, slow, runtime);
    for _ in 0..10 {
        let mut caller = chain.provide();
        assert!(is_pending(&mut caller));
        tokio::task::yield_now().await;
    }
    // One that is kept and not polled any more is in nobody's way either.
    let mut idle = chain.provide();
    assert!(is_pending(&mut idle));
    answer.notify_one();
    assert_eq!(chain.provide().await.unwrap().access_key_id(), "STS.u");
    assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), 1);
}

fn is_pending(future: &mut aliyun_credentials::signer::ProvideFuture<'_>) -> bool {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    future.as_mut().poll(&mut context).is_pending()
}

/// A server that answers when it is let.
#[derive(Debug)]
struct Slow {
    answer: std::sync::Arc<tokio::sync::Notify>,
    asked: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

impl aliyun_transport::Transport for Slow {
    fn send(&self, _: http::Request<bytes::Bytes>) -> aliyun_transport::SendFuture<'_> {
        self.asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Box::pin(async {
            self.answer.notified().await;
            let body = r#"{"AccessKeyId":"STS.u","AccessKeySecret":"s","SecurityToken":"t",
                "Expiration":"2026-01-01T06:00:00Z"}"#;
            Ok(http::Response::new(bytes::Bytes::from(body)))
        })
    }
}
