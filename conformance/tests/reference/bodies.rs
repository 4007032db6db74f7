//! Bodies on disk: cases, documents, samples, and what fuzzing kept.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::case::{self, Content, Decode, DecodeVerdict};
use conformance::reference::{Verdict, read};

use crate::Tally;

/// The expected pages were written by hand from the document, so they judge the reference, too.
#[test]
fn the_cases_say_what_the_reference_says() {
    let mut tally = Tally::default();
    let (mut pages, mut refused) = (0, 0);
    for case in case::load(&case::root()).expect("readable cases") {
        let Content::Decode(Decode { body, page, verdict: expected, .. }) = case.content() else {
            continue;
        };
        let verdict = tally.judge(case.name(), body);
        let reading = read(body);
        match (expected, page) {
            (DecodeVerdict::Accept { .. }, Some(page)) => {
                let reading = reading.unwrap_or_else(|error| panic!("{}: {error}", case.name()));
                if verdict == Verdict::Same {
                    assert_eq!(reading.page(), page, "{}", case.name());
                }
                pages += 1;
            }
            (DecodeVerdict::Reject(_), _) => {
                let is_noted = matches!(verdict, Verdict::AllowedDifference(_));
                assert!(reading.is_err() || is_noted, "{} is read", case.name());
                refused += 1;
            }
            _ => {}
        }
    }
    println!("cases: {tally}");
    assert!(pages > 50 && refused > 40, "{pages} read, {refused} refused");
}

#[test]
fn documents_and_other_bodies_of_the_cases_are_judged_alike() {
    let mut tally = Tally::default();
    for area in ["documented", "error", "exchange"] {
        for path in below(&case::root().join(area)) {
            if ["json", "xml", "bin"].iter().any(|end| path.extension().is_some_and(|e| e == *end))
            {
                let body = fs::read(&path).expect("a readable file");
                tally.judge(&path.display().to_string(), &body);
            }
        }
    }
    println!("documents and other bodies: {tally}");
    assert!(tally.count("Same") > 5 && tally.count("BothRefuse") > 20, "{tally}");
}

#[test]
fn what_fuzzing_kept_is_judged_alike() {
    let mut tally = Tally::default();
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/wire/fuzz/corpus");
    for corpus in ["differential", "page_json", "page_xml", "error_body"] {
        for path in files(&corpora.join(corpus)) {
            let body = fs::read(&path).expect("a readable file");
            tally.judge(&path.display().to_string(), &body);
        }
    }
    println!("corpora: {tally}");
    assert!(tally.count("Same") > 100 && tally.count("BothRefuse") > 100, "{tally}");
}

#[test]
fn recorded_samples_are_judged_alike() {
    let Some(data) = outside("samples") else { return };
    let mut tally = Tally::default();
    for path in files(&data) {
        tally.judge(&path.display().to_string(), &fs::read(&path).expect("a readable file"));
    }
    println!("samples: {tally}");
    assert!(tally.count("Same") >= 10, "{tally}");
}

/// Returns a folder of the outside data, or says loudly that there is none.
pub(crate) fn outside(name: &str) -> Option<PathBuf> {
    if let Some(data) = std::env::var_os("CONFORMANCE_DATA") {
        let folder = Path::new(&data).join(name);
        assert!(folder.is_dir(), "CONFORMANCE_DATA has no folder {name}");
        return Some(folder);
    }
    // Past the harness, which captures `eprintln!`, and in one piece.
    let line = format!("\nSKIPPED: CONFORMANCE_DATA is not set, nothing of {name} is compared\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
    None
}

/// Returns the files of a folder, sorted.
#[track_caller]
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_file()).collect()
}

#[track_caller]
fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.extend(folders(folder).iter().flat_map(|folder| below(folder)));
    found
}

#[track_caller]
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable entry").path()).collect();
    paths.sort();
    paths
}
