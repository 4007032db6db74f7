//! The figures of README.md are those of the repository.

use std::fs;
use std::path::Path;

use conformance::case;
use conformance::mutations::{read, resolve};
use conformance::requirements;

#[test]
fn readme_counts_what_there_is() {
    let root = requirements::repository();
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));

    let cases = case::load(&case::root()).unwrap_or_else(|error| panic!("{error}")).len();
    let areas = read(&folder.join("mutations")).unwrap_or_else(|error| panic!("{error}"));
    let faults = resolve(&areas, &root).mutations.len();
    let edits: usize = areas.iter().flat_map(|area| &area.files).map(|file| file.edits.len()).sum();
    let calls = tests_in(&folder.join("tests/faults"));

    for figure in [
        format!("* {cases} [cases]"),
        format!("* {faults} [faults]"),
        format!("{} of them made from the tables", faults - edits),
        format!("* {calls} tests of [calls that fail]"),
    ] {
        assert!(readme.contains(&figure), "README.md does not say \"{figure}\"");
    }
}

fn tests_in(folder: &Path) -> usize {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let tests = |text: String| text.lines().filter(|line| is_test(line.trim())).count();
    files.map(|path| tests(fs::read_to_string(path).expect("a text"))).sum()
}

fn is_test(line: &str) -> bool {
    line == "#[test]" || line.starts_with("#[tokio::test")
}
