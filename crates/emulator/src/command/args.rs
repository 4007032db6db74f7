//! The flags, and what they set.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aliyun_ecs_model::Revision;

use super::error::CommandError;
use super::lines::Lines;
use super::values::{LogFormat, address, denial, host, pair, rate, region_of, revision};
use crate::AccessKey;
use crate::Catalogue;
use crate::Certificates;
use crate::Options;
use crate::faults::{Fault, Faults};
use crate::tls::MARK;

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

    /// Serve the images of this file instead of the built-in ones: responses, lines or lists of images in JSON;
    /// repeat it for more. REGION is that of images that name none, cn-hangzhou unless given
    #[arg(long, value_name = "[REGION=]FILE")]
    pub catalogue: Vec<PathBuf>,

    /// Serve so many made-up images in cn-hangzhou instead of the built-in ones
    #[arg(long, value_name = "N", conflicts_with = "catalogue")]
    pub images: Option<u32>,

    /// A region that exists besides the official ones; repeat it for more
    #[arg(long = "region", value_name = "ID")]
    pub regions: Vec<String>,

    /// Answer a too large PageSize with the largest page instead of an error
    #[arg(long)]
    pub clamp_page_size: bool,

    /// The revision of the documents whose limits hold: its date, such as 2018-06-15, or latest
    #[arg(long, value_name = "DATE", default_value = "latest", value_parser = revision)]
    pub revision: Revision,

    /// The largest page, instead of the revision's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_page_size: Option<u32>,

    /// How many tags a request may name, instead of the revision's
    #[arg(long, value_name = "N")]
    pub max_tags: Option<u32>,

    /// Refuse by name what the service ignores in silence: unknown parameters, and lists in one (Tag=[...])
    #[arg(long)]
    pub strict: bool,

    /// Let something go wrong, such as error,code=ServiceUnavailable,requests=1..=2; repeat it for more. Kinds: latency,
    /// error, throttle, status, web-page, garbage, clock, close, cut, reset, stall, drip, wrong-length, garble, insert,
    /// delete, toggle, total, clamp, echo, stale
    #[arg(long, value_name = "KIND[,NAME=VALUE]...")]
    pub fault: Vec<Fault>,

    /// Let go wrong what this file says, in TOML
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,

    /// What decides by chance in faults
    #[arg(long, value_name = "N")]
    pub fault_seed: Option<u64>,

    /// Speak TLS, too, on the same port, and write to this file the certificate that clients have to trust
    #[arg(long, value_name = "CA_FILE")]
    pub tls: Option<PathBuf>,

    /// Let requests under /_emulator/ change images and faults; whoever reaches the address can send them
    #[arg(long)]
    pub admin: bool,

    /// A further host name to answer for, besides addresses, localhost and *.aliyuncs.com; repeat it for more
    #[arg(long, value_name = "NAME", value_parser = host)]
    pub allow_host: Vec<String>,

    /// Refuse requests with this key as those of a disabled one
    #[arg(long, value_name = "KEY_ID")]
    pub disable_key: Vec<String>,

    /// Deny an action to a key, as a policy does: testid=ecs:DescribeImages, testid=sts:* or testid=*
    #[arg(long, value_name = "KEY_ID=ACTION", value_parser = denial)]
    pub deny: Vec<(String, String)>,

    /// Allow a key in this region only; repeat it for more regions
    #[arg(long, value_name = "KEY_ID=REGION", value_parser = pair)]
    pub only_region: Vec<(String, String)>,

    /// Let a key expire so many seconds after the start
    #[arg(long, value_name = "KEY_ID=SECONDS", value_parser = pair)]
    pub expire_key: Vec<(String, String)>,

    /// Allow so many requests of an operation by key in so many seconds; without a value 1000/60, the service's own
    #[arg(long, value_name = "N[/SECONDS]", num_args = 0..=1, require_equals = true,
          default_missing_value = "1000/60", value_parser = rate)]
    pub rate_limit: Option<(u32, Duration)>,

    /// Write a line for each request to standard error; text unless given if that is a terminal
    #[arg(long, value_name = "HOW", value_enum)]
    pub log: Option<LogFormat>,

    /// Print lines for a shell to source instead of a line of JSON
    #[arg(long)]
    pub export: bool,

    /// How many nonces of recent requests to remember
    #[arg(long, value_name = "N", default_value_t = 1 << 20)]
    pub nonce_capacity: usize,

    /// How many connections to serve at a time; beyond, idle ones make room and others wait
    #[arg(long, value_name = "N", default_value_t = 256,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,

    /// Serve the metadata of an instance, with keys of a role, at this address; a free port of this machine by default
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "127.0.0.1:0",
          value_parser = address)]
    pub metadata: Option<SocketAddr>,

    /// Serve metadata for a token only (security hardening mode)
    #[arg(long, requires = "metadata")]
    pub metadata_v2_only: bool,

    /// Accept a nonce again, as the service does not
    #[arg(long, conflicts_with = "nonce_capacity")]
    pub no_nonce_check: bool,
}

