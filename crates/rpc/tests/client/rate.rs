//! The client's own rate limit.

use std::time::Duration;

use aliyun_rpc::{Client, Ended, Failure, NotSent, RateLimit, RetryPolicy};
use aliyun_rpc_signer::Credentials;
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Runtime, SendFuture, Transport};
use bytes::Bytes;

use crate::support::{Echo, clock, endpoint};

/// A service that answers at once.
#[derive(Debug)]
struct Up;

impl Transport for Up {
    fn send(&self, _: http::Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async { Ok(http::Response::new(Bytes::from_static(b"up"))) })
    }
}

fn client(runtime: &VirtualRuntime) -> Client {
    Client::new(Credentials::new("testid", "testsecret"), Up, runtime.clone())
        .with_retry(RetryPolicy::new().operation_timeout(Duration::from_secs(120)))
}

const HOST: &str = "ecs.aliyuncs.com";

#[tokio::test]
async fn a_thousand_requests_a_minute_unless_told_otherwise() {
    let runtime = clock();
    let client = client(&runtime);
    let began = runtime.elapsed();
    let run = async |client: &Client, host: &str| client.run(&Echo::SIGNED, &endpoint(host)).await;
    for _ in 0..1_000 {
        run(&client, HOST).await.expect("an answer");
    }
    assert_eq!(runtime.elapsed(), began);
    run(&client.clone(), "ecs.eu-central-1.aliyuncs.com").await.expect("an answer");
    assert_eq!(runtime.elapsed() - began, Duration::from_secs(60));
    assert_eq!((client.counts().calls, client.counts().attempts), (1_001, 1_001));

    let free = client.clone().with_rate_limit(None);
    for _ in 0..2_000 {
        run(&free, HOST).await.expect("an answer");
        run(&client, "127.0.0.1").await.expect("an answer");
    }
    assert_eq!(runtime.elapsed() - began, Duration::from_secs(60));
}

#[tokio::test]
async fn who_would_wait_too_long_is_told_at_once() {
    let runtime = clock();
    let limit = RateLimit::new().requests(1).span(Duration::from_secs(3_600));
    let client = client(&runtime).with_rate_limit(Some(limit));
    client.run(&Echo::SIGNED, &endpoint(HOST)).await.expect("an answer");
    let began = runtime.elapsed();
    let error = client.run(&Echo::SIGNED, &endpoint(HOST)).await.expect_err("no place");
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::RateLimit(_))), "{error:?}");
    assert_eq!((error.ended(), error.attempts()), (Ended::Deadline, 0));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    assert!(error.to_string().contains("3600000 ms"), "{error}");
    assert!(!error.may_have_been_sent());
    assert_eq!(runtime.elapsed(), began);
}
