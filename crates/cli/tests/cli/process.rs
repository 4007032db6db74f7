//! Pipes and signals.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use crate::command::{bare, keyed};
use crate::scripted::{Scripted, page};

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    for how in ["table", "json", "jsonl", "csv"] {
        let mut command = bare();
        command.args(["list", "--emulator", "--page-size=1", "-q", "-o", how]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command runs");
        // Closed at once: every write fails.
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the command ends");
        assert_eq!(output.status.code(), Some(0), "{how}: {output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{how}");
    }
}

#[test]
fn the_first_line_can_be_taken_alone() {
    let mut command = bare();
    command.args(["list", "--emulator", "-o", "jsonl"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the command runs");
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
    reader.read_line(&mut line).expect("a line");
    drop(reader);
    assert!(line.starts_with('{') && line.ends_with("}\n"), "{line}");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

#[test]
fn help_into_a_closed_pipe_is_no_failure() {
    let mut child = bare().arg("--help").stdout(Stdio::piped()).spawn().expect("the command runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

#[test]
fn an_interruption_leaves_whole_lines_and_ends_with_130() {
    for how in ["jsonl", "table", "json"] {
        let (waiting, waits) = mpsc::channel();
        let server = Scripted::start(move |number| {
            if number == 1 {
                return page(1, 2, 5, &["m-1", "m-2"]);
            }
            waiting.send(()).expect("the test listens");
            None
        });
        let mut command = keyed("id", "secret");
        command.args(["list", "--region=cn-hangzhou", "--page-size=2", "-o", how]);
        command.args(["--endpoint", &server.url]);
        let folder = tempfile::tempdir().expect("a folder");
        command.arg("--resume").arg(folder.path().join("listing"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command runs");
        waits.recv().expect("a second request");
        let pid = child.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -INT $0", &pid]).status();
        assert!(sent.expect("a shell").success());

        let mut stdout = String::new();
        child.stdout.take().expect("a pipe").read_to_string(&mut stdout).expect("text");
        let output = child.wait_with_output().expect("an end");
        assert_eq!(output.status.code(), Some(130), "{output:?}");
        assert!(stdout.contains("m-1") && stdout.contains("m-2") && stdout.ends_with('\n'));
        if how == "json" {
            serde_json::from_str::<serde_json::Value>(&stdout).expect("a document with an end");
        }
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains("the same command goes on from here"), "{stderr}");
        assert!(folder.path().join("listing").exists());
    }
}

#[test]
fn an_interruption_does_not_wait_for_a_reader_that_does_not_read() {
    // Far more than a pipe holds, on one page.
    let ids: Vec<String> = (0..1000).map(|n| format!("m-{n:0>500}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let body = page(1, 50, 1000, &ids);
    let server = Scripted::start(move |_| body.clone());
    let mut command = keyed("id", "secret");
    command.args(["list", "--region=cn-hangzhou", "-o", "jsonl", "--endpoint", &server.url]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the command runs");
    let mut stdout = child.stdout.take().expect("a pipe");
    // Once a byte came, the command is writing, and then it is stuck.
    stdout.read_exact(&mut [0]).expect("a byte");
    let pid = child.id().to_string();
    let sent = Command::new("sh").args(["-c", "kill -INT $0", &pid]).status();
    assert!(sent.expect("a shell").success());
    assert_eq!(child.wait().expect("an end").code(), Some(130));
}

#[test]
fn the_emulator_serves_until_interrupted() {
    let mut command = bare();
    command.arg("emulator").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.spawn().expect("the command runs");
    let mut line = String::new();
    let mut reader = BufReader::new(server.stdout.take().expect("a pipe"));
    reader.read_line(&mut line).expect("a line");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();

    let mut client = keyed(&text(&ready["access_key_ids"][0]), &text(&ready["access_key_secret"]));
    client.args(["list", "--region=cn-hangzhou", "--endpoint", &text(&ready["url"])]);
    let listed = client.output().expect("the command runs");
    assert!(listed.status.success(), "{listed:?}");
    assert!(listed.stdout.len() > 1000);

    let pid = server.id().to_string();
    let sent = Command::new("sh").args(["-c", "kill -INT $0", &pid]).status();
    assert!(sent.expect("a shell").success());
    assert_eq!(server.wait().expect("an end").code(), Some(0));
}
