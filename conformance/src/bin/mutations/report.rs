//! What a run prints.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use conformance::mutations::Mutation;
use conformance::requirements::Requirement;

use crate::claims::covers;
use crate::tests::Outcome;

/// What has become of the faults so far.
#[derive(Default)]
pub(crate) struct Report {
    /// Those that were noticed, with the tests that turned red.
    caught: Vec<(Mutation, Vec<String>)>,
    survived: usize,
    not_applied: usize,
    not_built: usize,
    /// Entries that say what the run did not see.
    wrong: usize,
}

impl Report {
    /// Prints an entry whose place in the sources is gone.
    pub(crate) fn unfit(&mut self, id: &str, why: &str) {
        self.not_applied += 1;
        println!("DOES NOT APPLY  {id}: {why}");
    }

    /// Prints what became of a fault.
    pub(crate) fn judged(
        &mut self,
        mutation: Mutation,
        outcome: Outcome,
        wrong: Vec<String>,
        seconds: u64,
    ) {
        let id = &mutation.id;
        match outcome {
            Outcome::DoesNotBuild => {
                self.not_built += 1;
                println!("DOES NOT BUILD  {id}  [{seconds} s]");
            }
            Outcome::Red(red) => match red.keys().next() {
                None => {
                    self.survived += 1;
                    println!("SURVIVED        {id}: {}  [{seconds} s]", mutation.says);
                }
                Some(first) => {
                    let more = match red.len() - 1 {
                        0 => String::new(),
                        more => format!(" and {more} more"),
                    };
                    println!("caught          {id}: {first}{more}  [{seconds} s]");
                    self.wrong += usize::from(!wrong.is_empty());
                    for claim in wrong {
                        println!("  BUT           {claim}");
                    }
                    self.caught.push((mutation, red.into_keys().collect()));
                }
            },
        }
    }

    /// Prints for each statement the fault of this run that is against it and turned a test of it
    /// red; of several, the one that turned the fewest red.
    pub(crate) fn statements(&self, statements: &BTreeMap<String, Requirement>) {
        for (id, statement) in statements {
            let betrays = |(mutation, red): &&(Mutation, Vec<String>)| {
                mutation.against.contains(id) && red.iter().any(|test| covers(test, statement))
            };
            let best = self.caught.iter().filter(betrays).min_by_key(|(_, red)| red.len());
            let named = match (best, &statement.exception) {
                (Some((mutation, _)), _) => mutation.id.as_str(),
                (None, Some(reason)) => reason.as_str(),
                (None, None) => "(no fault of this run)",
            };
            println!("{id:<12} {named}");
        }
    }

    /// Prints the last line, and says whether everything was as it should be.
    pub(crate) fn summary(&self, root: &Path) -> bool {
        let Self { caught, survived, not_applied, not_built, wrong } = self;
        println!(
            "{}: {} caught, {survived} survived, {not_applied} not applied, {not_built} not built, \
             {wrong} with wrong claims",
            commit(root),
            caught.len()
        );
        [survived, not_applied, not_built, wrong].into_iter().all(|count| *count == 0)
    }
}

/// Names the state of the workspace.
fn commit(root: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").current_dir(root).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return "no commit".to_owned();
    };
    match git(&["status", "--porcelain"]) {
        Some(changes) if changes.is_empty() => commit,
        _ => format!("{commit} and changes"),
    }
}
