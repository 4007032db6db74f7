//! A proxy that passes requests on, and breaks some of the exchanges.

use std::collections::HashSet;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aliyun_rpc_signer::Format;
use conformance::harness::reply;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::settings::Settings;

/// What the proxy does to one exchange in place of passing it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    CloseUnanswered,
    ResetUnanswered,
    CloseInHead,
    CloseInBody,
    ResetInBody,
    Silence,
    Garbage,
    WebPage,
    Unavailable,
    Internal,
    Throttled,
    ShortLength,
    CloseAfterReply,
    ResetAfterReply,
}

const FAULTS: [(Fault, &str); 14] = [
    (Fault::CloseUnanswered, "close-unanswered"),
    (Fault::ResetUnanswered, "reset-unanswered"),
    (Fault::CloseInHead, "close-in-head"),
    (Fault::CloseInBody, "close-in-body"),
    (Fault::ResetInBody, "reset-in-body"),
    (Fault::Silence, "silence"),
    (Fault::Garbage, "garbage"),
    (Fault::WebPage, "web-page-200"),
    (Fault::Unavailable, "503-ServiceUnavailable"),
    (Fault::Internal, "500-InternalError-xml"),
    (Fault::Throttled, "400-Throttling.User"),
    (Fault::ShortLength, "content-length-too-small"),
    (Fault::CloseAfterReply, "close-after-reply"),
    (Fault::ResetAfterReply, "reset-at-reuse"),
];

pub(crate) struct Proxy {
    upstream: SocketAddr,
    settings: Settings,
    requests: AtomicU64,
    nonces: Mutex<HashSet<u128>>,
    reused: AtomicU64,
    injected: [AtomicU64; FAULTS.len()],
}

impl Proxy {
    pub(crate) fn new(upstream: SocketAddr, settings: Settings) -> Self {
        Self {
            upstream,
            settings,
            requests: AtomicU64::new(0),
            nonces: Mutex::default(),
            reused: AtomicU64::new(0),
            injected: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }

    pub(crate) fn counts(&self) -> Vec<(&'static str, u64)> {
        let mut counts = vec![
            ("requests", self.requests.load(Ordering::Relaxed)),
            ("reused", self.reused.load(Ordering::Relaxed)),
        ];
        let injected = FAULTS.iter().zip(&self.injected);
        counts.extend(injected.map(|((_, name), count)| (*name, count.load(Ordering::Relaxed))));
        counts
    }

    pub(crate) async fn run(self: Arc<Self>, listener: TcpListener) {
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let proxy = Arc::clone(&self);
            // How a connection ends is its client's business.
            tokio::spawn(async move {
                let _ = proxy.connection(stream).await;
            });
        }
    }

    /// Serves a connection until the client or a fault ends it.
    async fn connection(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let mut upstream = TcpStream::connect(self.upstream).await?;
        upstream.set_nodelay(true)?;
        while let Some(head) = read_head(&mut client).await? {
            let number = self.note_nonce(&head);
            let Some(fault) = self.draw(number) else {
                let answer = exchange(&mut upstream, &head).await?;
                client.write_all(&answer).await?;
                continue;
            };
            match fault {
                Fault::CloseUnanswered => return Ok(()),
                Fault::ResetUnanswered => return client.set_zero_linger(),
                Fault::Silence => {
                    // Until the client gives up.
                    while client.read(&mut [0; 64]).await? > 0 {}
                    return Ok(());
                }
                Fault::Garbage => return client.write_all(b"220 mail ready\r\n\r\n").await,
                Fault::WebPage => answer(&mut client, 200, "<html>please wait</html>").await?,
                Fault::Unavailable => {
                    let body = reply::refusal_body(Format::Json, "ServiceUnavailable");
                    answer(&mut client, 503, &body).await?;
                }
                Fault::Internal => {
                    let body = reply::refusal_body(Format::Xml, "InternalError");
                    answer(&mut client, 500, &body).await?;
                }
                Fault::Throttled => {
                    let body = reply::refusal_body(Format::Json, "Throttling.User");
                    answer(&mut client, 400, &body).await?;
                }
                Fault::CloseInHead
                | Fault::CloseInBody
                | Fault::ResetInBody
                | Fault::ShortLength
                | Fault::CloseAfterReply
                | Fault::ResetAfterReply => {
                    let answer = exchange(&mut upstream, &head).await?;
                    return damage(fault, client, &answer).await;
                }
            }
        }
        Ok(())
    }

