//! Every call ends: for each way of standing still, exactly at its deadline.

use std::time::Duration;

use aliyun_ecs_describe_images::{Ended, RetryPolicy};
use aliyun_rpc_signer::Format;
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;
use conformance::harness::{Case, Clock, Identity, Script, reply};

use crate::support::{clock, half, options, works};

const REAL_SLACK: Duration = Duration::from_secs(10);

/// Every attempt meets a connection that `stalls`; the call has 110 s, its attempts 40, 40 and 30.
async fn ends_at_its_deadline(name: &str, case: Case, clock: &Clock, stalls: Script) {
    let policy = RetryPolicy::new()
        .max_attempts(10)
        .base(Duration::ZERO)
        .operation_timeout(Duration::from_secs(110));
    let began = TokioRuntime.elapsed();
    let outcome = case.clock(clock).policy(policy).others(stalls).run().await;
    let real = TokioRuntime.elapsed() - began;
    outcome.fails("TimedOut", Ended::Deadline, 3);
    assert_eq!(outcome.elapsed, Duration::from_secs(110), "{name}");
    assert_eq!(outcome.error().elapsed(), Duration::from_secs(110), "{name}");
    println!("{name}: 110 s of the call's time, {real:?} of real time");
    assert!(real < REAL_SLACK, "{name}: {real:?}");
}

#[tokio::test]
async fn silence_after_the_connection_ends() {
    let clock = clock();
    let stalls = Script::new().expire(&clock).until_released();
    ends_at_its_deadline("request not read", Case::json(), &clock, stalls).await;
}

#[tokio::test]
async fn silence_after_the_request_ends() {
    let clock = clock();
    let stalls = Script::new().read().expire(&clock).until_released();
    ends_at_its_deadline("no answer", Case::json(), &clock, stalls).await;
}

#[tokio::test]
async fn stalled_head_ends() {
    let clock = clock();
    let stalls = Script::new().read().write("HTTP/1.1 200").expire(&clock).until_released();
    ends_at_its_deadline("stalled head", Case::json(), &clock, stalls).await;
}

#[tokio::test]
async fn stalled_body_ends() {
    let clock = clock();
    let head = reply::raw("200 OK\r\nContent-Length: 1000", half(Format::Json));
    let stalls = Script::new().read().write(head).expire(&clock).until_released();
    ends_at_its_deadline("stalled body", Case::json(), &clock, stalls).await;
}

#[tokio::test]
async fn body_without_end_ends() {
    let clock = clock();
    let stalls = Script::new().read().write(reply::raw("200 OK", "{")).expire(&clock);
    ends_at_its_deadline("body without end", Case::json(), &clock, stalls.until_released()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dripping_body_ends() {
    let clock = clock();
    let stalls = Script::new()
        .read()
        .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
        .expire(&clock)
        .write_for_ever("1\r\n \r\n");
    ends_at_its_deadline("dripping body", Case::json(), &clock, stalls).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interim_responses_without_end_end() {
    let clock = clock();
    let interim = "HTTP/1.1 100 Continue\r\n\r\n";
    let stalls =
        Script::new().read().write(interim.repeat(100)).expire(&clock).write_for_ever(interim);
    ends_at_its_deadline("interim responses", Case::json(), &clock, stalls).await;
}

#[tokio::test]
async fn stalled_handshake_ends() {
    let clock = clock();
    let stalls = Script::new().expire(&clock).until_released();
    ends_at_its_deadline("stalled handshake", Case::json().secure(), &clock, stalls).await;
}

#[tokio::test]
async fn stall_under_tls_ends() {
    let clock = clock();
    let identity = Identity::of("localhost");
    let case = Case::json().secure().options(options().extra_root(identity.root()));
    let stalls = Script::new().handshake(&identity).read().expire(&clock).until_released();
    ends_at_its_deadline("no answer under TLS", case, &clock, stalls).await;
}

#[tokio::test]
async fn half_open_connection_ends() {
    let clock = clock();
    let half_open = works(Format::Json).read().expire(&clock).until_released();
    let case = Case::json().after(1).connection(half_open);
    let stalls = Script::new().read().expire(&clock).until_released();
    ends_at_its_deadline("half-open connection", case, &clock, stalls).await;
}
