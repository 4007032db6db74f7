//! Every statement of the documents is covered, and `requirements.json` says by what.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use conformance::case::{self, Case};
use conformance::requirements::{self, Requirement};

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

#[test]
fn no_two_cases_say_the_same() {
    let mut seen: BTreeMap<(String, Vec<String>, String), String> = BTreeMap::new();
    for case in cases() {
        if case.header().regression.is_some() {
            continue;
        }
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
