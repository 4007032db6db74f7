//! Proxies, played by hand: what they are told, and what they must not see.

mod support;

use std::process::Command;
use std::sync::Arc;

use aliyun_transport::Direct;
use aliyun_transport::FreshConnection;
use aliyun_transport::METADATA_ADDRESS;
use aliyun_transport::Sent;
use aliyun_transport::TimeoutPhase;
use aliyun_transport::Transport as _;
use aliyun_transport::TransportErrorKind as Kind;
use aliyun_transport_hyper::HyperTransport;
use aliyun_transport_hyper::Options;
use aliyun_transport_hyper::Proxies;
use support::OK;
use support::Outcome;
use support::Peer;
use support::SOON;
use support::Server;
use support::get;
use support::prints_no_secret;
use support::with;
use support::within;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;

/// No resolver knows it, so whoever reaches it came through the proxy.
const HOST: &str = "ecs.test.invalid";
const URI: &str = "https://ecs.test.invalid/?Signature=secret";
const CONNECTED: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";

struct Identity {
    certificate: rustls::pki_types::CertificateDer<'static>,
    acceptor: TlsAcceptor,
}

impl Identity {
    fn new() -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new([HOST.to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .unwrap();
        Self { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) }
    }
}

fn through(server: &Server, userinfo: &str) -> Options {
    let proxy = format!("http://{userinfo}127.0.0.1:{}", server.port());
    Options::new().proxies(Proxies::through(&proxy, "").unwrap())
}

/// Sends one request through a proxy that plays `script`.
async fn exchange<F, T>(
    set: impl FnOnce(Options) -> Options,
    uri: &str,
    script: impl FnOnce(Peer<TcpStream>) -> F,
) -> (Outcome, T)
where
    F: Future<Output = T>,
{
    let proxy = Server::start().await;
    let transport = with(set(through(&proxy, "me:pass%40word@")));
    let play = async { script(proxy.accept().await).await };
    let (outcome, played) = within(async { tokio::join!(transport.send(get(uri)), play) }).await;
    if let Err(error) = &outcome {
        prints_no_secret(error);
        assert!(!format!("{error:?}").contains("pass"), "{error:?}");
    }
    (outcome, played)
}

#[tokio::test]
async fn https_goes_through_a_tunnel_that_sees_the_host_only() {
    let identity = Identity::new();
    let root = identity.certificate.clone();
    let script = async |mut peer: Peer<TcpStream>| {
        let connect = peer.read_head().await;
        peer.write(CONNECTED).await;
        let stream = identity.acceptor.accept(peer.stream).await.unwrap();
        let mut inside = Peer { stream };
        let request = inside.read_head().await;
        inside.write(OK).await;
        (connect, request, inside)
    };
    let (outcome, (connect, request, _open)) =
        exchange(|options| options.extra_root(root), URI, script).await;
    assert_eq!(outcome.unwrap().body(), "ok");
    assert_eq!(
        connect,
        "CONNECT ecs.test.invalid:443 HTTP/1.1\r\nHost: ecs.test.invalid:443\r\n\
         Proxy-Authorization: Basic bWU6cGFzc0B3b3Jk\r\n\r\n"
    );
    assert!(request.starts_with("GET /?Signature=secret HTTP/1.1\r\n"), "{request}");
    assert!(!request.to_ascii_lowercase().contains("proxy"), "{request}");
}

#[tokio::test]
async fn http_is_forwarded_in_absolute_form() {
    let script = async |mut peer: Peer<TcpStream>| {
        let request = peer.read_head().await;
        peer.write(OK).await;
        request
    };
    let uri = "http://ecs.test.invalid:8080/?a=b";
    let allow = |options: Options| options.allow_plain_http(true);
    let (outcome, request) = exchange(allow, uri, script).await;
    assert_eq!(outcome.unwrap().body(), "ok");
    assert!(request.starts_with("GET http://ecs.test.invalid:8080/?a=b HTTP/1.1\r\n"), "{request}");
    assert!(request.to_ascii_lowercase().contains("proxy-authorization: basic bwu6cgfzc0b3b3jk"));
}

#[tokio::test]
async fn plain_http_needs_the_option_behind_a_proxy_too() {
    let proxy = Server::start().await;
    let transport = with(through(&proxy, ""));
    let error = transport.send(get("http://ecs.test.invalid/")).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Refused);
    proxy.nobody_else_came().await;
}

#[tokio::test]
async fn own_machine_is_never_asked_for_through_a_proxy() {
    let (proxy, server) = (Server::start().await, Server::start().await);
    let transport = with(through(&proxy, ""));
    let serve = async {
        let mut peer = server.accept().await;
        let request = peer.read_head().await;
        peer.write(OK).await;
        request
    };
    let uri = server.http();
    let (outcome, request) = within(async { tokio::join!(transport.send(get(&uri)), serve) }).await;
    assert_eq!(outcome.unwrap().body(), "ok");
    assert!(request.starts_with("GET /?"), "{request}");
    proxy.nobody_else_came().await;
}

