//! Nothing that a file holds, a program prints, a URL says or a server answers is printed or logged by any source.
//!
//! Each source is tried with everything as it should be, then with each server's answers spoiled in turn, then with
//! each of its files and what its programs print. Whatever can be printed is searched for twelve bytes of a secret.

mod canaries;
mod log;
mod printed;
mod programs;
mod server;
mod sources;
mod spoiled;

use std::sync::Arc;

use aliyun_credentials::{FileError, MemoryHost, ProcessError, ProcessFuture, ProcessOutput};

use crate::canaries::{CONTENT, Canaries, OUTPUT, SECRET, TOKEN};
use crate::printed::Bench;
use crate::server::Server;
use crate::sources::Source;
use crate::spoiled::spoiled;

#[test]
fn no_source_prints_a_secret() {
    let mut bench = Bench::new(Canaries::new());
    let (plays, programs) = (server::plays(), programs());
    for (index, source) in sources::sources().iter().enumerate() {
        // What a server answers is tried in full with each source alone; those around it get a part of it, each another.
        let step = if source.is_alone { 1 } else { 23 };
        let server = Server::working();
        bench.check(source, "all is well", machine(source), &server);
        for from in 0..server.asked() {
            for (name, play) in plays.iter().skip(index % step).step_by(step) {
                let server = Server::new(from, Arc::clone(play));
                bench.check(source, &format!("{name} from {from}"), machine(source), &server);
            }
        }
        for (path, content) in &source.files {
            let files = spoiled(content)
                .into_iter()
                .map(|(name, content)| (name, machine(source).with_open_file(*path, content)));
            let errors = ERRORS
                .map(|error| (format!("{error:?}"), machine(source).with_file_error(*path, error)));
            for (name, host) in files.chain(errors) {
                bench.check(source, &format!("{path}: {name}"), host, &Server::working());
            }
        }
        if uses_a_program(source) {
            for (name, program) in &programs {
                let program = program.clone();
                let host = machine(source).with_program(move |_| end(&program));
                bench.check(source, &format!("program: {name}"), host, &Server::working());
            }
        }
    }
    println!("{} combinations, {} with a key", bench.checked, bench.keys);
    assert!(bench.checked > 10_000 && bench.keys > 1_000 && bench.keys < bench.checked / 2);
    assert!(bench.logged > 1_000, "the log is looked at");
}

const ERRORS: [FileError; 5] = [
    FileError::NotFound,
    FileError::NotPermitted,
    FileError::NotAFile,
    FileError::too_large(1),
    FileError::Other(std::io::ErrorKind::Other),
];

/// The machine of a source.
fn machine(source: &Source) -> MemoryHost {
    let printed = good_output();
    let host = MemoryHost::new().with_output(0, printed);
    source.files.iter().for_each(|(path, content)| host.set_file(*path, content.as_str()));
    source.variables.iter().for_each(|(name, value)| host.set_variable(name, value.clone()));
    host
}

fn uses_a_program(source: &Source) -> bool {
    let runs = |(_, content): &(_, String)| content.contains("process_command");
    source.name.contains("External") || source.files.iter().any(runs)
}

fn good_output() -> String {
    format!(
        r#"{{"mode":"StsToken","access_key_id":"id","access_key_secret":"{SECRET}","sts_token":"{TOKEN}",
            "expiration":"2026-01-01T01:00:00Z"}}"#
    )
}

/// How a program ends.
#[derive(Clone)]
enum End {
    Output(Option<i32>, Vec<u8>),
    Error(ProcessError),
    Never,
}

fn end(end: &End) -> ProcessFuture<'static> {
    match end.clone() {
        End::Output(status, stdout) => {
            Box::pin(std::future::ready(Ok(ProcessOutput::new(status, stdout))))
        }
        End::Error(error) => Box::pin(std::future::ready(Err(error))),
        End::Never => Box::pin(std::future::pending()),
    }
}

/// Returns the ways in which a program can end, named.
fn programs() -> Vec<(String, End)> {
    let output = |(name, stdout)| (name, End::Output(Some(0), stdout));
    let mut all: Vec<(String, End)> = spoiled(&good_output()).into_iter().map(output).collect();
    let bad = format!("{OUTPUT} {CONTENT} {}", good_output()).into_bytes();
    all.extend([
        ("a status".to_owned(), End::Output(Some(1), bad.clone())),
        ("a signal".to_owned(), End::Output(None, bad)),
        ("it hangs".to_owned(), End::Never),
    ]);
    let errors = [
        ProcessError::NotStarted(std::io::ErrorKind::NotFound),
        ProcessError::too_much_output(65_536),
        ProcessError::Other(std::io::ErrorKind::BrokenPipe),
    ];
    all.extend(errors.map(|error| (format!("{error:?}"), End::Error(error))));
    all
}
