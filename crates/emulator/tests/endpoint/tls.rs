//! TLS and plain HTTP on one port.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::{Certificates, Emulator, Faults, Options};
use aliyun_rpc_signer::Method;
use aliyun_transport::virtual_time::VirtualRuntime;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore};

use crate::ask::{Ask, now, options};
use crate::sockets::{assert_alive, connect, read_response, read_to_end, soon};

/// An emulator with a certificate, and what a client has to trust.
async fn emulator(options: Options) -> (Emulator, Arc<ClientConfig>) {
    let certificates = Certificates::generate([""; 0]).unwrap();
    let trusting = trusting(&certificates);
    (Emulator::start_with(options.tls(certificates)).await.unwrap(), trusting)
}

fn trusting(certificates: &Certificates) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificates.ca_pem().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

async fn shake(
    emulator: &Emulator,
    config: &Arc<ClientConfig>,
    name: &'static str,
) -> io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(name).unwrap();
    TlsConnector::from(Arc::clone(config)).connect(name, connect(emulator).await).await
}

fn get(host: &str, connection: &str) -> String {
    let query = Ask::new().query(Method::Get);
    format!("GET /?{query} HTTP/1.1\r\nHost: {host}\r\nConnection: {connection}\r\n\r\n")
}

/// What a client says first, without a socket.
fn client_hello(config: &Arc<ClientConfig>) -> Vec<u8> {
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = ClientConnection::new(Arc::clone(config), name).unwrap();
    let mut hello = Vec::new();
    client.write_tls(&mut hello).unwrap();
    hello
}

