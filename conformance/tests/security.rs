//! Each line of `docs/security.md` has a test, and the test exists.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn every_line_names_a_test_that_exists() {
    let text = fs::read_to_string(root().join("docs/security.md")).expect("the document");
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| cannot |") || line.starts_with("| can |"))
        .collect();
    assert!(rows.len() >= 30, "{} lines only", rows.len());
    for row in rows {
        let cell = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        let Some((file, test)) = cell.trim_matches('`').split_once("` `") else {
            assert!(row.starts_with("| can |") && cell == "–", "no test: {row}");
            continue;
        };
        let source = fs::read_to_string(root().join(file));
        let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(source.contains(&format!("fn {test}()")), "{file} has no {test}");
    }
}
