//! The keys you already have: Alibaba Cloud's chain of credential sources.
//!
//! [`Chain`] looks where the official SDKs look, in their order but for one place: environment variables, an
//! OIDC role (RRSA), the profiles of the `aliyun` command, the ini file, a credentials URI (which the SDKs
//! have last), the role of the instance. Each source is also usable alone, and [`Cached`] renews the keys of any of them
//! ahead of time, with one request however many callers there are.
//!
//! It has no HTTP stack, no async runtime and no clock of its own: requests go through a
//! [`Transport`](aliyun_transport::Transport), time comes from a
//! [`Runtime`](aliyun_transport::Runtime), and environment, files and processes from a [`Host`].

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod assume_role;
mod cached;
mod chain;
mod cli_profile;
mod credentials_uri;
mod ecs_ram_role;
mod environment;
mod external;
mod failed;
mod host;
mod http_answer;
mod ini;
mod ini_file;
mod key_document;
mod oidc_role;
mod open_file;
mod parts;
mod profile;
mod session_name;
mod settings;
mod shown;
mod sts;
mod variables;

pub use aliyun_rpc_signer as signer;
pub use aliyun_transport as transport;

pub use aliyun_rpc::{Endpoint, RetryPolicy};
pub use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};
pub use assume_role::AssumeRole;
pub use cached::Cached;
pub use chain::{Chain, Report, Tried};
pub use cli_profile::CliProfile;
pub use credentials_uri::CredentialsUri;
pub use ecs_ram_role::EcsRamRole;
pub use environment::Environment;
pub use external::External;
pub use host::{
    File, FileError, Host, MemoryHost, Process, ProcessError, ProcessFuture, ProcessOutput,
    SystemHost,
};
pub use ini_file::IniFile;
pub use oidc_role::OidcRole;
pub use settings::ProfileSettings;
pub use sts::{CallerIdentity, Sts};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
