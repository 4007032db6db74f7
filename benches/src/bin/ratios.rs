//! Times the decoders of a body turn by turn, and prints a Markdown table of ratios.
//!
//! `cargo run --release -p benches --bin ratios -- json-100-minimal-compact serde_json_owned`
//!
//! criterion times one function after the other, and a shared machine can change its pace in
//! between. Here every round times every decoder once, in another order, on all pages of the
//! rotation; a ratio is taken within a round, and the median of the rounds is printed. So a
//! change of pace that lasts longer than a round does not reach the ratios.

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::time::Duration;

use benches::bodies::{Body, Spec};
use benches::decoders::Decoder;
use cpu_time::ThreadTime;

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [body, base] = &arguments[..] else {
        return Err("usage: ratios <body> <decoder that the ratios are to>".into());
    };
    let spec: Spec = body.parse()?;
    let decoders = Decoder::all(spec.format);
    let base = decoders
        .iter()
        .position(|decoder| decoder.name() == base)
        .ok_or_else(|| format!("no decoder of this format is called {base}"))?;
    let pages: Vec<Body> = (0..spec.rotation()).map(|page| Body::generate(spec, page)).collect();
    compare(decoders, &pages)?;

    let rounds: Vec<Vec<f64>> = (0..ROUNDS).map(|round| time(decoders, &pages, round)).collect();
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    println!("| {body} | µs | MB/s | ratio |\n|---|---:|---:|---:|");
    for (index, decoder) in decoders.iter().enumerate() {
        let seconds = median(rounds.iter().map(|times| times[index]));
        let ratio = median(rounds.iter().map(|times| times[base] / times[index]));
        let micros = seconds * 1e6 / pages.len() as f64;
        let speed = bytes as f64 / 1e6 / seconds;
        println!("| {} | {micros:.2} | {speed:.0} | {ratio:.2} |", decoder.name());
    }
    Ok(())
}

/// Makes sure that all decoders make the same of every page, before any of them is timed.
fn compare(decoders: &[Decoder], pages: &[Body]) -> Result<(), Box<dyn Error>> {
    for (decoder, page) in decoders.iter().flat_map(|one| pages.iter().map(move |page| (one, page)))
    {
        if let Some(value) = decoder.read(page.bytes.clone())
            && value? != page.expected
        {
            return Err(format!("{} reads another value", decoder.name()).into());
        }
    }
    Ok(())
}

/// Times one round: for each decoder, the seconds for all pages.
fn time(decoders: &[Decoder], pages: &[Body], round: usize) -> Vec<f64> {
    let mut seconds = vec![0.0; decoders.len()];
    // Another decoder begins in each round, and the neighbours change sides.
    let mut order: Vec<usize> = (0..decoders.len()).collect();
    order.rotate_left(round % decoders.len());
    if round % 2 == 1 {
        order.reverse();
    }
    for index in order {
        let mut spent = Duration::ZERO;
        let mut passes = 0;
        while spent < SLOT {
            let bodies: Vec<Vec<u8>> = pages.iter().map(|page| page.bytes.clone()).collect();
            let start = ThreadTime::now();
            for body in bodies {
                decoders[index].decode(body);
            }
            spent += start.elapsed();
            passes += 1;
        }
        seconds[index] = spent.as_secs_f64() / f64::from(passes);
    }
    seconds
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const ROUNDS: usize = 31;
/// Long enough for a small page to outweigh the clock.
const SLOT: Duration = Duration::from_millis(3);