/// The unspecified address is this machine to the system and none to a proxy's rules. Nobody listens
/// there: what counts is that the proxy does not hear of it.
#[tokio::test]
async fn direct_request_goes_past_the_proxy() {
    let proxy = Server::start().await;
    let transport = with(through(&proxy, "").connect_timeout(SOON).first_byte_timeout(SOON));
    for uri in ["https://0.0.0.0:1/?Signature=secret", "https://[::]:1/?Signature=secret"] {
        for fresh in [false, true] {
            let mut request = get(uri);
            request.extensions_mut().insert(Direct);
            if fresh {
                request.extensions_mut().insert(FreshConnection);
            }
            if let Err(error) = within(transport.send(request)).await {
                prints_no_secret(&error);
                assert_ne!(error.kind(), Kind::Refused, "{uri}");
            }
        }
    }
    proxy.nobody_else_came().await;
}

#[tokio::test]
async fn same_request_unmarked_goes_through_the_proxy() {
    let script = async |mut peer: Peer<TcpStream>| {
        let request = peer.read_head().await;
        peer.write(OK).await;
        request
    };
    let uri = format!("http://{METADATA_ADDRESS}/");
    let allow = |options: Options| options.allow_plain_http(true);
    let (outcome, request) = exchange(allow, &uri, script).await;
    assert_eq!(outcome.unwrap().body(), "ok");
    assert!(request.starts_with(&format!("GET {uri} HTTP/1.1")), "{request}");
}

#[tokio::test]
async fn direct_request_arrives_and_shares_no_connection() {
    let server = Server::start().await;
    let transport = with(Options::new());
    let uri = server.http();
    let serve = async {
        let mut peers = Vec::new();
        for _ in 0..3 {
            let mut peer = server.accept().await;
            peer.read_head().await;
            peer.write(OK).await;
            peers.push(peer);
        }
        peers
    };
    let client = async {
        for marked in [false, true, true] {
            let mut request = get(&uri);
            if marked {
                request.extensions_mut().insert(Direct);
            }
            transport.send(request).await.unwrap();
        }
    };
    within(async { tokio::join!(client, serve) }).await;
}

#[tokio::test]
async fn tunnel_that_is_refused_is_connect_and_nothing_was_sent() {
    for answer in [
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>secret</html>",
        "no HTTP at all\r\n\r\n",
        "",
    ] {
        let script = async |mut peer: Peer<TcpStream>| {
            peer.read_head().await;
            peer.write(answer.as_bytes()).await;
        };
        let (outcome, ()) = exchange(|options| options, URI, script).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.sent()), (Kind::Connect, Sent::No), "{answer}: {error:?}");
        assert!(error.to_string().contains("(by the proxy http://127.0.0.1:"), "{error}");
    }
}

#[tokio::test]
async fn password_that_a_proxy_refuses_is_named_as_such() {
    let script = async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            .await;
    };
    let (tunnelled, ()) = exchange(|options| options, URI, script).await;
    let allow = |options: Options| options.allow_plain_http(true);
    let (forwarded, ()) = exchange(allow, "http://ecs.test.invalid/", script).await;
    for (outcome, sent) in [(tunnelled, Sent::No), (forwarded, Sent::Maybe)] {
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.sent()), (Kind::ProxyAuthentication, sent));
        assert!(error.proxy().is_some_and(|proxy| proxy.starts_with("http://127.0.0.1:")));
    }
}

#[tokio::test]
async fn proxy_that_is_not_there_is_named() {
    let transport =
        with(Options::new().proxies(Proxies::through("http://127.0.0.1:1", "").unwrap()));
    let error = within(transport.send(get(URI))).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (Kind::Connect, Sent::No));
    assert!(error.to_string().contains("by the proxy http://127.0.0.1:1"), "{error}");
}

#[tokio::test]
async fn silent_proxy_runs_into_the_connect_timer() {
    let script = async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.closed().await;
    };
    let soon = |options: Options| options.connect_timeout(SOON);
    let (outcome, ()) = exchange(soon, URI, script).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), Kind::timeout(TimeoutPhase::Connect));
}

#[tokio::test]
async fn stranger_behind_the_tunnel_is_tls() {
    let identity = Identity::new();
    let script = async |mut peer: Peer<TcpStream>| {
        peer.read_head().await;
        peer.write(CONNECTED).await;
        identity.acceptor.accept(peer.stream).await.is_ok()
    };
    let (outcome, _) = exchange(|options| options, URI, script).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (Kind::Tls, Sent::No));
}

