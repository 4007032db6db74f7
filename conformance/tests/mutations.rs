//! Every fault of `mutations/` can still be put in, and every statement has one against it.
//!
//! That something notices them is what the `mutations` binary shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use conformance::case;
use conformance::mutations::{Area, Resolved, read, resolve};
use conformance::requirements::{self, Requirement};

fn areas() -> &'static [Area] {
    static AREAS: OnceLock<Vec<Area>> = OnceLock::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mutations");
    AREAS.get_or_init(|| read(&folder).unwrap_or_else(|error| panic!("{error}")))
}

fn resolved() -> &'static Resolved {
    static RESOLVED: OnceLock<Resolved> = OnceLock::new();
    RESOLVED.get_or_init(|| resolve(areas(), &requirements::repository()))
}

fn statements() -> BTreeMap<String, Requirement> {
    let cases = case::load(&case::root()).unwrap_or_else(|error| panic!("{error}"));
    requirements::collect(&cases).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_fault_can_still_be_put_in() {
    let Resolved { mutations, unfit, .. } = resolved();
    let lines = unfit.iter().map(|(id, why)| format!("{id}: {why}")).collect::<Vec<_>>();
    assert!(lines.is_empty(), "{} to renew:\n{}", lines.len(), lines.join("\n"));
    assert!(mutations.len() >= 450, "{} faults", mutations.len());
}

#[test]
fn every_fault_changes_something_and_none_twice() {
    let mut seen = BTreeMap::new();
    for mutation in &resolved().mutations {
        let id = &mutation.id;
        for path in mutation.paths() {
            let text = fs::read_to_string(requirements::repository().join(path)).expect("reads");
            assert_ne!(mutation.apply(path, &text), text, "{id} changes nothing in {path}");
        }
        if let Some(other) = seen.insert(format!("{:?}", mutation.splices), id) {
            panic!("{id} and {other} are one fault");
        }
    }
}

#[test]
fn names_and_paths_stand_once() {
    let mut names = BTreeSet::new();
    for mutation in &resolved().mutations {
        assert!(names.insert(&mutation.id), "{} stands twice", mutation.id);
        assert!(mutation.says.ends_with('.'), "{}: a sentence", mutation.id);
    }
    let mut paths = BTreeSet::new();
    for file in areas().iter().flat_map(|area| &area.files) {
        assert!(paths.insert(&file.path), "{} stands twice", file.path);
    }
}

#[test]
fn every_test_file_that_is_to_be_run_exists() {
    for mutation in &resolved().mutations {
        for file in &mutation.run {
            assert!(requirements::repository().join(file).is_file(), "{}: {file}", mutation.id);
        }
    }
}

#[test]
fn every_statement_has_a_fault_against_it() {
    let statements = statements();
    let mut faulted = BTreeSet::new();
    for mutation in &resolved().mutations {
        for id in &mutation.against {
            assert!(statements.contains_key(id), "{}: {id} is no statement", mutation.id);
            faulted.insert(id.as_str());
        }
    }
    let is_missed = |(id, statement): &(&String, &Requirement)| {
        !faulted.contains(id.as_str()) && statement.exception.is_none()
    };
    let missed = statements.iter().filter(is_missed);
    let missed = missed.map(|(id, of)| format!("{id}: {}", of.text)).collect::<Vec<_>>();
    assert!(missed.is_empty(), "no fault is against:\n{}", missed.join("\n"));
}
