//! Every error that the emulator knows, provoked in both formats, and the table in the documentation.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use aliyun_ecs_emulator::codes::{self, ErrorCode};
use aliyun_ecs_emulator::{AccessKey, Emulator, Faults, Options, Service};
use aliyun_rpc_signer::{Credentials, Method};
use aliyun_transport::{Runtime, SleepFuture};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::ask::{Answer, Ask, ID, SECRET, encoded, now, options};
use crate::ask_acs3::AskAcs3;

type Made = (ErrorCode, Options, Request<bytes::Bytes>);

fn key() -> AccessKey {
    AccessKey::new(Credentials::new(ID, SECRET))
}

fn with(key: impl Into<AccessKey>) -> Options {
    let clock = aliyun_transport::virtual_time::VirtualRuntime::manual(now());
    Options::new().key(key).runtime(Arc::new(clock))
}

/// What is refused whatever the operation.
fn of_the_gateway(format: &str) -> Vec<Made> {
    let ask = || Ask::new().with("Format", format);
    let temporary = || Credentials::new(ID, SECRET).with_security_token("token");
    let tokened = || ask().with("SecurityToken", "token");
    let expired = temporary().with_expiry(now());
    let put = Request::put(format!("/?{}", ask().query(Method::Get))).body(Default::default());
    let made = |code, ask: Ask| (code, options(), ask.get());
    vec![
        (codes::UNSUPPORTED_HTTP_METHOD, options(), put.unwrap()),
        made(codes::INVALID_ACTION, ask().with("Action", "RunInstances")),
        made(codes::INVALID_VERSION, ask().with("Version", "2013-01-10")),
        made(codes::MISSING_PARAMETER, ask().without("RegionId")),
        made(codes::INVALID_PARAMETER, ask().with("PageSize", "101")),
        made(codes::MISSING_ACCESS_KEY_ID, ask().without("AccessKeyId")),
        made(codes::MISSING_SIGNATURE_METHOD, ask().without("SignatureMethod")),
        made(codes::MISSING_SIGNATURE_VERSION, ask().without("SignatureVersion")),
        made(codes::MISSING_TIMESTAMP, ask().without("Timestamp")),
        made(codes::MISSING_SIGNATURE_NONCE, ask().without("SignatureNonce")),
        (codes::MISSING_SIGNATURE, options(), {
            let mut signed = ask().signed(Method::Get);
            signed.retain(|(name, _)| name != "Signature");
            crate::ask::get(&encoded(&signed))
        }),
        (codes::MISSING_SECURITY_TOKEN, with(temporary()), ask().get()),
        made(codes::INVALID_SIGNATURE_METHOD, ask().with("SignatureMethod", "none")),
        made(codes::INVALID_TIMESTAMP_FORMAT, ask().with("Timestamp", "today")),
        made(codes::INVALID_TIMESTAMP_EXPIRED, ask().with("Timestamp", "2026-11-20T11:44:59Z")),
        made(codes::INVALID_SECURITY_TOKEN_MALFORMED, ask().with("SecurityToken", "a b")),
        made(codes::INVALID_SECURITY_TOKEN_MISMATCH, ask().with("SecurityToken", "other")),
        made(codes::INVALID_ACCESS_KEY_ID, ask().with("AccessKeyId", "nobody")),
        (codes::INACTIVE_ACCESS_KEY_ID, with(key().disabled()), ask().get()),
        (codes::EXPIRED_SECURITY_TOKEN, with(expired), tokened().get()),
        (codes::FORBIDDEN_RAM, with(key().denied("ecs:*")), ask().get()),
        made(codes::SIGNATURE_DOES_NOT_MATCH, ask().secret("wrong")),
        (codes::THROTTLING, options().rate_limit(0, Duration::from_secs(60)), ask().get()),
    ]
}

