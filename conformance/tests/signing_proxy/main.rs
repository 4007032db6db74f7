//! Requests of the real client, over real sockets, through a proxy that rewrites one thing at a
//! time, to the emulator: the client names what was rewritten, and nothing else.

mod proxy;

use std::fmt::Debug;

use aliyun_ecs_describe_images::{Client, Endpoint, Error, RetryPolicy, Signing};
use aliyun_ecs_emulator::{Emulator, Options};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_explain::Difference;
use aliyun_rpc_signer::{Credentials, Format, Method};
use aliyun_transport_hyper::{HyperTransport, Proxies, TokioRuntime};
use proxy::Rewrite;

/// One rewrite: what it is called, what it does, the cause to be named, and the names that differ.
type Row = (&'static str, Rewrite, &'static str, &'static [&'static str]);

#[tokio::test]
async fn a_proxy_that_changes_nothing_that_is_signed_is_let_through() {
    let harmless: &[(&str, Rewrite)] = &[
        ("nothing", |_| {}),
        ("%20 as a plus sign", |message| message.replace("%20", "+")),
        ("escapes in small letters", |message| message.replace("%2A", "%2a")),
        ("an escape for a letter", |message| message.replace("cn-hangzhou", "cn-h%61ngzhou")),
        ("the order of the parameters", |message| {
            let params = message.params();
            *params = params.split('&').rev().collect::<Vec<_>>().join("&");
        }),
        ("the case of the names of headers", |message| {
            message.headers.iter_mut().for_each(|(name, _)| *name = name.to_ascii_uppercase());
        }),
        ("a header that is not signed", |message| {
            message.headers.push(("Via".to_owned(), "1.1 proxy".to_owned()));
        }),
    ];
    let setting = Setting::new().await;
    for (what, rewrite) in harmless {
        for scheme in [Signing::Rpc(Format::Json), Signing::Acs3] {
            for method in [Method::Get, Method::Post] {
                let result = setting.call(scheme, method, *rewrite).await;
                result.unwrap_or_else(|error| panic!("{what}, {scheme:?}, {method:?}: {error}"));
            }
        }
    }
}

#[tokio::test]
async fn what_happens_to_a_parameter_is_named_with_either_scheme() {
    let rows: &[Row] = &[
        ("dropped", |m| m.replace("&PageSize=7", ""), "parameter-dropped", &["PageSize"]),
        ("added", |m| m.replace("&PageSize", "&trace=1&PageSize"), "parameter-added", &["trace"]),
        ("altered", |m| m.replace("PageSize=7", "PageSize=8"), "parameter-altered", &["PageSize"]),
        ("a plus sign decoded", |m| m.replace("%2B", "+"), "parameter-altered", &["ImageName"]),
        ("encoded again", |m| m.replace("%2B", "%252B"), "parameter-altered", &["ImageName"]),
        ("emptied", |m| m.replace("PageSize=7", "PageSize="), "parameter-altered", &["PageSize"]),
    ];
    let setting = Setting::new().await;
    for scheme in [Signing::Rpc(Format::Json), Signing::Acs3] {
        for method in [Method::Get, Method::Post] {
            setting.assert_named(scheme, method, rows).await;
        }
    }
}

#[tokio::test]
async fn another_method_is_named_with_either_scheme() {
    let to_post: Rewrite = |message| message.method = "POST".to_owned();
    // What a client makes of a redirect: the form becomes a query.
    let to_get: Rewrite = |message| {
        message.method = "GET".to_owned();
        if !message.body.is_empty() {
            message.query = std::mem::take(&mut message.body);
            message.without("content-type");
        }
    };
    let setting = Setting::new().await;
    for scheme in [Signing::Rpc(Format::Json), Signing::Acs3] {
        let row = [("GET made POST", to_post, "method", &["METHOD"][..])];
        setting.assert_named(scheme, Method::Get, &row).await;
        let row = [("POST made GET", to_get, "method", &["METHOD"][..])];
        setting.assert_named(scheme, Method::Post, &row).await;
    }
}

#[tokio::test]
async fn what_acs3_signs_beside_the_parameters_is_named() {
    let rows: &[Row] = &[
        ("the host", |m| *m.header("host") = "inner.example".to_owned(), "host", &["host"]),
        ("a port", |m| m.header("host").push_str(":80"), "host", &["host"]),
        (
            "a nonce",
            |m| m.header("x-acs-signature-nonce").push('0'),
            "header",
            &["x-acs-signature-nonce"],
        ),
        (
            "a header more",
            |m| m.headers.push(("X-Acs-Trace".to_owned(), "1".to_owned())),
            "header",
            &["x-acs-trace"],
        ),
        (
            "a content type",
            |m| m.headers.push(("Content-Type".to_owned(), "text/plain".to_owned())),
            "header",
            &["content-type"],
        ),
        (
            "every value encoded again",
            |m| m.query = m.query.replace('%', "%25"),
            "query-encoded-again",
            &["ImageFamily", "ImageName"],
        ),
    ];
    let setting = Setting::new().await;
    for method in [Method::Get, Method::Post] {
        setting.assert_named(Signing::Acs3, method, rows).await;
    }
    let body: Rewrite = |message| message.body = "added".to_owned();
    let row = [("a body", body, "body-hash", &["BODY HASH"][..])];
    setting.assert_named(Signing::Acs3, Method::Post, &row).await;
}

#[tokio::test]
async fn rpc_does_not_sign_the_host() {
    let rewrite: Rewrite = |message| *message.header("host") = "inner.example".to_owned();
    let page = Setting::new().await.call(Signing::Rpc(Format::Json), Method::Get, rewrite).await;
    page.expect("the host is not signed");
}

