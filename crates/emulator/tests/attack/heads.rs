//! Heads that are slow, large, twisted or of another protocol.

use std::net::SocketAddr;

use aliyun_rpc_signer::Method;
use tokio::task::JoinSet;

use crate::ask::Ask;
use crate::peer::{Peer, get};

pub(crate) fn all(address: SocketAddr, moves: &mut JoinSet<()>) {
    moves.spawn(slow(address));
    moves.spawn(large(address));
    moves.spawn(twisted(address));
    moves.spawn(methods(address));
    moves.spawn(targets(address));
    moves.spawn(upgrades(address));
}

/// Heads that never end, at every stage; one of them goes on byte by byte for as long as it may.
async fn slow(address: SocketAddr) {
    let mut peers = Vec::new();
    for part in ["", "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: loc", "\r\n\r\n\r\n"] {
        let mut peer = Peer::new(address).await;
        peer.send(part.as_bytes()).await;
        peers.push(peer);
    }
    let mut dripping = Peer::new(address).await;
    dripping.send(b"GET / HTTP/1.1\r\nX: ").await;
    while dripping.send(b"x").await {
        tokio::task::yield_now().await;
    }
    peers.push(dripping);
    for mut peer in peers {
        let statuses = peer.statuses().await;
        assert!(statuses.iter().all(|status| [408, 431].contains(status)), "{statuses:?}");
    }
}

async fn large(address: SocketAddr) {
    let headers = |count: usize| "X-One: 1\r\n".repeat(count);
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", headers(10_000));
    assert_refused(address, many.as_bytes(), &[431]).await;
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    assert_refused(address, long.as_bytes(), &[431]).await;
    let query = format!("GET /?a={} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(100 << 10));
    assert_refused(address, query.as_bytes(), &[400, 414, 431]).await;
    let query = format!("GET /?a={} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(4 << 20));
    assert_refused(address, query.as_bytes(), &[414, 431]).await;
}

async fn twisted(address: SocketAddr) {
    for head in [
        &b"GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        b"GET /?a=\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"G\0T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: local\0host\r\n\r\n",
        b"GET / HTTP/1.1\r\nX\0: 1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n folded: 1\r\nHost: localhost\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
    ] {
        assert_refused(address, head, &[400]).await;
    }
    let nul = Ask::new().with("ImageName", "a\0b").query(Method::Get);
    let nul = format!("GET /?{nul} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let statuses = Peer::new(address).await.exchange(nul.as_bytes()).await;
    assert_eq!(statuses.len(), 1, "{statuses:?}");
    assert!([200, 400, 404].contains(&statuses[0]), "{statuses:?}");
}

async fn methods(address: SocketAddr) {
    for line in [
        "HEAD /",
        "TRACE /",
        "OPTIONS /",
        "OPTIONS *",
        "CONNECT localhost:443",
        "DELETE /",
        "PATCH /",
        "WHATEVER /",
    ] {
        let head = format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let statuses = Peer::new(address).await.exchange(head.as_bytes()).await;
        assert_eq!(statuses, [403], "{line}");
    }
}

async fn targets(address: SocketAddr) {
    let absolute = get("http://localhost/", "close");
    assert_eq!(Peer::new(address).await.exchange(absolute.as_bytes()).await, [200]);
    for target in ["http://evil.example/", "http://localhost.evil.example/", "http://a@evil/"] {
        let statuses = Peer::new(address).await.exchange(get(target, "close").as_bytes()).await;
        assert_eq!(statuses, [421], "{target}");
    }
    for target in ["/../../etc/passwd", "//", "/%00", "/?%", "/_emulator/../", "/_emulator/faults"]
    {
        let head = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let statuses = Peer::new(address).await.exchange(head.as_bytes()).await;
        assert_eq!(statuses.len(), 1, "{target}");
        assert!([400, 403, 404].contains(&statuses[0]), "{target}: {statuses:?}");
    }
}

/// None is taken up, and what follows is read as HTTP/1.1 or not at all.
async fn upgrades(address: SocketAddr) {
    let get = || get("/", "Upgrade, close");
    let upgrade =
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AA==\r\n\r\n";
    let websocket = get().replace("\r\n\r\n", &format!("\r\n{upgrade}"));
    assert_eq!(Peer::new(address).await.exchange(websocket.as_bytes()).await, [200]);
    let h2c = get().replace("\r\n\r\n", "\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n");
    assert_eq!(Peer::new(address).await.exchange(h2c.as_bytes()).await, [200]);
    assert_refused(address, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[400, 505]).await;
    assert_refused(address, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", &[400]).await;
}

/// The connection ends, with one of these statuses or with nothing.
async fn assert_refused(address: SocketAddr, bytes: &[u8], allowed: &[u16]) {
    let statuses = Peer::new(address).await.exchange(bytes).await;
    let shown = String::from_utf8_lossy(bytes.get(..60).unwrap_or(bytes)).into_owned();
    assert!(statuses.len() <= 1, "{shown:?}: {statuses:?}");
    assert!(statuses.iter().all(|status| allowed.contains(status)), "{shown:?}: {statuses:?}");
}
