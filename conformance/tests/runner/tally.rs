//! Counts per area, printed at the end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use conformance::Outcome;

/// Passed, unsupported and failed cases by area.
#[derive(Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<BTreeMap<String, [usize; 3]>>>);

impl Tally {
    pub(crate) fn count(&self, area: &str, outcome: &Outcome) {
        let mut areas = self.0.lock().expect("no test panics here");
        let counts = areas.entry(area.to_owned()).or_default();
        counts[match outcome {
            Outcome::Passed => 0,
            Outcome::Unsupported(_) => 1,
            Outcome::Failed(_) => 2,
        }] += 1;
    }

    pub(crate) fn print(&self, filtered_out: u64) {
        let areas = self.0.lock().expect("no test panics here");
        println!("{:<10} {:>6} {:>11} {:>6}", "area", "passed", "unsupported", "failed");
        let mut total = [0; 3];
        for (area, counts) in areas.iter() {
            row(area, *counts);
            total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        }
        row("all", total);
        if filtered_out > 0 {
            println!("{filtered_out} filtered out");
        }
    }
}

fn row(area: &str, [passed, unsupported, failed]: [usize; 3]) {
    println!("{area:<10} {passed:>6} {unsupported:>11} {failed:>6}");
}
