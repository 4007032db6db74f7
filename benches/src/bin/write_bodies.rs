//! Writes the first pages of a body into a folder, for programs that cannot make them up.
//!
//! `write_bodies json-100-minimal-compact 8 <folder>`

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use benches::bodies::{Spec, bytes};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [body, pages, folder] = &arguments[..] else {
        return Err("usage: write_bodies <body> <pages> <folder>".into());
    };
    let spec: Spec = body.parse()?;
    for page in 0..pages.parse()? {
        fs::write(Path::new(folder).join(format!("{body}-{page:02}")), bytes(spec, page))?;
    }
    Ok(())
}
