//! Classifies an error of the service a few times and exits, for tools that watch a whole process,
//! such as callgrind.
//!
//! `one_refusal <json|xml> <status> <bytes> <iterations>`, for example `one_refusal json 200 65536 7`.
//! It prints the number of bytes of one body, whose message is as long as it takes. Everything but
//! classifying costs the same for any number of iterations up to the largest.

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::mem;

use aliyun_ecs_describe_images::read_response;
use aliyun_ecs_wire::{BodyFormat, ErrorBody, encode_error};
use http::StatusCode;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [format, status, bytes, iterations] = &arguments[..] else {
        return Err("usage: one_refusal <json|xml> <status> <bytes> <iterations>".into());
    };
    let format = match format.as_str() {
        "json" => BodyFormat::Json,
        "xml" => BodyFormat::Xml,
        other => return Err(format!("{other} is no format").into()),
    };
    let status = StatusCode::from_bytes(status.as_bytes())?;
    let iterations: usize = iterations.parse()?;
    if iterations > MOST_ITERATIONS {
        return Err(format!("at most {MOST_ITERATIONS} iterations").into());
    }

    let body = body(format, bytes.parse()?);
    let mut bodies = vec![body.clone().into_bytes(); MOST_ITERATIONS];
    let rest = bodies.split_off(iterations);
    for body in bodies {
        let _ = black_box(read_response(status, body));
    }
    mem::forget(rest);
    print(body.len());
    Ok(())
}

fn body(format: BodyFormat, bytes: usize) -> String {
    let sentence = "The input parameter \"PageSize\" is not valid. ";
    let mut error = ErrorBody::new("InvalidParameter", sentence);
    error.request_id = Some("0042EE30-0EDF-48A7-A414-56229D4AD532".to_owned());
    error.host_id = Some("ecs.cn-hangzhou.aliyuncs.com".to_owned());
    while encode_error(&error, format).len() < bytes {
        error.message += sentence;
    }
    encode_error(&error, format)
}

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn print(bytes: usize) {
    println!("{bytes}");
}

const MOST_ITERATIONS: usize = 7;
