//! A forward proxy for plain http that rewrites each request before it passes it on.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a proxy does to a request.
pub(crate) type Rewrite = fn(&mut Message);

/// A request as it stands on the wire, taken apart and no further: nothing is decoded.
#[derive(Debug, Default)]
pub(crate) struct Message {
    pub(crate) method: String,
    /// Behind the first `?`; empty when there is none.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Message {
    /// Returns where the parameters of signature version 1.0 travel.
    pub(crate) fn params(&mut self) -> &mut String {
        if self.body.is_empty() { &mut self.query } else { &mut self.body }
    }

    /// Replaces the first occurrence among the parameters, which must be there.
    pub(crate) fn replace(&mut self, from: &str, to: &str) {
        let params = self.params();
        assert!(params.contains(from), "{from:?} is not in the request");
        *params = params.replacen(from, to, 1);
    }

    /// Returns the value of a header that must be there.
    pub(crate) fn header(&mut self, wanted: &str) -> &mut String {
        let mut headers = self.headers.iter_mut();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        &mut found.unwrap_or_else(|| panic!("no header {wanted}")).1
    }

    pub(crate) fn without(&mut self, name: &str) {
        let before = self.headers.len();
        self.headers.retain(|(header, _)| !header.eq_ignore_ascii_case(name));
        assert!(self.headers.len() < before, "no header {name}");
    }

    fn written(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        let mut text = format!("{} /{mark}{} HTTP/1.1\r\n", self.method, self.query);
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !self.body.is_empty() || self.method == "POST" {
            text += &format!("content-length: {}\r\n", self.body.len());
        }
        text + "connection: close\r\n\r\n" + &self.body
    }
}

/// Starts a proxy that forwards everything to one server, and returns its URL.
pub(crate) async fn start(server: SocketAddr, rewrite: Rewrite) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(forward(client, server, rewrite));
        }
    });
    url
}

/// Forwards one request, then closes both connections.
async fn forward(mut client: TcpStream, server: SocketAddr, rewrite: Rewrite) {
    let mut message = read(&mut client).await;
    rewrite(&mut message);
    let mut upstream = TcpStream::connect(server).await.expect("the server is there");
    upstream.write_all(message.written().as_bytes()).await.expect("the server reads");
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer).await.expect("the server answers");
    client.write_all(&answer).await.expect("the client reads");
}

async fn read(client: &mut TcpStream) -> Message {
    let mut bytes = Vec::new();
    loop {
        let read = client.read_buf(&mut bytes).await.expect("the client writes");
        let text = std::str::from_utf8(&bytes).expect("requests are ASCII");
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let (message, length) = parsed(head);
            if body.len() >= length {
                return Message { body: body.to_owned(), ..message };
            }
        }
        assert!(read > 0, "the request ends in its middle");
    }
}

/// Takes a head apart, and returns how long the body is.
fn parsed(head: &str) -> (Message, usize) {
    let (first, rest) = head.split_once("\r\n").unwrap_or((head, ""));
    let mut words = first.split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    assert!(target.starts_with("http://"), "a proxy is asked for whole URIs, not {target:?}");
    let query = target.split_once('?').map_or("", |(_, query)| query).to_owned();

    let mut length = 0;
    let mut headers = Vec::new();
    for line in rest.lines() {
        let (name, value) = line.split_once(':').expect("a header");
        let value = value.trim().to_owned();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().expect("a length"),
            "connection" | "proxy-connection" => {}
            _ => headers.push((name.to_owned(), value)),
        }
    }
    (Message { method, query, headers, body: String::new() }, length)
}
