//! The flags, and what they set.

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use aliyun_rpc_signer::Credentials;

use super::error::CommandError;
use crate::Catalogue;
use crate::Options;

/// The flags of the emulator.
///
/// Access keys are not among them, since other users of a machine can read a command line: they
/// come from the environment variable `EMULATOR_ACCESS_KEYS`, as `id:secret`, or `id:secret:token`
/// for a temporary one, several with commas between. Without it a throwaway pair is made up.
#[derive(Clone, Debug, clap::Args)]
#[non_exhaustive]
pub struct Args {
    /// The address to listen on, or a port of this machine, such as 8080 or localhost:8080; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = address)]
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

    /// How many connections to serve at a time; beyond, idle ones make room and others wait
    #[arg(long, value_name = "N", default_value_t = 256,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,

    /// Accept a nonce again, as the service does not
    #[arg(long, conflicts_with = "nonce_capacity")]
    pub no_nonce_check: bool,
}

/// Reads an address; a port alone, also behind a colon or `localhost`, is one of this machine only.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost").unwrap_or(text);
    let port = port.strip_prefix(':').unwrap_or(port);
    if let Ok(port) = port.parse::<u16>() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    text.parse().map_err(|_| {
        "this is no address: give one such as 127.0.0.1:8080, or a port such as 8080".to_owned()
    })
}

/// Turns flags into options.
pub(super) fn options(args: &Args, keys: Vec<Credentials>) -> Result<Options, CommandError> {
    if !args.listen.ip().is_loopback() && !args.allow_non_loopback {
        return Err(CommandError::not_loopback(args.listen));
    }
    let known = aliyun_ecs_model::regions::public().map(|region| region.id().to_owned());
    let mut options = Options::new()
        .listen(args.listen)
        .regions(known.chain(args.regions.iter().cloned()))
        .max_page_size(args.max_page_size)
        .clamp_page_size(args.clamp_page_size)
        .max_tags(args.max_tags)
        .nonce_capacity(args.nonce_capacity)
        .check_nonces(!args.no_nonce_check)
        .max_connections(usize::try_from(args.max_connections).unwrap_or(usize::MAX))
        .shutdown_grace(GRACE)
        .notice(|text| drop(writeln!(io::stderr(), "warning: {text}")));
    for key in keys {
        options = options.key(key);
    }
    if !args.catalogue.is_empty() {
        options = options.catalogue(catalogue(&args.catalogue)?);
    }
    Ok(options)
}

fn catalogue(files: &[PathBuf]) -> Result<Catalogue, CommandError> {
    let read =
        |path: &PathBuf| std::fs::read(path).map_err(|error| CommandError::file(path, error));
    let pages = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Catalogue::from_bodies(pages).map_err(CommandError::catalogue)
}

/// How long requests under way may take when the program is to end.
const GRACE: Duration = Duration::from_millis(800);

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
        assert_eq!((options.max_page_size, options.max_tags), (100, 20));
        assert!(!options.clamp_page_size);
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
    fn a_port_is_an_address_of_this_machine() {
        for text in ["8080", ":8080", "localhost:8080", "127.0.0.1:8080"] {
            let listen = args(&["--listen", text]).listen;
            assert_eq!(listen.to_string(), "127.0.0.1:8080", "{text}");
        }
        assert_eq!(args(&["--listen", "[::1]:80"]).listen.to_string(), "[::1]:80");
        for text in ["", "localhost", "example.com:80", "99999", "-1", "::"] {
            let words = ["emulator", &format!("--listen={text}")];
            let error = Program::try_parse_from(words).unwrap_err().to_string();
            assert!(error.contains("a port such as 8080"), "{text}: {error}");
        }
    }

    #[test]
    fn a_page_of_nothing_is_refused_by_the_parser() {
        let words = ["emulator", "--max-page-size", "0"];
        assert!(Program::try_parse_from(words).is_err());
    }
}
