//! Decodes files so many times each; `strictness.sh` puts it among the programs of a copy of the
//! wire crate. Everything but decoding costs the same for any number of times up to seven.

use std::error::Error;
use std::hint::black_box;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let times: usize = arguments.next().ok_or("usage: decode_files <times> <files>")?.parse()?;
    let bodies = arguments.map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let mut copies: Vec<Vec<u8>> = bodies.iter().cycle().take(bodies.len() * 7).cloned().collect();
    let rest = copies.split_off(bodies.len() * times);
    for body in copies {
        black_box(aliyun_ecs_wire::decode(body)?);
    }
    std::mem::forget(rest);
    Ok(())
}
