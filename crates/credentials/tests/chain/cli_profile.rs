//! The profiles of the `aliyun` command: each mode, and a file that is not as it should be.

use std::time::{Duration, SystemTime};

use aliyun_credentials::{
    CliProfile, Credentials, FileError, MemoryHost, Provide as _, ProvideError, Sts,
};
use aliyun_ecs_emulator::Options;
use serde_json::{Value, json};

use crate::support::{Cloud, MY_ID, MY_SECRET, my_key, runtime, start, token};

const FILE: &str = "/home/user/.aliyun/config.json";
const ROLE: &str = "acs:ram::1234567890123456:role/reader";

/// A machine whose file has these profiles, the first of them current.
fn host(profiles: &[Value]) -> MemoryHost {
    let config = json!({"current": profiles[0]["name"], "profiles": profiles, "meta_path": ""});
    MemoryHost::new().with_file(FILE, config.to_string())
}

fn profile(host: &MemoryHost) -> (CliProfile, Cloud) {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime);
    (CliProfile::new(host.clone(), cloud.clone(), runtime), cloud)
}

async fn key_of(profiles: &[Value]) -> Result<Credentials, ProvideError> {
    let host = host(profiles);
    host.set_file("/token", token(start() + Duration::from_secs(3_600)));
    profile(&host).0.provide().await
}

#[track_caller]
fn is_from(key: Result<Credentials, ProvideError>, provider: &str) -> Credentials {
    let key = key.unwrap();
    assert_eq!(key.provider(), Some(provider));
    key
}

fn with_key(mode: &str) -> Value {
    json!({"name": "p", "mode": mode, "access_key_id": MY_ID, "access_key_secret": MY_SECRET,
        "ram_role_arn": ROLE, "ram_session_name": "session"})
}

fn signed_in(mode: &str, expiry: SystemTime) -> Value {
    let seconds = expiry.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    json!({"name": "p", "mode": mode, "access_key_id": "STS.id", "access_key_secret": "CANARY",
        "sts_token": "CANARY", "sts_expiration": seconds})
}

#[tokio::test]
async fn a_key_in_the_profile_is_the_key() {
    let key = is_from(key_of(&[with_key("AK")]).await, "cli_profile/static_ak");
    assert_eq!((key.access_key_id(), key.access_key_secret()), (MY_ID, MY_SECRET));
    let mut temporary = with_key("StsToken");
    temporary["sts_token"] = json!("token");
    let key = is_from(key_of(&[temporary]).await, "cli_profile/static_sts");
    assert_eq!(key.security_token(), Some("token"));
}

#[tokio::test]
async fn a_role_is_assumed_with_the_key_in_the_profile() {
    let key =
        is_from(key_of(&[with_key("RamRoleArn")]).await, "cli_profile/ram_role_arn/static_ak");
    assert!(key.access_key_id().starts_with("STS."));
    assert_eq!(key.expiry(), Some(start() + Duration::from_secs(3_600)));
}

#[tokio::test]
async fn what_a_profile_says_of_its_role_is_asked_for() {
    let host = host(&[with_key("RamRoleArn")]);
    let (profile, cloud) = profile(&host);
    let key = profile.provide().await.unwrap();
    let sts = Sts::new(Sts::CENTRAL.parse().unwrap(), cloud, runtime());
    let who = sts.caller_identity(key).await.unwrap();
    assert!(who.arn.ends_with(":assumed-role/reader/session"), "{}", who.arn);
    for (member, value, code) in
        [("external_id", "x", "ExternalId"), ("policy", "no policy", "PolicyGrammar")]
    {
        let mut wrong = with_key("RamRoleArn");
        wrong[member] = json!(value);
        let error = key_of(&[wrong]).await.unwrap_err().to_string();
        assert!(error.contains(&format!("InvalidParameter.{code}")), "{error}");
    }
}

#[tokio::test]
async fn expired_seconds_may_be_a_number_or_a_text() {
    for seconds in [json!(900), json!("900")] {
        let mut profile = with_key("RamRoleArn");
        profile["expired_seconds"] = seconds;
        let key = key_of(&[profile]).await.unwrap();
        assert_eq!(key.expiry(), Some(start() + Duration::from_secs(900)));
    }
    for seconds in [json!(0), json!(""), json!(null)] {
        let mut profile = with_key("RamRoleArn");
        profile["expired_seconds"] = seconds;
        let key = key_of(&[profile]).await.unwrap();
        assert_eq!(key.expiry(), Some(start() + Duration::from_secs(3_600)), "the default");
    }
}

