//! Lists Alibaba Cloud ECS images, decodes saved responses, signs requests and explains refused
//! signatures, and serves a local emulator.
//!
//! ```text
//! aliyun-images list --emulator
//! aliyun-images list --region cn-hangzhou --owner self --output jsonl
//! aliyun-images find --region cn-hangzhou --os 'Ubuntu 22.04*' --latest
//! aliyun-images whoami --profile work
//! aliyun-images decode response.xml --report
//! aliyun-images sign --region cn-hangzhou --output curl
//! aliyun-images emulator
//! ```
//!
//! Standard output has what was asked for and nothing else; what is said about it goes to standard
//! error.
//! The exit code tells a script what happened: see `aliyun-images --help`.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod args;
mod credentials;
mod decode;
mod diagnose;
mod diff;
mod exit;
mod failure;
mod find;
mod input;
mod interrupt;
mod keys;
mod list;
mod messages;
mod nearest;
mod output;
mod patient;
mod printable;
mod regions;
mod session;
mod show;
mod sign;
mod stdout;
mod terminal;
mod trace;
mod wait;
mod whoami;
mod width;

use std::process::ExitCode;

use aliyun_credentials::SystemHost;
use clap::Parser as _;
use tokio::runtime::Builder;

use crate::args::{Cli, Command};
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::to_stderr;
use crate::terminal::color_stderr;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return usage(&answer),
    };
    let color = cli.color;
    match run(cli) {
        Ok(exit) => exit.into(),
        Err(Stop::ReaderGone) => Exit::Success.into(),
        Err(Stop::Failed(failure)) => {
            to_stderr(&failure.lines(color_stderr(color)));
            failure.exit().into()
        }
    }
}

fn run(cli: Cli) -> Result<Exit, Stop> {
    match cli.command {
        Command::Decode(args) => decode::run(&args, cli.color),
        Command::Sign(args) => block_on(async {
            let mut interrupt = Interrupt::watch()?;
            tokio::select! {
                signed = sign::run(&args, cli.color) => signed,
                () = interrupt.wait() => Ok(Exit::Interrupted),
            }
        }),
        Command::Whoami(args) => block_on(async {
            let interrupt = Interrupt::watch()?;
            whoami::run(&args, cli.color, interrupt).await
        }),
        Command::List(args) => block_on(async {
            let interrupt = Interrupt::watch()?;
            list::run(&args, cli.color, interrupt).await
        }),
        Command::Find(args) => block_on(async {
            let interrupt = Interrupt::watch()?;
            find::run(&args, cli.color, interrupt).await
        }),
        Command::Show(args) => block_on(async {
            let interrupt = Interrupt::watch()?;
            show::run(&args, cli.color, interrupt).await
        }),
        Command::Wait(args) => block_on(async {
            let interrupt = Interrupt::watch()?;
            wait::run(&args, cli.color, interrupt).await
        }),
        Command::Diff(args) => block_on(async {
            let interrupt = Interrupt::watch()?;
            diff::run(&args, cli.color, interrupt).await
        }),
        Command::Regions(args) if args.known => regions::known(&args),
        Command::Regions(args) => block_on(async {
            let interrupt = Interrupt::watch()?;
            regions::run(&args, cli.color, interrupt).await
        }),
        Command::Emulator(args) => block_on(async {
            let served = aliyun_ecs_emulator::command::run(*args).await;
            served.map_err(|error| Failure::of(Exit::Other, &error))?;
            Ok(Exit::Success)
        }),
    }
}

/// Runs with one thread beside the main one: for signals, the emulator and connections.
fn block_on(command: impl Future<Output = Result<Exit, Stop>>) -> Result<Exit, Stop> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::of(Exit::Other, &error))?;
    let result = runtime.block_on(command);
    // A program that was asked for a key does not outlive who asked.
    SystemHost.end_programs();
    // A name that takes long to resolve must not hold up the end.
    runtime.shutdown_background();
    result
}

/// Prints help, the version or what is wrong with the arguments.
fn usage(answer: &clap::Error) -> ExitCode {
    // A closed pipe, as in `aliyun-images --help | head -1`, is no failure.
    answer.print().unwrap_or_default();
    let exit = if answer.use_stderr() { Exit::Usage } else { Exit::Success };
    exit.into()
}
