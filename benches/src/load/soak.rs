//! One server, for a long time.

use std::io::Write;
use std::sync::Arc;

use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;

use super::{Batch, Failure, Flags, drive, open, process};

/// Sends so many requests over the same connections, signing as it goes, and writes after every
/// million how many were refused and, where its process is known, how much memory the server has.
///
/// # Errors
///
/// When the server cannot be reached or answers something else.
pub async fn soak(
    flags: &Flags,
    requests: u64,
    out: &mut (dyn Write + Send),
) -> Result<(), Failure> {
    let server = flags.servers.first().ok_or("no server to soak")?;
    let run = TokioRuntime.now().duration_since(std::time::UNIX_EPOCH)?.as_nanos() as u64;
    let mut connections = open(server.address, flags.connections).await?;
    let (mut sent, mut refused, mut busy) = (0, 0, std::time::Duration::ZERO);
    while sent < requests {
        let end = requests.min(sent + BATCH);
        let batch = Arc::new(Batch::sign(&flags.shape, run, sent..end, TokioRuntime.now()));
        let tally = drive(&mut connections, &batch, None).await?;
        if let (0, Some(body)) = (refused, &tally.refusal) {
            writeln!(out, "first refused of {sent}..{end}: {body}")?;
        }
        refused += tally.refused;
        busy += tally.elapsed;
        if end / REPORT > sent / REPORT || end == requests {
            write!(out, "{end} requests, {refused} refused")?;
            write!(out, ", {:.0} requests/s", end as f64 / busy.as_secs_f64())?;
            if let Some(pid) = server.pid {
                let resident = process::resident_kilobytes(pid)? as f64 / 1024.0;
                write!(out, ", {resident:.1} MiB resident")?;
            }
            writeln!(out)?;
        }
        sent = end;
    }
    Ok(())
}

/// So many are signed at a time: fewer than a server has to wait long for.
const BATCH: u64 = 50_000;

const REPORT: u64 = 1_000_000;
