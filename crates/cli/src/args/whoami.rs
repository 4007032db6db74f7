//! What `whoami` takes.

use std::path::PathBuf;

use aliyun_ecs_describe_images::Endpoint;
use clap::{Args, ValueEnum};

use super::credentials::CredentialArgs;
use super::list::endpoint;

/// What `whoami` takes.
#[derive(Args, Debug)]
pub(crate) struct WhoamiArgs {
    /// How to print it
    #[arg(long, short, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) output: WhoamiOutput,
    /// Ask an emulator inside this process: no account, no network
    #[arg(long, conflicts_with_all = ["endpoint", "CredentialArgs"])]
    pub(crate) emulator: bool,
    /// Ask this server instead of STS [default: as ALIBABA_CLOUD_STS_ENDPOINT or
    /// ALIBABA_CLOUD_STS_REGION say]
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    pub(crate) endpoint: Option<Endpoint>,
    /// Trust the certificates of this file, too, in PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,
}

/// How to print whose key it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhoamiOutput {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object
    Json,
}
