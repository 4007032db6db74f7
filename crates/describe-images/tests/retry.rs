//! Trying again, in virtual time: how often, after how long, and when it stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{
    Client, Ended, Error, Failure, MaybeSent, NotSent, RetryPolicy, ServiceError,
};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Credentials, Provide, ProvideFuture};
use aliyun_transport::replay::{RecordedRequest, Replay};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Sent, TransportError, TransportErrorKind};
use http::Response;

const PAGE: &str = r#"{"TotalCount":0,"Images":{"Image":[]}}"#;

/// 1994-11-06T08:49:37Z, the time of every `Date` below.
const SERVICE_SECONDS: u64 = 784_111_777;
const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

fn refusal(status: u16, code: &str) -> Response<String> {
    let body = format!(r#"{{"Code":"{code}","Message":"No.","RequestId":"R"}}"#);
    Response::builder().status(status).body(body).expect("a response")
}

fn page() -> Response<&'static str> {
    Response::new(PAGE)
}

fn lost(reused: bool) -> TransportError {
    TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe)
        .with_reused_connection(reused)
}

struct Run {
    result: Result<(), Error>,
    requests: Vec<RecordedRequest>,
    slept: Vec<Duration>,
}

impl Run {
    #[track_caller]
    fn error(&self) -> &Error {
        self.result.as_ref().expect_err("the call fails")
    }

    #[track_caller]
    fn ends(&self, ended: Ended, attempts: u32) -> &Error {
        let error = self.error();
        assert_eq!((error.ended(), error.attempts()), (ended, attempts), "{error}");
        error
    }

    fn query(&self, at: usize, name: &str) -> String {
        let query = self.requests[at].uri().query().expect("a query");
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(found, _)| *found == name).expect("the parameter").1.to_owned()
    }
}

fn runtime(seconds: u64) -> VirtualRuntime {
    VirtualRuntime::automatic(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

async fn run(transport: Replay) -> Run {
    run_with(transport, SERVICE_SECONDS, |client| client).await
}

async fn run_with(transport: Replay, seconds: u64, set: fn(Client) -> Client) -> Run {
    let runtime = runtime(seconds);
    let credentials = Credentials::new("testid", "testsecret");
    let client = set(Client::new(credentials, transport.clone(), runtime.clone()));
    let result = client.describe_images(&DescribeImages::new("cn-hangzhou")).await.map(|_| ());
    let run = Run { result, requests: transport.requests(), slept: runtime.slept() };
    let mut nonces: Vec<_> =
        (0..run.requests.len()).map(|at| run.query(at, "SignatureNonce")).collect();
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), run.requests.len(), "every attempt has its own nonce");
    run
}

#[tokio::test]
async fn a_passing_failure_is_retried_on_a_fresh_connection() {
    for (failing, bound) in [
        (Replay::new().respond(refusal(503, "ServiceUnavailable")), 50),
        (Replay::new().respond(refusal(500, "InternalError")), 50),
        (Replay::new().respond(refusal(400, "Throttling.User")), 1000),
        (Replay::new().respond(refusal(429, "SomethingNew")), 1000),
        (Replay::new().respond(refusal(502, "SomethingNew")), 50),
        (Replay::new().respond(Response::builder().status(502).body("<html/>").expect("one")), 50),
        (Replay::new().respond(Response::new("<html>login</html>")), 50),
        (Replay::new().respond(Response::new(&PAGE[..20])), 50),
        (Replay::new().fail(lost(false)), 50),
    ] {
        let run = run(failing.respond(page())).await;
        assert!(run.result.is_ok(), "{:?}", run.result);
        assert_eq!(run.requests.len(), 2);
        assert!(!run.requests[0].fresh_connection() && run.requests[1].fresh_connection());
        assert!(run.slept.iter().sum::<Duration>() < Duration::from_millis(bound));
    }
}

#[tokio::test]
async fn what_cannot_succeed_is_not_repeated() {
    for failing in [
        Replay::new().respond(refusal(400, "SignatureDoesNotMatch")),
        Replay::new().respond(refusal(404, "InvalidAccessKeyId.NotFound")),
        Replay::new().respond(refusal(503, "Forbidden.RAM")),
        Replay::new().respond(refusal(404, "InvalidUsage")),
        Replay::new().respond(refusal(400, "SomethingNew")),
        Replay::new().respond(Response::builder().status(302).body("").expect("one")),
        Replay::new().fail(TransportError::new(TransportErrorKind::Tls, Sent::No)),
        Replay::new().fail(TransportError::new(TransportErrorKind::ContentEncoding, Sent::Maybe)),
    ] {
        let run = run(failing).await;
        run.ends(Ended::NotRetryable, 1);
        assert!(run.slept.is_empty());
    }
}

