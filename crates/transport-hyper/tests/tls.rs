//! TLS: whom the transport trusts, and what it makes of peers it does not.

mod support;

use std::sync::Arc;

use aliyun_transport::Sent;
use aliyun_transport::TimeoutPhase;
use aliyun_transport::Transport as _;
use aliyun_transport::TransportErrorKind as Kind;
use aliyun_transport_hyper::CertificateDer;
use aliyun_transport_hyper::HyperTransport;
use aliyun_transport_hyper::Options;
use rcgen::CertificateParams;
use rcgen::KeyPair;
use support::OK;
use support::Outcome;
use support::Peer;
use support::SOON;
use support::Server;
use support::get;
use support::prints_no_secret;
use support::transport;
use support::with;
use support::within;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::server::TlsStream;

/// A self-signed certificate with its key.
struct Identity {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Identity {
    fn new(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate, key }
    }

    fn of(host: &str) -> Self {
        Self::new(&CertificateParams::new([host.to_owned()]).unwrap())
    }

    fn expired() -> Self {
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2001, 1, 1);
        params.not_after = rcgen::date_time_ymd(2002, 1, 1);
        Self::new(&params)
    }

    fn der(&self) -> CertificateDer<'static> {
        self.certificate.der().clone()
    }

    fn private_key(&self) -> rustls::pki_types::PrivateKeyDer<'static> {
        rustls::pki_types::PrivatePkcs8KeyDer::from(self.key.serialize_der()).into()
    }

    fn trusted(&self) -> HyperTransport {
        with(Options::new().extra_root(self.der()))
    }

    async fn handshake(
        &self,
        peer: Peer<TcpStream>,
    ) -> std::io::Result<Peer<TlsStream<TcpStream>>> {
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(self.key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.der()], key.into())
            .unwrap();
        let stream = TlsAcceptor::from(Arc::new(config)).accept(peer.stream).await?;
        Ok(Peer { stream })
    }
}

/// Sends one request to `https://localhost` while the server plays `script`.
async fn exchange<F, T>(
    transport: &HyperTransport,
    script: impl FnOnce(Peer<TcpStream>) -> F,
) -> Outcome
where
    F: Future<Output = T>,
{
    let server = Server::start().await;
    let uri = server.https();
    let play = async { script(server.accept().await).await };
    let (outcome, _kept_open) =
        within(async { tokio::join!(transport.send(get(&uri)), play) }).await;
    if let Err(error) = &outcome {
        prints_no_secret(error);
    }
    outcome
}

#[track_caller]
fn fails(outcome: Outcome, kind: Kind, sent: Sent) {
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (kind, sent), "{error:?}");
}

async fn greeted_by(identity: &Identity, transport: &HyperTransport) -> Outcome {
    exchange(transport, async |peer: Peer<TcpStream>| {
        let mut peer = identity.handshake(peer).await.ok()?;
        peer.try_read_head().await?;
        peer.write(OK).await;
        Some(peer)
    })
    .await
}

#[tokio::test]
async fn extra_root_is_trusted() {
    let identity = Identity::of("localhost");
    let response = greeted_by(&identity, &identity.trusted()).await.unwrap();
    assert_eq!(response.body(), "ok");
}

#[tokio::test]
async fn extra_root_can_be_pem() {
    let identity = Identity::of("localhost");
    // A key in the same file is skipped.
    let pem = identity.key.serialize_pem() + &identity.certificate.pem();
    let options = Options::new().extra_roots_pem(pem.as_bytes()).unwrap();
    let response = greeted_by(&identity, &with(options)).await.unwrap();
    assert_eq!(response.body(), "ok");
}

#[tokio::test]
async fn unknown_issuer_is_tls_and_nothing_was_sent() {
    let outcome = greeted_by(&Identity::of("localhost"), &transport()).await;
    fails(outcome, Kind::Tls, Sent::No);
}

#[tokio::test]
async fn certificate_for_another_host_is_tls() {
    let identity = Identity::of("other.example");
    let outcome = greeted_by(&identity, &identity.trusted()).await;
    fails(outcome, Kind::Tls, Sent::No);
}

#[tokio::test]
async fn expired_certificate_is_tls() {
    let identity = Identity::expired();
    let outcome = greeted_by(&identity, &identity.trusted()).await;
    fails(outcome, Kind::Tls, Sent::No);
}

#[tokio::test]
async fn plain_http_behind_the_https_port_is_tls() {
    let outcome = exchange(&transport(), async |mut peer: Peer<TcpStream>| {
        peer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        peer.closed().await;
    })
    .await;
    fails(outcome, Kind::Tls, Sent::No);
}

