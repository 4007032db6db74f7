//! The command line: the flags and what the program does with them.
//!
//! [`Args`] can be flattened into another command, which then calls [`run`].

mod cli_error;
mod keys;

use std::io;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use aliyun_rpc_signer::Credentials;
use serde_json::Map;
use serde_json::Value;

pub use cli_error::CliError;

use crate::Catalogue;
use crate::Emulator;
use crate::Options;

/// The flags of the emulator.
///
/// Access keys are not among them, since other users of a machine can read a command line: they
/// come from the environment variable `EMULATOR_ACCESS_KEYS`, as `id:secret`, or `id:secret:token`
/// for a temporary one, several with commas between. Without it a throwaway pair is made up.
#[derive(Clone, Debug, clap::Args)]
#[non_exhaustive]
pub struct Args {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,

    /// Allow to listen on an address that other machines can reach
    #[arg(long)]
    pub allow_non_loopback: bool,

    /// Serve the images of this DescribeImages response (JSON or XML) instead of the built-in
    /// ones; repeat it for more pages
    #[arg(long, value_name = "FILE")]
    pub catalogue: Vec<PathBuf>,

    /// A region that exists besides the official ones; repeat it for more
    #[arg(long = "region", value_name = "ID")]
    pub regions: Vec<String>,

    /// Answer a too large PageSize with the largest page instead of an error
    #[arg(long)]
    pub clamp_page_size: bool,

    /// The largest page
    #[arg(long, value_name = "N", default_value_t = 100,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub max_page_size: u32,

    /// How many tags a request may name
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub max_tags: u32,

    /// How many nonces of recent requests to remember
    #[arg(long, value_name = "N", default_value_t = 1 << 20)]
    pub nonce_capacity: usize,
}

/// Starts an emulator, prints one line of JSON when it is ready, and runs until SIGINT or SIGTERM.
///
/// The line on standard output is an object with `url`, `access_key_ids` and, only when the pair
/// was made up for this run, `access_key_secret`.
///
/// # Errors
///
/// [`CliError`] when the settings do not hold or the emulator cannot start.
pub async fn run(args: Args) -> Result<(), CliError> {
    let keys = match std::env::var_os(KEYS_VARIABLE) {
        Some(text) if !text.is_empty() => keys::parse(&text)?,
        _ => Vec::new(),
    };
    let throwaway = keys.is_empty();
    let options = options(&args, keys)?;
    let stopped = stop_signal().map_err(CliError::signals)?;
    let emulator = Emulator::start_with(options).await.map_err(CliError::start)?;
    announce(&emulator, throwaway).map_err(CliError::announce)?;
    stopped.await;
    emulator.shutdown().await;
    Ok(())
}

/// Turns flags into options.
fn options(args: &Args, keys: Vec<Credentials>) -> Result<Options, CliError> {
    if !args.listen.ip().is_loopback() && !args.allow_non_loopback {
        return Err(CliError::not_loopback(args.listen));
    }
    let known = crate::regions::KNOWN.iter().map(|id| (*id).to_owned());
    let mut options = Options::new()
        .listen(args.listen)
        .regions(known.chain(args.regions.iter().cloned()))
        .max_page_size(args.max_page_size)
        .clamp_page_size(args.clamp_page_size)
        .max_tags(args.max_tags)
        .nonce_capacity(args.nonce_capacity);
    for key in keys {
        options = options.key(key);
    }
    if !args.catalogue.is_empty() {
        options = options.catalogue(catalogue(&args.catalogue)?);
    }
    Ok(options)
}

fn catalogue(files: &[PathBuf]) -> Result<Catalogue, CliError> {
    let read = |path: &PathBuf| std::fs::read(path).map_err(|error| CliError::file(path, error));
    let pages = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Catalogue::from_bodies(pages).map_err(CliError::catalogue)
}

fn announce(emulator: &Emulator, throwaway: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", ready_line(emulator, throwaway))?;
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
    Value::Object(line).to_string()
}

/// Begins to catch the signals at once; what is returned ends at the first of them.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::SignalKind;
        use tokio::signal::unix::signal;

        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            // Without a way to notice the key press, the process ends by it.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

/// The environment variable that holds the access keys.
pub const KEYS_VARIABLE: &str = "EMULATOR_ACCESS_KEYS";

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        args: Args,
    }

    fn args(flags: &[&str]) -> Args {
        let words = std::iter::once("emulator").chain(flags.iter().copied());
        Program::try_parse_from(words).unwrap().args
    }

    #[test]
    fn the_flags_default_to_the_documents_limits_on_loopback() {
        let options = options(&args(&[]), Vec::new()).unwrap();
        assert!(options.listen.ip().is_loopback());
        assert_eq!((options.limits.page_size, options.limits.tags), (100, 20));
        assert!(!options.limits.clamp_page_size);
    }

    #[test]
    fn an_address_others_can_reach_needs_a_flag_of_its_own() {
        let listen = ["--listen", "0.0.0.0:0"];
        let error = options(&args(&listen), Vec::new()).unwrap_err();
        assert!(error.to_string().contains("--allow-non-loopback"), "{error}");
        let allowed = [&listen[..], &["--allow-non-loopback"]].concat();
        assert!(options(&args(&allowed), Vec::new()).is_ok());
    }

    #[test]
    fn a_page_of_nothing_is_refused_by_the_parser() {
        let words = ["emulator", "--max-page-size", "0"];
        assert!(Program::try_parse_from(words).is_err());
    }

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
