//! What earlier attempts of a call leave behind: an error is that of the call, not of its last
//! attempt alone.

use aliyun_rpc::{Client, Ended, Error, Failure, NotSent, RetryPolicy, ServiceError};
use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};
use aliyun_transport::replay::Replay;
use aliyun_transport::{SendFuture, Sent, Transport, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::Response;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::{Echo, clock, endpoint, refusal};

fn lost() -> TransportError {
    TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe)
}

fn unreachable() -> TransportError {
    TransportError::new(TransportErrorKind::Connect, Sent::No)
}

async fn error_of(transport: Replay) -> Error {
    let client = Client::new(Credentials::new("testid", "testsecret"), transport, clock());
    client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("it fails")
}

#[tokio::test]
async fn what_may_have_been_sent_once_may_have_been_sent() {
    let error = error_of(Replay::new().fail(lost()).fail(unreachable()).fail(unreachable())).await;
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Transport(_))));
    assert!(!error.failure().may_have_been_sent() && error.may_have_been_sent());
    let text = error.to_string();
    assert!(text.contains("an earlier attempt may have reached the server"), "{text}");

    let never = Replay::new().fail(unreachable()).fail(unreachable()).fail(unreachable());
    let error = error_of(never).await;
    assert!(!error.may_have_been_sent());
    assert!(!error.to_string().contains("earlier attempt"), "{error}");
}

#[tokio::test]
async fn the_last_answer_outlives_attempts_without_one() {
    let refused = refusal(503, "ServiceUnavailable");
    let transport = Replay::new().respond(refused).fail(unreachable()).fail(unreachable());
    let error = error_of(transport).await;
    assert_eq!(error.service_error().map(ServiceError::code), Some("ServiceUnavailable"));

    let mut page = Response::new("<html>Bad Gateway</html>".to_owned());
    *page.status_mut() = http::StatusCode::BAD_GATEWAY;
    let error = error_of(Replay::new().respond(page).fail(unreachable()).fail(unreachable())).await;
    assert_eq!(error.status(), Some(http::StatusCode::BAD_GATEWAY));
    assert!(matches!(error.failure(), Failure::NotUnderstood(_)));
}

#[tokio::test]
async fn a_refusal_that_was_mended_is_not_to_blame() {
    let used = refusal(400, "SignatureNonceUsed");
    let error = error_of(Replay::new().respond(used).fail(unreachable()).fail(unreachable())).await;
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Transport(_))), "{error}");
    assert!(error.may_have_been_sent() && !error.is_credentials());
}

/// Gives a key the first time, and then fails or never answers.
#[derive(Debug)]
struct Once {
    asked: AtomicU32,
    hangs: bool,
}

impl Provide for Once {
    fn provide(&self) -> ProvideFuture<'_> {
        let first = self.asked.fetch_add(1, Ordering::Relaxed) == 0;
        Box::pin(async move {
            if first {
                return Ok(Credentials::new("testid", "testsecret"));
            }
            if self.hangs {
                std::future::pending::<()>().await;
            }
            Err(ProvideError::new("gone"))
        })
    }
}

#[tokio::test]
async fn a_provider_that_fails_after_a_request_does_not_unsend_it() {
    let provider = Once { asked: AtomicU32::new(0), hangs: false };
    let client = Client::new(provider, Replay::new().fail(lost()), clock());
    let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("no key");
    assert!(matches!(error.failure(), Failure::NotSent(NotSent::Credentials(_))));
    assert!(error.may_have_been_sent() && error.is_credentials());
}

#[tokio::test]
async fn a_provider_that_hangs_spends_nobodys_budget() {
    #[derive(Debug)]
    struct Hangs;
    impl Provide for Hangs {
        fn provide(&self) -> ProvideFuture<'_> {
            Box::pin(std::future::pending())
        }
    }
    let client = Client::new(Hangs, Replay::new(), clock());
    for _ in 0..60 {
        let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("no key");
        assert!(error.is_timeout() && !error.is_credentials());
        assert_eq!(error.ended(), Ended::Attempts);
    }
}

#[tokio::test]
async fn a_replacement_that_hangs_is_bounded_and_asked_for_only_where_it_can_be_used() {
    let expired = || refusal(400, "InvalidSecurityToken.Expired");
    for (policy, asked, ended) in
        [(RetryPolicy::new(), 2, Ended::NotRetryable), (RetryPolicy::none(), 1, Ended::Attempts)]
    {
        let provider = std::sync::Arc::new(Once { asked: AtomicU32::new(0), hangs: true });
        let transport = Replay::new().respond(expired());
        let client = Client::new(std::sync::Arc::clone(&provider), transport, clock());
        let client = client.with_retry(policy);
        let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("expired");
        assert_eq!(provider.asked.load(Ordering::Relaxed), asked);
        assert_eq!(error.ended(), ended);
        assert!(error.elapsed() <= policy.attempt_timeout, "{:?}", error.elapsed());
    }
}

/// Answers the second attempt with pieces of the first one's URL, one of them in capitals.
#[derive(Debug, Default)]
struct Parrot(Mutex<Option<String>>);

impl Transport for Parrot {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        let mut heard = self.0.lock().expect("no panic while it was held");
        let message = match &*heard {
            None => "Busy.".to_owned(),
            Some(query) => {
                let of = |name: &str| {
                    let value = query.split(name).nth(1).unwrap_or_default();
                    value.chars().take(12).collect::<String>()
                };
                let nonce = of("&SignatureNonce=").to_uppercase();
                format!("Upstream saw {} and {nonce}.", of("&Signature="))
            }
        };
        heard.get_or_insert_with(|| request.uri().query().unwrap_or_default().to_owned());
        let body = format!(r#"{{"Code":"ServiceUnavailable","Message":"{message}"}}"#);
        Box::pin(async move {
            let response = Response::builder().status(503).body(Bytes::from(body));
            Ok(response.expect("a response"))
        })
    }
}

#[tokio::test]
async fn secrets_of_earlier_attempts_are_withheld_from_later_answers() {
    let key = Credentials::new("testid", "testsecret");
    let client = Client::new(key, Parrot::default(), clock());
    let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("busy");
    let refusal = error.service_error().expect("a refusal");
    assert_eq!(refusal.message(), "Upstream saw [withheld] and [withheld].");
    assert_eq!(error.attempts(), 3);
}
