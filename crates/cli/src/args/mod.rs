//! The command line.

mod command_line;
mod connection;
mod credentials;
mod decode;
mod diff;
mod filters;
mod find;
mod flags;
mod known;
mod list;
mod local;
mod output;
mod regions;
mod selection;
mod show;
mod sign;
mod wait;
mod whoami;
mod words;

pub(crate) use command_line::{Cli, Command};
pub(crate) use connection::ConnectionArgs;
pub(crate) use credentials::CredentialArgs;
pub(crate) use decode::DecodeArgs;
pub(crate) use diff::{DiffArgs, DiffOutput};
pub(crate) use find::{FindArgs, FindOutput};
pub(crate) use list::ListArgs;
pub(crate) use local::{SortBy, SortKey};
pub(crate) use output::Output;
pub(crate) use regions::{RegionsArgs, RegionsOutput};
pub(crate) use selection::SelectionArgs;
pub(crate) use show::ShowArgs;
pub(crate) use sign::{ExplainArgs, SignArgs, SignCommand, SignedOutput, VerifyArgs};
pub(crate) use wait::{WaitArgs, WaitFor};
pub(crate) use whoami::{WhoamiArgs, WhoamiOutput};

#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::command_line::tests::list;
}
