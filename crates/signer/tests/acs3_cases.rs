//! The ACS3 cases, the ten published ones among them, judged stage by stage and verified.

mod acs3_stages;

use std::fs;
use std::path::Path;

use acs3_stages::Pairs;
use acs3_stages::Vector;
use serde_json::Value;

#[test]
fn every_case_agrees_at_every_stage_and_verifies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases/sign-acs3");
    if !root.is_dir() {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!(
                "SKIPPED: the published signing cases live in the repository, not in the crate\n"
            ),
        );
        return;
    }
    let mut folders = fs::read_dir(&root)
        .expect("the cases are readable")
        .map(|entry| entry.expect("the cases are readable").path())
        .filter(|path| path.is_dir())
        .collect::<Vec<_>>();
    folders.sort();
    for folder in &folders {
        read(folder).assert_stages();
    }
    assert!(folders.len() >= 10, "{} cases", folders.len());
}

fn read(folder: &Path) -> Vector {
    let case: Value = serde_json::from_str(&file(folder, "case.json"))
        .unwrap_or_else(|error| panic!("{}: case.json: {error}", folder.display()));
    let name = folder.file_name().expect("a folder has a name");
    let name = name.to_string_lossy().into_owned();
    let text = |pointer: &str| {
        let text = case.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("{name}: case.json says nothing under {pointer}")).to_owned()
    };
    for described in ["/title", "/source/document", "/source/section"] {
        assert!(!text(described).is_empty(), "{name}: {described} is empty");
    }
    Vector {
        method: text("/method"),
        path: text("/path"),
        params: pairs(&case["params"]),
        headers: pairs(&case["headers"]),
        hashed_payload: text("/hashed_payload"),
        access_key_id: text("/access_key_id"),
        secret: text("/access_key_secret"),
        canonical_request: file(folder, "canonical-request.txt"),
        string_to_sign: file(folder, "string-to-sign.txt"),
        signature: file(folder, "signature.txt"),
        authorization: file(folder, "authorization.txt"),
        name,
    }
}

/// Reads a list of pairs, since a header may be repeated.
fn pairs(list: &Value) -> Pairs {
    let list = list.as_array().expect("a list of pairs").iter();
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    list.map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

/// Reads a file as it is, a newline at its end included.
fn file(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
