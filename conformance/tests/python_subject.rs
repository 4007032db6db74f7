//! A subject in another language, written against the README, held against the same cases.

use std::collections::BTreeMap;
use std::process::Command;

use conformance::case::Content;
use conformance::{Outcome, Process, case, judge};

#[test]
fn the_python_subject_passes_what_it_supports() {
    if Command::new("python3").arg("--version").output().is_err() {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: there is no python3; no foreign subject was judged\n"),
        );
        return;
    }
    let subject = "python3 conformance/subjects/python/subject.py";
    let subject = Process::start(subject).expect("python3 starts");
    let cases = case::load(&case::root()).unwrap_or_else(|error| panic!("{error}"));

    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut failed = Vec::new();
    let mut plain = [0, 0];
    for case in &cases {
        let counts = counts.entry(case.area().to_owned()).or_default();
        let outcome = judge::judge(case, &subject);
        if let Content::Listing(listing) = case.content() {
            // Its pager is a plain one, and has to fail where such a pager is wrong.
            let is_right = outcome == Outcome::Passed;
            let expected = listing.plain_pages_do;
            assert_eq!(is_right, expected, "{}: {outcome:?}", case.name());
            plain[usize::from(!is_right)] += 1;
            continue;
        }
        match outcome {
            Outcome::Passed => counts[0] += 1,
            Outcome::Unsupported(_) => counts[1] += 1,
            Outcome::Failed(how) => failed.push(format!("{}: {how}", case.name())),
        }
    }
    println!("passed and unsupported by area: {counts:?}");
    println!("listings that plain pages get right, and wrong: {plain:?}");
    assert!(plain[0] >= 10 && plain[1] >= 20, "{plain:?}");
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    for area in ["check", "encode", "explain"] {
        assert_eq!(counts[area][0], 0, "{area} is not supported, and nothing of it may pass");
    }
    for area in ["sign", "verify", "sign-acs3", "decode", "error"] {
        let [passed, unsupported] = counts[area];
        assert!(passed > 9 * unsupported, "{area}: {passed} passed, {unsupported} did not");
    }
}
