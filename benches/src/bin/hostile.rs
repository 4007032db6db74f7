//! Reads hostile bodies as a call does and prints what they cost; `worst-shapes.sh` drives it.
//!
//! `hostile list` prints the shapes, `hostile <json|xml> <shape> <bytes> <times>` reads one body so many
//! times and prints its bytes, the peak of the heap beyond it, the longest reading in microseconds of
//! processor time, and what came of it.

#![forbid(unsafe_code)]

use std::alloc::System;
use std::env;
use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use aliyun_ecs_describe_images::{Failure, NotUnderstoodKind, PageLimits, read_response_within};
use aliyun_ecs_wire::{BodyFormat, DecodeErrorKind};
use benches::hostile::{SHAPES, Shape};
use cap::Cap;
use cpu_time::ThreadTime;
use http::StatusCode;

#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [list] if list == "list" => {
            SHAPES.iter().for_each(|shape| println!("{} {}", format_of(shape), shape.name));
            Ok(())
        }
        [format, name, bytes, times] => {
            let format = if format == "xml" { BodyFormat::Xml } else { BodyFormat::Json };
            let shape = Shape::named(name, format).ok_or("no such shape")?;
            let body = shape.body(bytes.parse()?);
            let (mut peak, mut longest, mut outcome) = (0, Duration::ZERO, "not read");
            for _ in 0..times.parse()? {
                let copy = body.clone().into_bytes();
                // The peak cannot be reset, so the floor is raised to it, by a block nobody touches.
                let ballast: Vec<u8> = Vec::with_capacity(HEAP.max_allocated() - HEAP.allocated());
                let floor = HEAP.allocated();
                let began = ThreadTime::now();
                let read =
                    black_box(read_response_within(StatusCode::OK, copy, 10, PageLimits::new()));
                longest = longest.max(began.elapsed());
                peak = peak.max(HEAP.max_allocated().saturating_sub(floor));
                outcome = match &read {
                    Ok(_) => "read",
                    Err(error) => of(error),
                };
                black_box(ballast);
            }
            println!("{}\t{peak}\t{}\t{outcome}", body.len(), longest.as_micros());
            Ok(())
        }
        _ => Err("usage: hostile list | hostile <json|xml> <shape> <bytes> <times>".into()),
    }
}

fn format_of(shape: &Shape) -> &'static str {
    match shape.format {
        BodyFormat::Json => "json",
        BodyFormat::Xml => "xml",
    }
}

fn of(error: &Failure) -> &'static str {
    match error {
        Failure::NotUnderstood(response) => match response.kind() {
            NotUnderstoodKind::Body(error) => match error.kind() {
                DecodeErrorKind::OverLimit { .. } => "over a limit",
                _ => "refused",
            },
            _ => "refused",
        },
        Failure::Refused(_) => "an error of the service",
        _ => "refused",
    }
}