#[tokio::test]
async fn tunnel_is_reused_and_a_fresh_connection_is_a_new_tunnel() {
    let identity = Identity::new();
    let proxy = Server::start().await;
    let transport = with(through(&proxy, "").extra_root(identity.certificate.clone()));
    let accept = async || {
        let mut peer = proxy.accept().await;
        peer.read_head().await;
        peer.write(CONNECTED).await;
        Peer { stream: identity.acceptor.accept(peer.stream).await.unwrap() }
    };
    let client = async {
        transport.send(get(URI)).await.unwrap();
        transport.send(get(URI)).await.unwrap();
        let mut fresh = get(URI);
        fresh.extensions_mut().insert(FreshConnection);
        transport.send(fresh).await.unwrap();
    };
    let peer = async {
        let mut first = accept().await;
        for _ in 0..2 {
            first.read_head().await;
            first.write(OK).await;
        }
        let mut second = accept().await;
        second.read_head().await;
        second.write(OK).await;
        (first, second)
    };
    within(async { tokio::join!(client, peer) }).await;
    proxy.nobody_else_came().await;
}

/// Run again as a process of its own, whose environment the tests below choose.
#[tokio::test]
async fn child_sends_one_request() {
    let Ok(uri) = std::env::var("TEST_PROXIES_CHILD") else { return };
    let options = Options::new().allow_plain_http(true);
    let transport = match HyperTransport::with_options(options) {
        Ok(transport) => transport,
        Err(error) => return println!("child: {error}"),
    };
    match transport.send(get(&uri)).await {
        Ok(_) => println!("child: answered"),
        Err(error) => println!("child: {:?}", error.kind()),
    }
}

/// Returns what the proxy was asked by a child with these variables, and what the child printed.
async fn child(uri: &str, variables: &[(&str, &str)], asked: bool) -> (String, String) {
    let proxy = Server::start().await;
    let address = format!("http://127.0.0.1:{}", proxy.port());
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child_sends_one_request", "--nocapture"]);
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    for (name, value) in variables {
        command.env(name, value.replace("PROXY", &address));
    }
    command.env("TEST_PROXIES_CHILD", uri);
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let head = if asked {
        let mut peer = within(proxy.accept()).await;
        let head = peer.read_head().await;
        peer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
        head
    } else {
        String::new()
    };
    let output = within(run).await.unwrap();
    proxy.nobody_else_came().await;
    (head, String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn environment_names_the_proxy_upper_case_first() {
    let elsewhere = "http://127.0.0.1:1";
    for variables in [
        &[("HTTPS_PROXY", "PROXY")][..],
        &[("https_proxy", "PROXY")],
        &[("ALL_PROXY", "PROXY")],
        &[("HTTPS_PROXY", "PROXY"), ("https_proxy", elsewhere), ("HTTP_PROXY", elsewhere)],
        &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "other.invalid")],
        &[("HTTPS_PROXY", ""), ("https_proxy", "PROXY")],
    ] {
        let (head, printed) = child(URI, variables, true).await;
        assert!(head.starts_with("CONNECT ecs.test.invalid:443 "), "{variables:?}: {head}");
        assert!(printed.contains("child: Connect"), "{printed}");
    }
    let http = "http://ecs.test.invalid/";
    let (head, printed) = child(http, &[("HTTP_PROXY", "PROXY")], true).await;
    assert!(head.starts_with("GET http://ecs.test.invalid/ "), "{head}");
    assert!(printed.contains("child: answered"), "{printed}");
}

#[tokio::test]
async fn environment_can_except_hosts_and_is_not_believed_in_a_cgi_program() {
    for variables in [
        &[("HTTPS_PROXY", "PROXY"), ("NO_PROXY", "test.invalid")][..],
        &[("HTTPS_PROXY", "PROXY"), ("no_proxy", "*")],
        &[("HTTP_PROXY", "PROXY")],
        &[("HTTPS_PROXY", "PROXY"), ("REQUEST_METHOD", "GET")],
    ] {
        let (_, printed) = child(URI, variables, false).await;
        assert!(printed.contains("child: Resolve"), "{variables:?}: {printed}");
    }
}

#[tokio::test]
async fn variable_that_names_no_proxy_is_an_error_before_anything_is_sent() {
    for value in
        ["socks5://127.0.0.1:1", " PROXY", "PROXY ", "\"PROXY\"", "http://u:canary@p:99999"]
    {
        for uri in [URI, "http://ecs.test.invalid/"] {
            let (_, printed) = child(uri, &[("ALL_PROXY", value)], false).await;
            assert!(
                printed.contains("child: the variable ALL_PROXY names an unusable proxy"),
                "{printed}"
            );
            assert!(!printed.contains("canary"), "{printed}");
        }
    }
}
