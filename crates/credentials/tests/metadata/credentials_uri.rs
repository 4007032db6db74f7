//! A credentials URI: what it is asked, and what is made of its answers.

use aliyun_credentials::{CredentialsUri, ProvideError, Sts};
use aliyun_ecs_emulator::Options;
use aliyun_transport::replay::Replay;
use aliyun_transport::{Direct, METADATA_ADDRESS, SendFuture, Transport, TransportErrorKind};
use bytes::Bytes;
use http::{Request, Uri};

use crate::script::{KEY, everything, lost, provide, script};
use crate::support::{Cloud, runtime};

const URI: &str = "https://keys.example/CANARY-path?CANARY-query#CANARY-fragment";
const SERVER: &str = "the credentials URI at https://keys.example";

fn source(replay: &Replay) -> CredentialsUri {
    CredentialsUri::new(URI, replay.clone(), runtime()).unwrap()
}

async fn failure(replay: Replay) -> ProvideError {
    provide(&source(&replay), &replay).await.unwrap_err()
}

#[tokio::test]
async fn one_get_brings_a_key() {
    let replay = script([(200, KEY)]);
    let key = provide(&source(&replay), &replay).await.unwrap();
    assert_eq!(key.access_key_id(), "STS.id");
    assert_eq!(key.access_key_secret(), "CANARY-secret");
    assert_eq!(key.security_token(), Some("CANARY-token"));
    assert!(key.expiry().is_some());
    assert_eq!(key.provider(), Some("credential_uri"));
    let [request] = &replay.requests()[..] else { panic!("one request") };
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri(), "https://keys.example/CANARY-path?CANARY-query");
    assert!(request.headers().is_empty() && request.body().is_empty() && !request.direct());
}

#[tokio::test]
async fn a_code_need_not_be_there_but_is_heeded() {
    let none = KEY.replace("\"Code\":\"Success\",", "");
    let replay = script([(200, none)]);
    provide(&source(&replay), &replay).await.unwrap();
    let error = failure(script([(200, KEY.replace("Success", "Failed"))])).await;
    let reason = "has the Code Failed instead of Success";
    assert_eq!(error.to_string(), format!("the answer of {SERVER} {reason}"));
}

#[tokio::test]
async fn any_other_answer_is_an_error() {
    for status in [201, 204, 301, 302, 308, 400, 401, 403, 404, 500, 503] {
        let error = failure(script([(status, KEY)])).await.to_string();
        assert!(error.starts_with(SERVER), "{error}");
        assert!(error.contains(&format!("HTTP {status}")), "{error}");
        assert_eq!(error.contains("redirect"), (300..400).contains(&status), "{error}");
    }
    for name in ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"] {
        let error = failure(script([(200, KEY.replace(name, "Other"))])).await;
        assert_eq!(error.to_string(), format!("the answer of {SERVER} lacks {name}"));
    }
    for body in ["", "<html>CANARY</html>", "[1]", "{\"AccessKeyId\":1}", "CANARY\u{1b}[2J"] {
        let error = failure(script([(200, body)])).await.to_string();
        assert!(error.starts_with(&format!("the answer of {SERVER} is ")), "{error}");
    }
    let error = failure(script([(200, format!("{KEY}{}", " ".repeat(70_000)))])).await;
    assert_eq!(error.to_string(), format!("{SERVER} answers with more than 65536 bytes"));
    let error = failure(Replay::new().fail(lost(TransportErrorKind::Tls))).await;
    assert_eq!(error.to_string(), format!("{SERVER} could not be asked"));
    assert!(everything(&error).contains("could not be trusted"));
}

#[test]
fn what_is_no_such_uri_is_refused_before_anything_is_sent() {
    for uri in [
        "",
        "CANARY",
        "http://keys.example/CANARY",
        "https://CANARY:CANARY@keys.example/",
        "http://100.100.100.200/CANARY",
        "https://keys.example/CANARY\r\nHost: x",
    ] {
        let error = CredentialsUri::new(uri, Replay::new(), runtime()).unwrap_err();
        let start = "no key can be asked for at the credentials URI: ";
        assert!(error.to_string().starts_with(start), "{error}");
        assert!(!everything(&error).contains("CANARY"), "{error}");
    }
}

/// A server at localhost that passes on the key of an instance.
#[derive(Debug)]
struct PassedOn(Cloud);

impl Transport for PassedOn {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        assert_eq!(request.uri(), "http://localhost:6666/");
        let path = "latest/meta-data/ram/security-credentials/EmulatorRole";
        *request.uri_mut() = Uri::try_from(format!("http://{METADATA_ADDRESS}/{path}")).unwrap();
        request.extensions_mut().insert(Direct);
        self.0.send(request)
    }
}

#[tokio::test]
async fn the_key_signs() {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new(), &runtime);
    let server = PassedOn(cloud.clone());
    let source = CredentialsUri::new("http://localhost:6666", server, runtime.clone()).unwrap();
    let sts = Sts::new(Sts::CENTRAL.parse().unwrap(), cloud, runtime);
    let identity = sts.caller_identity(source).await.unwrap();
    assert_eq!(identity.identity_type, "AssumedRoleUser");
}
