//! How to reach the service: the same flags for every command that asks it.

use std::path::PathBuf;

use aliyun_ecs_describe_images::Endpoint;
use clap::{ArgAction, Args};

use super::credentials::CredentialArgs;

/// How to reach the service.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionArgs {
    /// Ask an emulator inside this process: no account, no network
    #[arg(long, conflicts_with_all = ["endpoint", "vpc", "CredentialArgs"])]
    pub(crate) emulator: bool,
    /// Ask this server instead of the region's
    #[arg(long, value_name = "URL", conflicts_with = "vpc", value_parser = endpoint)]
    pub(crate) endpoint: Option<Endpoint>,
    /// Ask the region's server inside the cloud's own network
    #[arg(long)]
    pub(crate) vpc: bool,
    /// Allow plain http to any host: whoever is on the way sees the signed request
    #[arg(long)]
    pub(crate) plain_http: bool,
    /// Trust the certificates of this file, too, in PEM; an emulator writes one with --tls
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Ask through this proxy, or through none [default: as HTTPS_PROXY and NO_PROXY say]
    #[arg(long, value_name = "URL|none")]
    pub(crate) proxy: Option<String>,
    /// How many seconds a request and its retries may take
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 120,
        value_parser = clap::value_parser!(u32).range(1..=86_400)
    )]
    pub(crate) timeout: u32,
    /// How often to try again
    #[arg(
        long,
        value_name = "N",
        default_value_t = 4,
        value_parser = clap::value_parser!(u32).range(0..=100)
    )]
    pub(crate) retries: u32,
    /// Tell of attempts, waits and request ids on standard error; twice, of everything
    #[arg(long, short, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,
}

fn endpoint(text: &str) -> Result<Endpoint, String> {
    text.parse().map_err(|error| format!("{error}"))
}
