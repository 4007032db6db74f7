//! What docs/CONTRIBUTING.md sends people to is there.

use std::fs;

use conformance::requirements;

#[test]
fn every_path_of_a_walk_exists() {
    let root = requirements::repository();
    let text = fs::read_to_string(root.join("docs/CONTRIBUTING.md")).expect("the walks");
    // Every other piece stands between backquotes.
    let quoted = text.split('`').skip(1).step_by(2);
    let is_path = |piece: &&str| piece.contains('/') && !piece.contains([' ', '<', '\n']);
    let paths: Vec<&str> = quoted.filter(is_path).collect();
    assert!(paths.len() >= 20, "{paths:?}");
    for path in paths {
        assert!(root.join(path).exists(), "docs/CONTRIBUTING.md names {path}, which is gone");
    }
}

#[test]
fn every_function_and_test_of_a_walk_exists() {
    let root = requirements::repository();
    for (file, name) in [
        ("crates/emulator/src/operations/describe_images/parse.rs", "fn rule("),
        ("crates/wire/src/fields.rs", "fn the_tables_know_every_field_of_the_model"),
        ("crates/rpc/src/operation.rs", "pub trait Operation"),
        ("crates/model/src/request/field.rs", "trait Field"),
        ("conformance/README.md", "## A case"),
        ("conformance/tests/requirements.rs", "CONFORMANCE_UPDATE"),
    ] {
        let text = fs::read_to_string(root.join(file)).expect(file);
        assert!(text.contains(name), "{file} has no `{name}`");
    }
}
