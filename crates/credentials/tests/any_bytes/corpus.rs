//! Replays what fuzzing has found worth keeping. `docs/fuzzing.md` says where it comes from.

use std::fs;
use std::path::Path;

use crate::{cli_config, ini_file, process_output};

#[test]
fn profiles_hold_for_their_corpus() {
    replay("cli_config", cli_config::config);
}

#[test]
fn ini_files_hold_for_their_corpus() {
    replay("ini_file", ini_file::file);
}

#[test]
fn output_holds_for_its_corpus() {
    replay("process_output", process_output::output);
}

#[track_caller]
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("a corpus is committed") {
        let path = entry.expect("a readable entry").path();
        check(&fs::read(&path).expect("a readable file"));
        count += 1;
    }
    assert!(count > 10, "{} holds {count} files only", folder.display());
}
