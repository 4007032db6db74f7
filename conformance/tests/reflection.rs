//! Whatever an answer repeats of the request, no error and no log shows eight characters of a secret;
//! and what repeats nothing is shown as it is.
//!
//! `REFLECTIONS` is how many answers each part makes, `REFLECTION_SEED` where the choices begin.

use std::fs;
use std::path::Path;

use conformance::reflection::{
    Numbers, in_disguise, through_a_call, unchanged, without_an_attempt,
};

type Part = fn(&mut Numbers) -> Result<(), String>;

#[test]
fn through_a_call_nothing_that_was_signed_comes_out() {
    run("through_a_call", through_a_call);
}

#[test]
fn without_an_attempt_no_quotation_of_a_request_comes_out() {
    run("without_an_attempt", without_an_attempt);
}

#[test]
fn nothing_that_is_no_identifier_is_shown_as_one() {
    run("in_disguise", in_disguise);
}

#[test]
fn what_repeats_nothing_is_shown_as_it_is() {
    run("unchanged", unchanged);
}

fn run(name: &str, part: Part) {
    let number = |variable: &str, default: u64| {
        std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
    };
    let (answers, seed) = (number("REFLECTIONS", 500), number("REFLECTION_SEED", 1));
    for seed in regressions(name).into_iter().chain(seed..seed + answers) {
        if let Err(leak) = part(&mut Numbers::new(seed)) {
            panic!("seed {seed} of {name}: {leak}");
        }
    }
}

/// Seeds that once found something, one to a line: `part seed`.
fn regressions(name: &str) -> Vec<u64> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("proptest-regressions/reflection.txt");
    let text = fs::read_to_string(file).expect("the file of regressions");
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.filter(|(part, _)| *part == name).map(|(_, seed)| seed.parse().expect("a seed")).collect()
}
