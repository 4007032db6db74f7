//! Times whole calls over the loopback: the client of this workspace against a bare hyper client.
//!
//! The server is hyper on a thread of its own and answers every request with the next of 64 pages.
//! Compared are, at 1 and at 64 calls in flight:
//!
//! * `bare_hyper`: hyper-util's client sends one request, parsed before, and reads the body whole;
//! * `transport`: the same request through `HyperTransport`;
//! * `client`: check, encode, sign, send, read, decode; what comes out is a page.
//!
//! criterion's figures are calls per second by the wall. They follow whatever else the machine
//! does, so a table is printed after them in which every round times all three, and the ratio is
//! the median of those within a round. It also has the processor time of the client's thread per
//! call, and, measured in the same run, what signing, classifying and decoding take by themselves.

#[path = "end_to_end/callers.rs"]
mod callers;
#[path = "end_to_end/parts.rs"]
mod parts;
#[path = "end_to_end/server.rs"]
mod server;
#[path = "end_to_end/turns.rs"]
mod turns;

use std::error::Error;
use std::time::Duration;

use benches::bodies::{Body, Fields, Format, Layout, Spec};
use callers::{Caller, Callers};
use criterion::{Criterion, Throughput};

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    // `cargo bench … -- --test` runs everything once; `--list` nothing, a profile what it names.
    let is_asked = |option: &str| std::env::args().any(|argument| argument == option);
    let rounds = if is_asked("--test") { 1 } else { ROUNDS };
    let mut tables = Vec::new();
    for images in [10, 100] {
        let spec = Spec::new(Format::Json, images, Fields::Minimal, Layout::Compact);
        let pages: Vec<Body> = (0..64).map(|page| Body::generate(spec, page)).collect();
        let callers = Callers::new(&server::start(&pages)?)?;
        callers.check(&pages);
        for in_flight in [1, 64] {
            let name = format!("end_to_end/{images}_images/{in_flight}_in_flight");
            let mut group = criterion.benchmark_group(name);
            group.throughput(Throughput::Elements(BATCH as u64));
            for caller in Caller::ALL {
                group.bench_function(caller.name(), |bencher| {
                    bencher.iter(|| callers.calls(caller, BATCH, in_flight));
                });
            }
            group.finish();
        }
        tables.push((pages, callers));
    }
    if !is_asked("--list") && !is_asked("--profile-time") {
        turns::print(&tables, rounds);
    }
    criterion.final_summary();
    Ok(())
}

/// Calls per iteration: many for each of the 64 in flight.
const BATCH: usize = 512;

/// Odd, for a median.
const ROUNDS: usize = 31;
