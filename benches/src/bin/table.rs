//! Prints what the last run of criterion measured as Markdown tables: medians, and how many times
//! as fast each function is as a chosen one of its group.
//!
//! `cargo run --release -p benches --bin table -- decode_json_100 serde_json_owned`
//!
//! Functions that the last run did not time keep the figures of an earlier one; time a whole
//! group before printing it.

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [group, base] = &arguments[..] else {
        return Err("usage: table <group> <function that the ratios are to>".into());
    };
    let mut rows = rows(&results().join(group))?;
    rows.sort_by(|one, other| one.nanoseconds.total_cmp(&other.nanoseconds));
    let base = rows
        .iter()
        .find(|row| row.function == *base)
        .map(|row| row.nanoseconds)
        .ok_or_else(|| format!("{group} has no function {base}"))?;
    println!("| {group} | µs | MB/s | ratio |\n|---|---:|---:|---:|");
    for Row { function, nanoseconds, bytes } in &rows {
        let speed =
            bytes.map_or_else(String::new, |bytes| format!("{:.0}", bytes * 1e3 / nanoseconds));
        let (micros, ratio) = (nanoseconds / 1e3, base / nanoseconds);
        println!("| {function} | {micros:.2} | {speed} | {ratio:.2} |");
    }
    Ok(())
}

struct Row {
    function: String,
    nanoseconds: f64,
    bytes: Option<f64>,
}

fn rows(group: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let entries = fs::read_dir(group).map_err(|error| {
        format!("there are no results in {} ({error}); run the bench first", group.display())
    })?;
    let mut rows = Vec::new();
    for entry in entries {
        let new = entry?.path().join("new");
        // Beside the functions there may be a report.
        if !new.join("estimates.json").exists() {
            continue;
        }
        let benchmark = read(&new.join("benchmark.json"))?;
        let estimates = read(&new.join("estimates.json"))?;
        rows.push(Row {
            function: benchmark["function_id"].as_str().ok_or("no function")?.to_owned(),
            nanoseconds: estimates["median"]["point_estimate"].as_f64().ok_or("no median")?,
            bytes: benchmark["throughput"]["Bytes"].as_f64(),
        });
    }
    Ok(rows)
}

fn read(path: &Path) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

fn results() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    PathBuf::from(target).join("criterion")
}
