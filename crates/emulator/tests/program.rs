//! The program as a process: the line it prints, how it stops, what it refuses.

#![cfg(unix)]

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use serde_json::Value;

const KEYS: &str = "EMULATOR_ACCESS_KEYS";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aliyun-ecs-emulator"));
    command.env_remove(KEYS).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running program and what it said when it was ready.
struct Running {
    child: Child,
    ready: Value,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap();
        Self { child, ready }
    }

    fn signal(self, signal: &str) -> Output {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.child.wait_with_output().unwrap()
    }
}

#[track_caller]
fn assert_fails(command: &mut Command, words: &str) {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(said.contains(words), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn it_says_where_it_listens_serves_and_stops_at_a_signal() {
    for signal in ["-INT", "-TERM"] {
        let running = Running::start(program());
        let url = running.ready["url"].as_str().unwrap();
        let address = url.strip_prefix("http://").unwrap().to_owned();
        assert_eq!(running.ready["access_key_ids"].as_array().unwrap().len(), 1);
        assert!(running.ready["access_key_secret"].is_string());

        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(b"GET /?Format=JSON HTTP/1.0\r\nHost: localhost\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.contains("\"Code\":\"MissingParameter\""), "{response}");

        let output = running.signal(signal);
        assert!(output.status.success(), "{signal}: {output:?}");
        assert!(TcpStream::connect(&address).is_err());
    }
}

#[test]
fn keys_come_from_the_environment_and_their_secrets_are_not_repeated() {
    let mut command = program();
    command.env(KEYS, "one:CANARY,two:CANARY:CANARY");
    let running = Running::start(command);
    assert_eq!(running.ready["access_key_ids"], serde_json::json!(["one", "two"]));
    assert!(!running.ready.to_string().contains("CANARY"));
    let output = running.signal("-TERM");
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn metadata_is_served_where_it_says() {
    let mut command = program();
    command.args(["--metadata", "--metadata-v2-only"]);
    let running = Running::start(command);
    let url = running.ready["metadata_url"].as_str().unwrap();
    assert_ne!(url, running.ready["url"].as_str().unwrap());
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"GET /latest/meta-data/ HTTP/1.0\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.0 403 Forbidden"), "{response}");
    assert!(running.signal("-TERM").status.success());
}

#[test]
fn what_it_cannot_do_it_says_and_fails() {
    assert_fails(program().args(["--listen", "0.0.0.0:0"]), "--allow-non-loopback");
    assert_fails(program().env(KEYS, "CANARY"), "id:secret");
    assert_fails(program().args(["--catalogue", "/nonexistent"]), "cannot be read");
    assert_fails(program().args(["--catalogue", env!("CARGO_MANIFEST_PATH")]), "JSON or XML");
}