#[tokio::test]
async fn a_token_that_is_lost_or_changed_is_named_and_not_shown() {
    let setting = Setting::temporary().await;
    let lost: Rewrite = |message| {
        let token = "&SecurityToken=canaryTokencanaryTokencanary";
        message.replace(token, "");
    };
    let changed: Rewrite = |message| message.replace("canaryToken", "otherToken");
    let rows = [
        ("the token lost", lost, "missing-security-token", &["SecurityToken"][..]),
        ("the token changed", changed, "parameter-altered", &["SecurityToken"][..]),
    ];
    setting.assert_named(Signing::Rpc(Format::Json), Method::Get, &rows).await;
    let changed: Rewrite = |message| message.header("x-acs-security-token").push('0');
    let row = [("the token changed", changed, "header", &["x-acs-security-token"][..])];
    setting.assert_named(Signing::Acs3, Method::Get, &row).await;
}

/// The service gives no quotation then, only the name; that it was signed tells the rest.
#[tokio::test]
async fn a_signed_header_that_is_lost_is_named() {
    let version: Rewrite = |message| message.without("x-acs-version");
    let key: Rewrite = |message| message.without("x-acs-accesskey-id");
    let rows = [
        ("the version lost", version, "header", &["x-acs-version"][..]),
        ("the key lost", key, "header", &["x-acs-accesskey-id"][..]),
    ];
    Setting::temporary().await.assert_named(Signing::Acs3, Method::Get, &rows).await;
}

/// Both sides signed the same text: the sentence says the other thing this can mean.
#[tokio::test]
async fn a_signature_that_was_changed_looks_like_a_wrong_secret() {
    let setting = Setting::new().await;
    let rpc: Rewrite = |message| message.replace("&Signature=", "&Signature=AA");
    let acs3: Rewrite = |message| {
        let value = message.header("authorization");
        let last = if value.ends_with('0') { "1" } else { "0" };
        value.replace_range(value.len() - 1.., last);
    };
    for (scheme, rewrite) in [(Signing::Rpc(Format::Json), rpc), (Signing::Acs3, acs3)] {
        let error = setting.refused(scheme, Method::Get, rewrite).await;
        assert_diagnosed("the signature", &error, "wrong-secret", &[]);
        assert!(error.to_string().contains("or the signature was changed on its way"), "{error}");
    }
}

/// The emulator, and the key to call it with.
struct Setting {
    emulator: Emulator,
    credentials: Credentials,
}

impl Setting {
    async fn new() -> Self {
        Self::with(Credentials::new("testid", SECRET)).await
    }

    async fn temporary() -> Self {
        let token = "canaryTokencanaryTokencanary";
        Self::with(Credentials::new("testid", SECRET).with_security_token(token)).await
    }

    async fn with(credentials: Credentials) -> Self {
        let options = Options::new().allow_host("inner.example").key(credentials.clone());
        let emulator = Emulator::start_with(options).await.expect("an emulator");
        Self { emulator, credentials }
    }

    /// Makes one call through a proxy of its own.
    async fn call(&self, scheme: Signing, method: Method, rewrite: Rewrite) -> Result<(), Error> {
        let proxy = proxy::start(self.emulator.address(), rewrite).await;
        let options = aliyun_transport_hyper::Options::new()
            .allow_plain_http(true)
            .proxies(Proxies::through(&proxy, "").expect("a proxy"));
        let transport = HyperTransport::with_options(options).expect("a transport");
        let endpoint = "http://ecs.cn-hangzhou.aliyuncs.com".parse::<Endpoint>();
        let client = Client::new(self.credentials.clone(), transport, TokioRuntime)
            .with_endpoint(endpoint.expect("an endpoint"))
            .with_signing(scheme)
            .with_method(method)
            .with_retry(RetryPolicy::none());
        let request = DescribeImages::new("cn-hangzhou")
            .image_name("a b*c+d")
            .image_family("e f")
            .page_size(7);
        client.describe_images(&request).await.map(drop)
    }

    async fn refused(&self, scheme: Signing, method: Method, rewrite: Rewrite) -> Error {
        let error = self.call(scheme, method, rewrite).await;
        let error = error.expect_err("the service refuses what was not signed");
        assert_prints_no_secret(&error);
        error
    }

    async fn assert_named(&self, scheme: Signing, method: Method, rows: &[Row]) {
        for (what, rewrite, cause, names) in rows {
            let error = self.refused(scheme, method, *rewrite).await;
            assert_diagnosed(&format!("{what}, {scheme:?}, {method:?}"), &error, cause, names);
        }
    }
}

#[track_caller]
fn assert_diagnosed(what: &str, error: &Error, cause: &str, names: &[&str]) {
    let refusal = error.service_error().unwrap_or_else(|| panic!("{what}: {error}"));
    let diagnosis = refusal.diagnosis().unwrap_or_else(|| panic!("{what}: no diagnosis: {error}"));
    assert_eq!(diagnosis.cause().id(), cause, "{what}: {error}");
    let named = diagnosis.differences().iter().map(Difference::name).collect::<Vec<_>>();
    assert_eq!(named, names, "{what}: {error}");
    for name in names {
        assert!(error.to_string().contains(name), "{what}: {error}");
    }
}

#[track_caller]
fn assert_prints_no_secret(error: &(impl Debug + std::fmt::Display)) {
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("canary"), "{printed}");
}

const SECRET: &str = "canarySecretcanarySecret";