    /// Returns the number of the request.
    fn note_nonce(&self, head: &str) -> u64 {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let nonce = head.split_once("SignatureNonce=").map_or("", |(_, rest)| rest);
        let nonce = nonce.get(..32).and_then(|hex| u128::from_str_radix(hex, 16).ok());
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        // A request without a nonce counts as one that reused it.
        if !nonce.is_some_and(|nonce| nonces.insert(nonce)) {
            self.reused.fetch_add(1, Ordering::Relaxed);
        }
        number
    }

    /// Decides by the seed and the number of the request.
    fn draw(&self, number: u64) -> Option<Fault> {
        let random = mix(self.settings.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number);
        if random % 100 >= self.settings.faults {
            return None;
        }
        let index = usize::try_from((random >> 32) % FAULTS.len() as u64).ok()?;
        self.injected.get(index)?.fetch_add(1, Ordering::Relaxed);
        FAULTS.get(index).map(|(fault, _)| *fault)
    }
}

/// Sends a part of the answer, or all of it, and ends the connection.
async fn damage(fault: Fault, mut client: TcpStream, answer: &[u8]) -> io::Result<()> {
    let body = answer.windows(4).position(|end| end == b"\r\n\r\n").map_or(0, |at| at + 4);
    let (head, body) = answer.split_at(body);
    let half = body.split_at(body.len() / 2).0;
    match fault {
        Fault::CloseInHead => client.write_all(head.split_at(head.len() / 2).0).await?,
        Fault::CloseInBody => client.write_all(&[head, half].concat()).await?,
        Fault::ResetInBody => {
            client.write_all(&[head, half].concat()).await?;
            client.set_zero_linger()?;
        }
        Fault::ShortLength => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", half.len());
            client.write_all(&[head.as_bytes(), body].concat()).await?;
        }
        _ => client.write_all(answer).await?,
    }
    if fault == Fault::ResetAfterReply {
        // At the moment at which the connection is used again.
        let _ = read_head(&mut client).await?;
        client.set_zero_linger()?;
    }
    Ok(())
}

async fn answer(client: &mut TcpStream, status: u16, body: &str) -> io::Result<()> {
    client.write_all(reply::response(status, &[], body).as_bytes()).await
}

/// Passes a request without a body on and reads its answer.
async fn exchange(upstream: &mut TcpStream, head: &str) -> io::Result<Vec<u8>> {
    upstream.write_all(head.as_bytes()).await?;
    let answer = read_head(upstream).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut body = vec![0; content_length(&answer)];
    upstream.read_exact(&mut body).await?;
    Ok([answer.as_bytes(), &body].concat())
}

/// Reads up to and with the empty line; `None` at the end of the stream.
async fn read_head(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    loop {
        // Neither side sends beyond a head what is not announced in it, so peeking finds its end.
        let mut piece = [0; 4096];
        let peeked = stream.peek(&mut piece).await?;
        if peeked == 0 {
            return Ok(None);
        }
        let before = head.len();
        head.extend_from_slice(piece.get(..peeked).unwrap_or_default());
        let end = head.windows(4).position(|end| end == b"\r\n\r\n").map(|at| at + 4);
        let taken = end.unwrap_or(head.len()) - before;
        stream.read_exact(piece.get_mut(..taken).unwrap_or_default()).await?;
        if let Some(end) = end {
            head.truncate(end);
            let text = String::from_utf8(head).map_err(io::Error::other)?;
            return Ok(Some(text));
        }
    }
}

fn content_length(head: &str) -> usize {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    lines
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .find_map(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}

/// The finalizer of SplitMix64.
fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}
