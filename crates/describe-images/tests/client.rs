//! The client over a scripted transport and a virtual clock.

use std::error::Error as _;
use std::io;
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{
    BrokenRules, Client, DryRunIgnored, Failure, NotSent, NotUnderstoodKind, RetryPolicy,
    ServiceError, Signing, endpoints,
};
use aliyun_ecs_model::{DescribeImages, Revision, Rule};
use aliyun_ecs_wire::ImageRef;
use aliyun_rpc_signer::{Credentials, Format, Method, Provide, ProvideError, ProvideFuture, rpc};
use aliyun_transport::replay::{RecordedRequest, Replay};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Runtime, Sent, SleepFuture, TransportError, TransportErrorKind};
use http::{Response, StatusCode};

const PAGE: &str = r#"{"PageNumber":1,"TotalCount":1,"PageSize":10,"RegionId":"cn-hangzhou",
    "RequestId":"R-1","Images":{"Image":[{"ImageId":"m-1"}]}}"#;
const DRY_RUN: &str = r#"{"Code":"DryRunOperation","Message":"Request validation has been passed with DryRun flag set.","RequestId":"R-2","HostId":"ecs.aliyuncs.com"}"#;
const SECRET: &str = "CANARYSECRET";
const TOKEN: &str = "CANARYTOKEN";

fn credentials() -> Credentials {
    Credentials::new("testid", SECRET).with_security_token(TOKEN)
}

/// 2016-02-23T12:46:24Z.
fn clock() -> VirtualRuntime {
    VirtualRuntime::automatic(SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584))
}

fn client(transport: &Replay) -> Client {
    Client::new(credentials(), transport.clone(), clock()).with_retry(RetryPolicy::none())
}

fn answer(status: u16, body: &'static str) -> Response<&'static str> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}

fn request() -> DescribeImages {
    DescribeImages::new("cn-hangzhou")
}

/// Decodes an `application/x-www-form-urlencoded` text as the signer writes it.
fn params(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
    };
    query
        .split('&')
        .map(|pair| pair.split_once('=').expect("a pair"))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

#[track_caller]
fn assert_signed(method: Method, params: &[(String, String)]) {
    assert_eq!(rpc::verify(method, params.iter().map(|(n, v)| (n, v)), SECRET), Ok(()));
}

async fn sent(client: fn(Client) -> Client) -> RecordedRequest {
    let transport = Replay::new().respond(answer(200, PAGE));
    let page = client(self::client(&transport)).describe_images(&request().page_size(20)).await;
    assert_eq!(page.expect("a page").images().next().map(ImageRef::image_id), Some("m-1"));
    transport.requests().remove(0)
}

#[tokio::test]
async fn a_get_carries_everything_in_the_query_and_is_signed() {
    let request = sent(|client| client).await;
    assert_eq!(request.method(), http::Method::GET);
    assert_eq!(request.uri().host(), Some("ecs-cn-hangzhou.aliyuncs.com"));
    assert_eq!((request.uri().scheme_str(), request.uri().path()), (Some("https"), "/"));
    assert_eq!(request.headers()["accept"], "application/json");
    assert!(request.body().is_empty());
    let params = params(request.uri().query().expect("a query"));
    assert_signed(Method::Get, &params);
    for (name, value) in [
        ("Action", "DescribeImages"),
        ("Version", "2014-05-26"),
        ("Format", "JSON"),
        ("RegionId", "cn-hangzhou"),
        ("PageSize", "20"),
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("SecurityToken", TOKEN),
    ] {
        assert!(params.contains(&(name.to_owned(), value.to_owned())), "{name}");
    }
}

#[tokio::test]
async fn a_post_carries_everything_in_the_form_and_is_signed() {
    let request =
        sent(|client| client.with_method(Method::Post).with_signing(Signing::Rpc(Format::Xml)))
            .await;
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(request.uri().query(), None);
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.headers()["accept"], "application/xml");
    let params = params(std::str::from_utf8(request.body()).expect("UTF-8"));
    assert_signed(Method::Post, &params);
    assert!(params.contains(&("Format".to_owned(), "XML".to_owned())));
}

#[tokio::test]
async fn every_call_has_its_own_nonce() {
    let transport = Replay::new().respond(answer(200, PAGE)).respond(answer(200, PAGE));
    let client = client(&transport);
    for _ in 0..2 {
        client.clone().describe_images(&request()).await.expect("a page");
    }
    let nonce = |request: &RecordedRequest| {
        let params = params(request.uri().query().expect("a query"));
        params.into_iter().find(|(name, _)| name == "SignatureNonce").expect("a nonce").1
    };
    let nonces: Vec<String> = transport.requests().iter().map(nonce).collect();
    assert_ne!(nonces[0], nonces[1]);
    assert_eq!(nonces[0].len(), 32);
}

#[tokio::test]
async fn an_endpoint_overrides_the_region() {
    let request =
        sent(|client| client.with_endpoint(endpoints::CENTRAL.parse().expect("an endpoint"))).await;
    assert_eq!(request.uri().host(), Some("ecs.aliyuncs.com"));
    let request =
        sent(|client| client.with_endpoint("http://127.0.0.1:8080".parse().expect("an endpoint")))
            .await;
    assert_eq!(request.uri().authority().map(http::uri::Authority::as_str), Some("127.0.0.1:8080"));
}