#[tokio::test]
async fn roles_chain_through_source_profiles() {
    let mut first = with_key("AK");
    first["name"] = json!("base");
    let second = json!({"name": "middle", "mode": "ChainableRamRoleArn", "source_profile": "base",
        "ram_role_arn": ROLE});
    let last = json!({"name": "top", "mode": "ChainableRamRoleArn", "source_profile": "middle",
        "ram_role_arn": "acs:ram::1234567890123456:role/other"});
    let key = key_of(&[last, second, first]).await;
    is_from(key, "cli_profile/ram_role_arn/ram_role_arn/static_ak");
}

#[tokio::test]
async fn profiles_that_lead_in_a_circle_are_told() {
    let to = |name: &str, source: &str| {
        json!({"name": name, "mode": "ChainableRamRoleArn", "source_profile": source,
            "ram_role_arn": ROLE})
    };
    let error = key_of(&[to("a", "b"), to("b", "c"), to("c", "b")]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the profiles in {FILE} lead in a circle: a → b → c → b; correct a source_profile")
    );
    let error = key_of(&[to("a", "a")]).await.unwrap_err().to_string();
    assert!(error.contains("circle: a → a;"), "{error}");
    let long: Vec<_> = (0..1_000).map(|n| to(&format!("p{n}"), &format!("p{}", n + 1))).collect();
    let error = key_of(&long).await.unwrap_err().to_string();
    assert!(error.starts_with("more than 16 profiles"), "{error}");
}

#[tokio::test]
async fn the_instance_gives_a_key_or_one_to_assume_a_role_with() {
    let named = json!({"name": "p", "mode": "EcsRamRole", "ram_role_name": "EmulatorRole"});
    is_from(key_of(&[named]).await, "cli_profile/ecs_ram_role");
    let unnamed = json!({"name": "p", "mode": "EcsRamRole", "ram_role_name": ""});
    is_from(key_of(&[unnamed]).await, "cli_profile/ecs_ram_role");
    let role = json!({"name": "p", "mode": "RamRoleArnWithRoleName", "ram_role_name": "EmulatorRole",
        "ram_role_arn": ROLE});
    is_from(key_of(&[role]).await, "cli_profile/ram_role_arn/ecs_ram_role");
}

#[tokio::test]
async fn a_profile_does_not_get_round_a_switch() {
    let host = host(&[json!({"name": "p", "mode": "EcsRamRole"})])
        .with_variable("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let (profile, cloud) = profile(&host);
    let error = profile.provide().await.unwrap_err().to_string();
    assert!(error.contains("ALIBABA_CLOUD_ECS_METADATA_DISABLED forbids"), "{error}");
    assert!(cloud.requests().is_empty());
}

#[tokio::test]
async fn a_token_of_an_identity_provider_assumes_a_role() {
    let profile = json!({"name": "p", "mode": "OIDC", "ram_role_arn": ROLE,
        "oidc_provider_arn": "acs:ram::1234567890123456:oidc-provider/ci", "oidc_token_file": "/token"});
    is_from(key_of(&[profile]).await, "cli_profile/oidc_role_arn");
}

#[tokio::test]
async fn a_uri_and_a_program_give_keys_unless_that_is_forbidden() {
    let uri =
        json!({"name": "p", "mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1/key"});
    let external =
        json!({"name": "p", "mode": "External", "process_command": "helper --print 'a b'"});
    let body = r#"{"AccessKeyId":"STS.u","AccessKeySecret":"s","SecurityToken":"t",
        "Expiration":"2026-01-01T06:00:00Z"}"#;
    let output = r#"{"mode":"StsToken","access_key_id":"STS.e","access_key_secret":"s",
        "sts_token":"t"}"#;
    for (says, provider) in [(uri, "credential_uri"), (external, "external")] {
        let host = host(&[says]).with_output(0, output);
        let (profile, cloud) = profile(&host);
        cloud.set_uri(body);
        is_from(profile.provide().await, &format!("cli_profile/{provider}"));
        host.set_variable("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", "1");
        let (profile, cloud) = self::profile(&host);
        let (ran, requests) = (host.ran().len(), cloud.requests().len());
        let error = profile.provide().await.unwrap_err().to_string();
        assert!(error.contains("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids"), "{error}");
        assert_eq!((host.ran().len(), cloud.requests().len()), (ran, requests));
    }
}

#[tokio::test]
async fn the_key_of_a_sign_in_is_used_while_it_is_valid() {
    for (mode, provider) in [("CloudSSO", "cloud_sso"), ("OAuth", "oauth")] {
        let valid = signed_in(mode, start() + Duration::from_secs(1));
        let key = is_from(key_of(&[valid]).await, &format!("cli_profile/{provider}"));
        assert_eq!(key.expiry(), Some(start() + Duration::from_secs(1)));

        let error = key_of(&[signed_in(mode, start())]).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "the key of the sign-in expired at 2026-01-01T00:00:00Z; sign in again with \
             `aliyun configure --profile p`"
        );
        let error = key_of(&[json!({"name": "p", "mode": mode})]).await.unwrap_err().to_string();
        assert!(error.ends_with("sign in with `aliyun configure --profile p`"), "{error}");
    }
}

