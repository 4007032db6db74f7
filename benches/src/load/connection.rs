//! One connection of HTTP/1.1, with as little between the socket and the figures as will do.

use std::io;
use std::net::SocketAddr;

use memchr::memmem;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection that is kept alive. It takes answers with a `Content-Length` only.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The status line and the headers.
    pub head: &'a [u8],
    /// The body.
    pub body: &'a [u8],
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// The error of connecting.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::new() })
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    ///
    /// That of the socket, or that what comes back is no answer to one request.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            self.read().await?;
            if let Some(head) = Head::read(&self.received)? {
                break head;
            }
        };
        let length = head.length + head.content_length;
        while self.received.len() < length {
            self.read().await?;
        }
        if self.received.len() > length {
            return Err(invalid("more than one answer to one request"));
        }
        let (text, body) = self.received.split_at(head.length);
        Ok(Answer { status: head.status, head: text, body })
    }

    async fn read(&mut self) -> io::Result<()> {
        self.received.reserve(CHUNK);
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// The head of an answer.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// How long it is itself.
    length: usize,
    content_length: usize,
}

impl Head {
    /// Reads it, unless there is more to come.
    fn read(received: &[u8]) -> io::Result<Option<Self>> {
        let Some(end) = memmem::find(received, b"\r\n\r\n") else { return Ok(None) };
        let number = |text: &[u8]| str::from_utf8(text).ok()?.trim().parse::<usize>().ok();
        let status = received.get(9..12).and_then(number).and_then(|code| code.try_into().ok());
        let length = received[..end].split(|byte| *byte == b'\n').find_map(|line| {
            let (name, value) = line.split_at_checked(CONTENT_LENGTH.len())?;
            name.eq_ignore_ascii_case(CONTENT_LENGTH).then(|| number(value))?
        });
        match (status, length) {
            (Some(status), Some(content_length)) => {
                Ok(Some(Self { status, length: end + 4, content_length }))
            }
            _ => Err(invalid("an answer without a status or without a length")),
        }
    }
}

fn invalid(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

const CONTENT_LENGTH: &[u8] = b"content-length:";

/// So much room there is for each read, which a page of the default size fits in.
const CHUNK: usize = 32 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_when_it_is_whole() {
        let head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 12\r\n\r\n";
        for end in 0..head.len() {
            assert_eq!(Head::read(&head[..end]).unwrap(), None);
        }
        let expected = Head { status: 400, length: head.len(), content_length: 12 };
        assert_eq!(Head::read(head).unwrap(), Some(expected));
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
