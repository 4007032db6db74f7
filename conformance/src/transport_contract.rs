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

mod contract;
mod duties;
mod proxy;
mod tls;

use aliyun_transport::Transport;

use contract::Contract;

pub use contract::{Broken, Setup};
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
