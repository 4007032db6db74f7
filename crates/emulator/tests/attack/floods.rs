//! Many requests at once, and many connections.

use std::net::SocketAddr;

use aliyun_rpc_signer::Method;
use tokio::task::JoinSet;

use crate::ask::Ask;
use crate::peer::{Peer, get};

pub(crate) fn all(address: SocketAddr, moves: &mut JoinSet<()>) {
    moves.spawn(pipelined(address));
    moves.spawn(pipelined_and_gone(address));
    moves.spawn(opened_and_dropped(address));
}

/// A hundred requests in one write are answered in their order.
async fn pipelined(address: SocketAddr) {
    let mut requests = String::new();
    for size in 1..=100 {
        let query = Ask::new().with("PageSize", &size.to_string()).query(Method::Get);
        let connection = if size == 100 { "close" } else { "keep-alive" };
        requests += &format!(
            "GET /?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n"
        );
    }
    let mut peer = Peer::new(address).await;
    assert!(peer.send(requests.as_bytes()).await);
    let text = peer.text().await;
    let sizes: Vec<u32> = text
        .match_indices("\"PageSize\":")
        .map(|(at, name)| {
            let digits = &text[at + name.len()..];
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap();
            digits[..end].parse().unwrap()
        })
        .collect();
    assert_eq!(sizes, (1..=100).collect::<Vec<_>>());
}

/// Who asks a hundred times and is gone before it is answered.
async fn pipelined_and_gone(address: SocketAddr) {
    let requests: String = (0..100).map(|_| get("/", "keep-alive")).collect();
    for _ in 0..10 {
        Peer::new(address).await.send(requests.as_bytes()).await;
    }
}

async fn opened_and_dropped(address: SocketAddr) {
    for n in 0..300 {
        let mut peer = Peer::new(address).await;
        match n % 4 {
            0 => {}
            1 => drop(peer.send(b"GET / HT").await),
            2 => drop(peer.send(get("/", "keep-alive").as_bytes()).await),
            _ => drop(
                peer.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n").await,
            ),
        }
    }
}
