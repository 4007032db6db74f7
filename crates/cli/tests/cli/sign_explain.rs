//! Mismatches, explained.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Output, bare, keyed, run, run_on};

/// Returns the folder of a case of the repository.
fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases/explain").join(name)
}

/// Says whether the cases are there: the packaged crate has none.
fn there_are_cases() -> bool {
    let there = case("").is_dir();
    if !there {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: the mismatches live in the repository, not in the crate\n"),
        );
    }
    there
}

/// Runs the command on the files of a case.
#[track_caller]
fn explained(folder: &Path, more: &[&str]) -> (serde_json::Value, Output) {
    let text = fs::read_to_string(folder.join("case.json")).expect("a case");
    let case: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let flag = match case["evidence"].as_str().expect("`evidence`") {
        "url" => "--signed-url",
        "string-to-sign" => "--string-to-sign",
        "canonical-request" => "--canonical-request",
        other => panic!("`evidence` is {other}"),
    };
    let file = |name: &str| format!("@{}", folder.join(name).display());
    let mut arguments = vec!["sign", "explain", flag];
    let (evidence, server) = (file("evidence.txt"), file("server.txt"));
    arguments.extend([&evidence, "--error", &server]);
    if let Some(sent) = case["sent"].as_str() {
        arguments.extend(["--sent", sent]);
    }
    arguments.extend(more);
    let command = match case["secret"].as_str() {
        Some(secret) => keyed("testid", secret),
        None => bare(),
    };
    let output = run(command, &arguments);
    (case, output)
}

#[test]
fn every_case_of_the_repository_is_explained_to_its_cause() {
    if !there_are_cases() {
        return;
    }
    let mut seen = 0;
    for entry in fs::read_dir(case("")).expect("the cases") {
        let folder = entry.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        seen += 1;
        let (case, output) = explained(&folder, &[]);
        let cause = case["cause"].as_str().expect("`cause`");
        let code = if cause == "undecidable" { 10 } else { 0 };
        let mut lines = output.exits(code).lines();
        assert_eq!(lines.next(), Some(&*format!("cause: {cause}")), "{}", folder.display());
        let sentences = lines.next().expect("sentences");
        assert!(sentences.ends_with('.') && lines.next().is_none(), "{output:?}");
        assert_eq!(output.stderr, "");
        output.hides(&["testsecret"]);
    }
    assert!(seen >= 20, "only {seen} cases");
}

#[test]
fn values_are_shown_only_when_asked_for() {
    if !there_are_cases() {
        return;
    }
    let folder = case("parameter-altered-on-the-way");
    let (_, output) = explained(&folder, &[]);
    assert!(output.exits(0).contains("`RegionId`"));
    output.hides(&["cn-hangzhou"]);
    let (_, output) = explained(&folder, &["--show-values"]);
    assert!(output.exits(0).contains("signed `cn-hangzhou`"), "{output:?}");
}

const SIGNED: &str = "GET&%2F&Action%3DGetCallerIdentity%26Version%3D2015-04-01";
const QUOTED: &str = "Specified signature is not matched with our calculation. server string to \
    sign is:GET&%2F&Action%3DGetCallerIdentity%26Version%3D2015-04-01";

#[test]
fn a_message_a_json_body_and_an_xml_body_say_the_same() {
    let json = format!(
        r#"{{"Code":"SignatureDoesNotMatch","Message":"{}"}}"#,
        QUOTED.replace('&', "\\u0026")
    );
    let xml = format!(
        "<?xml version='1.0'?><Error><Code>SignatureDoesNotMatch</Code><Message>{}</Message></Error>",
        QUOTED.replace('&', "&amp;")
    );
    for error in [QUOTED, &json, &xml] {
        let arguments = ["sign", "explain", "--string-to-sign", SIGNED, "--error"];
        let given: Vec<&str> = arguments.into_iter().chain([error]).collect();
        assert!(run(bare(), &given).exits(0).starts_with("cause: wrong-secret\n"));
        let piped: Vec<&str> = arguments.into_iter().chain(["-"]).collect();
        let output = run_on(error.as_bytes(), bare(), &piped);
        assert!(output.exits(0).starts_with("cause: wrong-secret\n"), "{output:?}");
    }
}

#[test]
fn the_secret_serves_and_is_not_shown() {
    let arguments = ["sign", "explain", "--string-to-sign", SIGNED, "--error", QUOTED];
    let with_values: Vec<&str> = arguments.into_iter().chain(["--show-values"]).collect();
    for secret in [" CANARY", "CANARY\n"] {
        let output = run(keyed("id", secret), &with_values);
        output.hides(&["CANARY"]);
        assert!(output.exits(0).starts_with("cause: secret-white-space\n"));
    }
    let output = run(keyed("id", "CANARY"), &with_values);
    output.hides(&["CANARY"]);
    assert!(output.exits(0).starts_with("cause: wrong-secret\n"));
}

#[test]
fn tokens_are_not_shown_even_with_values() {
    let with_token = |text: &str, token| {
        text.replace("%26Version", &format!("%26SecurityToken%3D{token}%26Version"))
    };
    let (signed, error) = (with_token(SIGNED, "CANARY1"), with_token(QUOTED, "CANARY2"));
    let arguments =
        ["sign", "explain", "--string-to-sign", &signed, "--error", &error, "--show-values"];
    let output = run(bare(), &arguments);
    assert!(output.exits(0).contains("SecurityToken"));
    output.hides(&["CANARY"]);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let arguments = ["sign", "explain", "--string-to-sign", "@no-such.txt", "--error", "e"];
    let output = run(bare(), &arguments);
    assert_eq!(output.says(&["no-such.txt cannot be read"]).exits(1), "");
}

#[test]
fn a_forgotten_at_sign_is_told() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let file = manifest.display().to_string();
    let arguments =
        ["sign", "explain", "--string-to-sign", "GET&%2F&Action%3DA", "--error", file.as_str()];
    run(bare(), &arguments).says(&["is the name of a file", "write @ before it"]).exits(2);
}
