//! Puts load on servers that verify signatures, and prints what they did.
//!
//! `benches/emulator.sh` runs it. Requests are signed and rendered before the clock starts; they
//! go over connections that are kept alive, one at a time on each; every answer is read to its end
//! and looked into. `emulator_load --help` says which flags there are.

#![forbid(unsafe_code)]

use std::{env, fs, io};

use benches::load::{self, Failure, Flags, USAGE, Work};

#[tokio::main(worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the output of the program")]
async fn main() -> Result<(), Failure> {
    if env::args().any(|argument| argument == "--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let flags = Flags::read(env::args().skip(1)).map_err(|why| format!("{why}\n\n{USAGE}"))?;
    let mut out = io::stdout();
    match &flags.work {
        Work::Rounds => load::rounds(&flags, &mut out).await,
        Work::Soak(requests) => load::soak(&flags, *requests, &mut out).await,
        Work::Starts(times, command) => load::starts(&flags, (*times, command), &mut out).await,
        Work::WriteCatalogue(file, images) => {
            fs::write(file, load::catalogue::body(*images)).map_err(Into::into)
        }
        _ => Err("no such work".into()),
    }
}
