//! Signatures, verified.

use crate::command::{Output, bare, keyed, run, run_on};

const SIGN: [&str; 5] = [
    "sign",
    "--region=cn-hangzhou",
    "--name=a b*",
    "--timestamp=2016-02-23T12:46:24Z",
    "--nonce=n",
];

fn signed(more: &[&str]) -> String {
    let arguments: Vec<&str> = SIGN.iter().chain(more).copied().collect();
    run(keyed("testid", "CANARY"), &arguments).exits(0).trim_end().to_owned()
}

fn verified(more: &[&str]) -> Output {
    let arguments: Vec<&str> = ["sign", "verify"].iter().chain(more).copied().collect();
    let output = run(keyed("testid", "CANARY"), &arguments);
    output.hides(&["CANARY"]);
    output
}

#[track_caller]
fn not_valid(more: &[&str], why: &str) {
    let output = verified(more);
    let line = output.exits(9);
    assert!(line.starts_with("not valid: ") && line.contains(why), "{why}: {line}");
}

#[test]
fn a_signed_url_verifies_from_argument_and_input() {
    let url = signed(&[]);
    assert_eq!(verified(&[&url]).exits(0), "valid: signed with this secret by RPC 1.0\n");
    let query = url.split_once('?').expect("a query").1;
    verified(&[query]).exits(0);
    let input = format!("{url}\n");
    let output = run_on(input.as_bytes(), keyed("testid", "CANARY"), &["sign", "verify", "-"]);
    output.exits(0);
}

#[test]
fn one_changed_byte_of_the_query_is_noticed() {
    let url = signed(&[]);
    let start = url.find('?').expect("a query") + 1;
    // Every seventh byte, so that names, values, escapes and the signature are among them.
    for at in (start..url.len()).step_by(7) {
        let mut changed = url.clone().into_bytes();
        changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
        let changed = String::from_utf8(changed).expect("ASCII");
        let output = verified(&[&changed]);
        assert!(output.exits(9).starts_with("not valid: "), "{at}: {output:?}");
    }
}

#[test]
fn why_a_url_is_not_valid_is_said() {
    let url = signed(&[]);
    not_valid(&[&url, "--method=post"], "signed for GET, not for POST");
    not_valid(&[&url.replace("a%20b", "a%20c")], "changed after it was signed");
    not_valid(&[&url.replace("testid", "other")], "another access key id");
    not_valid(&[&url.replace("&Signature=", "&Sig=")], "no `Signature`");
    not_valid(&[&format!("{url}&Signature=x")], "more than one `Signature`");
    not_valid(&[&url.replace("&Signature=", "&Signature=A")], "28 characters");
    not_valid(&["https://h/?a=%FF"], "UTF-8");
    not_valid(&[&url.replace("testid", "STS.x")], "another access key id");
}

/// Signed as if the encoder were that of query strings, for which a space is `+`.
#[test]
fn a_fault_of_the_signer_is_named() {
    let url = "https://h/?a=b%20c&Signature=";
    let signature = aliyun_rpc_signer::rpc::signature("GET&%2F&a%3Db%2Bc", "CANARY");
    let mut encoded = String::new();
    aliyun_rpc_signer::percent::push_encoded(&signature, &mut encoded);
    not_valid(&[&format!("{url}{encoded}")], "encode a space as `%20`");
}

#[test]
fn headers_of_acs3_verify_from_arguments_and_input() {
    let headers = signed(&["--scheme=acs3", "--output=headers"]);
    let url = "https://ecs-cn-hangzhou.aliyuncs.com/?ImageName=a%20b%2A&RegionId=cn-hangzhou";
    let arguments = |headers: &str| {
        let headers = headers.lines().map(|line| format!("--header={line}"));
        [url.to_owned()].into_iter().chain(headers).collect::<Vec<_>>()
    };
    let verify = |headers: &str, more: &[&str]| {
        let arguments = arguments(headers);
        let all: Vec<&str> =
            arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
        verified(&all)
    };
    assert_eq!(
        verify(&headers, &[]).exits(0),
        "valid: signed with this secret by ACS3-HMAC-SHA256\n"
    );
    // HTTP clients set it themselves.
    let without_host: String = headers.lines().skip(1).map(|line| format!("{line}\n")).collect();
    assert!(!without_host.contains("host: "));
    verify(&without_host, &[]).exits(0);
    let arguments = ["sign", "verify", url, "--headers=-"];
    run_on(headers.as_bytes(), keyed("testid", "CANARY"), &arguments).exits(0);

    for (changed, why) in [
        (headers.replace("host: ecs", "host: xcs"), "changed after it was signed"),
        (headers.replace("authorization", "x-other"), "no header `Authorization`"),
        (headers.replace("x-acs-date: ", "x-acs-time: "), "`x-acs-date` is not in the request"),
        (
            without_host.replace("Credential=testid", "Credential=other") + "host: x",
            "another access key id",
        ),
    ] {
        let output = verify(&changed, &[]);
        assert!(output.exits(9).contains(why), "{why}: {output:?}");
    }
    let output = verify(&headers.replace("Credential=testid", "Credential=other"), &[]);
    output.says(&["warning: ", "another access key id"]).exits(0);
    let output = verify(&headers, &["--method=post"]);
    assert!(output.exits(9).contains("signed for GET"), "{output:?}");
    let body = concat!("--body=", env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = verify(&headers, &[body]);
    assert!(output.exits(9).contains("not the SHA-256 of the body"), "{output:?}");
    let output = verify(&headers, &["--header=x-acs-extra: 1"]);
    output.says(&["warning: ", "x-acs-extra"]).exits(0);
}

#[test]
fn a_malformed_header_is_a_usage_error_that_does_not_repeat_it() {
    let output = verified(&["https://h/", "--header=x: y", "--header=Signature=ABC"]);
    output.says(&["header 2"]).hides(&["ABC"]).exits(2);
}

#[test]
fn what_is_given_for_acs3_is_not_taken_for_rpc() {
    let url = signed(&[]);
    let output = verified(&[&url, "--body=form.txt"]);
    assert_eq!(output.says(&["--body", "hint: "]).exits(2), "");
    let arguments = ["sign", "verify", &url, "--headers=-"];
    let output = run_on(b"", keyed("testid", "CANARY"), &arguments);
    assert!(output.exits(9).contains("no header `Authorization`"), "{output:?}");
}

#[test]
fn without_a_secret_there_is_no_verdict() {
    let output = run(bare(), &["sign", "verify", "https://h/?Signature=x"]);
    assert_eq!(output.says(&["ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set"]).exits(3), "");
    let output = run(keyed("id", "CANARY\n"), &["sign", "verify", "https://h/?Signature=x"]);
    output.says(&["whitespace"]).hides(&["CANARY"]).exits(3);
}
