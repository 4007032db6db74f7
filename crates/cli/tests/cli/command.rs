//! Runs the binary.

use std::ffi::OsStr;
use std::io::Write as _;
use std::process::{Command, Stdio};

use aliyun_ecs_emulator::Emulator;

/// What came out of a run.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    /// Checks the exit code and returns standard output.
    #[track_caller]
    pub(crate) fn exits(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:#?}");
        &self.stdout
    }

    /// Checks that standard error has all of these.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is missing: {self:#?}");
        }
        self
    }

    /// Checks that neither output has any of these.
    #[track_caller]
    pub(crate) fn hides(&self, words: &[&str]) -> &Self {
        for word in words {
            let shown = self.stdout.contains(word) || self.stderr.contains(word);
            assert!(!shown, "{word:?} is shown: {self:#?}");
        }
        self
    }
}

/// Returns the command in an environment without anything that could change what it does.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aliyun-images"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let is_ours = ["ALIBABA", "ALICLOUD"].iter().any(|prefix| text.starts_with(prefix));
        if is_ours || ["EMULATOR_ACCESS_KEYS", "COLUMNS", "NO_COLOR"].contains(&&*text) {
            command.env_remove(&name);
        }
    }
    // Nobody's profiles, and nothing beyond this machine is asked.
    command.env("HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody"));
    command.env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    command.stdin(Stdio::null());
    command
}

/// Returns the command with this access key.
pub(crate) fn keyed(id: &str, secret: &str) -> Command {
    let mut command = bare();
    command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", id);
    command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret);
    command
}

/// Returns the command with the key of an emulator.
pub(crate) fn keyed_for(emulator: &Emulator) -> Command {
    let key = emulator.credentials();
    keyed(key.access_key_id(), key.access_key_secret())
}

#[track_caller]
pub(crate) fn run<A: AsRef<OsStr>>(mut command: Command, arguments: &[A]) -> Output {
    let output = command.args(arguments).output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Output { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs `decode -` on a body.
#[track_caller]
pub(crate) fn decode(body: &[u8], arguments: &[&str]) -> Output {
    let mut command = bare();
    command.args(["decode", "-"]);
    run_on(body, command, arguments)
}

/// Runs the command with this on standard input.
#[track_caller]
pub(crate) fn run_on(input: &[u8], mut command: Command, arguments: &[&str]) -> Output {
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let written = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the command ends");
    written.expect("the command reads its input");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Output { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Returns the first words of the lines below the header.
pub(crate) fn ids_in_table(table: &str) -> Vec<String> {
    let first = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    table.lines().skip(1).map(first).collect()
}

pub(crate) fn ids_in_jsonl(lines: &str) -> Vec<String> {
    let id = |line| {
        let image: serde_json::Value = serde_json::from_str(line).expect("JSON");
        image["ImageId"].as_str().expect("an id").to_owned()
    };
    lines.lines().map(id).collect()
}