#[tokio::test]
async fn a_new_sign_in_is_noticed() {
    let host = host(&[signed_in("CloudSSO", start())]);
    let (profile, _) = profile(&host);
    assert!(profile.provide().await.is_err());
    let later = start() + Duration::from_secs(7_200);
    let config = json!({"current": "p", "profiles": [signed_in("CloudSSO", later)]});
    host.set_file(FILE, config.to_string());
    assert_eq!(profile.provide().await.unwrap().expiry(), Some(later));
    // By the clock of the service the key is over.
    assert!(profile.provide_at(later, None).await.is_err());
}

#[tokio::test]
async fn modes_that_cannot_sign_are_refused_with_a_reason() {
    for (mode, reason) in [
        ("Anonymous", "is anonymous"),
        ("BearerToken", "has a bearer token, which signs nothing"),
        ("RsaKeyPair", "has an RSA key pair, which Alibaba Cloud no longer supports"),
        ("Kerberos", "has a mode that is not known"),
        ("", "lacks mode"),
    ] {
        let error = key_of(&[with_key(mode)]).await.unwrap_err().to_string();
        assert!(error.starts_with(&format!("the profile p {reason}")), "{error}");
    }
}

#[tokio::test]
async fn modes_are_known_in_any_case() {
    for mode in ["ak", "Ak", "AK"] {
        assert!(key_of(&[with_key(mode)]).await.is_ok(), "{mode}");
    }
}

#[tokio::test]
async fn what_a_profile_lacks_is_named() {
    for (mode, member) in [
        ("AK", "access_key_id"),
        ("AK", "access_key_secret"),
        ("StsToken", "sts_token"),
        ("RamRoleArn", "ram_role_arn"),
        ("RamRoleArn", "access_key_secret"),
        ("ChainableRamRoleArn", "source_profile"),
        ("OIDC", "oidc_provider_arn"),
        ("OIDC", "oidc_token_file"),
        ("CredentialsURI", "credentials_uri"),
        ("External", "process_command"),
    ] {
        let mut profile = with_key(mode);
        if member == "oidc_token_file" {
            profile["oidc_provider_arn"] = json!("acs:ram::1:oidc-provider/p");
        }
        for value in [json!(null), json!("")] {
            profile[member] = value;
            let error = key_of(&[profile.clone()]).await.unwrap_err().to_string();
            assert_eq!(error, format!("the profile p lacks {member}"), "{mode}");
        }
    }
}

#[tokio::test]
async fn the_profile_is_the_named_one_or_that_of_the_variable_or_the_current_one() {
    let named = |name: &str| json!({"name": name, "mode": "AK", "access_key_id": name, "access_key_secret": "s"});
    let host = host(&[named("current"), named("variable"), named("named")]);
    assert_eq!(profile(&host).0.provide().await.unwrap().access_key_id(), "current");
    host.set_variable("ALIBABA_CLOUD_PROFILE", "variable");
    assert_eq!(profile(&host).0.provide().await.unwrap().access_key_id(), "variable");
    let chosen = profile(&host).0.with_profile("named");
    assert_eq!(chosen.provide().await.unwrap().access_key_id(), "named");
    let missing = profile(&host).0.with_profile("none");
    let error = missing.provide().await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("{FILE} has no profile none;")), "{error}");
}

#[tokio::test]
async fn a_file_may_stand_elsewhere() {
    let config = json!({"current": "p", "profiles": [with_key("AK")]}).to_string();
    let host = MemoryHost::new()
        .with_variable("ALIBABA_CLOUD_CONFIG_FILE", "/etc/aliyun.json")
        .with_file("/etc/aliyun.json", format!("\u{feff}{config}"));
    assert!(profile(&host).0.provide().await.is_ok(), "with a byte order mark, too");
}

#[tokio::test]
async fn a_file_that_is_not_as_it_should_be_is_told_by_line() {
    for (content, reason) in [
        ("", "is empty; run `aliyun configure`"),
        (" \n", "is empty; run `aliyun configure`"),
        ("{\"current\":\n\"CANARY", "is not JSON (line 2, column 7)"),
        ("[]", "holds a list, where `aliyun configure` writes an object"),
        ("{\"profiles\":7}", "is not what `aliyun configure` writes (line 1, column 13)"),
        (
            "{}",
            "has no current profile; set ALIBABA_CLOUD_PROFILE, or run `aliyun configure switch`",
        ),
        ("{\"current\":\"p\"}", "has no profile p; `aliyun configure list` shows those it has"),
    ] {
        let host = MemoryHost::new().with_file(FILE, content);
        let error = profile(&host).0.provide().await.unwrap_err().to_string();
        assert_eq!(error, format!("{FILE} {reason}"), "{content}");
    }
    for (error, reason) in [
        (FileError::NotFound, "does not exist"),
        (FileError::NotPermitted, "may not be read by this user"),
        (FileError::NotAFile, "is not a regular file"),
        (FileError::too_large(1 << 20), "is larger than 1048576 bytes"),
    ] {
        let host = MemoryHost::new().with_file_error(FILE, error);
        let error = profile(&host).0.provide().await.unwrap_err().to_string();
        assert_eq!(error, format!("{FILE} {reason}"));
    }
}

