//! Whether a fault that was noticed is what its entry says it is.

use std::collections::BTreeMap;

use conformance::mutations::Mutation;
use conformance::requirements::Requirement;

/// Returns what the entry of a fault says and the run did not see.
pub(crate) fn wrong_claims(
    mutation: &Mutation,
    red: &BTreeMap<String, String>,
    statements: &BTreeMap<String, Requirement>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    if red.is_empty() {
        return wrong;
    }
    for id in &mutation.against {
        let Some(statement) = statements.get(id) else { continue };
        let noticed = red.keys().filter(|test| covers(test, statement)).collect::<Vec<_>>();
        if noticed.is_empty() {
            wrong.push(format!("no test of {id} noticed it"));
        }
        // The documented responses cover every member at once; where they differ tells which one
        // is missed.
        if let Some(member) = mutation.member.as_ref().filter(|_| id.contains("-X-")) {
            let is_at_its_place = |test: &&&String| {
                let said = red.get(**test).map_or("", String::as_str);
                said.starts_with("page: ") && said.split(['.', '[', ' ']).any(|step| step == member)
            };
            if !noticed.iter().all(|test| is_at_its_place(&test)) {
                wrong.push(format!("{id} is missed elsewhere than at {member}"));
            }
        }
    }
    match (is_narrow(red), &mutation.broad) {
        (true, Some(_)) => wrong.push("it is not broad".to_owned()),
        (false, None) if !mutation.against.is_empty() => {
            wrong.push(format!("{} tests turned red, and nothing says why (`broad`)", red.len()));
        }
        _ => {}
    }
    wrong
}

/// Says whether a red test covers a statement.
pub(crate) fn covers(test: &str, statement: &Requirement) -> bool {
    let is_property = |property: &String| {
        let Some((file, function)) = property.rsplit_once("::") else { return false };
        // A file of `tests/x/` is run by its `main.rs`, which puts its module in front.
        let folder = file.rsplit_once('/').map_or(file, |(folder, _)| folder);
        let is_of_file = test.starts_with(file) || test.starts_with(&format!("{folder}/main.rs"));
        is_of_file && test.rsplit("::").next() == Some(function)
    };
    statement.cases.iter().any(|case| case == test) || statement.properties.iter().any(is_property)
}

/// Says whether a fault makes itself felt in a few places only.
fn is_narrow(red: &BTreeMap<String, String>) -> bool {
    // A case of `explain` compares with a signature of ours, so it turns red with every fault in
    // signing, whatever it is about.
    red.keys().filter(|test| !test.starts_with("explain/")).count() <= MOST_RED
}

/// The most tests a fault turns red that still says something about each statement they cover.
const MOST_RED: usize = 12;
