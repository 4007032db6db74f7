//! The contract of `Transport`, held against two adapters.

#[path = "../examples/ureq_transport.rs"]
#[expect(dead_code, reason = "the example's `main` is for people")]
mod ureq_transport;

use std::time::Duration;

use aliyun_transport_hyper::{HyperTransport, Options};
use conformance::transport_contract::{Limits, transport_contract};
use ureq_transport::UreqTransport;

const LIMITS: Limits = Limits { max_body: 4096 };
/// Long for a busy machine, short for a test: six of the tries wait for it.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test]
async fn hyper_fulfils_every_duty() {
    let options =
        Options::new().max_body(LIMITS.max_body).first_byte_timeout(SOON).body_idle_timeout(SOON);
    let transport = HyperTransport::with_options(options).expect("usable options");
    let broken = transport_contract(&transport, LIMITS).await;
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A blocking call cannot be cancelled from outside; everything else an adapter of a few lines
/// over a blocking client can do.
#[tokio::test]
async fn ureq_fulfils_every_duty_but_cancelling() {
    let transport = UreqTransport::new(LIMITS.max_body, SOON);
    let broken = transport_contract(&transport, LIMITS).await;
    let duties: Vec<u8> = broken.iter().map(|broken| broken.duty).collect();
    assert_eq!(duties, [3], "{broken:#?}");
}
