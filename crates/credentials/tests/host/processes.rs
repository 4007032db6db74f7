//! Running programs.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use aliyun_credentials::{Host as _, Process, ProcessError, ProcessFuture, SystemHost};
use tempfile::tempdir;

use crate::support::{Lines, fifo, open_both_ways, start, wait};

const LIMIT: usize = 1000;

fn run<const N: usize>(program: &str, arguments: [&str; N]) -> ProcessFuture<'static> {
    SystemHost.run(Process::new(program, LIMIT).arguments(arguments))
}

/// Runs a script, to which `paths` are `$1`, `$2`, and so on.
fn script<const N: usize>(script: &str, paths: [&Path; N]) -> ProcessFuture<'static> {
    let arguments = ["-c", script, "sh"].into_iter();
    let paths = paths.into_iter().map(|path| path.to_str().unwrap());
    SystemHost.run(Process::new("sh", LIMIT).arguments(arguments.chain(paths)))
}

#[track_caller]
fn assert_ends(future: ProcessFuture<'_>, status: Option<i32>, stdout: &str) {
    let output = wait(future).unwrap();
    assert_eq!(output.status, status);
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout);
}

#[test]
fn the_status_and_the_output_of_a_program_are_returned() {
    assert_ends(run("printf", ["a key"]), Some(0), "a key");
    assert_ends(run("true", []), Some(0), "");
    assert_ends(script("echo out; exit 3", []), Some(3), "out\n");
    assert_ends(script("echo out; kill -9 $$", []), None, "out\n");
}

#[test]
fn a_program_reads_nothing_and_what_it_says_on_the_side_is_dropped() {
    assert_ends(run("cat", []), Some(0), "");
    assert_ends(script("echo aside >&2; echo out", []), Some(0), "out\n");
}

#[test]
fn what_is_no_program_does_not_start() {
    for (program, kind) in [
        ("surely-no-program", ErrorKind::NotFound),
        ("/nowhere/program", ErrorKind::NotFound),
        ("/", ErrorKind::PermissionDenied),
        ("a\0b", ErrorKind::InvalidInput),
    ] {
        assert_eq!(wait(run(program, [])).unwrap_err(), ProcessError::NotStarted(kind));
    }
}

#[test]
fn arguments_arrive_as_they_are() {
    let arguments =
        ["", "a b", "\"", "'", "$HOME", ";", "`id`", "$(id)", "|", "*", "\\", "é\n", "-n", "%s"];
    let expected: String = arguments.iter().map(|argument| format!("<{argument}>")).collect();
    let all = ["<%s>"].into_iter().chain(arguments);
    let process = Process::new("printf", LIMIT).arguments(all);
    assert_ends(SystemHost.run(process), Some(0), &expected);
}

#[test]
fn withheld_variables_do_not_arrive_and_others_do() {
    // Cargo sets these two for each test.
    let names = ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"];
    let process = Process::new("printenv", LIMIT).arguments(names);
    let expected = names.map(|name| std::env::var(name).unwrap());
    let both = format!("{}\n{}\n", expected[0], expected[1]);
    assert_ends(SystemHost.run(process.clone()), Some(0), &both);
    let withheld = process.withheld(["CARGO_MANIFEST_DIR", "SURELY_NOT_SET"]);
    assert_ends(SystemHost.run(withheld), Some(1), &format!("{}\n", expected[1]));
}

#[test]
fn output_may_be_as_long_as_the_limit_and_no_longer() {
    for (length, is_too_much) in [(LIMIT, false), (LIMIT + 1, true), (1 << 20, true)] {
        let result = wait(run("head", ["-c", &length.to_string(), "/dev/zero"]));
        let length = result.map(|output| output.stdout.len());
        let expected =
            if is_too_much { Err(ProcessError::too_much_output(LIMIT)) } else { Ok(LIMIT) };
        assert_eq!(length, expected);
    }
    assert_eq!(wait(run("yes", [])).unwrap_err(), ProcessError::too_much_output(LIMIT));
    let nothing = SystemHost.run(Process::new("echo", 0));
    assert_eq!(wait(nothing).unwrap_err(), ProcessError::too_much_output(0));
    let much = Process::new("head", usize::MAX).arguments(["-c", "300000", "/dev/zero"]);
    assert_eq!(wait(SystemHost.run(much)).unwrap().stdout.len(), 300_000);
}

/// The end of the pipe is seen when the program has ended, by whatever hand.
#[test]
fn dropping_the_future_ends_the_program() {
    let directory = tempdir().unwrap();
    let pipe = fifo(directory.path(), "pipe");
    let lines = Lines::of(pipe.clone());
    let mut future = script("exec 3> \"$1\"; echo $$ >&3; exec sleep 1000", [&pipe]);
    start(&mut future);
    let pid = lines.next();
    assert!(exists(&pid));
    drop(future);
    lines.wait_for_end();
    assert_reaped(&pid);
}

