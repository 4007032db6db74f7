//! Counts what each decoder asks of the heap, and prints it as Markdown tables.
//!
//! `cargo run --release -p benches --bin allocations`
//!
//! Counted is the decoding of one page, after another one of the same kind, to the point where
//! the value exists and with it the body; dropping them asks for nothing. The peak is what was
//! live at most beyond the body.

#![forbid(unsafe_code)]

use std::alloc::System;
use std::hint::black_box;

use benches::bodies::{Format, Spec, bytes};
use benches::decoders::Decoder;
use cap::Cap;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// `stats_alloc` tells allocations from reallocations, `cap` knows the peak.
#[global_allocator]
static HEAP: Cap<&StatsAlloc<System>> = Cap::new(&INSTRUMENTED_SYSTEM, usize::MAX);

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn main() -> Result<(), String> {
    for body in BODIES {
        let spec: Spec = body.parse()?;
        let (warm_up, page) = (bytes(spec, 0), bytes(spec, 1));
        println!("\n{body}, {} bytes\n", page.len());
        println!("| decoder | allocations | reallocations | peak heap, bytes | peak / body |");
        println!("|---|---:|---:|---:|---:|");
        for decoder in decoders(spec.format) {
            decoder.decode(warm_up.clone());
            let counts = count(*decoder, page.clone());
            let Counts { allocations, reallocations, peak } = counts;
            let share = peak as f64 / page.len() as f64;
            let name = decoder.name();
            println!("| {name} | {allocations} | {reallocations} | {peak} | {share:.2} |");
        }
    }
    Ok(())
}

struct Counts {
    allocations: usize,
    reallocations: usize,
    peak: usize,
}

fn count(decoder: Decoder, body: Vec<u8>) -> Counts {
    // The peak cannot be reset, so the floor is raised to it: by a block that nobody touches.
    let ballast: Vec<u8> = Vec::with_capacity(HEAP.max_allocated() - HEAP.allocated());
    let floor = HEAP.allocated();
    let region = Region::new(&INSTRUMENTED_SYSTEM);
    decoder.decode(body);
    let change = region.change();
    let peak = HEAP.max_allocated().saturating_sub(floor);
    black_box(ballast);
    Counts { allocations: change.allocations, reallocations: change.reallocations, peak }
}

fn decoders(format: Format) -> impl Iterator<Item = &'static Decoder> {
    Decoder::all(format).iter().filter(|decoder| !decoder.name().starts_with("limit_"))
}

const BODIES: [&str; 10] = [
    "json-1-minimal-compact",
    "json-10-minimal-compact",
    "json-100-minimal-compact",
    "json-100-full-compact",
    "json-10000-minimal-compact",
    "xml-1-minimal-compact",
    "xml-10-minimal-compact",
    "xml-100-minimal-compact",
    "xml-100-full-compact",
    "xml-10000-minimal-compact",
];
