//! Picks the newest Ubuntu image by letting the command list them as JSON lines.
//!
//! Any language can do this; with `--emulator` it needs no account.

use std::process::Command;

use aliyun_ecs_model::Image;

#[expect(clippy::print_stdout, reason = "an example prints")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "aliyun-images", "--"])
        .args(["list", "--emulator", "--quiet", "--output", "jsonl", "--owner", "system"])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    // Images come newest first.
    for line in String::from_utf8(output.stdout)?.lines() {
        let image: Image = serde_json::from_str(line)?;
        if image.platform.as_deref() == Some("Ubuntu") {
            println!("{}", image.image_id);
            return Ok(());
        }
    }
    Err("there is no Ubuntu image".into())
}
