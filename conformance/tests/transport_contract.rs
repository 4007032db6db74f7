//! The contract of `Transport`: held against two adapters, and against transports that break it.

#![forbid(unsafe_code)]
#![expect(clippy::print_stderr, reason = "what is broken, for whoever looks into a failure")]

#[path = "../examples/ureq_transport.rs"]
#[expect(dead_code, reason = "the example's `main` is for people")]
mod ureq_transport;

#[path = "transport_contract/wrong.rs"]
mod wrong;

use std::path::Path;
use std::time::Duration;

use aliyun_transport::Transport;
use aliyun_transport_hyper::{HyperTransport, Options, Proxies};
use conformance::harness::Identity;
use conformance::transport_contract::{
    DUTIES, PROXIED_HOST, Setup, proxy_contract, transport_contract,
};
use ureq_transport::UreqTransport;
use wrong::{Way, Wrong};

const MAX_BODY: usize = 4096;
/// No duty is broken.
const NONE: [u8; 0] = [];
/// Long for a busy machine, short for a test: a few of the tries wait for it.
const SOON: Duration = Duration::from_secs(2);

fn options() -> Options {
    Options::new()
        .max_body(MAX_BODY)
        .connect_timeout(SOON)
        .first_byte_timeout(SOON)
        .body_idle_timeout(SOON)
}

fn hyper(options: Options) -> HyperTransport {
    HyperTransport::with_options(options).expect("usable options")
}

async fn broken(transport: &dyn Transport, setup: &Setup) -> Vec<u8> {
    let broken = transport_contract(transport, setup).await;
    for broken in &broken {
        eprintln!("{broken}");
    }
    broken.iter().map(|broken| broken.duty).collect()
}

#[tokio::test]
async fn hyper_fulfils_every_duty_over_http() {
    assert_eq!(broken(&hyper(options()), &Setup::new(MAX_BODY)).await, NONE);
}

#[tokio::test]
async fn hyper_fulfils_every_duty_over_https() {
    let identity = Identity::of("localhost");
    let transport = hyper(options().extra_root(identity.root()));
    assert_eq!(broken(&transport, &Setup::new(MAX_BODY).over_tls(identity)).await, NONE);
}

#[tokio::test]
async fn hyper_fulfils_the_duties_of_a_proxied_transport() {
    let identity = Identity::of(PROXIED_HOST);
    let through = |proxy: std::net::SocketAddr| {
        let proxies = Proxies::through(&format!("http://{proxy}"), "").expect("a proxy");
        hyper(options().proxies(proxies).extra_root(identity.root()))
    };
    let broken = proxy_contract(through, &identity).await;
    assert!(broken.is_empty(), "{broken:#?}");
}

/// What goes around the proxy breaks its part of duty 2.
#[tokio::test]
async fn transport_that_ignores_its_proxy_is_found() {
    let identity = Identity::of(PROXIED_HOST);
    let around = |_| hyper(options().proxies(Proxies::none()));
    let broken = proxy_contract(around, &identity).await;
    assert_eq!(broken.len(), 3, "{broken:#?}");
}

/// And what sends through it even what is marked to go past it breaks duty 12.
#[tokio::test]
async fn transport_that_ignores_the_mark_is_found() {
    let identity = Identity::of(PROXIED_HOST);
    let through = |proxy: std::net::SocketAddr| {
        let proxies = Proxies::through(&format!("http://{proxy}"), "").expect("a proxy");
        let right = hyper(options().proxies(proxies).extra_root(identity.root()));
        Wrong::new(right, Way::IgnoresDirect)
    };
    let broken = proxy_contract(through, &identity).await;
    assert_eq!(broken.iter().map(|broken| broken.duty).collect::<Vec<_>>(), [12], "{broken:#?}");
}

/// A blocking call cannot be cancelled from outside; everything else an adapter of a few lines
/// over a blocking client can do. It is built without TLS, so https is not tried.
#[tokio::test]
async fn ureq_fulfils_every_duty_but_cancelling_over_http() {
    let transport = UreqTransport::new(MAX_BODY, SOON);
    assert_eq!(broken(&transport, &Setup::new(MAX_BODY)).await, [3]);
}

/// The list of the contract is that of the documentation, number by number.
#[test]
fn duties_are_those_of_the_documentation() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/transport/src/transport.rs");
    let source = std::fs::read_to_string(source).expect("the file of the trait");
    let documented: Vec<(usize, &str)> = source
        .lines()
        .filter_map(|line| line.strip_prefix("/// ")?.split_once(". **"))
        .filter_map(|(number, rest)| Some((number.parse().ok()?, rest.split_once("**")?.0)))
        .collect();
    let listed: Vec<(usize, &str)> = (1..).zip(DUTIES).collect();
    assert_eq!(documented, listed);
}

/// A transport that breaks one duty is told that one: so every duty is tried, and can be found broken.
#[tokio::test]
async fn each_broken_duty_is_found() {
    let checks = Way::ALL.map(|way| {
        tokio::spawn(async move {
            let found = broken(&Wrong::new(hyper(options()), way), &Setup::new(MAX_BODY)).await;
            (way, found)
        })
    });
    let mut tried = Vec::new();
    for check in checks {
        let (way, found) = check.await.expect("no panic");
        assert_eq!(found, [way.duty()], "{way:?}");
        tried.push(usize::from(way.duty()));
    }
    assert_eq!(tried, Vec::from_iter(1..=DUTIES.len()), "a way to break each duty");
}

/// Over TLS the ways to break duty 2 are others.
#[tokio::test]
async fn transport_that_trusts_nobody_is_found() {
    let identity = Identity::of("localhost");
    let found = broken(&hyper(options()), &Setup::new(MAX_BODY).over_tls(identity)).await;
    assert!(found.contains(&2) && found.contains(&1), "{found:?}");
}