/// What an operation refuses.
fn of_the_operations(format: &str) -> Vec<Made> {
    let ask = || Ask::new().with("Format", format);
    let made = |code, ask: Ask| (code, options(), ask.get());
    let role = || {
        ask()
            .with("Action", "AssumeRole")
            .with("Version", "2015-04-01")
            .with("RoleArn", "acs:ram::1:role/web")
            .with("RoleSessionName", "alice")
    };
    let community = || ask().with("IsPublic", "true").with("ImageOwnerAlias", "others");
    let filter = |key, value| ask().with("Filter.1.Key", key).with("Filter.1.Value", value);
    vec![
        made(codes::INVALID_REGION_ID, ask().with("RegionId", "cn-nowhere")),
        made(codes::DRY_RUN_OPERATION, ask().with("DryRun", "true")),
        made(codes::INVALID_IMAGE_OWNER_ALIAS, ask().with("ImageOwnerAlias", "mine")),
        made(codes::INVALID_TAG_MISMATCH, ask().with("Tag.1.Value", "v")),
        made(codes::INVALID_TAG_COUNT, ask().with("Tag.21.Key", "k")),
        made(codes::INVALID_USAGE, ask().with("Usage", "disk")),
        made(codes::INVALID_OS_TYPE, ask().with("OSType", "beos")),
        made(codes::INVALID_ARCHITECTURE, ask().with("Architecture", "vax")),
        made(codes::INVALID_INSTANCE_TYPE, ask().with("InstanceType", "t2.micro")),
        made(codes::INVALID_FILTER_KEY, filter("Colour", "red")),
        made(codes::INVALID_FILTER_VALUE, filter("CreationStartTime", "today")),
        made(codes::INVALID_FILTER_NETWORK_TYPE, filter("NetworkType", "vlan")),
        made(codes::INVALID_PUBLIC_OWNER_ALIAS, ask().with("IsPublic", "true")),
        made(codes::INVALID_PARAMTER, ask().with("ActionType", "Destroy")),
        (codes::NO_PUBLIC_IMAGES, with(key().without_public_images()), community().get()),
        made(codes::IMAGE_OWNER_ID_UNSUPPORTED, ask().with("ImageOwnerId", "1")),
        made(codes::MISSING_ROLE_ARN, role().without("RoleArn")),
        made(codes::MISSING_ROLE_SESSION_NAME, role().without("RoleSessionName")),
        made(codes::INVALID_ROLE_ARN, role().with("RoleArn", "web")),
        made(codes::INVALID_ROLE_SESSION_NAME, role().with("RoleSessionName", "a")),
        made(codes::INVALID_DURATION_SECONDS, role().with("DurationSeconds", "899")),
        made(codes::INVALID_EXTERNAL_ID, role().with("ExternalId", "a")),
        made(codes::INVALID_POLICY_GRAMMAR, role().with("Policy", "[]")),
        made(codes::INVALID_POLICY_SIZE, role().with("Policy", &"x".repeat(2_049))),
        (codes::NO_PERMISSION, with(key().denied("sts:*")), role().get()),
        (codes::UNKNOWN_ROLE, options().roles(["acs:ram::1:role/other"]), role().get()),
        (
            codes::STS_INTERNAL_ERROR,
            options().runtime(Arc::new(RandomOnce::default())),
            role().get(),
        ),
    ]
}

/// What is wrong about the tokens of other identity providers.
fn of_tokens(format: &str) -> Vec<Made> {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let token = |claims: &str| format!("{}.{}.{}", part("{}"), part(claims), part("x"));
    let (alive, over) = (token("{\"exp\":4000000000}"), token("{\"exp\":1}"));
    let ask = |token: &str, provider: &str| {
        let ask = Ask::new()
            .with("Format", format)
            .with("Action", "AssumeRoleWithOIDC")
            .with("Version", "2015-04-01")
            .with("RoleArn", "acs:ram::1:role/web")
            .with("RoleSessionName", "alice")
            .with("OIDCProviderArn", provider)
            .with("OIDCToken", token);
        let unsigned = ["AccessKeyId", "SignatureMethod", "SignatureNonce", "SignatureVersion"];
        unsigned.into_iter().fold(ask, Ask::without).get()
    };
    let provider = "acs:ram::1:oidc-provider/idp";
    let none = options().oidc_providers(["acs:ram::1:oidc-provider/other"]);
    vec![
        (codes::INVALID_OIDC_PROVIDER_ARN, options(), ask(&alive, "idp")),
        (codes::UNKNOWN_OIDC_PROVIDER, none, ask(&alive, provider)),
        (codes::EMPTY_OIDC_TOKEN, options(), ask("", provider)),
        (codes::INVALID_OIDC_TOKEN_PARTS, options(), ask("one.two", provider)),
        (codes::INVALID_OIDC_TOKEN_BASE64, options(), ask("a.!.c", provider)),
        (codes::INVALID_OIDC_TOKEN_CONTENT, options(), ask(&token("[]"), provider)),
        (codes::EXPIRED_OIDC_TOKEN, options(), ask(&over, provider)),
    ]
}

/// Has random bytes once: for the start.
#[derive(Debug, Default)]
struct RandomOnce {
    is_started: AtomicBool,
}

impl Runtime for RandomOnce {
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
        let is_started = self.is_started.swap(true, Ordering::Relaxed);
        if is_started { Err(io::Error::other("no randomness")) } else { Ok(()) }
    }
}

#[track_caller]
fn assert_is(answer: &Answer, code: ErrorCode, format: &str) {
    assert_eq!(answer.is_json(), format == "JSON", "{}", code.code());
    let (found, message) = match answer.is_json() {
        true => {
            let body = answer.json();
            let text = |name: &str| body[name].as_str().unwrap().to_owned();
            (text("Code"), text("Message"))
        }
        false => {
            let body = aliyun_rpc_wire::decode_error(answer.body.clone()).unwrap();
            (body.code, body.message)
        }
    };
    assert_eq!((answer.status, found.as_str()), (code.status().as_u16(), code.code()), "{message}");
    let begin = code.message().split("{}").next().unwrap();
    assert!(message.starts_with(begin), "{}: {message}", code.code());
}

