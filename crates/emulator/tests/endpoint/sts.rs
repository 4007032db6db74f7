//! The operations of STS: what they answer, and every way in which they refuse.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use aliyun_ecs_emulator::{AccessKey, Options, Service, codes};
use aliyun_rpc_signer::Credentials;
use aliyun_transport::{Runtime, SleepFuture};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::ask::{Answer, Ask, ID, SECRET, now, options};
use crate::ask_acs3::AskAcs3;

pub(crate) const ROLE: &str = "acs:ram::1234567890123456:role/web";
const PROVIDER: &str = "acs:ram::1234567890123456:oidc-provider/idp";

pub(crate) fn ask(action: &str) -> Ask {
    Ask::new().with("Action", action).with("Version", "2015-04-01").without("RegionId")
}

pub(crate) fn assume_role() -> Ask {
    ask("AssumeRole").with("RoleArn", ROLE).with("RoleSessionName", "alice")
}

/// A token that says it expires so many seconds from now.
fn token(seconds: i64) -> String {
    let now = now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let expiry = now.saturating_add_signed(seconds);
    let claims = format!(r#"{{"sub":"s","iss":"https://i","aud":["a","b"],"exp":{expiry}}}"#);
    [r#"{"alg":"RS256"}"#, &claims, "unverified"].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// Asks without a key and without a signature, as the service allows.
fn with_oidc() -> Ask {
    ["AccessKeyId", "SignatureMethod", "SignatureNonce", "SignatureVersion"]
        .into_iter()
        .fold(ask("AssumeRoleWithOIDC"), Ask::without)
        .with("OIDCProviderArn", PROVIDER)
        .with("OIDCToken", &token(60))
        .with("RoleArn", ROLE)
        .with("RoleSessionName", "alice")
}

fn service(options: Options) -> Service {
    Service::new(options).unwrap()
}

/// Asserts that a request is refused in both formats, with an entry of the table of codes.
#[track_caller]
fn assert_refused(options: &Options, of: impl Fn() -> Ask, code: codes::ErrorCode) {
    for format in ["JSON", "XML"] {
        let service = service(options.clone());
        let ask = of().with("Format", format);
        let is_anonymous = ask.string_to_sign(aliyun_rpc_signer::Method::Get).contains("OIDC");
        let answer =
            if is_anonymous { ask.unsigned_answer(&service) } else { ask.answer(&service) };
        let expected = (code.status().as_u16(), code.code(), code.message());
        let message = answer.member("Message");
        assert_eq!((answer.status, answer.code().as_str(), message.as_str()), expected);
        assert_eq!(answer.is_json(), format == "JSON");
        assert!(codes::ALL.contains(&code));
    }
}

#[test]
fn a_role_is_assumed_in_both_formats() {
    let service = service(options());
    let json = assume_role().answer(&service);
    assert_eq!(json.status, 200, "{}", json.body);
    let value = json.json();
    assert_eq!(value["RequestId"], json.request_id.as_str());
    let user = &value["AssumedRoleUser"];
    assert_eq!(user["Arn"], "acs:ram::1234567890123456:role/web/alice");
    let id = user["AssumedRoleId"].as_str().unwrap().strip_suffix(":alice").unwrap();
    assert!(id.len() == 18 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    let credentials = &value["Credentials"];
    assert!(credentials["AccessKeyId"].as_str().unwrap().starts_with("STS."));
    assert_eq!(credentials["Expiration"], "2026-11-20T13:00:00Z");
    let again = assume_role().answer(&service).json();
    for name in ["AccessKeyId", "AccessKeySecret", "SecurityToken"] {
        assert_ne!(credentials[name], again["Credentials"][name]);
    }

    let xml = assume_role().with("Format", "XML").answer(&service).body;
    for part in [
        "<AssumeRoleResponse><RequestId>",
        "<AssumedRoleUser><Arn>acs:ram::1234567890123456:role/web/alice</Arn><AssumedRoleId>",
        "<Credentials><AccessKeyId>STS.",
        "<Expiration>2026-11-20T13:00:00Z</Expiration></Credentials></AssumeRoleResponse>",
    ] {
        assert!(xml.contains(part), "{part}: {xml}");
    }
}

#[test]
fn values_at_their_limits_are_taken() {
    let service = service(options());
    let policy = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length - 8));
    for (name, value) in [
        ("RoleSessionName", "ab".to_owned()),
        ("RoleSessionName", "a".repeat(64)),
        ("RoleSessionName", "a.@-_Z9".to_owned()),
        ("DurationSeconds", "900".to_owned()),
        ("DurationSeconds", "3600".to_owned()),
        ("DurationSeconds", String::new()),
        ("ExternalId", "ab".to_owned()),
        ("ExternalId", "+=,.@:/-_".to_owned()),
        ("ExternalId", "a".repeat(1_224)),
        ("Policy", policy(2_048)),
        ("Policy", r#"{"Version":"1","Statement":[]}"#.to_owned()),
        ("RoleArn", "acs:ram::1:role/another.account-1".to_owned()),
    ] {
        let answer = assume_role().with(name, &value).answer(&service);
        assert_eq!(answer.status, 200, "{name}={value}: {}", answer.body);
    }
    let short = assume_role().with("DurationSeconds", "900").answer(&service).json();
    assert_eq!(short["Credentials"]["Expiration"], "2026-11-20T12:15:00Z");
}

#[test]
fn each_wrong_value_of_assume_role_has_its_code() {
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(2_041));
    for (name, value, code) in [
        ("RoleArn", "", codes::MISSING_ROLE_ARN),
        ("RoleSessionName", "", codes::MISSING_ROLE_SESSION_NAME),
        ("RoleArn", "web", codes::INVALID_ROLE_ARN),
        ("RoleArn", "acs:ram::12345678****:role/web", codes::INVALID_ROLE_ARN),
        ("RoleSessionName", "a", codes::INVALID_ROLE_SESSION_NAME),
        ("RoleSessionName", &"a".repeat(65), codes::INVALID_ROLE_SESSION_NAME),
        ("RoleSessionName", "a b", codes::INVALID_ROLE_SESSION_NAME),
        ("RoleSessionName", "忍者", codes::INVALID_ROLE_SESSION_NAME),
        ("DurationSeconds", "899", codes::INVALID_DURATION_SECONDS),
        ("DurationSeconds", "3601", codes::INVALID_DURATION_SECONDS),
        ("DurationSeconds", "hour", codes::INVALID_DURATION_SECONDS),
        ("ExternalId", "a", codes::INVALID_EXTERNAL_ID),
        ("ExternalId", &"a".repeat(1_225), codes::INVALID_EXTERNAL_ID),
        ("ExternalId", "a b", codes::INVALID_EXTERNAL_ID),
        ("Policy", &large, codes::INVALID_POLICY_SIZE),
        ("Policy", "[]", codes::INVALID_POLICY_GRAMMAR),
        ("Policy", "policy", codes::INVALID_POLICY_GRAMMAR),
    ] {
        assert_refused(&options(), || assume_role().with(name, value), code);
    }
}

#[test]
fn a_source_identity_is_repeated() {
    let service = service(options());
    let of = |identity: &str| assume_role().with("SourceIdentity", identity).answer(&service);
    assert_eq!(of("Alice+=,.@-_").member("SourceIdentity"), "Alice+=,.@-_");
    assert!(!of("").body.contains("SourceIdentity"));
    for wrong in ["a", "acs:alice", "a b", &"a".repeat(65)] {
        let answer = of(wrong);
        assert_eq!((answer.status, answer.code().as_str()), (400, "InvalidParameter"), "{wrong}");
        assert!(answer.member("Message").contains("\"SourceIdentity\""));
    }
}

#[test]
fn a_session_lasts_as_long_as_roles_allow() {
    let service = service(options().max_session(Duration::MAX));
    let long = |seconds: &str| assume_role().with("DurationSeconds", seconds).answer(&service);
    assert_eq!(long("43200").json()["Credentials"]["Expiration"], "2026-11-21T00:00:00Z");
    assert_eq!(long("43201").code(), "InvalidParameter.DurationSeconds");
    let usual = assume_role().answer(&service).json();
    assert_eq!(usual["Credentials"]["Expiration"], "2026-11-20T13:00:00Z");
}

#[test]
fn roles_can_be_limited() {
    let one = options().roles([ROLE]);
    assert_eq!(assume_role().answer(&service(one.clone())).status, 200);
    let other = || assume_role().with("RoleArn", "acs:ram::1234567890123456:role/other");
    assert_refused(&one, other, codes::UNKNOWN_ROLE);
    let other = || with_oidc().with("RoleArn", "acs:ram::1234567890123456:role/other");
    assert_refused(&one, other, codes::UNKNOWN_ROLE);
}

#[test]
fn a_key_that_is_denied_it_assumes_no_role() {
    for action in ["sts:AssumeRole", "sts:*", "*"] {
        let user = AccessKey::new(Credentials::new(ID, SECRET)).ram_user("bob").denied(action);
        let options = Options::new().key(user).runtime(options_runtime());
        assert_refused(&options, assume_role, codes::NO_PERMISSION);
        let answer = assume_role().answer(&service(options.clone())).json();
        let detail = &answer["AccessDeniedDetail"];
        assert_eq!(
            (&detail["AuthAction"], &detail["NoPermissionType"]),
            (&"sts:AssumeRole".into(), &"ExplicitDeny".into())
        );
        // Who one is, one may always know.
        assert_eq!(ask("GetCallerIdentity").answer(&service(options)).status, 200);
    }
}

fn options_runtime() -> Arc<dyn Runtime> {
    Arc::new(aliyun_transport::virtual_time::VirtualRuntime::manual(now()))
}

#[test]
fn without_randomness_there_is_no_key() {
    /// Has random bytes every other time: for the start, and not for the request that follows.
    #[derive(Debug, Default)]
    struct NotRandom {
        is_started: AtomicBool,
    }

    impl Runtime for NotRandom {
        fn now(&self) -> SystemTime {
            now()
        }

        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        fn sleep(&self, _: Duration) -> SleepFuture<'_> {
            Box::pin(std::future::pending())
        }

        fn random(&self, _: &mut [u8]) -> io::Result<()> {
            if self.is_started.fetch_xor(true, Ordering::Relaxed) {
                return Err(io::Error::other("no randomness"));
            }
            Ok(())
        }
    }

    let options = options().runtime(Arc::new(NotRandom::default()));
    assert_refused(&options, assume_role, codes::STS_INTERNAL_ERROR);
    assert_refused(&options, with_oidc, codes::STS_INTERNAL_ERROR);
}

#[test]
fn a_role_is_assumed_with_a_token_and_without_a_key() {
    let service = service(options());
    let json = with_oidc().unsigned_answer(&service);
    assert_eq!(json.status, 200, "{}", json.body);
    let value = json.json();
    assert_eq!(value["AssumedRoleUser"]["Arn"], "acs:ram::1234567890123456:role/web/alice");
    assert!(value["Credentials"]["AccessKeyId"].as_str().unwrap().starts_with("STS."));
    let info = &value["OIDCTokenInfo"];
    assert_eq!((&info["Subject"], &info["Issuer"]), (&"s".into(), &"https://i".into()));
    assert_eq!(
        (&info["ClientIds"], &info["ExpirationTime"]),
        (&"a,b".into(), &"2026-11-20T12:01:00Z".into())
    );

    let xml = with_oidc().with("Format", "XML").unsigned_answer(&service).body;
    assert!(xml.contains("<AssumeRoleWithOIDCResponse><RequestId>"), "{xml}");
    assert!(xml.contains("<OIDCTokenInfo><Subject>s</Subject><Issuer>https://i</Issuer>"), "{xml}");

    // No time is needed; one that is given has to be recent.
    assert_eq!(with_oidc().without("Timestamp").unsigned_answer(&service).status, 200);
    let old = with_oidc().with("Timestamp", "2026-11-20T11:00:00Z").unsigned_answer(&service);
    assert_eq!(old.code(), "InvalidTimeStamp.Expired");
}

#[test]
fn an_anonymous_request_may_have_headers_instead() {
    let service = service(options());
    let headers = || {
        AskAcs3::new()
            .header("x-acs-action", "AssumeRoleWithOIDC")
            .header("x-acs-version", "2015-04-01")
            .without_param("RegionId")
    };
    let in_query = headers()
        .param("OIDCProviderArn", PROVIDER)
        .param("OIDCToken", &token(60))
        .param("RoleArn", ROLE)
        .param("RoleSessionName", "alice");
    let answer = Answer::new(&service.handle(&in_query.unsigned()));
    assert_eq!((answer.status, answer.is_json()), (200, true), "{}", answer.body);

    let form = format!(
        "OIDCProviderArn={PROVIDER}&OIDCToken={}&RoleArn={ROLE}&RoleSessionName=al",
        token(60)
    );
    let in_form = headers().form(form.leak());
    let answer = Answer::new(&service.handle(&in_form.unsigned()));
    assert_eq!((answer.status, answer.is_json()), (200, true), "{}", answer.body);

    let bare = headers().without("x-acs-date").without("x-acs-signature-nonce");
    let answer = Answer::new(&service.handle(&bare.unsigned()));
    assert_eq!(answer.code(), "MissingRoleSessionName");
}

#[test]
fn each_wrong_value_of_a_token_request_has_its_code() {
    let known = options().oidc_providers([PROVIDER]);
    let long = "a".repeat(20_001);
    let content = ["{}", "{}", ""].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
    let (expired, alive) = (token(0), token(1));
    for (name, value, code) in [
        ("RoleSessionName", "", codes::MISSING_ROLE_SESSION_NAME),
        ("OIDCProviderArn", "", codes::INVALID_OIDC_PROVIDER_ARN),
        ("OIDCProviderArn", "idp", codes::INVALID_OIDC_PROVIDER_ARN),
        ("OIDCProviderArn", ROLE, codes::INVALID_OIDC_PROVIDER_ARN),
        ("OIDCProviderArn", "acs:ram::1:oidc-provider/other", codes::UNKNOWN_OIDC_PROVIDER),
        ("OIDCToken", "", codes::EMPTY_OIDC_TOKEN),
        ("OIDCToken", "text", codes::INVALID_OIDC_TOKEN_PARTS),
        ("OIDCToken", "abc", codes::INVALID_OIDC_TOKEN_PARTS),
        ("OIDCToken", "a$.b.c", codes::INVALID_OIDC_TOKEN_BASE64),
        ("OIDCToken", &content, codes::INVALID_OIDC_TOKEN_CONTENT),
        ("OIDCToken", &long, codes::INVALID_OIDC_TOKEN_CONTENT),
        ("OIDCToken", &expired, codes::EXPIRED_OIDC_TOKEN),
        ("RoleArn", "", codes::INVALID_ROLE_ARN),
        ("RoleSessionName", "a", codes::INVALID_ROLE_SESSION_NAME),
        ("DurationSeconds", "899", codes::INVALID_DURATION_SECONDS),
        ("Policy", "policy", codes::INVALID_POLICY_GRAMMAR),
    ] {
        assert_refused(&known, || with_oidc().with(name, value), code);
    }
    assert_eq!(with_oidc().with("OIDCToken", &alive).unsigned_answer(&service(known)).status, 200);
}

#[test]
fn who_one_is_depends_on_the_key() {
    let members = |answer: &Answer| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let value = answer.json();
        let all = value.as_object().unwrap().iter().filter(|(name, _)| *name != "RequestId");
        all.map(|(name, value)| (name.clone(), text(value))).collect()
    };
    let pairs = |expected: &[(&str, &str)]| -> Vec<(String, String)> {
        let mut pairs: Vec<_> =
            expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        pairs.sort();
        pairs
    };
    let account = ask("GetCallerIdentity").answer(&service(options()));
    let mut found = members(&account);
    found.sort();
    let expected = [
        ("IdentityType", "Account"),
        ("AccountId", "1234567890123456"),
        ("PrincipalId", "1234567890123456"),
        ("UserId", "1234567890123456"),
        ("Arn", "acs:ram::1234567890123456:root"),
    ];
    assert_eq!(found, pairs(&expected));

    let user = AccessKey::new(Credentials::new(ID, SECRET)).account(7).ram_user("bob");
    let user = service(Options::new().key(user).runtime(options_runtime()));
    let answer = ask("GetCallerIdentity").answer(&user);
    assert_eq!(
        (answer.member("IdentityType"), answer.member("AccountId")),
        ("RAMUser".into(), "7".into())
    );
    assert_eq!(answer.member("Arn"), "acs:ram::7:user/bob");
    assert_eq!(answer.member("UserId"), answer.member("PrincipalId"));
    assert!(!answer.body.contains("RoleId"));

    let xml = ask("GetCallerIdentity").with("Format", "XML").answer(&user).body;
    assert!(xml.contains("<GetCallerIdentityResponse><RequestId>"), "{xml}");
    assert!(xml.contains("<Arn>acs:ram::7:user/bob</Arn>"), "{xml}");

    assert_eq!(ask("GetCallerIdentity").secret("x").answer(&user).code(), "SignatureDoesNotMatch");
    let of_ecs = ask("GetCallerIdentity").with("Version", "2014-05-26").answer(&user);
    assert_eq!(of_ecs.code(), "InvalidVersion");
}
