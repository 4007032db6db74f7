//! A long run: many signed requests at a time through the real client and the real transport, to
//! an emulator that breaks a part of the exchanges, and a table of what became of them.
//!
//! ```text
//! soak [--requests 10000] [--in-flight 64] [--faults 5] [--seed 1]
//! ```
//!
//! `--faults` is a percentage. The server side runs as a child process, so that descriptors, tasks
//! and memory counted here are the client's. The run fails (exit code 1) if a call ended in a
//! wrong value, an error has no place in the table, a nonce came twice, or something is left over.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the output of a command")]

mod calls;
mod faults;
mod process;
mod report;
mod serve;
mod settings;

use std::process::ExitCode;

use crate::settings::Settings;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Settings::parse(std::env::args().skip(1)) {
        Ok(settings) if settings.serve => serve::serve(settings).await.map(|()| true),
        Ok(settings) => calls::run(settings).await,
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("soak: {error}");
            ExitCode::FAILURE
        }
    }
}
