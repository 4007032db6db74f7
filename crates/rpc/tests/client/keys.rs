//! Where the key of an attempt comes from, and calls that need none.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aliyun_rpc::{Client, Ended, Failure, NotSent, RetryPolicy};
use aliyun_rpc_signer::{Credentials, Method, Provide, ProvideError, ProvideFuture};
use aliyun_transport::replay::Replay;
use http::Response;

use crate::support::{Echo, clock, endpoint, refusal};

/// The time that a source is told, and the key that was refused.
type Question = (SystemTime, Option<String>);

/// Hands out `key-1`, and after a refusal the next key if it has one. Notes what it is asked.
#[derive(Clone, Debug)]
struct Source {
    keys: usize,
    asked: Arc<Mutex<Vec<Question>>>,
}

impl Source {
    fn with(keys: usize) -> Self {
        Self { keys, asked: Arc::default() }
    }

    fn asked(&self) -> Vec<Question> {
        self.asked.lock().expect("no panic while it was held").clone()
    }

    /// The ids of the keys that were refused, one for each question.
    fn refused(&self) -> Vec<Option<String>> {
        self.asked().into_iter().map(|(_, refused)| refused).collect()
    }
}

impl Provide for Source {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async { Err(ProvideError::new("the client gives the time")) })
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        let id = refused.map(|key| key.access_key_id().to_owned());
        let key = if id.is_some() { 2.min(self.keys) } else { 1 };
        self.asked.lock().expect("no panic while it was held").push((now, id));
        let key = Credentials::new(format!("key-{key}"), "secret").with_security_token("token");
        Box::pin(async move { Ok(key) })
    }
}

fn expired() -> Response<String> {
    refusal(400, "InvalidSecurityToken.Expired")
}

#[tokio::test]
async fn an_expired_key_is_replaced_at_once() {
    let source = Source::with(2);
    let transport = Replay::new().respond(expired()).respond(Response::new("done"));
    let client = Client::new(source.clone(), transport.clone(), clock());
    let output = client.run(&Echo::SIGNED, &endpoint("a.example")).await;
    assert_eq!(output.expect("an answer"), "done");
    assert_eq!(source.refused(), [None, Some("key-1".to_owned())]);
    let queries = transport.requests();
    let second = queries[1].uri().query().expect("a query");
    assert!(second.contains("AccessKeyId=key-2"), "the second attempt has the other key");
}

#[tokio::test]
async fn a_source_without_another_key_ends_the_call_with_the_refusal() {
    let source = Source::with(1);
    let transport = Replay::new().respond(expired());
    let client = Client::new(source.clone(), transport.clone(), clock());
    let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("refused");
    assert!(error.is_credentials());
    assert_eq!((error.ended(), error.attempts()), (Ended::NotRetryable, 1));
    assert_eq!(transport.requests().len(), 1);
}

#[tokio::test]
async fn a_second_key_that_is_refused_is_the_last() {
    let source = Source::with(2);
    let transport = Replay::new().respond(expired()).respond(expired());
    let client = Client::new(source.clone(), transport.clone(), clock());
    let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("refused");
    assert_eq!((error.ended(), error.attempts()), (Ended::NotRetryable, 2));
    assert_eq!(source.refused().len(), 2);
}

#[tokio::test]
async fn a_refused_key_is_not_signed_with_again() {
    let source = Source::with(2);
    let busy = refusal(503, "ServiceUnavailable");
    let transport = Replay::new().respond(expired()).respond(busy).respond(Response::new("done"));
    let client = Client::new(source.clone(), transport.clone(), clock());
    client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect("an answer");
    let key_1 = || Some("key-1".to_owned());
    assert_eq!(source.refused(), [None, key_1(), key_1()]);
    let third = transport.requests()[2].uri().query().map(|query| query.contains("key-2"));
    assert_eq!(third, Some(true));
}

#[tokio::test]
async fn the_source_is_told_the_services_time() {
    let source = Source::with(1);
    let mut late = refusal(400, "InvalidTimeStamp.Expired");
    let date = "Tue, 23 Feb 2016 13:46:24 GMT".parse().expect("a header");
    late.headers_mut().insert("date", date);
    let transport = Replay::new().respond(late).respond(Response::new("done"));
    let client = Client::new(source.clone(), transport, clock());
    client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect("an answer");
    let asked: Vec<SystemTime> = source.asked().into_iter().map(|(now, _)| now).collect();
    assert_eq!(asked[1].duration_since(asked[0]).expect("later"), Duration::from_secs(3600));
}

#[derive(Debug)]
struct NoKeys;

impl Provide for NoKeys {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async { Err(ProvideError::new("there are none")) })
    }
}

#[tokio::test]
async fn an_unsigned_call_asks_for_no_key_and_carries_none() {
    let transport = Replay::new().respond(Response::new("1")).respond(Response::new("2"));
    let client = Client::new(NoKeys, transport.clone(), clock()).with_retry(RetryPolicy::none());
    for method in [Method::Post, Method::Get] {
        let operation = Echo { method, is_signed: false };
        client.run(&operation, &endpoint("sts.aliyuncs.com")).await.expect("an answer");
    }
    let [post, get] = &transport.requests()[..] else { panic!("two requests") };
    let common = "Action=Echo&Format=JSON&Timestamp=2016-02-23T12%3A46%3A24Z&Version=2015-04-01";
    let own = "Token=a%20b%2Bc%26d";
    assert_eq!(post.uri().query(), Some(common));
    assert_eq!(post.body(), own.as_bytes());
    assert_eq!(post.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(get.uri().query(), Some(&*format!("{common}&{own}")));
    assert!(get.body().is_empty());

    let error = client.run(&Echo::SIGNED, &endpoint("sts.aliyuncs.com")).await;
    let error = error.expect_err("no keys");
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Credentials(_))));
    assert!(error.is_credentials() && !error.may_have_been_sent());
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_refused_before_it_is_sent() {
    for key in [
        Credentials::new("", "secret"),
        Credentials::new("id", "CANARY\n"),
        Credentials::new("id", "secret").with_security_token("CANARY CANARY"),
    ] {
        let transport = Replay::new();
        let client = Client::new(key, transport.clone(), clock());
        let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("no key");
        assert!(matches!(error.failure(), Failure::NotSent(NotSent::Key(_))), "{error}");
        assert!(error.is_credentials() && !error.to_string().contains("CANARY"), "{error}");
        assert!(transport.requests().is_empty());
    }
}
