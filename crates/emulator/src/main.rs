//! Runs a local endpoint for Alibaba Cloud ECS `DescribeImages`.

#![forbid(unsafe_code)]

use std::error::Error;
use std::io;
use std::io::Write;
use std::process::ExitCode;

use aliyun_ecs_emulator::command;
use clap::Parser;

/// A local endpoint for Alibaba Cloud ECS DescribeImages that verifies signatures.
///
/// When it is ready it prints one line of JSON with the url and the access key ids. Keys come from
/// the environment variable EMULATOR_ACCESS_KEYS (id:secret[:token], commas between); without it
/// one is made up and printed, too. SIGINT and SIGTERM stop it.
#[derive(Parser)]
#[command(version)]
struct Program {
    #[command(flatten)]
    args: command::Args,
}

#[tokio::main]
async fn main() -> ExitCode {
    match command::run(Program::parse().args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

fn report(error: &dyn Error) {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("\n  because: {cause}"));
        source = cause.source();
    }
    // Without a standard error there is nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
}
