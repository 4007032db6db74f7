//! Connections that do not come about, or end before the answer.

use std::time::Duration;

use aliyun_ecs_describe_images::Ended;
use aliyun_rpc_signer::{Format, Method};
use aliyun_transport_hyper::{Options, Proxies};
use conformance::harness::{Case, Script, Server};

use crate::support::{BOTH, SOON, clock, once, options, works};

/// Plays `script` on the first connection; the second one works.
async fn recovers(script: Script, requests: usize) {
    for format in BOTH {
        let case = Case::new(format).connection(script.clone()).connection(works(format));
        case.run().await.page(2).wire(requests, 2);
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

#[tokio::test]
async fn t01_refused_connection_is_retried_and_named() {
    let endpoint = format!("http://127.0.0.1:{}", free_port());
    let outcome = Case::json().endpoint(&endpoint).run().await;
    outcome.fails("Connect", Ended::Attempts, 3).wire(0, 0);
    assert_eq!(outcome.pauses.len(), 2);
    assert!(outcome.printed().contains("ConnectionRefused"), "{}", outcome.printed());
}

#[tokio::test]
async fn t02_reset_on_accept_is_retried() {
    recovers(Script::new().reset(), 1).await;
}

#[tokio::test]
async fn t03_close_on_accept_is_retried() {
    recovers(Script::new(), 1).await;
}

#[tokio::test]
async fn t04_close_instead_of_an_answer_is_retried() {
    recovers(Script::new().read().close(), 2).await;
}

#[tokio::test]
async fn t04_close_instead_of_an_answer_to_a_post_is_retried() {
    let outcome = Case::json()
        .method(Method::Post)
        .connection(Script::new().read().close())
        .connection(works(Format::Json))
        .run()
        .await;
    outcome.page(2).wire(2, 2);
    let requests = outcome.log.requests();
    assert_ne!(requests[0].param("SignatureNonce"), requests[1].param("SignatureNonce"));
    assert!(requests[1].param("Signature").is_some());
}

#[tokio::test]
async fn t05_reset_instead_of_an_answer_is_retried() {
    recovers(Script::new().read().reset(), 2).await;
}

#[tokio::test]
async fn t05_connection_lost_in_every_attempt_is_named() {
    let outcome = Case::json().others(Script::new().read().reset()).run().await;
    outcome.fails("ConnectionLost", Ended::Attempts, 3).wire(3, 3);
}

#[tokio::test]
async fn t06_half_a_status_line_is_retried() {
    recovers(Script::new().read().write("HTTP/1.1 20").close(), 2).await;
}

#[tokio::test]
async fn t06_half_a_head_is_retried() {
    recovers(Script::new().read().write("HTTP/1.1 200 OK\r\nContent-Le").close(), 2).await;
}

#[tokio::test]
async fn t07_silence_is_given_up_after_forty_seconds_and_retried() {
    for format in BOTH {
        let clock = clock();
        let outcome = Case::new(format)
            .clock(&clock)
            .connection(Script::new().read().expire(&clock).until_released())
            .connection(works(format))
            .run()
            .await;
        outcome.page(2).wire(2, 2);
        let paused: Duration = outcome.pauses.iter().sum();
        assert_eq!(outcome.elapsed, Duration::from_secs(40) + paused);
    }
}

#[tokio::test]
async fn t07_stalled_head_is_given_up_and_its_connection_is_not_used_again() {
    let clock = clock();
    let stalled = Script::new().read().write("HTTP/1.1 200 OK\r\n").expire(&clock).until_released();
    let outcome =
        Case::json().clock(&clock).connection(stalled).connection(works(Format::Json)).run().await;
    outcome.page(2).wire(2, 2);
}

#[tokio::test]
async fn t07_silence_runs_into_the_transports_own_timer() {
    let outcome = Case::json()
        .options(options().first_byte_timeout(SOON))
        .others(Script::new().read().until_released())
        .run()
        .await;
    outcome.fails("Timeout(FirstByte)", Ended::Attempts, 3).wire(3, 3);
}

#[tokio::test]
async fn t28_name_that_does_not_resolve_is_retried_and_named() {
    let outcome = Case::json().endpoint("https://no-such-host.invalid").run().await;
    outcome.fails("Resolve", Ended::Attempts, 3).wire(0, 0);
    let text = outcome.error().to_string();
    assert!(text.contains("the server's host name could not be resolved"), "{text}");
}

/// `ecs.example.com` at these addresses of this machine, in this order.
pub(crate) fn host_at(addresses: &[[u8; 4]]) -> Options {
    options()
        .proxies(Proxies::none())
        .allow_plain_http(true)
        .resolve("ecs.example.com", addresses.iter().map(|&address| address.into()))
}

/// A page from 127.0.0.1, at the first attempt, for a host with another address before that.
pub(crate) async fn second_address_answers(server: &Server, options: Options) {
    let endpoint = format!("http://ecs.example.com:{}", server.address().port());
    Case::json().endpoint(&endpoint).options(options).run().await.page(1);
    assert_eq!((server.log().requests().len(), server.log().accepted()), (1, 1));
}

#[tokio::test]
async fn t29_address_at_which_nobody_listens_leaves_the_second() {
    let server = Server::start(vec![works(Format::Json)], None).await;
    second_address_answers(&server, host_at(&[[127, 0, 0, 2], [127, 0, 0, 1]])).await;
}

#[tokio::test]
async fn t34_plain_http_to_another_machine_is_refused_before_any_byte() {
    let outcome = Case::json().endpoint("http://ecs.example.com").run().await;
    outcome.fails("Refused", Ended::NotRetryable, 1).wire(0, 0).at_once();
    assert!(outcome.printed().contains("plain http"), "{}", outcome.printed());
}

#[tokio::test]
async fn t37_peer_that_fell_silent_is_left_for_a_new_connection() {
    let clock = clock();
    let half_open = works(Format::Json).read().expire(&clock).until_released();
    let outcome = Case::json()
        .clock(&clock)
        .after(1)
        .connection(half_open)
        .connection(works(Format::Json))
        .run()
        .await;
    outcome.page(2).wire(3, 2);
}

#[tokio::test]
async fn one_attempt_is_one_request_without_retries() {
    let outcome = Case::json().policy(once()).others(Script::new().read().close()).run().await;
    outcome.fails("ConnectionLost", Ended::Attempts, 1).wire(1, 1);
}
