//! Both schemes against the emulator, and what a client says when something in between rewrites a
//! request.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{Client, Error, Signing};
use aliyun_ecs_emulator::{Options, Service};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Credentials, Format, Method};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{SendFuture, Transport};
use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::{Request, Uri};

type Rewrite = fn(&mut Request<Bytes>);

/// The emulator behind something that rewrites requests.
struct Proxy {
    service: Arc<Service>,
    rewrite: Rewrite,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy")
    }
}

impl Transport for Proxy {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        let authority = request.uri().authority().expect("an absolute URI").as_str();
        let host = HeaderValue::from_str(authority).expect("a host");
        request.headers_mut().insert(HOST, host);
        (self.rewrite)(&mut request);
        let response = self.service.handle(&request);
        Box::pin(async move { Ok(response) })
    }
}

const SECRET: &str = "canarySecretcanarySecret";

fn clock() -> VirtualRuntime {
    VirtualRuntime::automatic(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000))
}

fn client(credentials: Credentials, scheme: Signing, rewrite: Rewrite) -> Client {
    let known = Credentials::new("testid", SECRET);
    let temporary = Credentials::new("sts", SECRET).with_security_token("canaryTokencanaryToken");
    let options = Options::new().runtime(Arc::new(clock())).key(known).key(temporary);
    let service = Arc::new(Service::new(options).expect("a service"));
    Client::new(credentials, Proxy { service, rewrite }, clock()).with_signing(scheme)
}

fn request() -> DescribeImages {
    DescribeImages::new("cn-hangzhou").image_name("a b*c").page_size(7)
}

/// Replaces a part of the URI.
fn replace(request: &mut Request<Bytes>, from: &str, to: &str) {
    let uri = request.uri().to_string();
    assert!(uri.contains(from), "{from:?} is not in the request");
    *request.uri_mut() = uri.replacen(from, to, 1).parse::<Uri>().expect("a URI");
}

async fn refused(credentials: Credentials, scheme: Signing, rewrite: Rewrite) -> Error {
    let client = client(credentials, scheme, rewrite);
    let error = client.describe_images(&request()).await.expect_err("the service refuses");
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("canary"), "{printed}");
    error
}

#[track_caller]
fn assert_cause(error: &Error, cause: &str) {
    let refusal = error.service_error().unwrap_or_else(|| panic!("{error}"));
    let diagnosis = refusal.diagnosis().unwrap_or_else(|| panic!("no diagnosis: {error}"));
    assert_eq!(diagnosis.cause().id(), cause, "{error}");
    assert!(error.to_string().ends_with(&diagnosis.to_string()), "{error}");
}

#[tokio::test]
async fn both_schemes_list_the_same_images_by_both_methods() {
    let credentials = || {
        [
            Credentials::new("testid", SECRET),
            Credentials::new("sts", SECRET).with_security_token("canaryTokencanaryToken"),
        ]
    };
    for scheme in [Signing::Rpc(Format::Json), Signing::Acs3] {
        for method in [Method::Get, Method::Post] {
            for credentials in credentials() {
                let client = client(credentials, scheme, |_| {}).with_method(method);
                let page = client.describe_images(&DescribeImages::new("cn-hangzhou")).await;
                let page = page.unwrap_or_else(|error| panic!("{scheme:?} {method:?}: {error}"));
                assert_eq!((page.len(), page.total_count()), (10, Some(119)));
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_secret_is_called_a_wrong_secret() {
    for scheme in [Signing::Rpc(Format::Json), Signing::Acs3] {
        let error = refused(Credentials::new("testid", "not-the-secret"), scheme, |_| {}).await;
        assert_cause(&error, "wrong-secret");
    }
}

#[tokio::test]
async fn what_was_rewritten_on_the_way_is_named() {
    let rewrites: [(&str, &str, Rewrite); 4] = [
        ("parameter-altered", "PageSize", |request| replace(request, "PageSize=7", "PageSize=8")),
        ("parameter-dropped", "PageSize", |request| replace(request, "&PageSize=7", "")),
        ("parameter-added", "Zone", |request| {
            replace(request, "&PageSize=7", "&PageSize=7&Zone=1");
        }),
        ("parameter-altered", "ImageName", |request| replace(request, "a%20b", "a%2520b")),
    ];
    for scheme in [Signing::Rpc(Format::Json), Signing::Acs3] {
        for (cause, name, rewrite) in rewrites {
            let error = refused(Credentials::new("testid", SECRET), scheme, rewrite).await;
            let diagnosis = error.service_error().and_then(|refusal| refusal.diagnosis());
            let diagnosis = diagnosis.unwrap_or_else(|| panic!("no diagnosis: {error}"));
            if name != "ImageName" {
                assert_eq!(diagnosis.cause().id(), cause, "{error}");
            }
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}

#[tokio::test]
async fn a_rewritten_host_is_named_where_the_host_is_signed() {
    let rewrite: Rewrite = |request| {
        request.headers_mut().insert(HOST, HeaderValue::from_static("inner.example"));
    };
    let error = refused(Credentials::new("testid", SECRET), Signing::Acs3, rewrite).await;
    assert!(error.to_string().contains("host"), "{error}");
    let client = client(Credentials::new("testid", SECRET), Signing::Rpc(Format::Json), rewrite);
    client.describe_images(&request()).await.expect("RPC 1.0 does not sign the host");
}

#[tokio::test]
async fn what_cannot_be_a_key_is_not_signed_with() {
    for (odd, part) in [
        (Credentials::new("", SECRET), "id is empty"),
        (Credentials::new("testid", ""), "secret is empty"),
        (Credentials::new("testid", "canary canary"), "secret has whitespace"),
        (
            Credentials::new("testid", SECRET).with_security_token("canary\nx"),
            "token has whitespace",
        ),
        (Credentials::new("testid\u{1}", SECRET), "id has a control character"),
    ] {
        for scheme in [Signing::Rpc(Format::Json), Signing::Acs3] {
            let client = client(odd.clone(), scheme, |_| panic!("it was sent"));
            let error = client.describe_images(&request()).await.expect_err("nothing is sent");
            assert!(error.is_credentials() && !error.may_have_been_sent());
            let printed = format!("{error} {error:?}");
            assert!(printed.contains(part) && !printed.contains("canary"), "{printed}");
        }
    }
}