#[test]
fn too_much_output_ends_the_program() {
    let directory = tempdir().unwrap();
    let pipe = fifo(directory.path(), "pipe");
    let lines = Lines::of(pipe.clone());
    let much = "exec 3> \"$1\"; echo $$ >&3; head -c 2000 /dev/zero; exec sleep 1000";
    let error = wait(script(much, [&pipe])).unwrap_err();
    assert_eq!(error, ProcessError::too_much_output(LIMIT));
    let pid = lines.next();
    lines.wait_for_end();
    assert!(!exists(&pid));
}

#[test]
fn nothing_starts_before_the_first_poll() {
    let directory = tempdir().unwrap();
    let marker = directory.path().join("marker");
    drop(run("touch", [marker.to_str().unwrap()]));
    assert_ends(run("true", []), Some(0), "");
    assert!(!marker.exists());
}

#[test]
fn a_program_that_has_ended_is_no_zombie() {
    let output = wait(script("echo $$", [])).unwrap();
    let pid = String::from_utf8(output.stdout.to_vec()).unwrap();
    assert!(!exists(pid.trim()));
}

#[test]
fn a_grandchild_that_holds_the_output_open_does_not_hold_the_result_back() {
    let output = wait(script("sleep 1000 & echo $!", [])).unwrap();
    assert_eq!(output.status, Some(0));
    let grandchild = String::from_utf8(output.stdout.to_vec()).unwrap();
    assert!(exists(grandchild.trim()), "it went on");
    assert_ends(script(&format!("kill {}", grandchild.trim()), []), Some(0), "");
}

#[test]
fn a_program_that_closed_its_output_is_waited_for() {
    let directory = tempdir().unwrap();
    let (up, gate) = (fifo(directory.path(), "up"), fifo(directory.path(), "gate"));
    let lines = Lines::of(up.clone());
    let mut future = script(
        "echo out; exec >&-; echo closed > \"$1\"; read line < \"$2\"; exit 7",
        [&up, &gate],
    );
    start(&mut future);
    assert_eq!(lines.next(), "closed");
    start(&mut future);
    let mut open = open_both_ways(&gate);
    open.write_all(b"\n").unwrap();
    assert_ends(future, Some(7), "out\n");
}

#[test]
fn output_in_pieces_is_put_together() {
    let directory = tempdir().unwrap();
    let (up, gate) = (fifo(directory.path(), "up"), fifo(directory.path(), "gate"));
    let lines = Lines::of(up.clone());
    let mut future =
        script("printf first; echo up > \"$1\"; read line < \"$2\"; printf second", [&up, &gate]);
    start(&mut future);
    assert_eq!(lines.next(), "up");
    let mut open = open_both_ways(&gate);
    open.write_all(b"\n").unwrap();
    assert_ends(future, Some(0), "firstsecond");
}

/// Each waits at the gate until all are there, so they do run at once.
#[test]
fn fifty_run_at_once() {
    const PROGRAMS: usize = 50;

    let directory = tempdir().unwrap();
    let (up, gate) = (fifo(directory.path(), "up"), fifo(directory.path(), "gate"));
    // Keeps the pipe from ending between two programs.
    let _kept = open_both_ways(&up);
    let lines = Lines::of(up.clone());
    let wait_there = "echo up > \"$1\"; read line < \"$2\"; echo $$";
    let mut futures: Vec<_> = (0..PROGRAMS).map(|_| script(wait_there, [&up, &gate])).collect();
    futures.iter_mut().for_each(start);
    for _ in 0..PROGRAMS {
        assert_eq!(lines.next(), "up");
    }
    // Each program takes one byte.
    let mut open = open_both_ways(&gate);
    open.write_all(&[b'\n'; PROGRAMS]).unwrap();
    let mut pids: Vec<_> =
        futures.into_iter().map(|future| wait(future).unwrap().stdout.to_vec()).collect();
    pids.sort();
    pids.dedup();
    assert_eq!(pids.len(), PROGRAMS);
}

/// Returns whether there is a process of this id, be it a zombie.
fn exists(pid: &str) -> bool {
    assert!(!pid.is_empty() && pid.bytes().all(|byte| byte.is_ascii_digit()), "{pid}");
    if cfg!(target_os = "linux") {
        return Path::new("/proc").join(pid).exists();
    }
    wait(script(&format!("kill -0 {pid}"), [])).unwrap().status == Some(0)
}

/// The helper thread waits for the program right after it has killed it; running other programs
/// gives it time to.
#[track_caller]
fn assert_reaped(pid: &str) {
    let is_gone = (0..1000).any(|_| {
        assert_ends(run("true", []), Some(0), "");
        !exists(pid)
    });
    assert!(is_gone, "a zombie");
}
