//! What has to notice a fault, run in the copy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use conformance::mutations::Mutation;
use serde::Deserialize;

use crate::process;
use crate::tree::Tree;

/// What became of a fault.
pub(crate) enum Outcome {
    /// The tests that turned red, each with the first thing it said. None: the fault survived.
    Red(BTreeMap<String, String>),
    /// The copy could not be built.
    DoesNotBuild,
}

/// The tests of the copy.
pub(crate) struct Tests<'a> {
    tree: &'a Tree,
}

impl<'a> Tests<'a> {
    pub(crate) fn new(tree: &'a Tree) -> Self {
        Self { tree }
    }

    /// Runs every test file that some fault asks for, and returns how many there were.
    pub(crate) fn before(&self, mutations: &[Mutation]) -> Result<usize, String> {
        let mut files = BTreeSet::new();
        for mutation in mutations {
            match mutation.run.as_slice() {
                [] => files.extend([CASES].iter().chain(PROPERTIES).map(|file| (*file).to_owned())),
                named => files.extend(named.iter().cloned()),
            }
        }
        match self.run(files.iter().map(String::as_str))? {
            Outcome::Red(red) if red.is_empty() => Ok(files.len()),
            Outcome::Red(red) => Err(format!("red without any fault: {red:#?}")),
            Outcome::DoesNotBuild => Err(format!("does not build; see {}", self.log())),
        }
    }

    /// Puts a fault in, runs what has to notice it, and takes it out again. Returns what happened
    /// and how many seconds it took.
    #[expect(clippy::disallowed_methods, reason = "a command that says how long it took")]
    pub(crate) fn judge(&self, tree: &Tree, mutation: &Mutation) -> Result<(Outcome, u64), String> {
        let started = Instant::now();
        let paths = mutation.paths();
        let texts = paths.iter().map(|path| tree.text(path)).collect::<Result<Vec<_>, _>>()?;
        for (path, text) in paths.iter().zip(&texts) {
            tree.write(path, &mutation.apply(path, text))?;
        }
        let outcome = self.notice(mutation);
        for (path, text) in paths.iter().zip(&texts) {
            tree.write(path, text)?;
        }
        Ok((outcome?, started.elapsed().as_secs()))
    }

    fn notice(&self, mutation: &Mutation) -> Result<Outcome, String> {
        if !mutation.run.is_empty() {
            return self.run(mutation.run.iter().map(String::as_str));
        }
        match self.run([CASES].into_iter())? {
            Outcome::Red(red) if red.is_empty() => self.run(PROPERTIES.iter().copied()),
            outcome => Ok(outcome),
        }
    }

    fn run<'f>(&self, files: impl Iterator<Item = &'f str>) -> Result<Outcome, String> {
        let mut red = BTreeMap::new();
        for file in files {
            let (package, target) = self.target_of(file)?;
            let cargo = |arguments: &[&str]| {
                let mut command = Command::new("cargo");
                command.args(["test", "--no-fail-fast", "-p", &package]).args(&target);
                command.args(arguments).current_dir(self.tree.folder());
                command.env("CARGO_TARGET_DIR", self.tree.target());
                command.envs(ENVIRONMENT.iter().copied());
                command.env_remove("CONFORMANCE_SUBJECT").env_remove("CONFORMANCE_UPDATE");
                process::run(command, &self.tree.target().join("log"))
            };
            if !cargo(&["--no-run"])?.0 {
                return Ok(Outcome::DoesNotBuild);
            }
            let (succeeded, written) = cargo(&[])?;
            let failed = written.lines().filter_map(failed_test).collect::<Vec<_>>();
            if failed.is_empty() && !succeeded {
                // Broke down, or took too long.
                red.insert(format!("{file}::(all)"), String::new());
            }
            for name in failed {
                match file {
                    CASES => red.insert(name.to_owned(), first_words(&written, name)),
                    _ => red.insert(format!("{file}::{name}"), String::new()),
                };
            }
        }
        Ok(Outcome::Red(red))
    }

    /// Returns the package of a test file, or of the root of a library, and the flags of its target.
    fn target_of(&self, file: &str) -> Result<(String, Vec<String>), String> {
        #[derive(Deserialize)]
        struct Manifest {
            package: Package,
        }
        #[derive(Deserialize)]
        struct Package {
            name: String,
        }
        let path = Path::new(file);
        let has_manifest = |folder: &&Path| self.tree.folder().join(folder).join(MANIFEST).exists();
        let folder = path.ancestors().find(has_manifest).unwrap_or(path);
        let text = self.tree.text(&folder.join(MANIFEST).to_string_lossy())?;
        let manifest: Manifest =
            toml::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
        let named = match path.file_stem() {
            Some(stem) if stem == "main" => path.parent().and_then(Path::file_name),
            stem => stem,
        };
        let name = named.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let target = match file.ends_with("src/lib.rs") {
            true => vec!["--lib".to_owned()],
            false => vec!["--test".to_owned(), name],
        };
        Ok((manifest.package.name, target))
    }

    fn log(&self) -> String {
        self.tree.target().join("log").display().to_string()
    }
}

/// Reads `test decode/empty ... FAILED`.
fn failed_test(line: &str) -> Option<&str> {
    let name = line.strip_prefix("test ")?.trim_end().strip_suffix("FAILED")?.trim_end();
    Some(name.strip_suffix("...")?.trim_end())
}

/// Returns the first thing a case said: the line behind its title.
fn first_words(written: &str, name: &str) -> String {
    let head = format!("---- {name} ----");
    let said = written.lines().skip_while(|line| line.trim_end() != head).nth(2);
    said.unwrap_or_default().trim().chars().take(160).collect()
}

const MANIFEST: &str = "Cargo.toml";

/// What notices most faults.
const CASES: &str = "conformance/tests/cases.rs";

/// What may notice a fault that the cases do not.
const PROPERTIES: &[&str] = &[
    "conformance/tests/rules_oracle/main.rs",
    "conformance/tests/revisions.rs",
    "conformance/tests/open_enums.rs",
];

const ENVIRONMENT: &[(&str, &str)] = &[
    ("CARGO_TERM_COLOR", "never"),
    ("CARGO_INCREMENTAL", "1"),
    ("CARGO_PROFILE_DEV_DEBUG", "0"),
    ("CARGO_PROFILE_TEST_DEBUG", "0"),
    ("RUST_BACKTRACE", "0"),
];
