//! Mismatches as case folders: what we signed, what the service said, and the cause to be named.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::explain::Cause;
use aliyun_rpc_signer::explain::Difference;
use aliyun_rpc_signer::explain::Ours;
use aliyun_rpc_signer::explain::Why;
use aliyun_rpc_signer::explain::explain;
use serde_json::Value;

#[test]
fn every_case_is_explained_to_its_cause() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases/explain");
    if !root.is_dir() {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: the mismatches live in the repository, not in the crate\n"),
        );
        return;
    }
    let mut folders = fs::read_dir(&root)
        .expect("the cases are readable")
        .map(|entry| entry.expect("the cases are readable").path())
        .filter(|path| path.is_dir())
        .collect::<Vec<_>>();
    folders.sort();

    let causes = folders.iter().map(|folder| judge(folder)).collect::<BTreeSet<_>>();
    assert!(causes.len() >= 21, "{} distinct causes: {causes:?}", causes.len());
}

/// Explains one case, and returns the id of its cause.
fn judge(folder: &Path) -> String {
    let case: Value = serde_json::from_str(&file(folder, "case.json"))
        .unwrap_or_else(|error| panic!("{}: case.json: {error}", folder.display()));
    let name = folder.file_name().expect("a folder has a name").to_string_lossy();
    for described in ["/title", "/source/document", "/source/section"] {
        let text = case.pointer(described).and_then(Value::as_str).unwrap_or_default();
        assert!(!text.is_empty(), "{name}: case.json says nothing under {described}");
    }

    let text = file(folder, "ours.txt");
    let mut ours = match case["ours"].as_str() {
        Some("string-to-sign") => Ours::string_to_sign(text),
        Some("canonical-request") => Ours::canonical_request(text),
        Some("url") => Ours::url(Method::Get, &text),
        other => panic!("{name}: `ours` is {other:?}"),
    };
    if let Some(sent) = case["sent"].as_str() {
        ours = ours.with_sent(sent);
    }
    if let Some(secret) = case["secret"].as_str() {
        ours = ours.with_secret(secret);
    }
    let diagnosis = explain(&ours, &file(folder, "server.txt"));

    let expected = case["cause"].as_str().expect("`cause`");
    assert_eq!(diagnosis.cause().id(), expected, "{name}: {diagnosis:?}");
    if let Some(names) = list(&case["names"]) {
        let named = diagnosis.differences().iter().map(Difference::name);
        assert_eq!(named.collect::<Vec<_>>(), names, "{name}: what differs");
    }
    if let Some(candidates) = list(&case["candidates"]) {
        let Cause::Undecidable(Why::Ambiguous(causes)) = diagnosis.cause() else {
            panic!("{name}: {diagnosis:?}");
        };
        let ids = causes.iter().map(Cause::id).collect::<Vec<_>>();
        assert_eq!(ids, candidates, "{name}: candidates");
    }
    let printed = diagnosis.to_string();
    assert!(printed.ends_with('.'), "{name}: not a sentence: {printed}");
    expected.to_owned()
}

fn list(value: &Value) -> Option<Vec<&str>> {
    let list = value.as_array()?.iter();
    Some(list.map(|name| name.as_str().expect("a string")).collect())
}

/// Reads a file as it is, a newline at its end included.
fn file(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
