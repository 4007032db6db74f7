//! A peer played by hand: raw sockets on the loopback, one step of the script at a time.
//!
//! A script waits for what the other side does, never for time to pass. Whatever is kept open by
//! returning it from the script stays open until the test ends.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::time::Duration;

use aliyun_transport::Transport as _;
use aliyun_transport::TransportError;
use aliyun_transport_hyper::HyperTransport;
use aliyun_transport_hyper::Options;
use bytes::Bytes;
use http::Request;
use http::Response;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

pub(crate) const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

pub(crate) type Outcome = Result<Response<Bytes>, TransportError>;

/// A listening socket.
pub(crate) struct Server {
    listener: TcpListener,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener }
    }

    pub(crate) fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    pub(crate) fn http(&self) -> String {
        format!("http://127.0.0.1:{}/?Signature=secret", self.port())
    }

    pub(crate) fn https(&self) -> String {
        format!("https://localhost:{}/?Signature=secret", self.port())
    }

    pub(crate) async fn accept(&self) -> Peer<TcpStream> {
        let (stream, _) = self.listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        Peer { stream }
    }

    /// Panics if somebody has connected and was not accepted.
    pub(crate) async fn nobody_else_came(&self) {
        tokio::select! {
            biased;
            _ = self.listener.accept() => panic!("an unexpected connection"),
            () = std::future::ready(()) => {}
        }
    }
}

/// One accepted connection.
pub(crate) struct Peer<S> {
    pub(crate) stream: S,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    /// Reads a request without a body; `None` if the client closed the connection instead.
    pub(crate) async fn try_read_head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.ok()?);
        }
        Some(String::from_utf8(head).unwrap())
    }

    pub(crate) async fn read_head(&mut self) -> String {
        self.try_read_head().await.expect("a request")
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Writes the same bytes until the client has closed the connection.
    pub(crate) async fn write_for_ever(&mut self, bytes: &[u8]) {
        while self.stream.write_all(bytes).await.is_ok() {}
    }

    /// Waits until the client has closed the connection.
    pub(crate) async fn closed(&mut self) {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest).await;
    }
}

impl Peer<TcpStream> {
    /// Closes with a reset instead of an orderly end.
    pub(crate) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }
}

pub(crate) fn get(uri: &str) -> Request<Bytes> {
    Request::get(uri).body(Bytes::new()).unwrap()
}

pub(crate) fn transport() -> HyperTransport {
    HyperTransport::new().unwrap()
}

pub(crate) fn with(options: Options) -> HyperTransport {
    HyperTransport::with_options(options).unwrap()
}

/// Short enough for a test, for timers that are meant to run out.
pub(crate) const SOON: Duration = Duration::from_millis(30);

/// Turns a test that hangs into one that fails.
#[expect(clippy::disallowed_methods, reason = "a watchdog, not a synchronisation")]
pub(crate) async fn within<T>(work: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(30);
    let done = tokio::time::timeout(limit, work).await;
    done.expect("the test hangs")
}

/// Sends one request to a server that accepts a connection and plays `script` on it.
pub(crate) async fn exchange<F, T>(
    transport: &HyperTransport,
    script: impl FnOnce(Peer<TcpStream>) -> F,
) -> Outcome
where
    F: Future<Output = T>,
{
    let server = Server::start().await;
    let uri = server.http();
    let play = async { script(server.accept().await).await };
    let (outcome, _kept_open) =
        within(async { tokio::join!(transport.send(get(&uri)), play) }).await;
    if let Err(error) = &outcome {
        prints_no_secret(error);
    }
    outcome
}

/// Answers one request with `response`, closes the connection, and returns what the client got.
pub(crate) async fn answered(response: &[u8]) -> Outcome {
    exchange(&transport(), async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write(response).await;
    })
    .await
}

#[track_caller]
pub(crate) fn prints_no_secret(error: &TransportError) {
    let mut text = format!("{error:?}");
    let mut cause = Some(error as &dyn std::error::Error);
    while let Some(error) = cause {
        text.push_str(&error.to_string());
        cause = error.source();
    }
    assert!(!text.contains("secret"), "{text}");
    assert!(!text.contains("Signature"), "{text}");
}
