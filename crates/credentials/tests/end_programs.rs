//! What a process that exits does with the programs that it has started. A program of its own, since it
//! ends all.

#![cfg(unix)]

#[allow(dead_code, unreachable_pub, reason = "the other tests use the rest")]
#[path = "host/support.rs"]
mod support;

use aliyun_credentials::{Host as _, Process, ProcessError, SystemHost};

use support::{Lines, fifo, start, wait};

#[test]
fn programs_that_would_not_end_by_themselves_are_ended() {
    SystemHost.end_programs();
    let directory = tempfile::tempdir().unwrap();
    let pipe = fifo(directory.path(), "pipe");
    let lines = Lines::of(pipe.clone());
    let script = "trap '' INT TERM; exec 3> \"$1\"; echo $$ >&3; exec sleep 1000";
    let arguments = ["-c", script, "sh", pipe.to_str().unwrap()];
    let mut future = SystemHost.run(Process::new("sh", 1000).arguments(arguments));
    start(&mut future);
    lines.next();
    SystemHost.end_programs();
    lines.wait_for_end();
    assert!(matches!(wait(future), Err(ProcessError::Other(_))));
}
