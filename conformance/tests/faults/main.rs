//! The matrix of faults: what a caller gets when the network, the peer or the service fails.
//!
//! Each test is a row, `t…` for the transport and `a…` for HTTP and the API, named after what it
//! asserts. Every case checks the result, the attempts, the requests and connections at the
//! server; the harness adds what holds for all: no nonce twice, nothing secret printed, no
//! connection, deadline or script left over. `docs/reliability.md` has the table.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "figures for whoever runs with --nocapture")]

mod api;
#[cfg(target_os = "linux")]
mod black_hole;
mod bodies;
mod cancel;
mod clock;
mod connections;
mod ends;
mod heads;
mod hints;
mod pool;
mod rows;
mod selftest;
mod storm;
mod support;
mod tls;
