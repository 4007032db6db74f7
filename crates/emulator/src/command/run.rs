//! What the program does: start, say so, wait for a signal.

use std::io;
use std::io::Write;

use aliyun_rpc_signer::Credentials;
use aliyun_transport::Runtime as _;
use serde_json::Map;
use serde_json::Value;

use super::access_keys;
use super::access_keys::KEYS_VARIABLE;
use super::args;
use super::args::Args;
use super::error::CommandError;
use super::lines::Lines;
use super::{export, key_rules};
use crate::Emulator;
use crate::system_runtime::SystemRuntime;
use crate::throwaway;

/// Starts an emulator, prints one line of JSON when it is ready, and runs until SIGINT or SIGTERM.
///
/// The line on standard output is an object with `url`, `access_key_ids`, only when the pair was made
/// up for this run, `access_key_secret`, and only when metadata is served, `metadata_url`. With `--export` it prints
/// lines for a shell to source, which hold the first key and its secret.
///
/// # Errors
///
/// [`CommandError`] when the settings do not hold or the emulator cannot start.
pub async fn run(args: Args) -> Result<(), CommandError> {
    let mut keys = match std::env::var_os(KEYS_VARIABLE) {
        Some(text) if !text.is_empty() => access_keys::parse(&text)?,
        _ => Vec::new(),
    };
    let throwaway = keys.is_empty();
    if throwaway {
        keys.push(throwaway::credentials(&SystemRuntime).map_err(CommandError::start)?);
    }
    let keys = key_rules::apply(&args, keys, SystemRuntime.now())?;
    let lines = Lines::begin();
    let options = args::options(&args, keys, lines.clone())?;
    let mut stopped = Stopped::new().map_err(CommandError::signals)?;
    let emulator = Emulator::start_with(options).await.map_err(CommandError::start)?;
    let ready = if args.export {
        export::lines(
            emulator.url(),
            emulator.https_url(),
            emulator.metadata_url(),
            emulator.credentials(),
        )
    } else {
        format!("{}\n", ready_line(&emulator, throwaway))
    };
    announce(&ready).map_err(CommandError::announce)?;
    stopped.once().await;
    // A second signal does not wait for anybody.
    tokio::select! {
        () = emulator.shutdown() => {}
        () = stopped.once() => {}
    }
    lines.flush();
    Ok(())
}

fn announce(ready: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(ready.as_bytes())?;
    out.flush()
}

/// Showing the secret is the line's purpose: nobody else knows a made-up one. One from the
/// environment is not repeated.
fn ready_line(emulator: &Emulator, throwaway: bool) -> String {
    let ids: Vec<_> = emulator.keys().iter().map(Credentials::access_key_id).collect();
    let mut line = Map::new();
    line.insert("url".to_owned(), emulator.url().into());
    line.insert("access_key_ids".to_owned(), ids.into());
    if throwaway {
        let secret = emulator.credentials().access_key_secret();
        line.insert("access_key_secret".to_owned(), secret.into());
    }
    if let Some(url) = emulator.https_url() {
        line.insert("https_url".to_owned(), url.into());
    }
    if let Some(url) = emulator.metadata_url() {
        line.insert("metadata_url".to_owned(), url.into());
    }
    Value::Object(line).to_string()
}

/// The signals that end the program, caught from the moment this is made.
#[cfg(unix)]
struct Stopped {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stopped {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::SignalKind;
        use tokio::signal::unix::signal;

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next of them.
    async fn once(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Stopped;

#[cfg(not(unix))]
impl Stopped {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn once(&mut self) {
        // Without a way to notice the key press, the process ends by it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[tokio::test]
    async fn only_a_made_up_secret_is_shown() {
        let key = Credentials::new("id", "CANARY");
        let given = Emulator::start_with(Options::new().key(key)).await.unwrap();
        let line = ready_line(&given, false);
        assert!(line.contains("\"access_key_ids\":[\"id\"]") && !line.contains("CANARY"), "{line}");

        let made_up = Emulator::start().await.unwrap();
        let line = ready_line(&made_up, true);
        assert!(line.contains(made_up.credentials().access_key_secret()));
        assert!(line.contains(made_up.url()) && !line.contains('\n'));
    }
}
