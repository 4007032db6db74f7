//! Decodes a body a few times and exits, for tools that watch a whole process, such as callgrind.
//!
//! `one_decoder <decoder> <body> <iterations>`, for example
//! `one_decoder serde_json_owned json-100-minimal-compact 7`. It prints the number of bytes of one
//! iteration, which is [`PAGES`] different pages.
//!
//! Everything but decoding costs the same for any number of iterations: the bodies of the largest
//! number are always made, and the rest is never freed. So the difference between two runs is
//! decoding alone.

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::mem;

use benches::bodies::{Spec, bytes};
use benches::decoders::Decoder;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [decoder, body, iterations] = &arguments[..] else {
        return Err("usage: one_decoder <decoder> <body> <iterations>".into());
    };
    let spec: Spec = body.parse()?;
    let decoder = Decoder::by_name(spec.format, decoder)
        .ok_or_else(|| format!("no decoder of this format is called {decoder}"))?;
    let iterations: usize = iterations.parse()?;
    if iterations > MOST_ITERATIONS {
        return Err(format!("at most {MOST_ITERATIONS} iterations").into());
    }

    let pages: Vec<Vec<u8>> = (0..PAGES).map(|page| bytes(spec, page)).collect();
    let all = pages.iter().cycle().take(PAGES * MOST_ITERATIONS);
    let mut bodies: Vec<Vec<u8>> = all.cloned().collect();
    let rest = bodies.split_off(PAGES * iterations);
    for body in bodies {
        decoder.decode(body);
    }
    mem::forget(rest);
    print(pages.iter().map(Vec::len).sum());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn print(bytes: usize) {
    println!("{bytes}");
}

/// Enough to show all kinds of values.
const PAGES: usize = 8;
const MOST_ITERATIONS: usize = 7;
