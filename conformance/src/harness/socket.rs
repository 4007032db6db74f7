//! One accepted connection, plain or under TLS.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::log::WireRequest;
use super::tls::Identity;

pub(crate) struct Socket {
    wire: Wire,
    /// What was read beyond the last request.
    ahead: Vec<u8>,
}

enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { wire: Wire::Plain(stream), ahead: Vec::new() }
    }

    pub(crate) async fn secured(self, identity: &Identity) -> io::Result<Self> {
        let Wire::Plain(stream) = self.wire else { return Err(io::Error::other("TLS in TLS")) };
        let stream = identity.acceptor().accept(stream).await?;
        Ok(Self { wire: Wire::Tls(Box::new(stream)), ahead: Vec::new() })
    }

    /// Reads a request; `None` if the client closed the connection instead.
    pub(crate) async fn read_request(&mut self) -> Option<WireRequest> {
        let head = loop {
            let end = self.ahead.windows(4).position(|end| end == b"\r\n\r\n");
            if let Some(end) = end {
                break self.ahead.drain(..end + 4).collect();
            }
            self.read_ahead().await?;
        };
        let head = String::from_utf8(head).ok()?;
        let length = content_length(&head);
        while self.ahead.len() < length {
            self.read_ahead().await?;
        }
        let body = self.ahead.drain(..length).collect();
        Some(WireRequest::new(head, String::from_utf8(body).ok()?))
    }

    async fn read_ahead(&mut self) -> Option<()> {
        let mut piece = [0; 4096];
        let read = self.stream().read(&mut piece).await.ok().filter(|read| *read > 0)?;
        self.ahead.extend_from_slice(&piece[..read]);
        Some(())
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let stream = self.stream();
        stream.write_all(bytes).await?;
        stream.flush().await
    }

    /// Ends our side: under TLS, properly.
    pub(crate) async fn finish(&mut self) {
        let _ = self.stream().shutdown().await;
    }

    /// Ends our side of the TCP stream without a word to TLS.
    pub(crate) async fn cut(&mut self) {
        let _ = match &mut self.wire {
            Wire::Plain(stream) => stream.shutdown().await,
            Wire::Tls(stream) => stream.get_mut().0.shutdown().await,
        };
    }

    /// Closes with a reset.
    pub(crate) fn reset(self) {
        let stream = match &self.wire {
            Wire::Plain(stream) => stream,
            Wire::Tls(stream) => stream.get_ref().0,
        };
        let _ = stream.set_zero_linger();
    }

    /// Reads and discards until the client has closed the connection.
    pub(crate) async fn drain(&mut self) {
        let mut rest = [0; 4096];
        let tcp: &mut TcpStream = match &mut self.wire {
            Wire::Plain(stream) => stream,
            Wire::Tls(stream) => stream.get_mut().0,
        };
        while tcp.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    }

    fn stream(&mut self) -> &mut dyn Stream {
        match &mut self.wire {
            Wire::Plain(stream) => stream,
            Wire::Tls(stream) => stream,
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

fn content_length(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}