/// Turns flags into options.
pub(super) fn options(
    args: &Args,
    keys: Vec<AccessKey>,
    lines: Lines,
) -> Result<Options, CommandError> {
    let addresses = [Some(args.listen), args.metadata];
    let far = addresses.into_iter().flatten().find(|address| !address.ip().is_loopback());
    if let Some(address) = far.filter(|_| !args.allow_non_loopback) {
        return Err(CommandError::not_loopback(address));
    }
    let known = aliyun_ecs_model::regions::public().map(|region| region.id().to_owned());
    let mut options = Options::new()
        .listen(args.listen)
        .regions(known.chain(args.regions.iter().cloned()))
        .revision(args.revision)
        .strict(args.strict)
        .clamp_page_size(args.clamp_page_size)
        .nonce_capacity(args.nonce_capacity)
        .check_nonces(!args.no_nonce_check)
        .max_connections(usize::try_from(args.max_connections).unwrap_or(usize::MAX))
        .shutdown_grace(GRACE)
        .notice({
            let lines = lines.clone();
            move |text| lines.write(format!("warning: {text}"))
        });
    if let Some(size) = args.max_page_size {
        options = options.max_page_size(size);
    }
    if let Some(tags) = args.max_tags {
        options = options.max_tags(tags);
    }
    if let Some((requests, window)) = args.rate_limit {
        options = options.rate_limit(requests, window);
    }
    options = options.admin(args.admin).faults(faults(args)?);
    for name in &args.allow_host {
        options = options.allow_host(name);
    }
    let is_watched = io::stderr().is_terminal();
    let format = args.log.unwrap_or(if is_watched { LogFormat::Text } else { LogFormat::Off });
    options = match format {
        LogFormat::Text => options.log(move |line| lines.write(line.to_string())),
        LogFormat::Json => options.log(move |line| lines.write(line.to_json())),
        LogFormat::Off => options,
    };
    if let Some(path) = &args.tls {
        let own = args.listen.ip().to_string();
        let names = args.allow_host.iter().cloned().chain([own]);
        let certificates = Certificates::generate(names).map_err(CommandError::start)?;
        write_ca(path, certificates.ca_pem())?;
        options = options.tls(certificates);
    }
    for key in keys {
        options = options.key(key);
    }
    if let Some(address) = args.metadata {
        options = options.metadata(address).metadata_v2_only(args.metadata_v2_only);
    }
    if let Some(images) = args.images {
        options = options.catalogue(Catalogue::generated(images));
    } else if !args.catalogue.is_empty() {
        options = options.catalogue(catalogue(&args.catalogue)?);
    }
    Ok(options)
}

/// Writes the certificate of the authority, over one of an earlier run, but over nothing else.
fn write_ca(path: &Path, pem: &str) -> Result<(), CommandError> {
    let failed = |error| CommandError::ca_file(path, error);
    match std::fs::read(path) {
        Ok(there) if !there.starts_with(MARK.as_bytes()) => {
            let other = "it is there, and holds something else: name a new file";
            Err(failed(io::Error::new(io::ErrorKind::AlreadyExists, other)))
        }
        _ => std::fs::write(path, pem).map_err(failed),
    }
}

