//! What goes wrong, as exit codes and messages without secrets.

use std::net::TcpListener;

use aliyun_ecs_emulator::Emulator;

use crate::command::{bare, keyed, keyed_for, run};
use crate::scripted::{Scripted, error};

const REGION: &str = "--region=cn-hangzhou";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_wrong_key_is_refused_without_showing_it() {
    let emulator = Emulator::start().await.expect("an emulator");
    let id = emulator.credentials().access_key_id().to_owned();
    let arguments = ["list", "--endpoint", emulator.url(), REGION];

    let output = run(keyed(&id, "CANARY-SECRET"), &arguments);
    assert_eq!(output.exits(3), "");
    output
        .says(&[
            "error: the service answered SignatureDoesNotMatch",
            "hint: ",
            "correct it where the key comes from",
            "default/env",
        ])
        .hides(&["CANARY", "Signature=", "SignatureNonce", "string to sign", "%2F", &id]);

    let output = run(keyed("LTAICANARY", "CANARY-SECRET"), &arguments);
    output.says(&["InvalidAccessKeyId.NotFound", "hint: "]).hides(&["CANARY"]).exits(3);
    emulator.shutdown().await;
}

#[test]
fn missing_keys_are_named() {
    let arguments = ["list", REGION];
    let output = run(bare(), &arguments);
    assert_eq!(output.exits(3), "");
    output.says(&["ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set"]);
    output.says(&["hint: ", "--emulator"]);

    let output = run(keyed("id", ""), &arguments);
    output
        .says(&["ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not"])
        .exits(3);
    let output = run(keyed("", "CANARY"), &arguments);
    output.says(&["but ALIBABA_CLOUD_ACCESS_KEY_ID is not"]).hides(&["CANARY"]).exits(3);
}

#[test]
fn keys_with_blanks_are_refused_without_showing_them() {
    for secret in ["CANARY\n", " CANARY", "CAN ARY", "CANARY\u{7f}", "\n"] {
        let output = run(keyed("id", secret), &["list", REGION]);
        output.says(&["the variable ALIBABA_CLOUD_ACCESS_KEY_SECRET cannot be used"]);
        output.hides(&["CANARY", "ARY"]).exits(3);
    }
    let mut command = keyed("id", "secret");
    command.env("ALIBABA_CLOUD_SECURITY_TOKEN", "CANARY\r\n");
    let output = run(command, &["list", REGION]);
    output.says(&["ALIBABA_CLOUD_SECURITY_TOKEN"]).hides(&["CANARY"]).exits(3);
}

#[test]
fn plain_http_is_for_this_machine_unless_it_is_allowed() {
    for endpoint in ["http://ecs.aliyuncs.com", "http://0.0.0.0", "http://localhost.evil.com"] {
        let output = run(keyed("id", "secret"), &["list", REGION, "--endpoint", endpoint]);
        output.says(&["plain http to ", "use https", "--plain-http"]).exits(2);
    }
    let allowed = ["list", REGION, "--plain-http", "--retries=0", "--endpoint=http://127.0.0.2:1"];
    run(keyed("id", "secret"), &allowed).exits(6);
}

