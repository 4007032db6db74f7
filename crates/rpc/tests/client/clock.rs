//! A wrong clock is corrected for the next call, too.

use aliyun_rpc::{Client, RetryPolicy};
use aliyun_rpc_signer::Credentials;
use aliyun_transport::replay::Replay;
use aliyun_transport::{Sent, TransportError, TransportErrorKind};
use http::Response;

use crate::support::{Echo, clock, endpoint, refusal};

/// A refusal for the timestamp, dated an hour after [`clock`].
fn late() -> Response<String> {
    let mut late = refusal(400, "InvalidTimeStamp.Expired");
    let date = "Tue, 23 Feb 2016 13:46:24 GMT".parse().expect("a header");
    late.headers_mut().insert("date", date);
    late
}

fn stamps(transport: &Replay) -> Vec<String> {
    let hour = |request: &aliyun_transport::replay::RecordedRequest| {
        let query = request.uri().query().unwrap_or_default();
        let stamp = query.split("Timestamp=2016-02-23T").nth(1).unwrap_or_default();
        stamp.chars().take(2).collect()
    };
    transport.requests().iter().map(hour).collect()
}

#[tokio::test]
async fn an_offset_that_no_attempt_was_left_to_try_is_tried_by_the_next_call() {
    let transport = Replay::new().respond(late()).respond(Response::new("done".to_owned()));
    let key = Credentials::new("testid", "testsecret");
    let client = Client::new(key, transport.clone(), clock()).with_retry(RetryPolicy::none());
    client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("refused");
    client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect("an answer");
    assert_eq!(stamps(&transport), ["12", "13"]);
}

#[tokio::test]
async fn an_offset_that_did_not_help_is_given_up() {
    let refused = || refusal(400, "InvalidTimeStamp.Expired");
    let transport = Replay::new().respond(late()).respond(refused()).respond(refused());
    let key = Credentials::new("testid", "testsecret");
    let client = Client::new(key, transport.clone(), clock()).with_retry(RetryPolicy::none());
    for _ in 0..3 {
        client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("refused");
    }
    assert_eq!(stamps(&transport), ["12", "13", "12"]);
}

#[tokio::test]
async fn an_offset_stays_on_trial_where_nobody_answered() {
    let lost = || TransportError::new(TransportErrorKind::Connect, Sent::No);
    let transport = Replay::new().respond(late()).fail(lost()).fail(lost());
    let transport = transport.respond(Response::new("done".to_owned()));
    let client = Client::new(Credentials::new("testid", "testsecret"), transport.clone(), clock());
    client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("unreachable");
    client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect("an answer");
    assert_eq!(stamps(&transport), ["12", "13", "13", "13"]);
}
