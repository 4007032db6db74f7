//! Commands that may hang.

use std::fs::File;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Runs a command, its output going to `log`. Returns whether it succeeded, and what it wrote.
///
/// # Errors
///
/// The command cannot be started.
pub(crate) fn run(mut command: Command, log: &Path) -> Result<(bool, String), String> {
    let told = |error: std::io::Error| format!("{}: {error}", log.display());
    let file = File::create(log).map_err(told)?;
    command.stdin(Stdio::null());
    command.stdout(file.try_clone().map_err(told)?).stderr(file);
    let mut child =
        command.process_group(0).spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let group = child.id();
    let (sender, receiver) = mpsc::channel();
    let waiting =
        thread::spawn(move || sender.send(child.wait().is_ok_and(|status| status.success())));
    let succeeded = receiver.recv_timeout(LIMIT).unwrap_or_else(|_| {
        // With its children: a test that loops for ever is one of them.
        let kill = Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).status();
        kill.is_ok_and(|_| false)
    });
    // Ends at once: the command is over or killed.
    let _ = waiting.join();
    let mut written = Vec::new();
    File::open(log).and_then(|mut file| file.read_to_end(&mut written)).map_err(told)?;
    Ok((succeeded, String::from_utf8_lossy(&written).into_owned()))
}

/// More than any run takes, its build included.
const LIMIT: Duration = Duration::from_secs(600);
