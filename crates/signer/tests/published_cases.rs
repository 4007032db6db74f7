//! The signing examples Alibaba Cloud published, as case folders, judged stage by stage.

mod stages;

use std::fs;
use std::path::Path;

use serde_json::Value;
use stages::Vector;

#[test]
fn every_published_case_agrees_at_every_stage() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases/sign");
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

    let mut right = 0;
    let mut wrong = 0;
    for folder in &folders {
        let vector = read(folder);
        vector.assert_stages();
        *(if vector.verified { &mut right } else { &mut wrong }) += 1;
    }
    assert!(right > 0, "no case with a right signature");
    assert!(wrong > 0, "no case with a wrong signature");
}

fn read(folder: &Path) -> Vector {
    let case: Value = serde_json::from_str(&file(folder, "case.json").expect("case.json"))
        .unwrap_or_else(|error| panic!("{}: case.json: {error}", folder.display()));
    let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
    for described in ["/title", "/source/document", "/source/section"] {
        let text = case.pointer(described).and_then(Value::as_str).unwrap_or_default();
        assert!(!text.is_empty(), "{name}: case.json says nothing under {described}");
    }

    let vector = Vector {
        method: stages::method(case["method"].as_str().expect("`method`")),
        params: stages::params(&case),
        secret: stages::text(&case, "access_key_secret"),
        canonical_query: file(folder, "canonical-query.txt"),
        string_to_sign: file(folder, "string-to-sign.txt").expect("string-to-sign.txt"),
        signature: file(folder, "signature.txt"),
        verified: case["verified"].as_bool().expect("`verified`"),
        name,
    };
    let name = &vector.name;
    assert!(vector.canonical_query.is_some(), "{name}: canonical-query.txt is missing");
    assert_eq!(vector.secret.is_some(), vector.signature.is_some(), "{name}: secret, signature");
    assert!(vector.verified || vector.signature.is_some(), "{name}: nothing can be wrong here");
    vector
}

/// Reads a file as it is, a newline at its end included, or `None` if there is none.
fn file(folder: &Path, name: &str) -> Option<String> {
    let path = folder.join(name);
    path.exists().then(|| {
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    })
}