#[tokio::test]
async fn a_denied_request_is_not_sent() {
    let transport = Replay::new();
    let client = client(&transport).with_revision(Revision::V2018_06_15);
    let error = client.describe_images(&request().page_size(51)).await.unwrap_err();
    let broken = BrokenRules::of(error.failure()).expect("broken rules");
    assert_eq!(broken.findings[0].rule, Rule::PageSizeMax);
    assert!(error.to_string().starts_with("the request breaks the rules of revision 2018-06-15"));
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_region_that_is_no_host_is_not_sent() {
    let transport = Replay::new();
    let request = DescribeImages::new("evil.example/");
    let error = client(&transport).describe_images(&request).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Endpoint(_))), "{error:?}");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_query_too_long_for_a_uri_is_not_sent_but_fits_into_a_form() {
    let transport = Replay::new().respond(answer(200, PAGE));
    let long = request().image_name("n".repeat(70_000));
    let error = client(&transport).describe_images(&long).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Http(_))), "{error:?}");
    assert!(error.to_string().contains("by POST"), "{error}");
    client(&transport).with_method(Method::Post).describe_images(&long).await.expect("a page");
}

#[derive(Debug)]
struct NoCredentials;

impl Provide for NoCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async { Err(ProvideError::new("the vault is sealed")) })
    }
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let transport = Replay::new();
    let client = Client::new(NoCredentials, transport.clone(), clock());
    let error = client.describe_images(&request()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "there are no credentials: the vault is sealed; nothing was sent"
    );
    assert!(transport.requests().is_empty());
}

#[derive(Debug)]
struct NoRandomness;

impl Runtime for NoRandomness {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }
    fn random(&self, _: &mut [u8]) -> io::Result<()> {
        Err(io::Error::other("no entropy"))
    }
}

#[tokio::test]
async fn without_randomness_nothing_is_sent() {
    let transport = Replay::new();
    let client = Client::new(credentials(), transport.clone(), NoRandomness);
    let error = client.describe_images(&request()).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Randomness(_))));
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("no entropy"));
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_transport_error_says_whether_the_request_was_sent() {
    let lost = |sent| TransportError::new(TransportErrorKind::ConnectionLost, sent);
    let transport = Replay::new().fail(lost(Sent::No)).fail(lost(Sent::Maybe));
    let client = client(&transport);
    let error = client.describe_images(&request()).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Transport(_))), "{error:?}");
    let error = client.describe_images(&request()).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::MaybeSent(_)), "{error:?}");
}

#[tokio::test]
async fn a_dry_run_succeeds_by_its_own_error_code() {
    let transport = Replay::new().respond(answer(400, DRY_RUN));
    let client = client(&transport);
    client.dry_run(&request()).await.expect("the checks pass");
    assert_eq!((client.counts().calls, client.counts().failed), (1, 0));
    let query = transport.requests()[0].uri().query().expect("a query").to_owned();
    assert!(params(&query).contains(&("DryRun".to_owned(), "true".to_owned())));
}

#[tokio::test]
async fn a_dry_run_that_ran_is_an_error() {
    let transport = Replay::new().respond(answer(200, PAGE));
    let client = client(&transport);
    let error = client.dry_run(&request()).await.unwrap_err();
    assert_eq!((client.counts().calls, client.counts().failed), (1, 1));
    let Failure::NotUnderstood(error) = error.failure() else { panic!("{error:?}") };
    let NotUnderstoodKind::Other(why) = error.kind() else { panic!("{error:?}") };
    assert!(why.is::<DryRunIgnored>());
    assert_eq!(
        error.to_string(),
        "the endpoint ignored DryRun and answered with images (HTTP 200)"
    );
}

#[tokio::test]
async fn a_refused_dry_run_is_the_refusal() {
    let body = r#"{"Code":"InvalidRegionId.NotFound","Message":"No."}"#;
    let transport = Replay::new().respond(answer(404, body));
    let error = client(&transport).dry_run(&request()).await.unwrap_err();
    assert_eq!(error.service_error().map(ServiceError::code), Some("InvalidRegionId.NotFound"));
}

#[tokio::test]
async fn nothing_printed_holds_a_secret() {
    let quote =
        "server string to sign is:GET&%2F&AccessKeyId%3Dtestid%26SecurityToken%3DCANARYTOKEN";
    let body = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"Not matched. {quote}"}}"#);
    let transport = Replay::new()
        .respond(answer(400, body.leak()))
        .respond(answer(200, "<html>CANARY-free</html>"))
        .fail(TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe));
    let client = client(&transport);
    let mut printed = format!("{client:?} {transport:?} {:?}", transport.requests());
    for _ in 0..3 {
        let error = client.describe_images(&request()).await.unwrap_err();
        printed.push_str(&format!(" {error} {error:?}"));
    }
    printed.push_str(&format!("{transport:?} {:?}", transport.requests()));
    let query = transport.requests()[0].uri().query().expect("a query").to_owned();
    let signature = params(&query).into_iter().find(|(n, _)| n == "Signature").expect("one").1;
    for secret in [SECRET, TOKEN, &signature, &*query] {
        assert!(!printed.contains(secret), "{secret} is printed");
    }
}
