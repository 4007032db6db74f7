//! Every statement of the documents is covered and has a fault that betrays it, and
//! `requirements.json` says which.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use conformance::case::{self, Case};
use conformance::requirements::{self, Requirement};
use sha2::{Digest, Sha256};

fn cases() -> Vec<Case> {
    case::load(&case::root()).unwrap_or_else(|error| panic!("{error}"))
}

fn collected() -> &'static BTreeMap<String, Requirement> {
    static COLLECTED: OnceLock<BTreeMap<String, Requirement>> = OnceLock::new();
    COLLECTED
        .get_or_init(|| requirements::collect(&cases()).unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn every_statement_is_covered_or_excused() {
    let mut uncovered = Vec::new();
    let mut needless = Vec::new();
    for (id, requirement) in collected() {
        let is_covered = !requirement.cases.is_empty() || !requirement.properties.is_empty();
        match (is_covered, &requirement.exception) {
            (false, None) => uncovered.push(format!("{id}: {}", requirement.text)),
            (true, Some(_)) => needless.push(id),
            _ => {}
        }
    }
    assert!(uncovered.is_empty(), "nothing covers:\n{}", uncovered.join("\n"));
    assert!(needless.is_empty(), "covered and excused: {needless:?}");
}

#[test]
fn every_statement_names_the_patch_that_would_betray_it() {
    let mut unbetrayed = Vec::new();
    for (id, requirement) in collected() {
        if requirement.mutation.is_none() && requirement.exception.is_none() {
            unbetrayed.push(format!("{id}: {}", requirement.text));
        }
    }
    assert!(
        unbetrayed.is_empty(),
        "no patch betrays {} statements:\n{}",
        unbetrayed.len(),
        unbetrayed.join("\n")
    );
}

#[test]
fn the_last_run_saw_every_patch_as_it_is_and_something_turned_red() {
    let mutations = requirements::mutations().unwrap_or_else(|error| panic!("{error}"));
    assert!(mutations.len() >= 200, "{} patches", mutations.len());
    for mutation in mutations {
        let name = &mutation.name;
        let result = mutation.result.unwrap_or_else(|| panic!("{name} has not been run"));
        assert_eq!(result.digest, digest(&mutation.patch), "{name} has changed since its run");
        assert_eq!(result.trouble, None, "{name}");
        assert!(!result.red.is_empty(), "nothing noticed {name}");
    }
}

#[test]
fn a_patch_is_seen_by_a_test_of_every_statement_it_says_it_is_against() {
    let all = collected();
    let mutations = requirements::mutations().unwrap_or_else(|error| panic!("{error}"));
    let mut unseen = Vec::new();
    for mutation in &mutations {
        let is_unseen = |id: &&String| mutation.noticed_by(&all[*id]).next().is_none();
        let ids = mutation.against.iter().filter(is_unseen).cloned().collect::<Vec<_>>();
        if !ids.is_empty() {
            unseen.push(format!("{}: {}", mutation.name, ids.join(" ")));
        }
        assert!(
            mutation.is_narrow() != mutation.broad.is_some() || mutation.against.is_empty(),
            "{}: a patch says that it is broad if it is",
            mutation.name
        );
    }
    assert!(unseen.is_empty(), "against, but not seen by:\n{}", unseen.join("\n"));
}

/// The documented responses cover every member at once; where they differ tells which is betrayed.
#[test]
fn a_misspelled_member_is_missed_at_its_place() {
    let all = collected();
    let mut seen = 0;
    for mutation in requirements::mutations().unwrap_or_else(|error| panic!("{error}")) {
        let name = &mutation.name;
        let member = name.starts_with("page-") && name.ends_with("-misspelled");
        let examples = mutation.against.iter().filter(|id| id.contains("-X-"));
        let Some(result) = mutation.result.as_ref().filter(|_| member) else { continue };
        for id in examples {
            let subject = all[id].text.split(';').next().unwrap_or_default();
            let member = subject.rsplit(" / ").next().unwrap_or_default();
            let mut told = mutation.noticed_by(&all[id]).map(|test| &result.red[test]);
            let is_at_its_place = |how: &String| {
                how.starts_with("page: ") && how.split(['.', '[', ' ']).any(|step| step == member)
            };
            assert!(told.all(is_at_its_place), "{}: {id} is missed elsewhere", mutation.name);
            seen += 1;
        }
    }
    assert!(seen >= 80, "{seen} members");
}

#[test]
fn the_committed_file_is_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements.json");
    let mut text = serde_json::to_string_pretty(collected()).expect("it is JSON");
    text.push('\n');
    if std::env::var_os("CONFORMANCE_UPDATE").is_some() {
        fs::write(&path, &text).expect("writes");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "requirements.json is out of date; run this test file once with CONFORMANCE_UPDATE=1"
    );
}

#[test]
fn both_pages_are_there_in_full() {
    let all = collected();
    let count = |prefix: &str| all.keys().filter(|id| id.starts_with(prefix)).count();
    assert_eq!(count("R2018-"), 102);
    assert_eq!(count("R2019-"), 103);
    assert_eq!(count("D-"), 62);
}

#[test]
fn every_property_that_is_named_exists() {
    let properties = requirements::properties().unwrap_or_else(|error| panic!("{error}"));
    assert!(!properties.is_empty());
    for property in properties {
        let (file, function) = property.test.rsplit_once("::").expect("file::function");
        let source = fs::read_to_string(requirements::repository().join(file))
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(source.contains(&format!("fn {function}(")), "{} is gone", property.test);
    }
}

/// As `run.py` computes it: the words at the top may change without another run.
fn digest(patch: &str) -> String {
    let below = patch.find("\n--- ").and_then(|at| patch.get(at..)).unwrap_or_default();
    Sha256::digest(below).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn no_two_cases_say_the_same() {
    let mut seen: BTreeMap<(String, Vec<String>, String), String> = BTreeMap::new();
    for case in cases() {
        let mut covers = case.header().covers.clone();
        covers.sort();
        covers.dedup();
        let what = (case.area().to_owned(), covers, case.verdict().to_owned());
        if let Some(other) = seen.insert(what, case.name().to_owned()) {
            panic!("{} and {other} cover the same statements with one verdict", case.name());
        }
    }
    assert!(seen.len() >= 250, "{} cases", seen.len());
}