/// Waits until so many have something to wait for.
async fn asleep(runtime: &VirtualRuntime, count: usize) {
    soon(async {
        while runtime.sleeping() < count {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn images_are_listed_with_tls_and_without_on_one_port() {
    let (emulator, trusting) = emulator(options()).await;
    for name in ["localhost", "127.0.0.1", "ecs.cn-hangzhou.aliyuncs.com"] {
        let mut stream = shake(&emulator, &trusting, name).await.unwrap();
        for _ in 0..2 {
            stream.write_all(get(name, "keep-alive").as_bytes()).await.unwrap();
            let (head, body) = read_response(&mut stream).await;
            assert!(head.starts_with("HTTP/1.1 200 "), "{name}: {head}");
            assert!(body.contains("\"RegionId\":\"cn-hangzhou\""), "{name}: {body}");
        }
        assert_alive(&emulator).await;
    }
    let port = emulator.url().rsplit(':').next();
    assert_eq!(emulator.https_url().unwrap().rsplit(':').next(), port);
    assert_eq!(emulator.served(), 9);
}

#[tokio::test]
async fn who_does_not_trust_the_authority_or_finds_another_name_does_not_talk() {
    let (emulator, trusting_it) = emulator(options()).await;
    let other = trusting(&Certificates::generate([""; 0]).unwrap());
    let error = shake(&emulator, &other, "localhost").await.unwrap_err();
    // Both authorities have one name: the signature tells them apart.
    assert!(error.to_string().contains("BadSignature"), "{error}");
    let error = shake(&emulator, &trusting_it, "example.com").await.unwrap_err();
    assert!(error.to_string().contains("not valid for name"), "{error}");
    assert_alive(&emulator).await;
    assert_eq!(emulator.served(), 1);
}

#[tokio::test]
async fn who_begins_and_does_not_go_on_holds_up_nobody_and_ends_in_time() {
    let runtime = VirtualRuntime::manual(now());
    let options = options().timers(Arc::new(runtime.clone()));
    let (emulator, trusting) = emulator(options).await;
    let hello = client_hello(&trusting);
    let (half, _) = hello.split_at(hello.len() / 2);
    let mut quiet = Vec::new();
    for beginning in [&b""[..], &b"\x16"[..], half] {
        let mut stream = connect(&emulator).await;
        stream.write_all(beginning).await.unwrap();
        quiet.push(stream);
        asleep(&runtime, quiet.len()).await;
    }
    // A record whose version is none is refused at once.
    let mut garbage = connect(&emulator).await;
    garbage.write_all(b"\x16garbage, and much more of it than a record's head").await.unwrap();
    soon(read_to_end(&mut garbage)).await;

    assert_alive(&emulator).await;
    let mut stream = shake(&emulator, &trusting, "localhost").await.unwrap();
    stream.write_all(get("localhost", "close").as_bytes()).await.unwrap();
    assert!(soon(read_to_end(&mut stream)).await.starts_with("HTTP/1.1 200 "));
    for stream in &quiet {
        let error = stream.try_read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    }

    runtime.advance(Duration::from_secs(10));
    for mut stream in quiet {
        assert_eq!(soon(read_to_end(&mut stream)).await, "");
    }
}

#[tokio::test]
async fn half_a_handshake_does_not_hold_up_the_shutdown() {
    // The grace is never over.
    let runtime = VirtualRuntime::manual(now());
    let (emulator, trusting) = emulator(options().timers(Arc::new(runtime.clone()))).await;
    let hello = client_hello(&trusting);
    let mut open = Vec::new();
    // The last one has all of the server's half, and keeps its own.
    for beginning in [&b""[..], hello.split_at(hello.len() / 2).0, &hello] {
        let mut stream = connect(&emulator).await;
        stream.write_all(beginning).await.unwrap();
        open.push(stream);
        asleep(&runtime, open.len()).await;
    }
    open[2].read_u8().await.unwrap();
    soon(emulator.shutdown()).await;
    for mut stream in open {
        soon(read_to_end(&mut stream)).await;
    }
}

#[tokio::test]
async fn answers_over_tls_are_cut_and_reset() {
    let faulty = |toml: &str| options().faults(Faults::from_toml(toml).unwrap());
    let cut = "[[fault]]\nkind = \"cut\"\nafter = 30\nrequests = 1\n";
    let (cutting, trusting) = emulator(faulty(cut)).await;
    let mut stream = shake(&cutting, &trusting, "localhost").await.unwrap();
    stream.write_all(get("localhost", "keep-alive").as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    soon(stream.read_to_end(&mut bytes)).await.expect("an end in order");
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.split_once("\r\n\r\n").unwrap().1.len(), 30, "{text}");
    assert_alive(&cutting).await;

    let reset = "[[fault]]\nkind = \"reset\"\nafter = 30\nrequests = 1\n";
    let (resetting, trusting) = emulator(faulty(reset)).await;
    let mut stream = shake(&resetting, &trusting, "localhost").await.unwrap();
    stream.write_all(get("localhost", "keep-alive").as_bytes()).await.unwrap();
    let end = soon(stream.read_to_end(&mut Vec::new())).await;
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_alive(&resetting).await;
}

/// Who is in the middle of a handshake is not the one who makes room.
#[tokio::test]
async fn with_few_places_everybody_is_answered_over_tls() {
    let (emulator, trusting) = emulator(options().max_connections(2)).await;
    let emulator = Arc::new(emulator);
    let mut clients = JoinSet::new();
    for _ in 0..40 {
        let (emulator, trusting) = (Arc::clone(&emulator), Arc::clone(&trusting));
        clients.spawn(async move {
            let mut stream = shake(&emulator, &trusting, "localhost").await?;
            stream.write_all(get("localhost", "close").as_bytes()).await?;
            let mut text = String::new();
            stream.read_to_string(&mut text).await?;
            assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
            io::Result::Ok(())
        });
    }
    let ends = soon(clients.join_all()).await;
    let failed: Vec<_> = ends.iter().filter_map(|end| end.as_ref().err()).collect();
    assert!(failed.is_empty(), "{} of {}: {:?}", failed.len(), ends.len(), failed.first());
}
