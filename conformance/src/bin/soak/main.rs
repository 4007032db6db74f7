//! A long run: many signed requests at a time through the real client and the real transport, to
//! an emulator behind a proxy that breaks a part of the exchanges, and a table of what became of
//! them.
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
mod process;
mod proxy;
mod report;
mod serve;

use std::process::ExitCode;

/// What the command line says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) requests: u64,
    pub(crate) in_flight: u64,
    /// Faults in a hundred requests.
    pub(crate) faults: u64,
    pub(crate) seed: u64,
    /// Be the server side.
    serve: bool,
}

impl Settings {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut settings =
            Self { requests: 10_000, in_flight: 64, faults: 5, seed: 1, serve: false };
        while let Some(name) = arguments.next() {
            if name == "--serve" {
                settings.serve = true;
                continue;
            }
            let place = match name.as_str() {
                "--requests" => &mut settings.requests,
                "--in-flight" => &mut settings.in_flight,
                "--faults" => &mut settings.faults,
                "--seed" => &mut settings.seed,
                _ => return Err(format!("{name} is no option; see the top of soak/main.rs")),
            };
            let value = arguments.next().and_then(|value| value.parse().ok());
            *place = value.ok_or_else(|| format!("{name} needs a number"))?;
        }
        if settings.in_flight == 0 || settings.faults > 100 {
            return Err("--in-flight is at least 1, and --faults at most 100".to_owned());
        }
        Ok(settings)
    }
}

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

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
