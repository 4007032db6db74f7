//! The duties of a [`Transport`], checked against a scripted server.
//!
//! Whoever writes a transport runs [`transport_contract`] over it in a test. Every duty in the
//! documentation of [`Transport`](aliyun_transport::Transport#the-contract) that can be seen from
//! outside is tried; what remains (TLS, proxies, name resolution) needs more than a loopback.
//!
//! ```no_run
//! use conformance::transport_contract::{Limits, transport_contract};
//! # async fn doc(transport: &dyn aliyun_transport::Transport) {
//! // The transport under test: bodies up to 4096 bytes, timers of a fraction of a second.
//! let broken = transport_contract(transport, Limits { max_body: 4096 }).await;
//! assert!(broken.is_empty(), "{broken:#?}");
//! # }
//! ```

use std::error::Error;
use std::fmt;

use aliyun_transport::{
    FreshConnection, Sent, TimeoutPhase, Transport, TransportError, TransportErrorKind as Kind,
};
use bytes::Bytes;

use crate::harness::{Script, Server, reply, within};

/// What a transport was set to for the test.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest body it takes, in bytes.
    pub max_body: usize,
}

/// A duty that a transport did not fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number of the duty in the documentation of `Transport`.
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
/// The transport must allow plain `http` to the own machine. Its timers should be short: two
/// duties wait for them.
///
/// # Panics
///
/// When the transport hangs: a future that is not done within half a minute.
pub async fn transport_contract(transport: &dyn Transport, limits: Limits) -> Vec<Broken> {
    let contract = Contract { transport, limits };
    let mut broken = Vec::new();
    for (duty, outcome) in [
        (1, contract.bodies_are_complete().await),
        (1, contract.bodies_are_bounded().await),
        (2, contract.silence_ends().await),
        (3, contract.dropping_cancels().await),
        (4, contract.nothing_is_sent_twice().await),
        (5, contract.redirects_are_responses().await),
        (6, contract.statuses_are_responses().await),
        (7, contract.nothing_secret_is_printed().await),
        (8, contract.fresh_means_fresh().await),
        (9, contract.encodings_are_refused().await),
        (10, contract.sent_is_honest().await),
        (11, contract.leaks_are_refused().await),
    ] {
        if let Err(how) = outcome {
            broken.push(Broken { duty, how });
        }
    }
    broken
}

struct Contract<'t> {
    transport: &'t dyn Transport,
    limits: Limits,
}

type Outcome = Result<(), String>;
type Response = Result<http::Response<Bytes>, TransportError>;

