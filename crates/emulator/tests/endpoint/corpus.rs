//! Replays what fuzzing has found worth keeping. `docs/fuzzing.md` says where it comes from.

use std::fs;
use std::path::Path;

use crate::any_bytes;

#[test]
fn requests_hold_for_their_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/fuzz/corpus/request");
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("a corpus is committed") {
        let path = entry.expect("a readable entry").path();
        any_bytes::request(&fs::read(&path).expect("a readable file"));
        count += 1;
    }
    assert!(count > 10, "{} holds {count} files only", folder.display());
}
