//! What the transport makes of every way in which a peer can fail.

mod support;

use aliyun_transport::Sent;
use aliyun_transport::TimeoutPhase;
use aliyun_transport::Transport as _;
use aliyun_transport::TransportErrorKind as Kind;
use aliyun_transport_hyper::Options;
use support::OK;
use support::Outcome;
use support::Peer;
use support::SOON;
use support::Server;
use support::answered;
use support::exchange;
use support::get;
use support::prints_no_secret;
use support::transport;
use support::with;
use support::within;
use tokio::net::TcpStream;

/// Every fault of this file happens on a first connection.
#[track_caller]
fn fails(outcome: Outcome, kind: Kind, sent: Sent) {
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (kind, sent), "{error:?}");
    assert!(!error.reused_connection());
}

#[track_caller]
fn body_of(outcome: Outcome) -> String {
    String::from_utf8(outcome.unwrap().into_body().to_vec()).unwrap()
}

// A status is data.

#[tokio::test]
async fn any_status_is_a_response() {
    for status in [200, 204, 302, 304, 400, 403, 404, 408, 429, 500, 503, 999] {
        let head = format!("HTTP/1.1 {status} Any\r\nX-Header: kept\r\nContent-Length: 0\r\n\r\n");
        let response = answered(head.as_bytes()).await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers()["x-header"], "kept");
        assert!(response.body().is_empty());
        assert!(response.extensions().is_empty());
    }
}

#[tokio::test]
async fn error_status_keeps_its_body() {
    let response = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    assert_eq!(body_of(answered(response).await), "busy");
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let target = Server::start().await;
    let head =
        format!("HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", target.http());
    let response = answered(head.as_bytes()).await.unwrap();
    assert_eq!(response.status(), 302);
    target.nobody_else_came().await;
}

#[tokio::test]
async fn request_arrives_as_it_was_made() {
    exchange(&transport(), async |mut peer: Peer<TcpStream>| {
        let head = peer.read_head().await;
        assert!(head.starts_with("GET /?Signature=secret HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("\r\nhost: 127.0.0.1:"), "{head}");
        assert!(!head.to_ascii_lowercase().contains("accept-encoding"), "{head}");
        peer.write(OK).await;
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn thousand_interim_responses_are_skipped() {
    let mut response = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000);
    response.extend_from_slice(OK);
    assert_eq!(body_of(answered(&response).await), "ok");
}

// No connection.

#[tokio::test]
async fn refused_connection_is_connect() {
    let server = Server::start().await;
    let uri = server.http();
    drop(server);
    let outcome = within(transport().send(get(&uri))).await;
    fails(outcome, Kind::Connect, Sent::No);
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused() {
    // An address reserved for documentation; and nothing is sent, so it does not matter.
    let uri = "http://192.0.2.1/?Signature=secret";
    let error = transport().send(get(uri)).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (Kind::Refused, Sent::No));
    prints_no_secret(&error);
}

// The connection goes away.

#[tokio::test]
async fn reset_on_accept_is_no_connection_or_a_lost_one() {
    let outcome = exchange(&transport(), async |peer: Peer<TcpStream>| peer.reset()).await;
    closed_at_once(outcome);
}

#[tokio::test]
async fn close_on_accept_is_no_connection_or_a_lost_one() {
    let outcome = exchange(&transport(), async |peer: Peer<TcpStream>| drop(peer)).await;
    closed_at_once(outcome);
}

/// Whether the request had left by then is a race, and either answer is honest.
#[track_caller]
fn closed_at_once(outcome: Outcome) {
    let error = outcome.unwrap_err();
    match (error.kind(), error.sent()) {
        (Kind::Connect, Sent::No) | (Kind::ConnectionLost, _) => {}
        _ => panic!("{error:?}"),
    }
    assert!(!error.reused_connection());
}

#[tokio::test]
async fn close_without_an_answer_is_lost() {
    let outcome = exchange(&transport(), async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
    })
    .await;
    fails(outcome, Kind::ConnectionLost, Sent::Maybe);
}

#[tokio::test]
async fn reset_without_an_answer_is_lost() {
    let outcome = exchange(&transport(), async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.reset();
    })
    .await;
    fails(outcome, Kind::ConnectionLost, Sent::Maybe);
}

#[tokio::test]
async fn half_a_head_is_lost() {
    for half in [&b"HTTP/1.1 20"[..], b"HTTP/1.1 200 OK\r\nContent-Le"] {
        fails(answered(half).await, Kind::ConnectionLost, Sent::Maybe);
    }
}

// Silence.

#[tokio::test]
async fn silent_server_runs_into_the_first_byte_timer() {
    let transport = with(Options::new().first_byte_timeout(SOON));
    let outcome = exchange(&transport, async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.closed().await;
    })
    .await;
    fails(outcome, Kind::timeout(TimeoutPhase::FirstByte), Sent::Maybe);
}

#[tokio::test]
async fn stalled_head_runs_into_the_first_byte_timer() {
    let transport = with(Options::new().first_byte_timeout(SOON));
    let outcome = exchange(&transport, async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write(b"HTTP/1.1 200 OK\r\nContent-Le").await;
        peer.closed().await;
    })
    .await;
    fails(outcome, Kind::timeout(TimeoutPhase::FirstByte), Sent::Maybe);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endless_interim_responses_run_into_the_first_byte_timer() {
    let transport = with(Options::new().first_byte_timeout(SOON));
    let outcome = exchange(&transport, async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write_for_ever(b"HTTP/1.1 100 Continue\r\n\r\n").await;
    })
    .await;
    fails(outcome, Kind::timeout(TimeoutPhase::FirstByte), Sent::Maybe);
}

