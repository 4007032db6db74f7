//! What every transport is tried for, over TLS and without.

use aliyun_transport::{
    FreshConnection, METADATA_ADDRESS, Sent, TimeoutPhase, TransportErrorKind as Kind,
};

use super::contract::{Contract, Outcome, chain, direct, ensure, fails, get};
use crate::harness::{Gate, Script, Server, reply, within};

impl Contract<'_> {
    pub(super) async fn bodies_are_complete(&self) -> Outcome {
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

    pub(super) async fn bodies_are_bounded(&self) -> Outcome {
        let max = self.setup.max_body;
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

        let endless = self
            .greeting()
            .read()
            .write(reply::raw("200 OK\r\nTransfer-Encoding: chunked", ""))
            .write_for_ever("400\r\n".to_owned() + &"a".repeat(1024) + "\r\n");
        let (response, server) = self.played(endless).await;
        server.stop().await;
        fails("an endless body", response, Kind::body_too_large(max), Sent::Maybe)
    }

    pub(super) async fn silence_ends(&self) -> Outcome {
        let stalled = reply::raw("200 OK\r\nContent-Length: 10", "abc");
        for (what, script, phase) in [
            ("no answer", self.greeting().read().until_released(), TimeoutPhase::FirstByte),
            (
                "a stalled body",
                self.greeting().read().write(stalled).until_released(),
                TimeoutPhase::BodyIdle,
            ),
        ] {
            let (response, server) = self.played(script).await;
            server.stop().await;
            fails(what, response, Kind::timeout(phase), Sent::Maybe)?;
        }
        Ok(())
    }

    pub(super) async fn dropping_cancels(&self) -> Outcome {
        let server = Server::start(Vec::new(), None).await;
        drop(self.transport.send(get(&self.uri(&server))));
        yields().await;
        let accepted = server.log().accepted();
        server.stop().await;
        ensure(accepted == 0, || "a future that nobody polled has connected".to_owned())?;

        let gate = Gate::new();
        let script = self.greeting().read().open(&gate).until_released();
        let server = Server::start(vec![script], None).await;
        {
            let request = get(&self.uri(&server));
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

    pub(super) async fn nothing_is_sent_twice(&self) -> Outcome {
        for (what, script) in [
            ("closed", self.greeting().read().close()),
            ("reset", self.greeting().read().reset()),
            ("half a head", self.greeting().read().write("HTTP/1.1 200 OK\r\nContent-").close()),
        ] {
            let server = Server::start(vec![script.clone()], Some(script)).await;
            let response = self.get(&server).await;
            let requests = server.log().requests().len();
            server.stop().await;
            ensure(requests == 1, || format!("{what}: {requests} requests for one call"))?;
            ensure(response.is_err(), || format!("{what}: taken for an answer"))?;
        }
        // A connection that served one request and dies under the second.
        let script = self.greeting().read().write(reply::page()).read().close();
        let server = Server::start(vec![script.clone()], Some(script)).await;
        let first = self.get(&server).await;
        let _ = self.get(&server).await;
        let requests = server.log().requests().len();
        server.stop().await;
        first.map_err(|error| chain(&error))?;
        ensure(requests <= 2, || format!("a kept connection: {requests} requests for two calls"))
    }

    pub(super) async fn redirects_are_responses(&self) -> Outcome {
        let elsewhere =
            Server::start(Vec::new(), Some(self.greeting().read().write(reply::page()))).await;
        let location = self.uri(&elsewhere);
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

    pub(super) async fn statuses_are_responses(&self) -> Outcome {
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

    pub(super) async fn nothing_secret_is_printed(&self) -> Outcome {
        let mut texts = Vec::new();
        let answers = ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nCANARY", "CANARY\r\n\r\n"];
        for answer in answers {
            if let Err(error) = self.answered(answer).await {
                texts.push(chain(&error));
            }
        }
        for uri in ["http://127.0.0.1:1/?Signature=CANARY", "http://192.0.2.1/?Signature=CANARY"] {
            if let Err(error) = self.send(get(uri)).await {
                texts.push(chain(&error));
            }
        }
        // Last: it may remember what it sent.
        texts.push(format!("{:?}", self.transport));
        let leak = texts.into_iter().find(|text| text.contains("CANARY"));
        ensure(leak.is_none(), || format!("printed: {}", leak.unwrap_or_default()))
    }

    pub(super) async fn fresh_means_fresh(&self) -> Outcome {
        let twice = self.greeting().read().write(reply::page()).read().write(reply::page());
        let server = Server::start(vec![twice.clone(), twice], None).await;
        let first = self.get(&server).await;
        let mut marked = get(&self.uri(&server));
        marked.extensions_mut().insert(FreshConnection);
        let second = self.send(marked).await;
        let connections = server.log().accepted();
        server.stop().await;
        first.and(second).map_err(|error| chain(&error))?;
        ensure(connections == 2, || "a marked request took a used connection".to_owned())
    }

    pub(super) async fn encodings_are_refused(&self) -> Outcome {
        let encoded = reply::response(200, &[("Content-Encoding", "gzip")], "not really");
        let (response, server) = self.played(self.greeting().read().write(encoded).close()).await;
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

    pub(super) async fn sent_is_honest(&self) -> Outcome {
        // A port nobody listens on any more.
        let server = Server::start(Vec::new(), None).await;
        let gone = self.uri(&server);
        server.stop().await;
        fails("refused", self.send(get(&gone)).await, Kind::Connect, Sent::No)?;
        let (response, server) = self.played(self.greeting().read().close()).await;
        server.stop().await;
        fails("closed unanswered", response, Kind::ConnectionLost, Sent::Maybe)
    }

    pub(super) async fn leaks_are_refused(&self) -> Outcome {
        let response = self.send(get("http://192.0.2.1/?Signature=x")).await;
        fails("plain http to elsewhere", response, Kind::Refused, Sent::No)
    }

    /// What can be seen without a proxy, for which see [`proxy_contract`](super::proxy_contract).
    pub(super) async fn direct_means_direct(&self) -> Outcome {
        // The literal address of the server: over TLS the certificate is not for it.
        if self.setup.identity.is_none() {
            let server = Server::start(vec![Script::new().read().write(reply::page())], None).await;
            let response = self.send(direct(&self.uri(&server))).await;
            server.stop().await;
            response.map_err(|error| format!("to an address: {}", chain(&error)))?;
        }
        for (what, uri) in [
            ("https to a name", "https://localhost:1/?Signature=x"),
            ("http to a name", "http://localhost:1/?Signature=x"),
            ("plain http to an address elsewhere", "http://198.51.100.1/?Signature=x"),
        ] {
            fails(what, self.send(direct(uri)).await, Kind::Refused, Sent::No)?;
        }
        let metadata = format!("http://{METADATA_ADDRESS}/");
        let unmarked = self.send(get(&metadata)).await;
        // Marked it would leave this machine, which no test does: an adapter's own tests say that it
        // may.
        fails("the metadata service, unmarked", unmarked, Kind::Refused, Sent::No)
    }
}

/// Gives everything else many turns.
async fn yields() {
    for _ in 0..YIELDS {
        tokio::task::yield_now().await;
    }
}

/// Turns of the scheduler; closing a socket takes a handful.
const YIELDS: usize = 100_000;
