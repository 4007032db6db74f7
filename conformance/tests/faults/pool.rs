//! Idle connections that die: a client on its own cannot prevent it, so its caller must not see it.

use aliyun_ecs_describe_images::{Client, Error};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::Format;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use conformance::harness::{Event, Gate, Rotating, Script, Server, reply, within};

use crate::support::{clock, page, works};

fn client(
    server: &Server,
    credentials: &Rotating,
    runtime: impl aliyun_transport::Runtime + 'static,
) -> Client {
    let transport = HyperTransport::new().expect("a transport");
    Client::new(credentials.clone(), transport, runtime)
        .with_endpoint(format!("http://{}", server.address()).parse().expect("an endpoint"))
}

async fn call(client: &Client) -> Result<(), Error> {
    client.describe_images(&DescribeImages::new("cn-hangzhou")).await.map(|_| ())
}

/// Makes calls, `CALLERS` at a time, and returns how many failed and how many were retried.
async fn failures(server: &Server, calls: usize) -> (usize, usize) {
    let credentials = Rotating::default();
    let client = client(server, &credentials, TokioRuntime);
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut failed = 0;
                for _ in 0..calls / CALLERS {
                    if let Err(error) = within(call(&client)).await {
                        println!("{error:?}");
                        failed += 1;
                    }
                }
                failed
            })
        })
        .collect();
    let mut failed = 0;
    for caller in callers {
        failed += caller.await.expect("no panic");
    }
    drop(client);
    within(server.log().all_released()).await;
    assert!(server.log().nonces_are_unique());
    let retried = credentials.asked() - calls;
    println!(
        "{calls} calls: {failed} failed, {retried} retried, {} requests read, {} connections",
        server.log().requests().len(),
        server.log().accepted()
    );
    (failed, retried)
}

const CALLERS: usize = 8;

/// The server closes while the next request may be on its way already. How often that happens is
/// up to the machine; that nobody notices is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t35_server_that_closes_after_every_reply_fails_none_of_ten_thousand_calls() {
    let server = Server::start(Vec::new(), Some(works(Format::Json))).await;
    let (failed, _) = failures(&server, 10_000).await;
    assert_eq!(failed, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t36_server_that_resets_at_reuse_fails_none_of_a_thousand_calls() {
    let script = works(Format::Json).read().reset();
    let server = Server::start(Vec::new(), Some(script)).await;
    let (failed, retried) = failures(&server, 1_000).await;
    assert_eq!(failed, 0);
    assert!(retried > 400, "every other call meets a reset: {retried}");
}

const IDLE: usize = 16;

/// Makes sixteen calls at the same time; each gets its page.
async fn sixteen(client: &Client) {
    let calls: Vec<_> = (0..IDLE)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await })
        })
        .collect();
    for call in calls {
        within(call).await.expect("no panic").expect("a page");
    }
}

/// Sixteen idle connections die at once, by a close or a reset, and the server is back on the same
/// port: one after another would be drawn from the pool.
async fn restart(dies: fn(Script) -> Script) {
    let (all_here, restart) = (Gate::new(), Gate::new());
    let held = Script::new().read().wait(&all_here).write(page(Format::Json)).wait(&restart);
    let server = Server::start(vec![dies(held); IDLE], Some(works(Format::Json))).await;
    let client = client(&server, &Rotating::default(), TokioRuntime);
    let log = server.log().clone();
    let meanwhile = async {
        let request = |event: &&Event| matches!(event, Event::Request(..));
        log.wait_until(|events| events.iter().filter(request).count() == IDLE).await;
        all_here.open();
    };
    tokio::join!(sixteen(&client), within(meanwhile));
    restart.open();
    let before = log.requests().len();
    sixteen(&client).await;
    // At most one attempt per call was spent on a dead connection.
    assert!(log.requests().len() - before <= 2 * IDLE);
    assert!(log.nonces_are_unique());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t41_sixteen_connections_closed_at_once_fail_no_call() {
    restart(Script::close).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t41_sixteen_connections_reset_at_once_fail_no_call() {
    restart(Script::reset).await;
}

/// A restart behind a load balancer that tells nobody: sixteen connections answered once and never
/// again. Each call finds out by its deadline, all at the same moment, and is answered on a new
/// connection.
#[tokio::test]
async fn t41_sixteen_connections_silent_at_once_fail_no_call() {
    let all_here = Gate::new();
    let answers_once =
        Script::new().read().wait(&all_here).write(page(Format::Json)).read().until_released();
    let server = Server::start(vec![answers_once; IDLE], Some(works(Format::Json))).await;
    let clock = clock();
    let client = client(&server, &Rotating::default(), clock.clone());
    let log = server.log().clone();
    let requests = async |count: usize| {
        let request = |event: &&Event| matches!(event, Event::Request(..));
        log.wait_until(|events| events.iter().filter(request).count() == count).await;
    };
    let first = async {
        requests(IDLE).await;
        all_here.open();
    };
    within(async { tokio::join!(sixteen(&client), first) }).await;
    for _ in 0..10_000 {
        tokio::task::yield_now().await; // the pool takes the connections back in the background
    }
    let second = async {
        requests(2 * IDLE).await;
        assert_eq!(log.accepted(), IDLE, "every call has drawn a silent connection");
        clock.expire().await;
    };
    within(async { tokio::join!(sixteen(&client), second) }).await;
    assert_eq!((log.requests().len(), log.accepted()), (3 * IDLE, 2 * IDLE));
    assert!(log.nonces_are_unique());
    drop(client);
    within(log.all_released()).await;
}

#[tokio::test]
async fn t41_retry_does_not_draw_a_second_dead_connection() {
    let gate = Gate::new();
    let held = Script::new().read().wait(&gate).write(page(Format::Json)).read().reset();
    let server = Server::start(vec![held; 2], Some(works(Format::Json))).await;
    let client = client(&server, &Rotating::default(), TokioRuntime);
    let both = async { tokio::join!(call(&client), call(&client)) };
    let open = async {
        server.log().wait_until(|events| events.len() == 4).await;
        gate.open();
    };
    let ((one, two), ()) = within(async { tokio::join!(both, open) }).await;
    one.expect("a page");
    two.expect("a page");
    within(call(&client)).await.expect("a page");
    // Two at first; then one that was reset on a pooled connection, and one on a new connection.
    assert_eq!((server.log().requests().len(), server.log().accepted()), (4, 3));
}

#[tokio::test]
async fn t35_reused_connection_that_dies_is_replaced_without_a_pause() {
    let outcome = conformance::harness::Case::json()
        .after(1)
        .connection(works(Format::Json).read().reset())
        .connection(works(Format::Json))
        .run()
        .await;
    outcome.page(2).wire(3, 2).at_once();
}

#[tokio::test]
async fn answer_that_announces_the_close_leaves_nothing_in_the_pool() {
    let closing = reply::response(200, &[("Connection", "close")], reply::PAGE_JSON);
    let case = conformance::harness::Case::json().after(1).answered(closing);
    case.run().await.page(1).wire(2, 2);
}