#[tokio::test]
async fn a_broken_profile_does_not_keep_others_from_being_used() {
    let broken = json!({"name": "broken", "mode": "AK", "access_key_id": ["CANARY"]});
    let host = host(&[with_key("AK"), broken, json!(7), json!({"name": 7}), json!(["p"])]);
    assert!(profile(&host).0.provide().await.is_ok());
    let error = profile(&host).0.with_profile("broken").provide().await.unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "the profile broken in {FILE} has a member twice or of the wrong type (line 1 of the profile)"
        )
    );
}

#[tokio::test]
async fn a_changed_profile_is_used_and_an_unchanged_role_keeps_its_key() {
    let host = host(&[with_key("RamRoleArn")]);
    let (profile, cloud) = profile(&host);
    let first = profile.provide().await.unwrap();
    // Something else in the file changes, as when `aliyun` renews another profile.
    let other = json!({"current": "p", "profiles": [with_key("RamRoleArn"), {"name": "q"}]});
    host.set_file(FILE, other.to_string());
    assert_eq!(profile.provide().await.unwrap().access_key_id(), first.access_key_id());
    assert_eq!(cloud.requests().len(), 1);
    // The file is being written.
    host.set_file(FILE, "{\"current\":\"p\",");
    assert_eq!(profile.provide().await.unwrap().access_key_id(), first.access_key_id());
    let other = json!({"current": "p", "profiles": [with_key("AK")]});
    host.set_file(FILE, other.to_string());
    assert_eq!(profile.provide().await.unwrap().access_key_id(), MY_ID);
}

#[tokio::test]
async fn region_and_endpoint_of_the_profile_are_known() {
    let mut says = with_key("AK");
    says["region_id"] = json!("eu-central-1");
    says["endpoint"] = json!("ecs.example.com");
    says["endpoint_type"] = json!("vpc");
    let settings = profile(&host(&[says])).0.settings().unwrap();
    assert_eq!(settings.name, "p");
    assert_eq!(settings.region.as_deref(), Some("eu-central-1"));
    assert_eq!(settings.endpoint.as_deref(), Some("ecs.example.com"));
    assert!(settings.is_vpc);
}

#[tokio::test]
async fn a_profile_that_is_gone_is_not_used_any_more() {
    let host = host(&[with_key("AK")]);
    let (profile, _) = profile(&host);
    assert!(profile.provide().await.is_ok());
    for gone in [
        r#"{"current":"p","profiles":[]}"#,
        r#"{"current":"q","profiles":[{"name":"p"}]}"#,
        r#"{"current":"p","profiles":[{"name":"p","mode":"AK"}]}"#,
        "{}",
    ] {
        host.set_file(FILE, gone);
        assert!(profile.provide().await.is_err(), "{gone}");
    }
    host.set_file_error(FILE, FileError::NotFound);
    assert!(profile.provide().await.is_err());
}

#[tokio::test]
async fn both_names_of_the_session_may_be_there() {
    let mut says = with_key("RamRoleArn");
    says["role_session_name"] = json!("other");
    assert!(key_of(&[says]).await.is_ok());
}

#[tokio::test]
async fn without_metadata_a_profile_does_not_ask_for_it() {
    use aliyun_credentials::Chain;
    use aliyun_transport::replay::Replay;

    for mode in ["EcsRamRole", "RamRoleArnWithRoleName"] {
        let says = json!({"name": "p", "mode": mode, "ram_role_arn": ROLE});
        let transport = Replay::new();
        let chain = Chain::new(host(&[says]), transport.clone(), runtime()).without_metadata();
        let error = chain.provide().await.unwrap_err().to_string();
        assert!(
            error.contains("takes the role of the instance, which the program forbids"),
            "{error}"
        );
        assert!(transport.requests().is_empty());
    }
}

#[tokio::test]
async fn sts_is_where_the_profile_says() {
    use aliyun_credentials::Chain;
    use aliyun_transport::replay::Replay;

    let mut says = with_key("AK");
    says["sts_region"] = json!("us-west-1");
    let chain = Chain::new(host(&[says]), Replay::new(), runtime());
    chain.provide().await.unwrap();
    assert_eq!(chain.sts().unwrap().endpoint().as_str(), "https://sts.us-west-1.aliyuncs.com");
}
