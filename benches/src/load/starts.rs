//! How soon a server answers, and what it takes in memory then.

use std::io::{BufRead as _, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;

use super::{Batch, Failure, Flags, KEY_ID, KEY_SECRET, address_of, drive, median, open, process};

/// Starts a program several times, asks it for one page as soon as it says where it listens, and
/// writes the medians: milliseconds from the start to the answer, and MiB resident after it.
///
/// # Errors
///
/// When the program cannot be started, does not say where it listens, or refuses the request.
pub async fn starts(
    flags: &Flags,
    (times, command): (u32, &[String]),
    out: &mut (dyn Write + Send),
) -> Result<(), Failure> {
    let (mut took, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let (milliseconds, mebibytes) = start(flags, command).await?;
        took.push(milliseconds);
        resident.push(mebibytes);
    }
    writeln!(out, "{:.1} ms, {:.1} MiB", median(took), median(resident))?;
    Ok(())
}

async fn start(flags: &Flags, command: &[String]) -> Result<(f64, f64), Failure> {
    let (program, arguments) = command.split_first().ok_or("no program to start")?;
    // Signed before, since the clock runs.
    let run = TokioRuntime.now().duration_since(std::time::UNIX_EPOCH)?.as_nanos() as u64;
    let batch = Arc::new(Batch::sign(&flags.shape, run, 0..1, TokioRuntime.now()));
    let began = TokioRuntime.elapsed();
    let mut child = Started(
        Command::new(program)
            .args(arguments)
            .env("EMULATOR_ACCESS_KEYS", format!("{KEY_ID}:{KEY_SECRET}"))
            .stdout(Stdio::piped())
            .spawn()?,
    );
    let mut connections = open(child.address()?, 1).await?;
    let tally = drive(&mut connections, &batch, None).await?;
    let took = TokioRuntime.elapsed() - began;
    if let Some(refusal) = tally.refusal {
        return Err(refusal.into());
    }
    let resident = process::resident_kilobytes(child.0.id())?;
    Ok((took.as_secs_f64() * 1e3, resident as f64 / 1024.0))
}

/// A process that ends with its value.
struct Started(Child);

impl Started {
    /// Waits for the line that says where it listens.
    fn address(&mut self) -> Result<SocketAddr, Failure> {
        let output = self.0.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let said: serde_json::Value = serde_json::from_str(&line)?;
        address_of(said["url"].as_str().ok_or("no url in the first line")?)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
