//! Decodes every file below a folder and prints which took longest; fails at a limit.
//!
//! `cargo run --release -p benches --bin worst_file -- <folder> <limit in microseconds>`
//!
//! A file is decoded as it is, and as an element or value nobody asked for within a page, where
//! readers have to go through all of it. Its time is the least processor time of a few tries.

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aliyun_ecs_wire::decode;
use cpu_time::ThreadTime;

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, limit] = &arguments[..] else {
        return Err("usage: worst_file <folder> <limit in microseconds>".into());
    };
    let limit = Duration::from_micros(limit.parse()?);
    let mut files = Vec::new();
    collect(Path::new(folder), &mut files)?;
    let mut worst = (Duration::ZERO, PathBuf::new(), 0);
    for path in &files {
        let file = fs::read(path)?;
        for body in [file.clone(), within_json(&file), within_xml(&file)] {
            let time = (0..TRIES).map(|_| time(body.clone())).min().unwrap_or_default();
            if time > worst.0 {
                worst = (time, path.clone(), file.len());
            }
        }
    }
    let (time, path, bytes) = worst;
    let path = path.strip_prefix(folder)?.display();
    println!("{} files, the slowest took {time:?}: {path}, {bytes} bytes", files.len());
    if time >= limit { Err(format!("the limit is {limit:?}").into()) } else { Ok(()) }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn within_json(file: &[u8]) -> Vec<u8> {
    [br#"{"TotalCount":1,"X":"#, file, b"}"].concat()
}

/// Inside an element there is no declaration.
fn within_xml(file: &[u8]) -> Vec<u8> {
    let is_declared = file.starts_with(b"<?xml");
    let end = file.windows(2).position(|pair| is_declared && pair == b"?>").map_or(0, |at| at + 2);
    let rest = file.get(end..).unwrap_or_default();
    [b"<DescribeImagesResponse><TotalCount>1</TotalCount>", rest, b"</DescribeImagesResponse>"]
        .concat()
}

fn time(body: Vec<u8>) -> Duration {
    let start = ThreadTime::now();
    let _ = black_box(decode(body));
    start.elapsed()
}

const TRIES: usize = 5;
