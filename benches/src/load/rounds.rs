//! Servers held against each other, in turns.

use std::io::Write;
use std::sync::Arc;

use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;

use super::{Batch, Failure, Flags, Server, Tally, drive, median, open, process};

/// What one server did in one round.
struct Turn {
    tally: Tally,
    /// Of the server, in microseconds; without its process nobody knows.
    cpu_of_request: Option<f64>,
}

/// Sends the same requests to every server, round by round, and writes what each did and, at the
/// end, a table in Markdown.
///
/// Requests are signed and connections opened before the clock starts. The ratios are the medians
/// of those within a round, which the rest of the machine disturbs less than it does the rates.
///
/// # Errors
///
/// When a server cannot be reached or answers something else.
pub async fn rounds(flags: &Flags, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    let run = TokioRuntime.now().duration_since(std::time::UNIX_EPOCH)?.as_nanos() as u64;
    let mut turns: Vec<Vec<Turn>> = flags.servers.iter().map(|_| Vec::new()).collect();
    for round in 0..flags.rounds {
        let begin = flags.first + round * flags.requests;
        let numbers = begin..begin + flags.requests;
        let batch = Arc::new(Batch::sign(&flags.shape, run, numbers, TokioRuntime.now()));
        for (server, turns) in flags.servers.iter().zip(&mut turns) {
            let turn = turn(server, flags.connections, &batch).await?;
            let (rate, refused) = (turn.tally.rate(), turn.tally.refused);
            write!(
                out,
                "round {} {}: {rate:.0} requests/s, {refused} refused",
                round + 1,
                server.name
            )?;
            if let Some(cpu) = turn.cpu_of_request {
                write!(out, ", {cpu:.1} µs of its CPU each")?;
            }
            writeln!(out)?;
            if let Some(body) = &turn.tally.refusal {
                writeln!(out, "  such as: {}", body.chars().take(300).collect::<String>())?;
            }
            turns.push(turn);
        }
    }
    table(flags, &turns, out)
}

async fn turn(server: &Server, connections: usize, batch: &Arc<Batch>) -> Result<Turn, Failure> {
    let cpu = || server.pid.map(process::cpu_time).transpose();
    let mut connections = open(server.address, connections).await?;
    let before = cpu()?;
    let tally = drive(&mut connections, batch, server.limit).await?;
    let used = cpu()?.zip(before).map(|(after, before)| after.saturating_sub(before));
    let cpu_of_request = used.map(|used| used.as_secs_f64() * 1e6 / tally.requests as f64);
    Ok(Turn { tally, cpu_of_request })
}

fn table(flags: &Flags, turns: &[Vec<Turn>], out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    writeln!(out)?;
    writeln!(
        out,
        "| server | requests/s | refused | ratio | server CPU, µs a request | CPU ratio |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|")?;
    let Some(first) = turns.first() else { return Ok(()) };
    for (server, turns) in flags.servers.iter().zip(turns) {
        let rate = median(turns.iter().map(|turn| turn.tally.rate()));
        let refused: u64 = turns.iter().map(|turn| turn.tally.refused).sum();
        let pairs = || turns.iter().zip(first);
        let ratio = median(pairs().map(|(turn, first)| turn.tally.rate() / first.tally.rate()));
        let cpu: Vec<f64> = turns.iter().filter_map(|turn| turn.cpu_of_request).collect();
        let cpu_ratios =
            pairs().filter_map(|(turn, first)| Some(turn.cpu_of_request? / first.cpu_of_request?));
        let cpu_ratios: Vec<f64> = cpu_ratios.collect();
        write!(out, "| {} | {rate:.0} | {refused} | {ratio:.2} |", server.name)?;
        for (figures, digits) in [(cpu, 1), (cpu_ratios, 2)] {
            match figures.is_empty() {
                true => write!(out, " |")?,
                false => write!(out, " {:.digits$} |", median(figures))?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