impl Contract<'_> {
    async fn bodies_are_complete(&self) -> Outcome {
        let whole =
            reply::raw("200 OK\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        let response = self.answered(&whole).await.map_err(|error| chain(&error))?;
        ensure(response.body() == "abcde", || "the chunks of a body are not joined".to_owned())?;
        for (what, cut) in [
            ("by length", reply::raw("200 OK\r\nContent-Length: 10", "abc")),
            ("in chunks", reply::raw("200 OK\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n")),
        ] {
            fails(what, self.answered(&cut).await, Kind::BodyIncomplete, Sent::Maybe)?;
        }
        Ok(())
    }

    async fn bodies_are_bounded(&self) -> Outcome {
        let max = self.limits.max_body;
        let largest = self.answered(&reply::response(200, &[], &"a".repeat(max))).await;
        let response = largest.map_err(|error| format!("the largest body: {}", chain(&error)))?;
        ensure(response.body().len() == max, || "the largest body is cut".to_owned())?;
        let larger = self.answered(&reply::response(200, &[], &"a".repeat(max + 1))).await;
        fails("one byte more", larger, Kind::body_too_large(max), Sent::Maybe)?;

        for (size, fits) in [(max, true), (max + 1, false)] {
            let chunk = format!("{size:x}\r\n{}\r\n0\r\n\r\n", "a".repeat(size));
            let chunked = reply::raw("200 OK\r\nTransfer-Encoding: chunked", &chunk);
            let response = self.answered(&chunked).await;
            match fits {
                true => drop(response.map_err(|error| format!("in chunks: {}", chain(&error)))?),
                false => {
                    let kind = Kind::body_too_large(max);
                    fails("one byte more in chunks", response, kind, Sent::Maybe)?;
                }
            }
        }

        let endless = Script::new()
            .read()
            .write(reply::raw("200 OK\r\nTransfer-Encoding: chunked", ""))
            .write_for_ever("400\r\n".to_owned() + &"a".repeat(1024) + "\r\n");
        let (response, server) = self.played(vec![endless], get).await;
        server.stop().await;
        fails("an endless body", response, Kind::body_too_large(max), Sent::Maybe)
    }

    async fn silence_ends(&self) -> Outcome {
        let stalled = reply::raw("200 OK\r\nContent-Length: 10", "abc");
        for (what, script, phase) in [
            ("no answer", Script::new().read().until_released(), TimeoutPhase::FirstByte),
            (
                "a stalled body",
                Script::new().read().write(stalled).until_released(),
                TimeoutPhase::BodyIdle,
            ),
        ] {
            let (response, server) = self.played(vec![script], get).await;
            server.stop().await;
            fails(what, response, Kind::timeout(phase), Sent::Maybe)?;
        }
        Ok(())
    }

    async fn dropping_cancels(&self) -> Outcome {
        let server = Server::start(Vec::new(), None).await;
        drop(self.transport.send(get(&uri(&server))));
        yields().await;
        let accepted = server.log().accepted();
        server.stop().await;
        ensure(accepted == 0, || "a future that nobody polled has connected".to_owned())?;

        let gate = crate::harness::Gate::new();
        let script = Script::new().read().open(&gate).until_released();
        let server = Server::start(vec![script], None).await;
        {
            let request = get(&uri(&server));
            let mut sending = self.transport.send(request);
            tokio::select! {
                biased;
                response = &mut sending => {
                    return Err(format!("nobody answered, and it ended: {:?}", response.is_ok()));
                }
                () = within(gate.passed()) => {}
            }
        }
        // The connection must go with the future, before any timer of the transport has to ring.
        let released = tokio::select! {
            biased;
            () = server.log().all_released() => true,
            () = yields() => false,
        };
        server.stop().await;
        ensure(released, || "the connection outlives the dropped future".to_owned())
    }

    async fn nothing_is_sent_twice(&self) -> Outcome {
        for (what, script) in [
            ("closed", Script::new().read().close()),
            ("reset", Script::new().read().reset()),
            ("half a head", Script::new().read().write("HTTP/1.1 200 OK\r\nContent-").close()),
        ] {
            let server = Server::start(vec![script.clone()], Some(script)).await;
            let response = within(self.transport.send(get(&uri(&server)))).await;
            let requests = server.log().requests().len();
            server.stop().await;
            ensure(requests == 1, || format!("{what}: {requests} requests for one call"))?;
            ensure(response.is_err(), || format!("{what}: taken for an answer"))?;
        }
        // A connection that served one request and dies under the second.
        let script = Script::new().read().write(reply::page()).read().close();
        let server = Server::start(vec![script.clone()], Some(script)).await;
        let first = within(self.transport.send(get(&uri(&server)))).await;
        let _ = within(self.transport.send(get(&uri(&server)))).await;
        let requests = server.log().requests().len();
        server.stop().await;
        first.map_err(|error| chain(&error))?;
        ensure(requests <= 2, || format!("a kept connection: {requests} requests for two calls"))
    }

    async fn redirects_are_responses(&self) -> Outcome {
        let elsewhere =
            Server::start(Vec::new(), Some(Script::new().read().write(reply::page()))).await;
        let location = uri(&elsewhere);
        for status in [301, 302, 303, 307, 308] {
            let redirect = reply::response(status, &[("Location", &location)], "");
            let response = self.answered(&redirect).await.map_err(|error| chain(&error))?;
            ensure(response.status().as_u16() == status, || {
                format!("{status} became {}", response.status())
            })?;
        }
        let followed = elsewhere.log().accepted();
        elsewhere.stop().await;
        ensure(followed == 0, || "a redirect was followed".to_owned())
    }

    async fn statuses_are_responses(&self) -> Outcome {
        for status in [200, 204, 400, 401, 403, 404, 407, 418, 429, 500, 502, 503, 599] {
            let body = if status == 204 { "" } else { "why" };
            let answer = match status {
                204 => reply::raw("204 No Content\r\nX-Acs-Request-Id: R-1", ""),
                _ => reply::response(status, &[("X-Acs-Request-Id", "R-1")], body),
            };
            let response = self.answered(&answer).await;
            let response = response.map_err(|error| format!("{status}: {}", chain(&error)))?;
            let id = response.headers().get("x-acs-request-id");
            let is_whole = response.status().as_u16() == status
                && response.body() == body
                && id.is_some_and(|id| id == "R-1");
            ensure(is_whole, || format!("{status}: status, header or body is lost"))?;
        }
        Ok(())
    }

    async fn nothing_secret_is_printed(&self) -> Outcome {
        let mut texts = vec![format!("{:?}", self.transport)];
        let answers = ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nCANARY", "CANARY\r\n\r\n"];
        for answer in answers {
            if let Err(error) = self.answered(answer).await {
                texts.push(chain(&error));
            }
        }
        for uri in ["http://127.0.0.1:1/?Signature=CANARY", "http://192.0.2.1/?Signature=CANARY"] {
            if let Err(error) = within(self.transport.send(get(uri))).await {
                texts.push(chain(&error));
            }
        }
        let leak = texts.into_iter().find(|text| text.contains("CANARY"));
        ensure(leak.is_none(), || format!("printed: {}", leak.unwrap_or_default()))
    }

    async fn fresh_means_fresh(&self) -> Outcome {
        let script = Script::new().read().write(reply::page()).repeat();
        let server = Server::start(vec![script.clone(), script], None).await;
        let first = within(self.transport.send(get(&uri(&server)))).await;
        let mut marked = get(&uri(&server));
        marked.extensions_mut().insert(FreshConnection);
        let second = within(self.transport.send(marked)).await;
        let connections = server.log().accepted();
        server.stop().await;
        first.and(second).map_err(|error| chain(&error))?;
        ensure(connections == 2, || "a marked request took a used connection".to_owned())
    }

    async fn encodings_are_refused(&self) -> Outcome {
        let encoded = reply::response(200, &[("Content-Encoding", "gzip")], "not really");
        let (response, server) =
            self.played(vec![Script::new().read().write(encoded).close()], get).await;
        let asked = server.log().requests().iter().any(|request| {
            let head = request.head().to_ascii_lowercase();
            head.lines().any(|line| {
                line.strip_prefix("accept-encoding:")
                    .is_some_and(|value| value.trim() != "identity")
            })
        });
        server.stop().await;
        ensure(!asked, || "the request asks for an encoding".to_owned())?;
        fails("a body as gzip", response, Kind::ContentEncoding, Sent::Maybe)
    }

    async fn sent_is_honest(&self) -> Outcome {
        // A port nobody listens on any more.
        let server = Server::start(Vec::new(), None).await;
        let gone = uri(&server);
        server.stop().await;
        fails("refused", within(self.transport.send(get(&gone))).await, Kind::Connect, Sent::No)?;
        let (response, server) = self.played(vec![Script::new().read().close()], get).await;
        server.stop().await;
        fails("closed unanswered", response, Kind::ConnectionLost, Sent::Maybe)
    }

    async fn leaks_are_refused(&self) -> Outcome {
        let response = within(self.transport.send(get("http://192.0.2.1/?Signature=x"))).await;
        fails("plain http to elsewhere", response, Kind::Refused, Sent::No)
    }

    /// Answers one request with these bytes and closes.
    async fn answered(&self, bytes: &str) -> Response {
        let (response, server) =
            self.played(vec![Script::new().read().write(bytes).close()], get).await;
        server.stop().await;
        response
    }

    async fn played(
        &self,
        scripts: Vec<Script>,
        request: fn(&str) -> http::Request<Bytes>,
    ) -> (Response, Server) {
        let server = Server::start(scripts, None).await;
        let response = within(self.transport.send(request(&uri(&server)))).await;
        (response, server)
    }
}

fn uri(server: &Server) -> String {
    format!("http://{}/?Signature=CANARY", server.address())
}

fn get(uri: &str) -> http::Request<Bytes> {
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() = uri.parse().unwrap_or_default();
    request
}

/// Gives everything else many turns.
async fn yields() {
    for _ in 0..YIELDS {
        tokio::task::yield_now().await;
    }
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

/// Turns of the scheduler; closing a socket takes a handful.
const YIELDS: usize = 100_000;
