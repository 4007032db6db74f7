//! What `sign` takes, and its two subcommands.

use std::path::PathBuf;
use std::time::SystemTime;

use aliyun_ecs_describe_images::Endpoint;
use aliyun_ecs_model::Revision;
use aliyun_rpc_signer::{Format, Method, Scheme, timestamp};
use clap::{Args, Subcommand, ValueEnum};

use super::credentials::CredentialArgs;
use super::filters::FilterArgs;
use super::list::{endpoint, revision};
use super::words::words;

/// What `sign` takes.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SignArgs {
    #[command(subcommand)]
    pub(crate) command: Option<SignCommand>,

    /// The region to list images of [default: ALIBABA_CLOUD_REGION_ID]
    #[arg(long, short, value_name = "ID")]
    pub(crate) region: Option<String>,
    /// The server the request is for [default: that of the region]
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    pub(crate) endpoint: Option<Endpoint>,
    /// How many images to ask for at once
    #[arg(long, value_name = "N")]
    pub(crate) page_size: Option<u32>,
    /// Which page to ask for, counted from 1
    #[arg(long, value_name = "N")]
    pub(crate) page: Option<u32>,
    /// The revision of the documentation to hold the request against: its date, latest, or
    /// unchecked
    #[arg(long, value_name = "DATE", default_value = "latest", value_parser = revision)]
    pub(crate) revision: Revision,

    /// Sign this action of any RPC product instead of DescribeImages
    #[arg(
        long,
        value_name = "ACTION",
        requires_all = ["api_version", "endpoint"],
        conflicts_with_all = ["FilterArgs", "region", "page", "page_size", "revision"],
        value_parser = word
    )]
    pub(crate) action: Option<String>,
    /// The version of the API that the action is of, such as 2014-05-26
    #[arg(long, value_name = "DATE", requires = "action", value_parser = word)]
    pub(crate) api_version: Option<String>,
    /// A parameter of the action, not encoded (repeatable)
    #[arg(long, value_name = "NAME=VALUE", requires = "action", value_parser = parameter)]
    pub(crate) param: Vec<(String, String)>,

    /// The scheme to sign by
    #[arg(long, value_name = "SCHEME", default_value = "rpc", value_parser = words::<Scheme>())]
    pub(crate) scheme: Scheme,
    /// The format to ask for; acs3 has JSON only [default: json]
    #[arg(long, value_name = "FORMAT", value_parser = words::<Format>())]
    pub(crate) format: Option<Format>,
    /// The HTTP method to sign for
    #[arg(long, value_name = "METHOD", default_value = "get", value_parser = words::<Method>())]
    pub(crate) method: Method,
    /// What to print [default: url with rpc, curl with acs3]
    #[arg(long, short, value_enum, value_name = "WHAT")]
    pub(crate) output: Option<SignedOutput>,
    /// Also print the stages of signing, on standard error
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// The time to sign with, such as 2016-02-23T12:46:24Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) timestamp: Option<SystemTime>,
    /// The nonce to sign with [default: 128 random bits]
    #[arg(long, value_name = "TEXT", value_parser = word)]
    pub(crate) nonce: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,

    // Last, as the heading of the filters would hold for what follows, too.
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SignCommand {
    /// Say whether a signed request is signed with the secret in the environment
    #[command(after_help = VERIFY_AFTER_HELP)]
    Verify(VerifyArgs),
    /// Say why the service did not accept a signature
    #[command(after_help = EXPLAIN_AFTER_HELP)]
    Explain(ExplainArgs),
}

/// What `sign verify` takes.
#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// The URL of the request, or - for standard input; for rpc a form body will do
    #[arg(value_name = "URL|-")]
    pub(crate) url: String,
    /// The HTTP method of the request
    #[arg(long, value_name = "METHOD", default_value = "get", value_parser = words::<Method>())]
    pub(crate) method: Method,
    /// A header of the request, which is then taken for acs3 (repeatable)
    #[arg(long, short = 'H', value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,
    /// A file with headers of the request, one a line, or - for standard input
    #[arg(long, value_name = "FILE|-")]
    pub(crate) headers: Option<PathBuf>,
    /// A file with the body of the request, for acs3 [default: no body]
    #[arg(long, value_name = "FILE|-")]
    pub(crate) body: Option<PathBuf>,
}

/// What `sign explain` takes. Every text may be given as it is, as `@FILE`, or as `-`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) evidence: EvidenceArgs,
    /// What the service answered: a JSON or XML body, its message, or a line of a log
    #[arg(long, value_name = "TEXT|@FILE|-")]
    pub(crate) error: String,
    /// The query or the URL that was sent, beside the text that was signed
    #[arg(long, value_name = "TEXT|@FILE|-", conflicts_with = "signed_url")]
    pub(crate) sent: Option<String>,
    /// The HTTP method of --signed-url
    #[arg(long, value_name = "METHOD", default_value = "get", value_parser = words::<Method>())]
    pub(crate) method: Method,
    /// Show the values that differ, except tokens and signatures
    #[arg(long)]
    pub(crate) show_values: bool,
}

/// What is known of a request, as one of three texts.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct EvidenceArgs {
    /// The URL or the form body that was sent (rpc)
    #[arg(long, value_name = "URL|@FILE|-")]
    pub(crate) signed_url: Option<String>,
    /// The text that was signed (rpc)
    #[arg(long, value_name = "TEXT|@FILE|-")]
    pub(crate) string_to_sign: Option<String>,
    /// The canonical request whose hash was signed (acs3)
    #[arg(long, value_name = "TEXT|@FILE|-")]
    pub(crate) canonical_request: Option<String>,
}

