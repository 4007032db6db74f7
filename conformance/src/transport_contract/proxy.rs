//! What duties 2 and 12 say about proxies.

use std::net::SocketAddr;

use aliyun_transport::{Sent, Transport, TransportErrorKind as Kind};

use super::contract::{Broken, Outcome, Response, chain, direct, ensure, fails, get};
use crate::harness::{Identity, Script, Server, reply, within};

/// Tries a transport that goes through a proxy, and returns what is broken of duties 2 and
/// 12.
///
/// `through` makes the transport, for a plain `http` proxy at the address it is given; the
/// transport trusts the root of `identity`, which is that of [`PROXIED_HOST`].
///
/// # Panics
///
/// When the transport hangs.
pub async fn proxy_contract<T: Transport>(
    through: impl Fn(SocketAddr) -> T + Send + Sync,
    identity: &Identity,
) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (duty, outcome) in [
        (2, tunnel_hides_the_request(&through, identity).await),
        (2, tunnel_ends_at_the_server(&through).await),
        (2, refused_tunnel_sends_nothing(&through).await),
        (12, direct_goes_past_the_proxy(&through).await),
    ] {
        if let Err(how) = outcome {
            broken.push(Broken { duty, how });
        }
    }
    broken
}

/// A host that no resolver knows: who reaches it came through the proxy.
pub const PROXIED_HOST: &str = "ecs.conformance.invalid";

async fn tunnel_hides_the_request<T: Transport>(
    through: &(impl Fn(SocketAddr) -> T + Sync),
    identity: &Identity,
) -> Outcome {
    let tunnel = Script::new().read().write(ESTABLISHED).handshake(identity);
    let (response, requests) = played(through, tunnel.read().write(reply::page()).close()).await;
    response.map_err(|error| format!("through a tunnel: {}", chain(&error)))?;
    let [asked, sent] = requests.as_slice() else {
        return Err(format!("{} requests instead of a tunnel and one request", requests.len()));
    };
    let opens = format!("CONNECT {PROXIED_HOST}:443 HTTP/1.1\r\n");
    ensure(asked.starts_with(&opens), || "the tunnel is not to the host and its port".to_owned())?;
    ensure(!asked.contains("CANARY"), || "the proxy sees the request".to_owned())?;
    ensure(sent.starts_with("GET /?Signature=CANARY "), || "the server sees another".to_owned())
}

async fn tunnel_ends_at_the_server<T: Transport>(
    through: &(impl Fn(SocketAddr) -> T + Sync),
) -> Outcome {
    let stranger = Identity::of(PROXIED_HOST);
    let tunnel = Script::new().read().write(ESTABLISHED).handshake(&stranger);
    let (response, requests) = played(through, tunnel.read().write(reply::page()).close()).await;
    ensure(requests.len() == 1, || "a stranger behind the tunnel got the request".to_owned())?;
    fails("a stranger behind the tunnel", response, Kind::Tls, Sent::No)
}

async fn refused_tunnel_sends_nothing<T: Transport>(
    through: &(impl Fn(SocketAddr) -> T + Sync),
) -> Outcome {
    for (status, kind) in
        [(403, Kind::Connect), (407, Kind::ProxyAuthentication), (502, Kind::Connect)]
    {
        let refusal = Script::new().read().write(reply::response(status, &[], "")).close();
        let (response, requests) = played(through, refusal).await;
        let leaked = requests.iter().any(|request| request.contains("CANARY"));
        ensure(!leaked, || "what refuses a tunnel got the request".to_owned())?;
        fails("a refused tunnel", response, kind, Sent::No)?;
    }
    Ok(())
}

async fn direct_goes_past_the_proxy<T: Transport>(
    through: &(impl Fn(SocketAddr) -> T + Sync),
) -> Outcome {
    let refusal = Script::new().read().write(reply::response(403, &[], "")).close();
    let proxy = Server::start(Vec::new(), Some(refusal)).await;
    let transport = through(proxy.address());
    // The unspecified address is this machine to the system and none to a proxy's rules. Nobody
    // listens there; what counts is who was asked.
    let _ = within(transport.send(direct("https://0.0.0.0:1/"))).await;
    let asked = proxy.log().accepted();
    proxy.stop().await;
    ensure(asked == 0, || "a request marked Direct reached the proxy".to_owned())
}

/// Sends one request through a proxy that plays `script`; also returns the heads it has read.
async fn played<T: Transport>(
    through: &(impl Fn(SocketAddr) -> T + Sync),
    script: Script,
) -> (Response, Vec<String>) {
    let proxy = Server::start(vec![script], None).await;
    let transport = through(proxy.address());
    let uri = format!("https://{PROXIED_HOST}/?Signature=CANARY");
    let response = within(transport.send(get(&uri))).await;
    let heads = proxy.log().requests().iter().map(|request| request.head().to_owned()).collect();
    proxy.stop().await;
    (response, heads)
}

const ESTABLISHED: &str = "HTTP/1.1 200 Connection established\r\n\r\n";