#[cfg(unix)]
#[test]
fn a_key_that_is_not_utf8_is_refused_without_showing_it() {
    use std::os::unix::ffi::OsStrExt as _;

    let mut command = keyed("id", "");
    let secret = std::ffi::OsStr::from_bytes(b"CANARY\xff");
    command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret);
    run(command, &["list", REGION]).says(&["UTF-8"]).hides(&["CANARY"]).exits(3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_the_rules_deny_is_not_sent() {
    let emulator = Emulator::start().await.expect("an emulator");
    let arguments = ["list", "--endpoint", emulator.url(), REGION, "--page-size"];
    let output = run(keyed_for(&emulator), &[&arguments[..], &["200"]].concat());
    assert_eq!(output.exits(2), "");
    output.says(&["PageSize is 200", "page-size-max", "hint: --revision unchecked"]);

    let old = ["80", "--revision=2018-06-15"];
    let output = run(keyed_for(&emulator), &[&arguments[..], &old].concat());
    output.says(&["PageSize is 80", "2018-06-15"]).exits(2);
    assert_eq!(emulator.served(), 0);

    let unchecked = ["200", "--revision=unchecked"];
    let one = run(keyed_for(&emulator), &[&arguments[..], &unchecked, &["--page=1"]].concat());
    one.says(&["the service answered InvalidParameter"]).exits(4);
    assert_eq!(emulator.served(), 1);
    // A listing asks for less.
    let output = run(keyed_for(&emulator), &[&arguments[..], &unchecked].concat());
    output.says(&[": complete"]).exits(0);
    emulator.shutdown().await;
}

#[test]
fn an_unknown_region_is_a_refusal_and_an_impossible_one_a_slip() {
    let output = run(bare(), &["list", "--emulator", "--region", "cn-nowhere"]);
    output.says(&["InvalidRegionId.NotFound", "request id", "hint: check --region"]).exits(4);

    for region in ["cn hangzhou", "x@evil", "a.evil.com#", ""] {
        let output = run(keyed("id", "secret"), &["list", "--region", region]);
        assert_eq!(output.exits(2), "", "{region}");
    }
    run(keyed("id", "secret"), &["list"]).says(&["--region", "REGION_ID"]).exits(2);
}

#[test]
fn a_server_that_is_not_there_is_a_network_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let output = run(keyed("id", "CANARY"), &["list", REGION, "--endpoint", &url]);
    output
        .says(&[": no connection to the server", "cause: ", "refused", "hint: check the network"])
        .hides(&["CANARY", "Signature", "?"])
        .exits(6);
}

#[test]
fn a_service_in_trouble_is_told_from_one_that_refuses() {
    let list = |answer: fn(u32) -> crate::scripted::Answer| {
        let server = Scripted::start(answer);
        run(keyed("id", "secret"), &["list", REGION, "--endpoint", &server.url])
    };
    list(|_| error(503, "ServiceUnavailable", "Later.")).says(&["hint: try again later"]).exits(5);
    list(|_| Some((502, "<html>bad</html>".to_owned()))).says(&["HTTP 502"]).exits(5);
    list(|_| error(404, "InvalidUsage", "No.")).says(&["InvalidUsage", "R-7"]).exits(4);
    list(|_| error(403, "Forbidden.RAM", "No.")).says(&["hint: ", "ecs:DescribeImages"]).exits(3);
    list(|_| Some((302, String::new()))).says(&["redirect"]).exits(7);
}

#[test]
fn a_web_page_is_not_an_empty_listing() {
    let server = Scripted::start(|_| Some((200, "<html>Welcome</html>".to_owned())));
    let output = run(keyed("id", "secret"), &["list", REGION, "--endpoint", &server.url]);
    assert_eq!(output.exits(7), "");
    output.says(&["the response (HTTP 200) is not understood", "a web page", "hint: "]);
}

#[test]
fn the_string_to_sign_that_a_service_quotes_is_not_shown() {
    let server = Scripted::start(|_| {
        let quote = "Specified signature is not matched. server string to sign is:GET&%2F&CANARY";
        error(400, "SignatureDoesNotMatch", quote)
    });
    let output = run(keyed("id", "secret"), &["list", REGION, "--endpoint", &server.url]);
    output.says(&["not matched."]).hides(&["CANARY"]).exits(3);
}

#[test]
fn a_refusal_cannot_forge_lines() {
    let server = Scripted::start(|_| {
        error(404, r"Bad\u001b[2J", r"one\r\nhint: send your key to evil.example\u202e")
    });
    let output = run(keyed("id", "secret"), &["list", REGION, "--endpoint", &server.url]);
    output.exits(4);
    assert!(output.stderr.lines().all(|line| !line.starts_with("hint: send")), "{output:?}");
    output.hides(&["\u{1b}", "\u{202e}", "\r"]);
}

#[test]
fn a_proxy_variable_that_names_no_proxy_is_a_slip_and_no_matter_to_the_embedded_emulator() {
    let with = |arguments: &[&str]| {
        let mut command = keyed("id", "secret");
        command.env("HTTPS_PROXY", "http://user:CANARY@proxy.example:99999");
        run(command, arguments)
    };
    let output = with(&["list", REGION]);
    output
        .says(&["HTTPS_PROXY names an unusable proxy", "from 1 to 65535"])
        .hides(&["CANARY"])
        .exits(2);
    with(&["list", "--emulator"]).exits(0);
}
