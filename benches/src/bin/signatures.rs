//! Signs one request over and over.
//!
//! `signatures` times the signers turn by turn and prints a Markdown table: a ratio is the median
//! of those within a round, so a machine that changes its pace does not reach it.
//! `signatures <signer> <iterations>` signs and exits, for tools that watch a whole process, such as
//! callgrind; `signatures list` prints the names of the signers.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "the output of the program")]

use std::env;
use std::error::Error;

use benches::signers::{Request, SIGNERS};
use cpu_time::ThreadTime;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let request = Request::new();
    match &arguments[..] {
        [] => table(&request),
        [list] if list == "list" => SIGNERS.iter().for_each(|(name, _)| println!("{name}")),
        [wanted, iterations] => {
            let signer = SIGNERS.iter().find(|(name, _)| name == wanted);
            let (_, sign) = signer.ok_or_else(|| format!("no signer is called {wanted}"))?;
            (0..iterations.parse::<usize>()?).for_each(|_| sign(&request));
        }
        _ => return Err("usage: signatures [list | <signer> <iterations>]".into()),
    }
    Ok(())
}

fn table(request: &Request) {
    let rounds: Vec<Vec<f64>> = (0..ROUNDS).map(|round| time(request, round)).collect();
    println!("| signer | µs | straightforward / it |\n|---|---:|---:|");
    for (index, (name, _)) in SIGNERS.iter().enumerate() {
        let scheme = name.split('_').next().unwrap_or_default();
        let base = format!("{scheme}_straightforward");
        let micros = 1e6 * median(rounds.iter().map(|times| times[index]));
        match SIGNERS.iter().position(|(name, _)| *name == base) {
            Some(base) => {
                let ratio = median(rounds.iter().map(|times| times[base] / times[index]));
                println!("| {name} | {micros:.3} | {ratio:.2} |");
            }
            None => println!("| {name} | {micros:.3} | |"),
        }
    }
}

/// Times one round: for each signer, the seconds of one signature.
fn time(request: &Request, round: usize) -> Vec<f64> {
    let mut seconds = vec![0.0; SIGNERS.len()];
    // Another signer begins in each round, and the neighbours change sides.
    let mut order: Vec<usize> = (0..SIGNERS.len()).collect();
    order.rotate_left(round % SIGNERS.len());
    if round % 2 == 1 {
        order.reverse();
    }
    for index in order {
        let (_, sign) = SIGNERS[index];
        let start = ThreadTime::now();
        (0..SIGNATURES).for_each(|_| sign(request));
        seconds[index] = start.elapsed().as_secs_f64() / f64::from(SIGNATURES);
    }
    seconds
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const ROUNDS: usize = 101;
const SIGNATURES: u32 = 1000;
