//! Replays what fuzzing has found worth keeping. `docs/fuzzing.md` says where it comes from.

use std::fs;
use std::path::Path;

#[expect(unreachable_pub, reason = "the fuzz targets reach it")]
#[path = "../fuzz/src/checks.rs"]
mod checks;

#[test]
fn page_json_holds_for_its_corpus() {
    replay("page_json", checks::page_json);
}

#[test]
fn page_xml_holds_for_its_corpus() {
    replay("page_xml", checks::page_xml);
}

#[test]
fn error_body_holds_for_its_corpus() {
    replay("error_body", checks::error_body);
}

#[test]
fn differential_holds_for_its_corpus() {
    replay("differential", checks::differential);
}

#[test]
fn round_trip_holds_for_its_corpus() {
    replay("round_trip", checks::round_trip);
}

#[track_caller]
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("a corpus is committed") {
        let path = entry.expect("a readable entry").path();
        check(&fs::read(&path).expect("a readable file"));
        count += 1;
    }
    assert!(count > 10, "{} holds {count} files only", folder.display());
}