#[tokio::test]
async fn every_code_is_provoked_in_both_formats() {
    let mut provoked = Vec::new();
    for format in ["JSON", "XML"] {
        let all = [of_the_gateway(format), of_the_operations(format), of_tokens(format)].concat();
        for (code, options, request) in all {
            let service = Service::new(options).unwrap();
            assert_is(&Answer::new(&service.handle(&request)), code, format);
            provoked.push(code);
        }
        let service = Service::new(options()).unwrap();
        let twice = Ask::new().with("Format", format).get();
        assert_eq!(service.handle(&twice).status(), 200);
        let answer = Answer::new(&service.handle(&twice));
        assert_is(&answer, codes::SIGNATURE_NONCE_USED, format);
        let fault = "[[fault]]\nkind = \"error\"\ncode = \"InternalError\"\n";
        let faults = Faults::from_toml(fault).unwrap();
        let service = Service::new(options().faults(faults)).unwrap();
        let answer = Ask::new().with("Format", format).answer(&service);
        assert_is(&answer, codes::INTERNAL_ERROR, format);
        provoked.extend([codes::SIGNATURE_NONCE_USED, codes::INTERNAL_ERROR]);
        provoked.extend(of_the_server(format).await);
    }

    // Without a format that is one, the answer is in XML, and with ACS3 in JSON.
    let service = Service::new(options()).unwrap();
    let answer = Ask::new().with("Format", "YAML").answer(&service);
    assert_is(&answer, codes::INVALID_FORMAT, "XML");
    let wrong = AskAcs3::new().key(ID, "wrong").answer(&service);
    assert_is(&wrong, codes::SIGNATURE_DOES_NOT_MATCH_ACS3, "JSON");
    let incomplete = AskAcs3::new()
        .authorized(&format!("ACS3-HMAC-SHA256 Credential={ID},SignedHeaders=,Signature=x"));
    assert_is(&Answer::new(&service.handle(&incomplete)), codes::INCOMPLETE_SIGNATURE, "JSON");
    provoked.extend([
        codes::INVALID_FORMAT,
        codes::SIGNATURE_DOES_NOT_MATCH_ACS3,
        codes::INCOMPLETE_SIGNATURE,
    ]);

    let missing: Vec<_> = codes::ALL.iter().filter(|code| !provoked.contains(code)).collect();
    assert!(missing.is_empty(), "no test provokes {missing:?}");
}

/// What is refused before anything is read of the request, or for how it is sent.
async fn of_the_server(format: &str) -> Vec<ErrorCode> {
    let query = Ask::new().with("Format", format).query(Method::Get);
    let large = "Content-Length: 2000000\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n\r\nno length";
    for (head, code) in [
        (String::new(), codes::HOST_MISSING),
        ("Host: a.example\r\n".to_owned(), codes::HOST_REFUSED),
        (format!("Host: localhost\r\n{large}"), codes::BODY_TOO_LARGE),
        ("Host: localhost\r\nContent-Length: 9\r\n".to_owned(), codes::BODY_TIMEOUT),
        (format!("Host: localhost\r\n{chunked}"), codes::BODY_MALFORMED),
    ] {
        let is_late = code == codes::BODY_TIMEOUT;
        let timeout = if is_late { Duration::from_millis(1) } else { Duration::from_secs(60) };
        let options = options().body_timeout(timeout);
        let emulator = Emulator::start_with(options).await.unwrap();
        let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
        let request = format!("POST /?{query} HTTP/1.1\r\n{head}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        let status = format!("HTTP/1.1 {} ", code.status().as_u16());
        assert!(head.starts_with(&status), "{}: {head}", code.code());
        assert_eq!(body.starts_with('{'), format == "JSON", "{body}");
        assert!(body.contains(code.code()) && body.contains(code.message()), "{body}");
    }
    vec![
        codes::HOST_MISSING,
        codes::HOST_REFUSED,
        codes::BODY_TOO_LARGE,
        codes::BODY_TIMEOUT,
        codes::BODY_MALFORMED,
    ]
}

#[test]
fn the_documentation_lists_every_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/emulator.md");
    let Ok(documentation) = std::fs::read_to_string(path) else {
        // A package of the crate alone has no such file.
        println!("SKIPPED: the table of errors: there is no {path}");
        return;
    };
    let mut table = String::from("| code | status | message |\n|---|---:|---|\n");
    for code in codes::ALL {
        let message = code.message().replace("{}", "…").replace('|', "\\|");
        table.push_str(&format!(
            "| `{}` | {} | {message} |\n",
            code.code(),
            code.status().as_u16()
        ));
    }
    assert!(documentation.contains(&table), "docs/emulator.md needs this table:\n{table}");
}
