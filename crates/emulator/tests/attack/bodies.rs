//! Bodies that are slow, endless, or said to be of two lengths.

use std::net::SocketAddr;

use tokio::task::JoinSet;

use crate::peer::{Peer, get};

pub(crate) fn all(address: SocketAddr, moves: &mut JoinSet<()>) {
    moves.spawn(slow(address));
    moves.spawn(two_lengths(address));
    moves.spawn(chunks(address));
    moves.spawn(endless(address));
    moves.spawn(zeros(address));
    moves.spawn(expectations(address));
}

fn post(headers: &str, body: &str) -> String {
    format!("POST / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}")
}

/// They are not waited for.
async fn slow(address: SocketAddr) {
    let mut peers = Vec::new();
    for request in [
        post("Content-Length: 100\r\n", ""),
        post("Content-Length: 100\r\n", "half"),
        post("Content-Length: 1000000\r\n", &"x".repeat(999_999)),
        post("Transfer-Encoding: chunked\r\n", ""),
        post("Transfer-Encoding: chunked\r\n", "5\r\nhel"),
        post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"),
        post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nTrailer: 1\r\n"),
    ] {
        let mut peer = Peer::new(address).await;
        peer.send(request.as_bytes()).await;
        peers.push((peer, request));
    }
    for (mut peer, request) in peers {
        assert_eq!(peer.statuses().await, [408], "{:?}", request.get(..120).unwrap_or(&request));
    }
}

/// What the body of one reader is, must not be the next request of another.
async fn two_lengths(address: SocketAddr) {
    let hidden = get("/", "close");
    let length = hidden.len() + 5;
    for headers in [
        "Content-Length: 4\r\nContent-Length: 5\r\n".to_owned(),
        "Content-Length: 4, 5\r\n".to_owned(),
        "Content-Length: +4\r\n".to_owned(),
        "Content-Length: -4\r\n".to_owned(),
        "Content-Length: 4x\r\n".to_owned(),
        "Content-Length: 99999999999999999999999\r\n".to_owned(),
        "Transfer-Encoding: gzip\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
    ] {
        let request = post(&headers, &format!("0\r\n\r\n{hidden}"));
        let statuses = Peer::new(address).await.exchange(request.as_bytes()).await;
        assert!(statuses.is_empty() || statuses == [400], "{headers}: {statuses:?}");
    }
    // With both, the chunks count (RFC 9112, section 6.3), or it is refused. Whoever believed in the
    // length would take what follows for the body.
    let both = format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n");
    let request = post(&both, &format!("0\r\n\r\n{hidden}"));
    let statuses = Peer::new(address).await.exchange(request.as_bytes()).await;
    assert!(statuses.len() <= 1, "it closes (RFC 9112, section 6.1): {statuses:?}");
    assert!(statuses.iter().all(|status| *status == 400), "{statuses:?}");
}

async fn chunks(address: SocketAddr) {
    for (chunk, allowed) in [
        ("fffffffffffffffffffff\r\nhello", &[400, 413][..]),
        ("-1\r\nhello", &[400, 413]),
        ("x\r\nhello", &[400, 413]),
        ("5\nhello\r\n0\r\n\r\n", &[400, 413]),
        ("5\r\nhelloworld\r\n0\r\n\r\n", &[400, 413]),
        ("7fffffffffffffff\r\nhello", &[408, 413]),
    ] {
        let request = post("Transfer-Encoding: chunked\r\n", chunk);
        let statuses = Peer::new(address).await.exchange(request.as_bytes()).await;
        assert!(statuses.len() <= 1, "{chunk:?}: {statuses:?}");
        assert!(statuses.iter().all(|it| allowed.contains(it)), "{chunk:?}: {statuses:?}");
    }
}

/// Chunks of one byte, of one extension after another, and trailers, without end.
async fn endless(address: SocketAddr) {
    let long = "x".repeat(1_000);
    for (begin, piece) in [
        ("", "1\r\nx\r\n".repeat(10_000)),
        ("", format!("1;{long}\r\nx\r\n").repeat(10)),
        ("1;", long.repeat(10)),
        ("0\r\n", format!("X: {long}\r\n").repeat(10)),
    ] {
        let mut peer = Peer::new(address).await;
        peer.send(post("Transfer-Encoding: chunked\r\n", begin).as_bytes()).await;
        while peer.send(piece.as_bytes()).await {
            tokio::task::yield_now().await;
        }
        let statuses = peer.statuses().await;
        assert!(statuses.iter().all(|it| [400, 408, 413].contains(it)), "{begin}: {statuses:?}");
    }
}

/// Fifty clients that ask whether they may go on, and do not.
async fn expectations(address: SocketAddr) {
    let mut peers = Vec::new();
    for n in 0..50 {
        let length = if n % 2 == 0 { "Content-Length: 9" } else { "Transfer-Encoding: chunked" };
        let mut peer = Peer::new(address).await;
        peer.send(post(&format!("Expect: 100-continue\r\n{length}\r\n"), "").as_bytes()).await;
        peers.push(peer);
    }
    for mut peer in peers {
        let statuses = peer.statuses().await;
        assert!(statuses == [100, 408] || statuses == [408], "{statuses:?}");
    }
}

/// The size of a chunk with zeros before it without end: nothing else bounds it but the time.
async fn zeros(address: SocketAddr) {
    let mut peer = Peer::new(address).await;
    peer.send(post("Transfer-Encoding: chunked\r\n", "").as_bytes()).await;
    while peer.send(&[b'0'; 10_000]).await {
        tokio::task::yield_now().await;
    }
}