fn faults(args: &Args) -> Result<Faults, CommandError> {
    let mut faults = Faults::new();
    if let Some(path) = &args.faults {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| CommandError::faults_file(path, error))?;
        faults = Faults::from_toml(&text).map_err(|error| CommandError::faults(path, error))?;
    }
    if let Some(seed) = args.fault_seed {
        faults = faults.seed(seed);
    }
    Ok(args.fault.iter().cloned().fold(faults, Faults::with))
}

fn catalogue(files: &[PathBuf]) -> Result<Catalogue, CommandError> {
    let read = |given: &PathBuf| {
        let (region, path) = region_of(given);
        let text = std::fs::read(&path).map_err(|error| CommandError::file(&path, error))?;
        Ok((path.display().to_string(), region, text))
    };
    let texts = files.iter().map(read).collect::<Result<Vec<_>, CommandError>>()?;
    Catalogue::from_named(texts).map_err(CommandError::catalogue)
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
        let options = options(&args(&[]), Vec::new(), Lines::begin()).unwrap();
        assert!(options.listen.ip().is_loopback());
        assert_eq!((options.max_page_size, options.max_tags), (100, 20));
        assert!(!options.clamp_page_size);
    }

    #[test]
    fn a_revision_sets_limits_and_flags_go_before() {
        let limits = |flags: &[&str]| {
            let options = options(&args(flags), Vec::new(), Lines::begin()).unwrap();
            (options.max_page_size, options.max_tags)
        };
        assert_eq!(limits(&["--revision", "2018-06-15"]), (50, 5));
        assert_eq!(limits(&["--revision", "2018-06-15", "--max-tags", "7"]), (50, 7));
        assert_eq!(limits(&["--max-page-size", "30", "--revision", "latest"]), (30, 20));
        let wrong = Program::try_parse_from(["emulator", "--revision", "2020"]).unwrap_err();
        assert!(wrong.to_string().contains("2019-02-18"), "{wrong}");
    }

    #[test]
    fn rates_and_pairs_are_read() {
        let minute = Duration::from_secs(60);
        assert_eq!(args(&["--rate-limit"]).rate_limit, Some((1_000, minute)));
        assert_eq!(args(&["--rate-limit=5"]).rate_limit, Some((5, minute)));
        assert_eq!(args(&["--rate-limit=5/1"]).rate_limit, Some((5, Duration::from_secs(1))));
        assert_eq!(args(&["--deny", "a=ecs:*"]).deny, [("a".to_owned(), "ecs:*".to_owned())]);
        for wrong in [
            "--rate-limit=x",
            "--rate-limit=5/0",
            "--deny=a",
            "--deny==a",
            "--deny=a=",
            "--deny=a=DescribeImages",
            "--deny=a=*:x",
            "--deny=a=ECS:*",
            "--deny=a=ecs:describeimages",
            "--allow-host=a:80",
            "--allow-host=*",
            "--allow-host=http://a",
            "--allow-host=",
        ] {
            assert!(Program::try_parse_from(["emulator", wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_others_can_reach_needs_a_flag_of_its_own() {
        let listen = ["--listen", "0.0.0.0:0"];
        let error = options(&args(&listen), Vec::new(), Lines::begin()).unwrap_err();
        assert!(error.to_string().contains("--allow-non-loopback"), "{error}");
        let allowed = [&listen[..], &["--allow-non-loopback"]].concat();
        assert!(options(&args(&allowed), Vec::new(), Lines::begin()).is_ok());
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
    fn metadata_is_served_where_asked() {
        assert_eq!(args(&[]).metadata, None);
        let metadata = |flags: &[&str]| args(flags).metadata.unwrap().to_string();
        assert_eq!(metadata(&["--metadata"]), "127.0.0.1:0");
        assert_eq!(metadata(&["--metadata", "8081", "--metadata-v2-only"]), "127.0.0.1:8081");
        assert!(Program::try_parse_from(["emulator", "--metadata-v2-only"]).is_err());
        let far = ["--metadata", "0.0.0.0:0"];
        let error = options(&args(&far), Vec::new(), Lines::begin()).unwrap_err();
        assert!(error.to_string().contains("0.0.0.0:0"), "{error}");
    }

    #[test]
    fn a_page_of_nothing_is_refused_by_the_parser() {
        let words = ["emulator", "--max-page-size", "0"];
        assert!(Program::try_parse_from(words).is_err());
    }
}
