//! What a chain says when no source has a key.

use std::time::Duration;

use aliyun_credentials::{Chain, MemoryHost, Provide as _};
use aliyun_ecs_emulator::Options;
use aliyun_transport::Runtime as _;

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
