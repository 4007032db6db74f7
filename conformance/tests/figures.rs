//! The figures of README.md are those of the repository.

use std::fs;
use std::path::Path;

use conformance::case;
use conformance::mutations::{read, resolve};
use conformance::requirements;

/// With CONFORMANCE_UPDATE=1 they are written.
#[test]
fn readme_counts_what_there_is() {
    let root = requirements::repository();
    let path = root.join("README.md");
    let mut readme = fs::read_to_string(&path).expect("README.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));

    let cases = case::load(&case::root()).unwrap_or_else(|error| panic!("{error}")).len();
    let areas = read(&folder.join("mutations")).unwrap_or_else(|error| panic!("{error}"));
    let resolved = resolve(&areas, &root);
    assert!(resolved.unfit.is_empty(), "{:?}", resolved.unfit);
    let faults = resolved.mutations.len();
    let edits: usize = areas.iter().flat_map(|area| &area.files).map(|file| file.edits.len()).sum();
    let calls = tests_in(&folder.join("tests/faults"));

    for (figure, of) in [
        (cases, " [cases]"),
        (faults, " [faults]"),
        (faults - edits, " of them made from the tables"),
        (calls, " tests of [calls that fail]"),
    ] {
        let (before, after) = readme.split_once(of).unwrap_or_else(|| panic!("no figure {of:?}"));
        let others = before.trim_end_matches(|digit: char| digit.is_ascii_digit());
        let found = &before[others.len()..];
        if std::env::var_os("CONFORMANCE_UPDATE").is_some() {
            readme = format!("{others}{figure}{of}{after}");
        } else {
            assert_eq!(found, figure.to_string(), "README.md on{of}: see docs/CONTRIBUTING.md");
        }
    }
    if std::env::var_os("CONFORMANCE_UPDATE").is_some() {
        fs::write(&path, readme).expect("a writable README.md");
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