#[tokio::test]
async fn stalled_body_runs_into_the_body_timer() {
    let transport = with(Options::new().body_idle_timeout(SOON));
    let outcome = exchange(&transport, async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await;
        peer.closed().await;
    })
    .await;
    fails(outcome, Kind::timeout(TimeoutPhase::BodyIdle), Sent::Maybe);
}

// The body is cut, or too much.

#[tokio::test]
async fn short_body_is_incomplete() {
    let response = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
    fails(answered(response).await, Kind::BodyIncomplete, Sent::Maybe);
}

#[tokio::test]
async fn reset_in_the_body_is_incomplete() {
    let outcome = exchange(&transport(), async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await;
        peer.reset();
    })
    .await;
    let error = outcome.unwrap_err();
    // A reset may overtake the head that was sent before it.
    assert!(matches!(error.kind(), Kind::BodyIncomplete | Kind::ConnectionLost), "{error:?}");
}

#[tokio::test]
async fn chunked_body_without_its_end_is_incomplete() {
    let response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";
    fails(answered(response).await, Kind::BodyIncomplete, Sent::Maybe);
}

#[tokio::test]
async fn chunked_body_is_joined_and_trailers_are_dropped() {
    let response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
        4\r\nhalf\r\n5\r\n+half\r\n0\r\nX-Trailer: 1\r\n\r\n";
    assert_eq!(body_of(answered(response).await), "half+half");
}

/// The framing cannot tell that these bodies are short; the caller's decoder has to.
#[tokio::test]
async fn body_that_ends_where_its_framing_says_is_complete() {
    let response = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{\"a\":1}";
    assert_eq!(body_of(answered(response).await), "{\"a\"");
    let response = b"HTTP/1.1 200 OK\r\n\r\n{\"a\"";
    assert_eq!(body_of(answered(response).await), "{\"a\"");
}

#[tokio::test]
async fn body_of_the_limit_is_taken_and_one_byte_more_is_not() {
    let transport = with(Options::new().max_body(4));
    let frames = [
        ("Content-Length: 4\r\n\r\nfour", true),
        ("Content-Length: 5\r\n\r\nfive!", false),
        ("Transfer-Encoding: chunked\r\n\r\n2\r\nfo\r\n2\r\nur\r\n0\r\n\r\n", true),
        ("Transfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n3\r\nve!\r\n0\r\n\r\n", false),
    ];
    for (rest, fits) in frames {
        let outcome = exchange(&transport, async |mut peer: Peer<TcpStream>| {
            peer.read_head().await;
            peer.write(format!("HTTP/1.1 200 OK\r\n{rest}").as_bytes()).await;
        })
        .await;
        if fits {
            assert_eq!(body_of(outcome), "four");
        } else {
            fails(outcome, Kind::body_too_large(4), Sent::Maybe);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endless_body_is_cut_off_at_the_limit() {
    let limit = 1 << 20;
    let transport = with(Options::new().max_body(limit));
    let outcome = exchange(&transport, async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        let mut chunk = b"4000\r\n".to_vec();
        chunk.extend_from_slice(&[b'x'; 0x4000]);
        chunk.extend_from_slice(b"\r\n");
        peer.write_for_ever(&chunk).await; // ends because the client closes
    })
    .await;
    fails(outcome, Kind::body_too_large(limit), Sent::Maybe);
}

#[tokio::test]
async fn announced_size_beyond_the_limit_is_refused_before_any_of_it_comes() {
    let outcome = exchange(&transport(), async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", u64::MAX - 2);
        peer.write(head.as_bytes()).await;
        peer.closed().await;
    })
    .await;
    fails(outcome, Kind::body_too_large(8 << 20), Sent::Maybe);
}

#[tokio::test]
async fn encoded_body_is_refused() {
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x01";
    let outcome = answered(head.as_bytes()).await;
    fails(outcome, Kind::ContentEncoding, Sent::Maybe);
}

// Not HTTP.

#[tokio::test]
async fn answer_that_is_not_http_is_protocol() {
    let many_headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(101));
    let long_header = format!("HTTP/1.1 200 OK\r\na: {}\r\n\r\n", "b".repeat(1 << 20));
    let answers = [
        "220 mail.example.com ESMTP ready\r\n\r\n",
        "\x15\x03\x01\x00\x02\x02\x28 and more \r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx",
        &many_headers,
        &long_header,
    ];
    for answer in answers {
        let outcome = exchange(&transport(), async |mut peer: Peer<TcpStream>| {
            peer.read_head().await;
            // The client may well close before it has read all of this.
            let _ = tokio::io::AsyncWriteExt::write_all(&mut peer.stream, answer.as_bytes()).await;
            peer.closed().await;
        })
        .await;
        let shown = answer.get(..60).unwrap_or(answer);
        let error = outcome.expect_err(shown);
        assert_eq!(error.kind(), Kind::Protocol, "{shown}: {error:?}");
        assert_eq!(error.sent(), Sent::Maybe, "{shown}");
    }
}

#[test]
fn debug_shows_the_options_only() {
    let text = format!("{:?}", transport());
    assert!(text.starts_with("HyperTransport { options: Options { connect_timeout: 5s,"), "{text}");
    assert!(text.ends_with(", .. }"), "{text}");
}
