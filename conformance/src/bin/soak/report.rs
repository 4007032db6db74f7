//! The table at the end, and whether all was well.

use std::collections::BTreeMap;
use std::time::Duration;

use aliyun_ecs_describe_images::Counts;

use crate::settings::Settings;

/// What became of the calls.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By result and attempts, and by error.
    pub(crate) results: BTreeMap<String, u64>,
    pub(crate) wrong: u64,
    /// Resident memory in KiB after each tenth of the calls.
    pub(crate) memory: Vec<u64>,
}

pub(crate) struct Report {
    pub(crate) settings: Settings,
    pub(crate) tally: Tally,
    pub(crate) counts: Counts,
    pub(crate) took: Duration,
    /// File descriptors and tasks.
    pub(crate) before: (Option<usize>, usize),
    pub(crate) after: (Option<usize>, usize),
    /// What the server side counted, a name and a number per line.
    pub(crate) served: Vec<String>,
}

impl Report {
    /// Prints the table and returns whether all was well.
    pub(crate) fn print(&self) -> bool {
        let Settings { requests, in_flight, faults, seed, .. } = self.settings;
        println!("soak: {requests} calls, {in_flight} in flight, {faults} % faults, seed {seed}");
        println!("  took                        {:.1} s", self.took.as_secs_f64());
        println!("calls");
        for (result, count) in &self.tally.results {
            println!("  {result:<42} {count:>9}");
        }
        let Counts { attempts, retries, failed, .. } = self.counts;
        println!("  attempts {attempts}, retries {retries}, failed {failed}");
        println!("server side");
        for line in &self.served {
            let (name, count) = line.split_once(' ').unwrap_or((line, ""));
            println!("  {name:<42} {count:>9}");
        }
        println!("left over");
        println!("  descriptors, tasks before   {:?}", self.before);
        println!("  descriptors, tasks after    {:?}", self.after);
        println!("  resident KiB by tenths      {:?}", self.tally.memory);

        let verdicts = [
            ("every call ended", self.tally.results.values().sum::<u64>() == requests),
            ("no wrong answer", self.tally.wrong == 0),
            ("every error is one the faults explain", self.errors_are_explained()),
            ("no nonce reused", self.served_count("reused") == Some(0)),
            ("no request without an attempt", self.served_count("requests") <= Some(attempts)),
            ("descriptors and tasks back to the start", self.before == self.after),
            ("memory flat", self.memory_is_flat()),
        ];
        println!("verdict");
        for (what, holds) in verdicts {
            println!("  {} {what}", if holds { "yes" } else { "NO " });
        }
        verdicts.iter().all(|(_, holds)| *holds)
    }

    /// Three attempts may all meet a fault, a web page or garbage come, or the body of a refusal break off, which two
    /// faults at once make of it. Nothing else ends a call.
    fn errors_are_explained(&self) -> bool {
        self.tally.results.keys().all(|result| {
            result == "the right page"
                || result.contains(" after 3 (Attempts)")
                || result.contains("(NotRetryable)")
                    && (result.starts_with("Protocol after ")
                        || result.starts_with("NotUnderstood(200) after ")
                        || result.starts_with("NotUnderstood(400) after "))
        })
    }

    fn served_count(&self, name: &str) -> Option<u64> {
        let pairs = self.served.iter().filter_map(|line| line.split_once(' '));
        pairs.filter(|pair| pair.0 == name).find_map(|pair| pair.1.parse().ok())
    }

    /// From the second tenth to the last, at most 16 MiB more.
    fn memory_is_flat(&self) -> bool {
        match self.tally.memory.as_slice() {
            [_, second, .., last] => *last <= second + (16 << 10),
            _ => true,
        }
    }
}
