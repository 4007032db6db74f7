//! Every number of the options at its edges, over a real connection; and what a body costs.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aliyun_transport::Transport as _;
use aliyun_transport::TransportErrorKind as Kind;
use aliyun_transport_hyper::Options;
use support::OK;
use support::Outcome;
use support::Server;
use support::get;
use support::with;
use support::within;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;

/// Two exchanges, the second after the first: the pool is asked, too.
async fn twice(options: Options) -> [Outcome; 2] {
    let server = Server::start().await;
    let transport = with(options);
    let uri = server.http();
    let serve = async {
        loop {
            // A client that gives up closes its connection, here at any moment.
            let mut stream = server.accept().await.stream;
            let mut read = [0; 4096];
            while matches!(stream.read(&mut read).await, Ok(1..)) {
                if stream.write_all(OK).await.is_err() {
                    break;
                }
            }
        }
    };
    let client = async {
        let first = transport.send(get(&uri)).await;
        // The pool looks after its idle connections in a task of its own.
        tokio::task::yield_now().await;
        [first, transport.send(get(&uri)).await]
    };
    within(async {
        tokio::select! {
            outcomes = client => outcomes,
            () = serve => unreachable!("the server never ends"),
        }
    })
    .await
}

#[tokio::test]
async fn no_number_is_too_large() {
    // A panic in a task of the pool ends nothing else, and nobody waits for the task.
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        hook(panic);
    }));
    let long = Duration::MAX;
    for (name, options) in [
        ("connect", Options::new().connect_timeout(long)),
        ("first byte", Options::new().first_byte_timeout(long)),
        ("body", Options::new().body_idle_timeout(long)),
        ("pool", Options::new().pool_idle_timeout(long)),
        ("idle", Options::new().max_idle_per_host(usize::MAX)),
        ("size", Options::new().max_body(usize::MAX)),
    ] {
        for outcome in twice(options).await {
            assert_eq!(outcome.unwrap_or_else(|error| panic!("{name}: {error:?}")).body(), "ok");
        }
    }
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn zero_is_a_number() {
    let none = Duration::ZERO;
    for (name, options) in [
        ("pool", Options::new().pool_idle_timeout(none)),
        ("idle", Options::new().max_idle_per_host(0)),
    ] {
        for outcome in twice(options).await {
            assert_eq!(outcome.unwrap_or_else(|error| panic!("{name}: {error:?}")).body(), "ok");
        }
    }
    for outcome in twice(Options::new().max_body(0)).await {
        assert_eq!(outcome.unwrap_err().kind(), Kind::body_too_large(0));
    }
    for options in [
        Options::new().connect_timeout(none),
        Options::new().first_byte_timeout(none),
        Options::new().body_idle_timeout(none),
    ] {
        // What is there already may be taken; what would have to be waited for is not.
        for outcome in twice(options).await {
            let kind = outcome.map_err(|error| error.kind());
            assert!(matches!(kind, Ok(_) | Err(Kind::Timeout { .. })), "{kind:?}");
        }
    }
}
