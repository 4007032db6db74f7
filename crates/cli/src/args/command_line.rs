//! The whole command line.

use clap::{Arg, Parser, Subcommand};

use super::credentials;
use super::decode::DecodeArgs;
use super::diff::{self, DiffArgs};
use super::find::{self, FindArgs};
use super::list::{self, ListArgs};
use super::regions::{self, RegionsArgs};
use super::show::{self, ShowArgs};
use super::sign::{self, SignArgs};
use super::wait::{self, WaitArgs};
use super::whoami::WhoamiArgs;
use crate::exit::EXIT_CODES;
use crate::terminal::Color;

/// Lists Alibaba Cloud ECS images, decodes saved responses, signs requests and explains refused
/// signatures, and serves a local emulator.
#[derive(Debug, Parser)]
#[command(
    name = "aliyun-images",
    version,
    after_help = EXIT_CODES,
    arg_required_else_help = true,
    infer_long_args = false
)]
pub(crate) struct Cli {
    /// When to colour what is printed
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask the service for images and print them
    #[command(after_help = list::AFTER_HELP)]
    List(Box<ListArgs>),
    /// Find the one image that is meant, and print its id
    #[command(after_help = find::AFTER_HELP, mut_args = brief)]
    Find(Box<FindArgs>),
    /// Show everything about one image, whoever owns it and whatever its state
    #[command(after_help = show::AFTER_HELP, mut_args = brief)]
    Show(Box<ShowArgs>),
    /// Wait until images are usable, available or gone
    #[command(after_help = wait::AFTER_HELP, mut_args = brief)]
    Wait(Box<WaitArgs>),
    /// Tell what changed between two saved listings, or since one
    #[command(after_help = diff::AFTER_HELP, mut_args = briefer)]
    Diff(Box<DiffArgs>),
    /// Print the regions that the account has
    #[command(after_help = regions::AFTER_HELP, mut_args = brief)]
    Regions(Box<RegionsArgs>),
    /// Tell whose key is used, and where it was found
    #[command(after_help = credentials::KEYS)]
    Whoami(Box<WhoamiArgs>),
    /// Read a saved response of DescribeImages, JSON or XML, and print its images
    Decode(DecodeArgs),
    /// Print a signed request without sending it, verify one, or explain why one was refused
    #[command(after_help = sign::AFTER_HELP)]
    Sign(Box<SignArgs>),
    /// Serve a local endpoint that verifies signatures, until interrupted
    #[command(after_help = EMULATOR_AFTER_HELP)]
    Emulator(Box<aliyun_ecs_emulator::command::Args>),
}

/// Leaves out of `-h` how to reach the service, which is the same for every command.
fn brief(arg: Arg) -> Arg {
    let is_everywhere = matches!(arg.get_help_heading(), Some("Connection" | "Keys"));
    let is_needed = arg.get_id() == "emulator";
    arg.hide_short_help(is_everywhere && !is_needed)
}

/// Leaves out of `-h` most of what can be wanted of an image, too.
fn briefer(arg: Arg) -> Arg {
    let is_wanted = arg.get_help_heading() == Some("Wanted");
    let is_needed = ["name", "owner", "tag", "status"].contains(&arg.get_id().as_str());
    if is_wanted { arg.hide_short_help(!is_needed) } else { brief(arg) }
}

const EMULATOR_AFTER_HELP: &str = "\
The access keys that it accepts come from EMULATOR_ACCESS_KEYS: id:secret, or id:secret:token for a
temporary key, several with commas between. Without it a throwaway pair is made up, and printed.";

#[cfg(test)]
pub(super) mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::{Cli, Command};

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[track_caller]
    pub(crate) fn list(arguments: &[&str]) -> super::ListArgs {
        let line = ["aliyun-images", "list"].iter().chain(arguments);
        match Cli::try_parse_from(line).map(|cli| cli.command) {
            Ok(Command::List(list)) => *list,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    pub(in crate::args) fn refused(arguments: &[&str]) -> String {
        let line = ["aliyun-images", "list"].iter().chain(arguments);
        Cli::try_parse_from(line).expect_err("a usage error").to_string()
    }

    #[test]
    fn arguments_that_exclude_each_other_are_refused() {
        for pair in [
            ["--emulator", "--vpc"],
            ["--emulator", "--endpoint=https://ecs.aliyuncs.com"],
            ["--vpc", "--endpoint=https://ecs.aliyuncs.com"],
            ["--page=1", "--limit=5"],
            ["--page=1", "--resume=file"],
            ["--dry-run", "--limit=5"],
        ] {
            assert!(refused(&pair).contains("cannot be used with"), "{pair:?}");
        }
    }
}