/// What of a signed request is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignedOutput {
    /// The signed URL (rpc)
    Url,
    /// A command for a shell
    Curl,
    /// The headers, one a line (acs3)
    Headers,
}

/// A text that can stand in a header.
fn word(text: &str) -> Result<String, &'static str> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("it is made of visible ASCII characters, without spaces");
    }
    Ok(text.to_owned())
}

/// `Name=Value`; everything after the first `=` is the value.
fn parameter(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a parameter has the form NAME=VALUE"),
    }
}

fn time(text: &str) -> Result<SystemTime, &'static str> {
    timestamp::parse(text).ok_or("a time is written in UTC, such as 2016-02-23T12:46:24Z")
}

pub(super) const AFTER_HELP: &str = "\
Nothing is sent. What is printed is good for one request within some 15 minutes; whoever has it can
make that request, and with a temporary key it holds the security token in clear, as do the stages
that --verbose prints. The secret is never printed.

The access key comes from where the official tools look for it: see `aliyun-images whoami --help`.
Only keys that have to be fetched take a network.

Examples:
  aliyun-images sign --region cn-hangzhou --owner self
  aliyun-images sign --scheme acs3 --output curl --region cn-hangzhou --owner self | sh
  aliyun-images sign --action GetCallerIdentity --api-version 2015-04-01 \\
      --endpoint https://sts.aliyuncs.com --verbose";

const VERIFY_AFTER_HELP: &str = "\
The secret comes from ALIBABA_CLOUD_ACCESS_KEY_SECRET. Exit code 0 says that the signature is
valid, 9 that it is not. Whether the time is recent and the nonce unused is not looked at.
Arguments are visible to every user of the machine; standard input and files are not.

Examples:
  aliyun-images sign --region cn-hangzhou | aliyun-images sign verify -
  aliyun-images sign verify 'https://ecs.aliyuncs.com/?RegionId=cn-hangzhou' --headers headers.txt";

const EXPLAIN_AFTER_HELP: &str = "\
The first line names the cause. Exit code 0 says that there is one, 10 that it cannot be told. It
works for every RPC product. If ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, it tells more: whitespace
around the secret, and how a URL was signed. Values of parameters are shown with --show-values only.

Examples:
  aliyun-images sign explain --string-to-sign @signed.txt --error @answer.json
  aliyun-images sign explain --signed-url @url.txt --error - < answer.xml";

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{SignArgs, SignCommand};
    use crate::args::{Cli, Command};

    fn parse(arguments: &[&str]) -> Result<SignArgs, String> {
        let line = ["aliyun-images", "sign"].iter().chain(arguments);
        match Cli::try_parse_from(line).map(|cli| cli.command) {
            Ok(Command::Sign(sign)) => Ok(*sign),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[track_caller]
    fn refused(arguments: &[&str], words: &str) {
        let message = parse(arguments).expect_err("a usage error");
        assert!(message.contains(words), "{arguments:?}: {message}");
    }

    const ACTION: [&str; 3] =
        ["--action=A", "--api-version=V", "--endpoint=https://sts.aliyuncs.com"];

    #[test]
    fn an_action_excludes_what_belongs_to_describe_images() {
        assert!(parse(&ACTION).is_ok());
        for other in
            ["--region=r", "--owner=self", "--page=1", "--tag=k", "--revision=latest", "--public"]
        {
            let arguments: Vec<&str> = ACTION.into_iter().chain([other]).collect();
            refused(&arguments, "cannot be used with");
        }
    }

    #[test]
    fn an_action_needs_its_version_and_its_server() {
        refused(&ACTION[..2], "--endpoint");
        refused(&["--action=A", "--endpoint=https://sts.aliyuncs.com"], "--api-version");
        refused(&["--param=A=1"], "--action");
    }

    #[test]
    fn what_goes_into_a_header_cannot_end_it() {
        for argument in ["--nonce=a\r\nx: y", "--nonce=", "--api-version=a b", "--action=é"] {
            refused(&[argument], "visible ASCII");
        }
    }

    #[test]
    fn the_first_equals_sign_ends_the_name_of_a_parameter() {
        let arguments: Vec<&str> =
            ACTION.into_iter().chain(["--param=A=b=c", "--param=E="]).collect();
        let params = parse(&arguments).expect("arguments").param;
        assert_eq!(params, [("A".into(), "b=c".into()), ("E".into(), String::new())]);
        refused(&["--param=A"], "NAME=VALUE");
        refused(&["--param==v"], "NAME=VALUE");
    }

    #[test]
    fn a_timestamp_is_exact() {
        assert!(parse(&["--timestamp=2016-02-23T12:46:24Z"]).is_ok());
        refused(&["--timestamp=2016-02-23"], "UTC");
    }

    #[test]
    fn explain_takes_one_text_of_what_was_signed() {
        let explain = |more: &[&str]| {
            let arguments: Vec<&str> =
                ["explain", "--error=e"].iter().chain(more).copied().collect();
            parse(&arguments)
        };
        let parsed = explain(&["--signed-url=u"]).expect("arguments").command;
        assert!(matches!(parsed, Some(SignCommand::Explain(_))));
        assert!(explain(&[]).is_err());
        assert!(explain(&["--signed-url=u", "--string-to-sign=s"]).is_err());
        assert!(explain(&["--signed-url=u", "--sent=s"]).is_err());
    }
}
