//! How a transport is tried: the setup, one exchange with a scripted server, what to hold against.

use std::error::Error;
use std::fmt;

use aliyun_transport::{Direct, Sent, Transport, TransportError, TransportErrorKind as Kind};
use bytes::Bytes;

use crate::harness::{Identity, Script, Server, within};

/// What a transport was set to for the test, and how it is reached.
#[derive(Clone, Debug)]
pub struct Setup {
    pub(super) max_body: usize,
    pub(super) identity: Option<Identity>,
}

impl Setup {
    /// Returns a setup without TLS, for a transport that takes bodies of up to `max_body` bytes.
    #[must_use]
    pub fn new(max_body: usize) -> Self {
        Self { max_body, identity: None }
    }

    /// Tries everything over TLS, and what TLS adds to duty 2. `identity` is that of `localhost`,
    /// and the transport trusts its [root](Identity::root).
    #[must_use]
    pub fn over_tls(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }
}

/// A duty that a transport did not fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number of the duty: its place in [`DUTIES`](super::DUTIES), from 1.
    pub duty: u8,
    /// What was tried, and what came of it.
    pub how: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "duty {}: {}", self.duty, self.how)
    }
}

pub(super) struct Contract<'t> {
    pub(super) transport: &'t dyn Transport,
    pub(super) setup: &'t Setup,
}

pub(super) type Outcome = Result<(), String>;
pub(super) type Response = Result<http::Response<Bytes>, TransportError>;

impl Contract<'_> {
    /// Begins a connection as the setup says.
    pub(super) fn greeting(&self) -> Script {
        match &self.setup.identity {
            Some(identity) => Script::new().handshake(identity),
            None => Script::new(),
        }
    }

    pub(super) fn uri(&self, server: &Server) -> String {
        let port = server.address().port();
        match self.setup.identity {
            Some(_) => format!("https://localhost:{port}/?Signature=CANARY"),
            None => format!("http://127.0.0.1:{port}/?Signature=CANARY"),
        }
    }

    pub(super) async fn send(&self, request: http::Request<Bytes>) -> Response {
        within(self.transport.send(request)).await
    }

    pub(super) async fn get(&self, server: &Server) -> Response {
        self.send(get(&self.uri(server))).await
    }

    /// Answers one request with these bytes and closes.
    pub(super) async fn answered(&self, bytes: &str) -> Response {
        let script = self.greeting().read().write(bytes).close();
        let (response, server) = self.played(script).await;
        server.stop().await;
        response
    }

    /// Sends one request to a server that plays this on its first connection.
    pub(super) async fn played(&self, script: Script) -> (Response, Server) {
        let server = Server::start(vec![script], None).await;
        let response = self.get(&server).await;
        (response, server)
    }
}

pub(super) fn get(uri: &str) -> http::Request<Bytes> {
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() = uri.parse().unwrap_or_default();
    request
}

pub(super) fn direct(uri: &str) -> http::Request<Bytes> {
    let mut request = get(uri);
    request.extensions_mut().insert(Direct);
    request
}

pub(super) fn fails(what: &str, response: Response, kind: Kind, sent: Sent) -> Outcome {
    match response {
        Ok(response) => Err(format!("{what}: taken for an answer, {}", response.status())),
        Err(error) if error.kind() == kind && error.sent() == sent => Ok(()),
        Err(error) => Err(format!(
            "{what}: {:?} and {:?}, where {kind:?} and {sent:?} is true",
            error.kind(),
            error.sent()
        )),
    }
}

pub(super) fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// Everything that a program could print of an error.
pub(super) fn chain(error: &TransportError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!("; {error} {error:?}"));
        source = error.source();
    }
    text
}