#[tokio::test]
async fn a_connection_that_died_in_the_pool_is_replaced_at_once() {
    let run = run(Replay::new().fail(lost(true)).respond(page())).await;
    assert!(run.result.is_ok());
    assert!(run.slept.is_empty() && run.requests[1].fresh_connection());
}

#[tokio::test]
async fn attempts_end_and_the_last_refusal_is_what_counts() {
    let transport = Replay::new()
        .respond(refusal(503, "ServiceUnavailable"))
        .fail(lost(false))
        .fail(lost(false));
    let run = run(transport).await;
    let error = run.ends(Ended::Attempts, 3);
    assert_eq!(error.service_error().map(ServiceError::code), Some("ServiceUnavailable"));
    assert!(error.to_string().ends_with(": no attempts are left)"), "{error}");
}

#[tokio::test]
async fn a_failure_that_ends_the_call_by_itself_counts_more_than_an_earlier_refusal() {
    let untrusted = TransportError::new(TransportErrorKind::Tls, Sent::No);
    let transport = Replay::new().respond(refusal(503, "ServiceUnavailable")).fail(untrusted);
    let run = run(transport).await;
    let error = run.ends(Ended::NotRetryable, 2);
    assert!(error.service_error().is_none(), "{error}");
}

#[tokio::test]
async fn without_retries_there_is_one_attempt() {
    let transport = Replay::new().respond(refusal(503, "ServiceUnavailable"));
    let run = run_with(transport, 0, |client| client.with_retry(RetryPolicy::none())).await;
    run.ends(Ended::Attempts, 1);
}

#[tokio::test]
async fn a_stalled_attempt_is_given_up_after_forty_seconds() {
    let run = run(Replay::new().hang().respond(page())).await;
    assert!(run.result.is_ok());
    assert_eq!(run.slept[0], Duration::from_secs(40));
}

/// Gives no credentials, ever.
#[derive(Debug)]
struct Silent;

impl Provide for Silent {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_provider_that_never_answers_ends_the_call_before_anything_is_sent() {
    let (transport, runtime) = (Replay::new(), runtime(0));
    let policy = RetryPolicy::new().base(Duration::ZERO).operation_timeout(Duration::from_secs(50));
    let client = Client::new(Silent, transport.clone(), runtime.clone()).with_retry(policy);
    let request = DescribeImages::new("cn-hangzhou");
    let error = client.describe_images(&request).await.expect_err("no credentials");
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::CredentialsTimedOut)), "{error}");
    assert_eq!((error.ended(), error.attempts()), (Ended::Deadline, 2));
    assert_eq!(error.elapsed(), Duration::from_secs(50));
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_call_ends_exactly_at_its_deadline() {
    let transport = Replay::new().hang().hang().hang().hang();
    let run = run_with(transport, 0, |client| {
        let policy = RetryPolicy::new().max_attempts(10).base(Duration::ZERO);
        client.with_retry(policy.operation_timeout(Duration::from_secs(100)))
    })
    .await;
    let error = run.ends(Ended::Deadline, 3);
    assert_eq!(error.elapsed(), Duration::from_secs(100));
    assert!(matches!(error.failure(), Failure::MaybeSent(MaybeSent::TimedOut)));
}

#[tokio::test]
async fn a_hint_is_waited_for_in_full() {
    let mut throttled = refusal(400, "Throttling");
    let limits = "Limit:1,Remain:0,TimeLeft:7000,Reset:1".parse().expect("a header");
    throttled.headers_mut().insert("x-ratelimit-user-api", limits);
    let run = run(Replay::new().respond(throttled).respond(page())).await;
    assert!(run.result.is_ok());
    assert_eq!(run.slept, [Duration::from_secs(7)]);
}

#[tokio::test]
async fn a_hint_that_does_not_fit_ends_the_call_and_is_handed_on() {
    let mut throttled = refusal(503, "Throttling");
    throttled.headers_mut().insert("retry-after", "300".parse().expect("a header"));
    let run = run(Replay::new().respond(throttled)).await;
    let error = run.ends(Ended::Deadline, 1);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(300)));
    assert!(error.to_string().contains("the service asks to wait 300s"), "{error}");
    assert!(run.slept.is_empty());
}

