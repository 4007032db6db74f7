//! `aliyun-ecs-wire` against the reference readers: every recorded body, the public suites, changed
//! pages, and the table of allowed differences.

#[path = "reference/bodies.rs"]
mod bodies;
#[path = "reference/changes.rs"]
mod changes;
#[expect(dead_code, reason = "the properties of the crate need more of it")]
#[path = "../../crates/wire/tests/pages/mod.rs"]
mod pages;
#[path = "reference/suites.rs"]
mod suites;
#[path = "reference/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use conformance::reference::{Verdict, compare};

/// Counts verdicts, and fails at the first that nothing explains.
#[derive(Default)]
struct Tally(BTreeMap<String, usize>);

impl Tally {
    #[track_caller]
    fn judge(&mut self, name: &str, body: &[u8]) -> Verdict {
        let verdict = compare(body);
        if let Verdict::Unexplained(disagreement) = &verdict {
            panic!("{name}: {disagreement:#?}\n{}", body.escape_ascii());
        }
        self.add(&verdict);
        verdict
    }

    fn add(&mut self, verdict: &Verdict) {
        let name = match verdict {
            Verdict::AllowedDifference(difference) => difference.to_string(),
            other => format!("{other:?}"),
        };
        *self.0.entry(name).or_default() += 1;
    }

    fn count(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> =
            self.0.iter().map(|(name, count)| format!("{name} {count}")).collect();
        f.write_str(&parts.join(", "))
    }
}

/// A tally that a property can add to.
type Shared = Mutex<Tally>;

fn add(tally: &Shared, verdict: &Verdict) {
    tally.lock().expect("no test fails while it counts").add(verdict);
}