#[tokio::test]
async fn stalled_handshake_runs_into_the_connect_timer() {
    let transport = with(Options::new().connect_timeout(SOON));
    let outcome = exchange(&transport, async |mut peer: Peer<TcpStream>| {
        peer.closed().await;
    })
    .await;
    fails(outcome, Kind::timeout(TimeoutPhase::Connect), Sent::No);
}

#[tokio::test]
async fn close_in_the_handshake_is_connect() {
    let outcome = exchange(&transport(), async |peer: Peer<TcpStream>| drop(peer)).await;
    fails(outcome, Kind::Connect, Sent::No);
}

#[tokio::test]
async fn cut_without_close_notify_is_incomplete_even_without_a_length() {
    let identity = Identity::of("localhost");
    let outcome = exchange(&identity.trusted(), async |peer: Peer<TcpStream>| {
        let mut peer = identity.handshake(peer).await.unwrap();
        peer.read_head().await;
        peer.write(b"HTTP/1.1 200 OK\r\n\r\nhalf").await;
        // The TCP stream ends; TLS was not told.
        peer.stream.get_mut().0.shutdown().await.unwrap();
        peer
    })
    .await;
    fails(outcome, Kind::BodyIncomplete, Sent::Maybe);
}

#[tokio::test]
async fn close_notify_instead_of_an_answer_is_lost() {
    let identity = Identity::of("localhost");
    let outcome = exchange(&identity.trusted(), async |peer: Peer<TcpStream>| {
        let mut peer = identity.handshake(peer).await.unwrap();
        peer.read_head().await;
        peer.stream.shutdown().await.unwrap();
        peer
    })
    .await;
    fails(outcome, Kind::ConnectionLost, Sent::Maybe);
}

#[test]
fn root_that_is_no_certificate_is_refused_by_its_number() {
    let options = Options::new()
        .extra_root(Identity::of("localhost").der())
        .extra_root(CertificateDer::from(vec![1, 2, 3]));
    let error = HyperTransport::with_options(options).unwrap_err();
    assert_eq!(error.to_string(), "extra root 2 is not a usable certificate");
    assert!(std::error::Error::source(&error).is_some());
}

#[cfg(feature = "native-roots")]
#[tokio::test]
async fn native_roots_do_not_trust_a_stranger() {
    // On a machine without roots the transport cannot be set up, which is as good.
    if let Ok(transport) = HyperTransport::with_options(Options::new().native_roots(true)) {
        let outcome = greeted_by(&Identity::of("localhost"), &transport).await;
        fails(outcome, Kind::Tls, Sent::No);
    }
}

/// Settings of one's own that trust one certificate.
fn own_settings(
    root: &Identity,
) -> rustls::ConfigBuilder<rustls::ClientConfig, rustls::client::WantsClientCert> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root.der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
}

#[tokio::test]
async fn own_settings_can_hold_a_client_certificate() {
    let (server, client) = (Identity::of("localhost"), Identity::of("client"));
    let mut roots = rustls::RootCertStore::empty();
    roots.add(client.der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(
        Arc::new(roots),
        Arc::clone(&provider),
    );
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![server.der()], server.private_key())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let with_certificate = own_settings(&server)
        .with_client_auth_cert(vec![client.der()], client.private_key())
        .unwrap();
    let mut with_alpn = with_certificate.clone();
    with_alpn.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    for (config, is_accepted) in [
        (with_certificate, true),
        (with_alpn, true),
        (own_settings(&server).with_no_client_auth(), false),
    ] {
        let listener = Server::start().await;
        let transport = with(Options::new().tls_config(config));
        let serve = async {
            let peer = listener.accept().await;
            let Ok(stream) = acceptor.accept(peer.stream).await else { return None };
            assert_eq!(stream.get_ref().1.alpn_protocol(), None);
            let mut peer = Peer { stream };
            peer.read_head().await;
            peer.write(OK).await;
            Some(peer)
        };
        let uri = listener.https();
        let (outcome, _) = within(async { tokio::join!(transport.send(get(&uri)), serve) }).await;
        match outcome {
            Ok(response) => assert!(is_accepted && response.body() == "ok"),
            Err(error) => assert!(!is_accepted && error.kind() == Kind::Tls, "{error:?}"),
        }
    }
}

#[test]
fn own_settings_and_extra_roots_exclude_each_other() {
    let identity = Identity::of("localhost");
    let config = own_settings(&identity).with_no_client_auth();
    let options = Options::new().tls_config(config).extra_root(identity.der());
    let error = HyperTransport::with_options(options).unwrap_err();
    assert!(error.to_string().contains("TLS settings of your own"), "{error}");
}