fn skewed(date: Option<&str>, age: bool) -> Response<String> {
    let mut response = refusal(400, "InvalidTimeStamp.Expired");
    if let Some(date) = date {
        response.headers_mut().insert("date", date.parse().expect("a header"));
    }
    if age {
        response.headers_mut().insert("age", "7".parse().expect("a header"));
    }
    response
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_by_one_immediate_attempt() {
    for seconds in [
        SERVICE_SECONDS - 1200,
        SERVICE_SECONDS + 1200,
        SERVICE_SECONDS - 86_400,
        SERVICE_SECONDS + 86_400,
    ] {
        let transport = Replay::new().respond(skewed(Some(DATE), false)).respond(page());
        let run = run_with(transport, seconds, |client| client).await;
        assert!(run.result.is_ok(), "{:?}", run.result);
        assert_eq!(run.query(1, "Timestamp"), "1994-11-06T08%3A49%3A37Z");
        assert!(run.slept.is_empty());
    }
}

#[tokio::test]
async fn a_clock_that_cannot_be_corrected_ends_the_call() {
    let off = SERVICE_SECONDS - 1200;
    for (response, seconds) in [
        (skewed(None, false), off),
        (skewed(Some("yesterday"), false), off),
        (skewed(Some(DATE), true), off),
        (skewed(Some(DATE), false), SERVICE_SECONDS - 200),
    ] {
        let transport = Replay::new().respond(response);
        let run = run_with(transport, seconds, |client| client).await;
        run.ends(Ended::NotRetryable, 1);
    }
    let transport = Replay::new().respond(skewed(Some(DATE), false));
    let run = run_with(transport, off, |client| client.with_clock_correction(false)).await;
    run.ends(Ended::NotRetryable, 1);
}

#[tokio::test]
async fn clones_share_what_was_learned_about_the_clock() {
    let transport =
        Replay::new().respond(skewed(Some(DATE), false)).respond(page()).respond(page());
    let credentials = Credentials::new("testid", "testsecret");
    let client = Client::new(credentials, transport.clone(), runtime(SERVICE_SECONDS - 1200));
    let request = DescribeImages::new("cn-hangzhou");
    client.clone().describe_images(&request).await.expect("a page");
    client.clone().describe_images(&request).await.expect("a page");
    let last = transport.requests().remove(2);
    assert!(last.uri().query().expect("a query").contains("Timestamp=1994-11-06T08%3A49%3A37Z"));
}

#[tokio::test]
async fn a_used_nonce_is_replaced_once() {
    let used = || refusal(400, "SignatureNonceUsed");
    let run_once = run(Replay::new().respond(used()).respond(page())).await;
    assert!(run_once.result.is_ok() && run_once.slept.is_empty());
    run(Replay::new().respond(used()).respond(used())).await.ends(Ended::NotRetryable, 2);
}

#[tokio::test]
async fn an_outage_costs_a_few_dozen_retries_in_all() {
    for (code, most) in [("ServiceUnavailable", 10_035), ("Throttling", 10_100)] {
        let transport =
            (0..most).fold(Replay::new(), |replay, _| replay.respond(refusal(503, code)));
        let client = Client::new(Credentials::new("id", "secret"), transport.clone(), runtime(0));
        let request = DescribeImages::new("cn-hangzhou");
        for _ in 0..10_000 {
            client.clone().describe_images(&request).await.expect_err("the service is down");
        }
        assert_eq!(transport.remaining(), 0, "every retry the budget allows was made");
        let error = client.describe_images(&request).await.expect_err("beyond the script");
        assert!(matches!(error.failure(), Failure::MaybeSent(_) | Failure::NotSent(_)));
    }
}

/// Hands out another key each time it is asked.
#[derive(Debug, Default)]
struct Rotating(AtomicUsize);

impl Provide for Rotating {
    fn provide(&self) -> ProvideFuture<'_> {
        let turn = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Ok(Credentials::new(format!("key-{turn}"), "secret")) })
    }
}

#[tokio::test]
async fn every_attempt_asks_for_credentials() {
    let transport = Replay::new().respond(refusal(500, "InternalError")).respond(page());
    let client = Client::new(Arc::new(Rotating::default()), transport.clone(), runtime(0));
    client.describe_images(&DescribeImages::new("cn-hangzhou")).await.expect("a page");
    for (at, request) in transport.requests().iter().enumerate() {
        let query = request.uri().query().expect("a query");
        assert!(query.starts_with(&format!("AccessKeyId=key-{at}&")));
    }
}
