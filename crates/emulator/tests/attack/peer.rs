//! A client that writes what it likes.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use aliyun_rpc_signer::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::ask::Ask;

pub(crate) struct Peer(TcpStream);

impl Peer {
    pub(crate) async fn new(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends, or finds that the other side has ended: what it said then tells why.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> bool {
        soon(self.0.write_all(bytes)).await.is_ok()
    }

    /// Sends and reads the answers until the other side ends.
    pub(crate) async fn exchange(mut self, bytes: &[u8]) -> Vec<u16> {
        self.send(bytes).await;
        self.statuses().await
    }

    /// Reads until the other side ends, by a reset perhaps, and returns the statuses of what came.
    pub(crate) async fn statuses(&mut self) -> Vec<u16> {
        statuses(&self.text().await)
    }

    pub(crate) async fn text(&mut self) -> String {
        let mut bytes = Vec::new();
        let _ = soon(self.0.read_to_end(&mut bytes)).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// No body of the emulator has a line that begins like this.
fn statuses(text: &str) -> Vec<u16> {
    let mut statuses = Vec::new();
    for (at, _) in text.match_indices("HTTP/1.") {
        if let Some(Ok(status)) = text.get(at + 9..at + 12).map(str::parse) {
            statuses.push(status);
        }
    }
    statuses
}

/// A signed request.
pub(crate) fn get(target: &str, connection: &str) -> String {
    let query = Ask::new().query(Method::Get);
    format!("GET {target}?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n")
}

/// Fails instead of hanging.
#[expect(clippy::disallowed_methods, reason = "a guard for a failing test, not a way to wait")]
pub(crate) async fn soon<T>(happens: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(20);
    tokio::time::timeout(limit, happens).await.expect("what must happen soon")
}
