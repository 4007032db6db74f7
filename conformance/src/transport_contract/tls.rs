//! What duty 2 says about TLS and names.

use aliyun_transport::{Sent, TimeoutPhase, TransportErrorKind as Kind};

use super::contract::{Contract, Outcome, Response, chain, ensure, fails, get};
use crate::harness::{Identity, Script, Server, reply};

impl Contract<'_> {
    /// Whom the transport must not trust, and what it must not take for that. Tried over TLS only.
    pub(super) async fn tls_is_told_apart(&self) -> Outcome {
        let Some(trusted) = &self.setup.identity else { return Ok(()) };
        let stranger = Identity::of("localhost");
        for (what, host, identity) in [
            ("an unknown issuer", "localhost", &stranger),
            ("a certificate of another host", "127.0.0.1", trusted),
        ] {
            let would_answer = Script::new().handshake(identity).read().write(reply::page());
            self.unsent(what, host, would_answer, Kind::Tls).await?;
        }
        let plain = Script::new().write(reply::response(400, &[], "")).until_released();
        self.unsent("no TLS behind https", "localhost", plain, Kind::Tls).await?;
        let closed = Script::new().close();
        self.unsent("a close in the handshake", "localhost", closed, Kind::Connect).await?;
        let stalled = Script::new().until_released();
        let timeout = Kind::timeout(TimeoutPhase::Connect);
        self.unsent("a stalled handshake", "localhost", stalled, timeout).await?;

        // Only TLS can tell the end of such a body from a cut.
        let cut = self.greeting().read().write(reply::raw("200 OK", "abc")).cut();
        let (response, server) = self.played(cut).await;
        server.stop().await;
        fails("a body cut under TLS", response, Kind::BodyIncomplete, Sent::Maybe)?;

        let nowhere = self.send(get("https://no-such-host.invalid/?Signature=CANARY")).await;
        unprinted("a name that does not resolve", nowhere, Kind::Resolve)
    }

    /// The server plays `script` and must not see a request.
    async fn unsent(&self, what: &str, host: &str, script: Script, kind: Kind) -> Outcome {
        let server = Server::start(vec![script], None).await;
        let port = server.address().port();
        let response = self.send(get(&format!("https://{host}:{port}/?Signature=CANARY"))).await;
        let requests = server.log().requests().len();
        server.stop().await;
        ensure(requests == 0, || format!("{what}: it got the request"))?;
        unprinted(what, response, kind)
    }
}

/// It failed so, unsent, and says nothing of the request.
fn unprinted(what: &str, response: Response, kind: Kind) -> Outcome {
    if let Err(error) = &response {
        ensure(!chain(error).contains("CANARY"), || format!("{what}: the URI is printed"))?;
    }
    fails(what, response, kind, Sent::No)
}
