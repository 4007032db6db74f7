//! Puts one fault after the other into a copy of the workspace and runs what has to notice it.
//!
//! ```text
//! mutations [--shard 1/4] [--statements] [words…]
//! ```
//!
//! Words choose the faults whose name or area contains one of them; `--shard k/n` takes every n-th
//! of those, from the k-th on. `--statements` adds which fault betrays each statement. The copy and
//! its build stay in `target/mutations`, so that a fault costs an incremental build. Fails (exit
//! code 1) if a fault goes unnoticed, cannot be put in, or is not what its entry says.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the output of a command")]

mod claims;
mod process;
mod report;
mod tests;
mod tree;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use conformance::mutations::{Mutation, Resolved, read, resolve};
use conformance::requirements::{self, Requirement};

use claims::wrong_claims;
use report::Report;
use tests::{Outcome, Tests};
use tree::Tree;

fn main() -> ExitCode {
    let settings = match Settings::parse(std::env::args().skip(1)) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match run(&settings) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line says.
#[derive(Debug)]
struct Settings {
    words: Vec<String>,
    /// The shard, from 0, and how many there are.
    shard: (usize, usize),
    statements: bool,
}

impl Settings {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut settings = Self { words: Vec::new(), shard: (0, 1), statements: false };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--statements" => settings.statements = true,
                "--shard" => {
                    let value = arguments.next().unwrap_or_default();
                    let parts = value.split_once('/');
                    let parts = parts.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
                    let Some((k @ 1.., n)) = parts.filter(|(k, n)| k <= n) else {
                        return Err("--shard takes k/n, as in 1/4".to_owned());
                    };
                    settings.shard = (k - 1, n);
                }
                option if option.starts_with('-') => {
                    return Err(format!("{option} is no option; see the top of mutations/main.rs"));
                }
                _ => settings.words.push(argument),
            }
        }
        Ok(settings)
    }

    fn is_chosen(&self, id: &str, area: &str) -> bool {
        let is_meant = |word: &String| id.contains(word.as_str()) || area == word;
        self.words.is_empty() || self.words.iter().any(is_meant)
    }

    /// Returns the faults of this run, and the entries that are meant and do not fit.
    fn choose(&self, all: Resolved) -> (Vec<Mutation>, Vec<(String, String)>) {
        let (k, n) = self.shard;
        let mut mutations = all.mutations;
        mutations.retain(|mutation| self.is_chosen(&mutation.id, &mutation.area));
        let mutations = mutations.into_iter().skip(k).step_by(n).collect();
        let mut unfit = all.unfit;
        unfit.retain(|(id, _)| k == 0 && self.is_chosen(id, ""));
        (mutations, unfit)
    }
}

fn run(settings: &Settings) -> Result<bool, String> {
    let root = requirements::repository();
    let target = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => root.join("target"),
    };
    let tree = Tree::new(&root, &target.join("mutations"))?;
    let statements = statements()?;
    let (mutations, unfit) = settings.choose(resolve(&read(&root.join(FOLDER))?, tree.folder()));

    let tests = Tests::new(&tree);
    // What is red without any fault says nothing about one.
    let green = tests.before(&mutations)?;
    println!("{green} test files are green without a fault");

    let mut report = Report::default();
    for (id, why) in unfit {
        report.unfit(&id, &why);
    }
    for mutation in mutations {
        let (outcome, seconds) = tests.judge(&tree, &mutation)?;
        let wrong = match &outcome {
            Outcome::Red(red) => wrong_claims(&mutation, red, &statements),
            Outcome::DoesNotBuild => Vec::new(),
        };
        report.judged(mutation, outcome, wrong, seconds);
    }
    if settings.statements {
        report.statements(&statements);
    }
    Ok(report.summary(&root))
}

fn statements() -> Result<BTreeMap<String, Requirement>, String> {
    use conformance::case;
    let cases = case::load(&case::root()).map_err(|error| error.to_string())?;
    requirements::collect(&cases)
}

/// Where the faults stand.
const FOLDER: &str = "conformance/mutations";
