//! Calls that are dropped.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use aliyun_ecs_describe_images::{Client, RetryPolicy};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Credentials, Format};
use aliyun_transport_hyper::{HyperTransport, Options, TokioRuntime};
use conformance::harness::{Clock, Identity, Rotating, SECRET, Script, Server, reply, within};
use std::time::Duration;

use crate::support::{clock, page, works};

/// Polls `work` at most this often; `None` if it is not done by then.
async fn at_most<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        if left == 0 { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

/// A call that takes two attempts is dropped after every possible number of polls. Then nothing
/// may be left, and the same client works.
async fn dropped_anywhere(identity: Option<&Identity>) {
    let mut polls = 0;
    loop {
        polls += 1;
        let first = || match identity {
            Some(identity) => Script::new().handshake(identity),
            None => Script::new(),
        };
        let fails = first().read().write(reply::refusal(Format::Json, 503, "ServiceUnavailable"));
        let works = first().read().write(page(Format::Json));
        let server = Server::start(vec![fails], Some(works)).await;
        let clock = clock();
        let client = client(&server, clock.clone(), identity);
        let request = DescribeImages::new("cn-hangzhou");
        let done = within(at_most(polls, client.describe_images(&request))).await;
        assert_eq!(clock.deadlines(), 0, "{polls} polls: a deadline is left");

        within(client.describe_images(&request)).await.expect("the next call works");
        drop(client);
        within(server.log().all_released()).await;
        assert!(server.log().nonces_are_unique());
        if let Some(result) = done {
            result.expect("a page");
            break;
        }
        assert!(polls < 1_000, "the call does not end");
    }
    println!("dropped after each of {polls} polls");
    assert!(polls > 3, "the call was never interrupted");
}

fn client(server: &Server, clock: Clock, identity: Option<&Identity>) -> Client {
    let port = server.address().port();
    let (endpoint, options) = match identity {
        Some(identity) => {
            (format!("https://localhost:{port}"), Options::new().extra_root(identity.root()))
        }
        None => (format!("http://127.0.0.1:{port}"), Options::new()),
    };
    let transport = HyperTransport::with_options(options).expect("a transport");
    Client::new(Rotating::default(), transport, clock)
        .with_endpoint(endpoint.parse().expect("an endpoint"))
}

#[tokio::test]
async fn t39_call_dropped_anywhere_leaves_nothing_and_the_next_one_works() {
    dropped_anywhere(None).await;
}

#[tokio::test]
async fn t39_call_dropped_anywhere_under_tls_leaves_nothing_and_the_next_one_works() {
    dropped_anywhere(Some(&Identity::of("localhost"))).await;
}

/// The first answer is withheld for good; the dropped call's connection must go.
#[tokio::test]
async fn t39_call_dropped_while_it_waits_closes_its_connection() {
    let server =
        Server::start(vec![Script::new().read().until_released()], Some(works(Format::Json))).await;
    let clock = clock();
    let client = client(&server, clock.clone(), None);
    let request = DescribeImages::new("cn-hangzhou");
    within(async {
        tokio::select! {
            biased;
            _ = client.describe_images(&request) => panic!("nobody answers"),
            () = server.log().wait_until(|events| events.len() == 2) => {}
        }
    })
    .await;
    within(server.log().all_released()).await;
    assert_eq!(clock.deadlines(), 0);
    within(client.describe_images(&request)).await.expect("the next call works");
}

/// tokio drops the call in the middle of the pause between two attempts.
#[test]
fn t40_runtime_that_ends_during_a_pause_does_not_panic() {
    let outer = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outer = outer.expect("a runtime");
    let inner = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let inner = inner.expect("a runtime");
    outer.block_on(async {
        let throttled = reply::refusal_with(503, "Throttling", &[("Retry-After", "60")]);
        let server = Server::start(vec![Script::new().read().write(throttled)], None).await;
        let endpoint = format!("http://{}", server.address());
        let call = inner.spawn(async move {
            let transport = HyperTransport::new().expect("a transport");
            let policy = RetryPolicy::new().operation_timeout(Duration::from_secs(3600));
            let client = Client::new(Credentials::new("id", SECRET), transport, TokioRuntime)
                .with_endpoint(endpoint.parse().expect("an endpoint"))
                .with_retry(policy);
            client.describe_images(&DescribeImages::new("cn-hangzhou")).await.map(|_| ())
        });
        // The answer is read and its connection closed: the call pauses.
        within(server.log().all_released_of(1)).await;
        inner.shutdown_background();
        let error = within(call).await.expect_err("the runtime is gone");
        assert!(error.is_cancelled(), "{error}");
    });
}
