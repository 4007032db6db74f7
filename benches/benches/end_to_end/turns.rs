//! The table: all callers in every round, ratios within a round.

use std::time::Duration;

use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;
use benches::bodies::Body;
use cpu_time::ThreadTime;

use crate::callers::{Caller, Callers};
use crate::parts::Parts;

/// Measures and prints, for pages and the callers of a server that has them.
#[expect(clippy::print_stdout, reason = "the output of the program")]
pub(crate) fn print(subjects: &[(Vec<Body>, Callers)], rounds: usize) {
    println!(
        "\n| images | in flight | caller | calls/s | to bare hyper | µs of processor per call |"
    );
    println!("|---:|---:|---|---:|---:|---:|");
    for (pages, callers) in subjects {
        for in_flight in [1, 64] {
            let times: Vec<Round> =
                (0..rounds).map(|round| Round::measure(callers, in_flight, round)).collect();
            for (place, caller) in Caller::ALL.into_iter().enumerate() {
                let rate = median(times.iter().map(|round| 1.0 / round.wall[place]));
                let ratio = median(times.iter().map(|round| round.wall[0] / round.wall[place]));
                let cpu = median(times.iter().map(|round| round.cpu[place] * 1e6));
                println!(
                    "| {} | {in_flight} | {} | {rate:.0} | {ratio:.2} | {cpu:.1} |",
                    images(pages),
                    caller.name(),
                );
            }
        }
    }
    println!("\n| images | sign, µs | read, µs | of it decode, µs |\n|---:|---:|---:|---:|");
    for (pages, _) in subjects {
        let parts: Vec<Parts> = (0..rounds).map(|_| Parts::measure(pages, PASSES)).collect();
        let micros = |part: fn(&Parts) -> Duration| {
            median(parts.iter().map(|parts| part(parts).as_secs_f64() * 1e6))
        };
        println!(
            "| {} | {:.1} | {:.1} | {:.1} |",
            images(pages),
            micros(|parts| parts.sign),
            micros(|parts| parts.classify),
            micros(|parts| parts.decode),
        );
    }
}

/// Seconds per call for each of [`Caller::ALL`], by the wall and of the client's thread.
struct Round {
    wall: [f64; 3],
    cpu: [f64; 3],
}

impl Round {
    fn measure(callers: &Callers, in_flight: usize, round: usize) -> Self {
        let mut this = Self { wall: [0.0; 3], cpu: [0.0; 3] };
        // Another caller begins in each round, and the neighbours change sides.
        let mut order = [0, 1, 2];
        order.rotate_left(round % 3);
        if round % 2 == 1 {
            order.reverse();
        }
        for place in order {
            let (began, start) = (TokioRuntime.elapsed(), ThreadTime::now());
            callers.calls(Caller::ALL[place], CALLS, in_flight);
            this.cpu[place] = start.elapsed().as_secs_f64() / CALLS as f64;
            this.wall[place] = (TokioRuntime.elapsed() - began).as_secs_f64() / CALLS as f64;
        }
        this
    }
}

fn images(pages: &[Body]) -> usize {
    pages.first().map_or(0, |page| page.expected.images.len())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const CALLS: usize = 512;
const PASSES: u32 = 4;
