//! The duties of a [`Transport`], checked against a scripted server.
//!
//! Whoever writes a transport runs [`transport_contract`] over it in a test, over TLS and without.
//! Each of the [`DUTIES`] in the documentation of
//! [`Transport`](aliyun_transport::Transport#the-contract) is tried as far as it can be seen from
//! outside; [`proxy_contract`] tries what duties 2 and 12 say about proxies.
//!
//! ```no_run
//! use conformance::harness::Identity;
//! use conformance::transport_contract::{Setup, transport_contract};
//! # async fn doc(transport: &dyn aliyun_transport::Transport, identity: Identity) {
//! // The transport under test: bodies up to 4096 bytes, timers of a fraction of a second, and
//! // `identity.root()` among its trusted roots.
//! let setup = Setup::new(4096);
//! let plain = transport_contract(transport, &setup).await;
//! let secure = transport_contract(transport, &setup.over_tls(identity)).await;
//! assert!(plain.is_empty() && secure.is_empty(), "{plain:#?} {secure:#?}");
//! # }
//! ```

mod duties;
mod proxy;
mod tls;

use std::error::Error;
use std::fmt;

use aliyun_transport::{Direct, Sent, Transport, TransportError, TransportErrorKind as Kind};
use bytes::Bytes;

use crate::harness::{Identity, Script, Server, within};

pub use proxy::{PROXIED_HOST, proxy_contract};

/// The duties, numbered from 1, in the words of the documentation of `Transport`.
pub const DUTIES: [&str; 12] = [
    "The body is complete and bounded.",
    "TLS, the connection pool, proxies and name resolution are yours",
    "Dropping the future cancels",
    "Never send twice.",
    "Never follow a redirect.",
    "A status is not an error.",
    "Never print the URI, the headers or the body",
    "Honour [`FreshConnection`]",
    "Ask for no content encoding and refuse one that comes anyway",
    "Be honest about [`Sent`](crate::Sent)",
    "Refuse what would leak",
    "Honour [`Direct`]",
];

/// What a transport was set to for the test, and how it is reached.
#[derive(Clone, Debug)]
pub struct Setup {
    max_body: usize,
    identity: Option<Identity>,
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
    /// The number of the duty: its place in [`DUTIES`], from 1.
    pub duty: u8,
    /// What was tried, and what came of it.
    pub how: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "duty {}: {}", self.duty, self.how)
    }
}

/// Tries every duty and returns those that are broken, in the order of their numbers.
///
/// The transport must allow plain `http` to the own machine, and use no proxy for it. Its timers
/// should be short: duty 2 waits for each of them, and duty 12 asks for the metadata service, which
/// need not be there.
///
/// # Panics
///
/// When the transport hangs: a future that is not done within half a minute.
pub async fn transport_contract(transport: &dyn Transport, setup: &Setup) -> Vec<Broken> {
    let contract = Contract { transport, setup };
    let mut broken = Vec::new();
    for (duty, outcome) in [
        (1, contract.bodies_are_complete().await),
        (1, contract.bodies_are_bounded().await),
        (2, contract.silence_ends().await),
        (2, contract.tls_is_told_apart().await),
        (3, contract.dropping_cancels().await),
        (4, contract.nothing_is_sent_twice().await),
        (5, contract.redirects_are_responses().await),
        (6, contract.statuses_are_responses().await),
        (7, contract.nothing_secret_is_printed().await),
        (8, contract.fresh_means_fresh().await),
        (9, contract.encodings_are_refused().await),
        (10, contract.sent_is_honest().await),
        (11, contract.leaks_are_refused().await),
        (12, contract.direct_means_direct().await),
    ] {
        if let Err(how) = outcome {
            broken.push(Broken { duty, how });
        }
    }
    broken
}

struct Contract<'t> {
    transport: &'t dyn Transport,
    setup: &'t Setup,
}

type Outcome = Result<(), String>;
type Response = Result<http::Response<Bytes>, TransportError>;

impl Contract<'_> {
    /// Begins a connection as the setup says.
    fn greeting(&self) -> Script {
        match &self.setup.identity {
            Some(identity) => Script::new().handshake(identity),
            None => Script::new(),
        }
    }

    fn uri(&self, server: &Server) -> String {
        let port = server.address().port();
        match self.setup.identity {
            Some(_) => format!("https://localhost:{port}/?Signature=CANARY"),
            None => format!("http://127.0.0.1:{port}/?Signature=CANARY"),
        }
    }

    async fn send(&self, request: http::Request<Bytes>) -> Response {
        within(self.transport.send(request)).await
    }

    async fn get(&self, server: &Server) -> Response {
        self.send(get(&self.uri(server))).await
    }

    /// Answers one request with these bytes and closes.
    async fn answered(&self, bytes: &str) -> Response {
        let script = self.greeting().read().write(bytes).close();
        let (response, server) = self.played(script).await;
        server.stop().await;
        response
    }

    /// Sends one request to a server that plays this on its first connection.
    async fn played(&self, script: Script) -> (Response, Server) {
        let server = Server::start(vec![script], None).await;
        let response = self.get(&server).await;
        (response, server)
    }
}

fn get(uri: &str) -> http::Request<Bytes> {
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() = uri.parse().unwrap_or_default();
    request
}

fn direct(uri: &str) -> http::Request<Bytes> {
    let mut request = get(uri);
    request.extensions_mut().insert(Direct);
    request
}

fn fails(what: &str, response: Response, kind: Kind, sent: Sent) -> Outcome {
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

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// Everything that a program could print of an error.
fn chain(error: &TransportError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!("; {error} {error:?}"));
        source = error.source();
    }
    text
}
