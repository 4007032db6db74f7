//! What `list` takes besides filters.

use std::path::PathBuf;

use aliyun_ecs_describe_images::Endpoint;
use aliyun_ecs_model::Revision;
use aliyun_rpc_signer::{Format, Method, Scheme};
use aliyun_transport::is_this_machine;
use clap::Args;

use super::connection::ConnectionArgs;
use super::filters::FilterArgs;
use super::local::LocalArgs;
use super::output::Output;
use super::words::words;

/// What `list` takes.
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// The regions, or all of the account (repeatable, or separated by commas) [default:
    /// ALIBABA_CLOUD_REGION_ID, else that of the profile; cn-hangzhou with --emulator]
    #[arg(long, short, value_name = "ID|all", value_delimiter = ',')]
    pub(crate) region: Vec<String>,

    /// How to print the images
    #[arg(long, short, value_enum, value_name = "HOW")]
    pub(crate) output: Option<Output>,
    /// Print these members, by their names in JSON, or all there are; for table, wide and csv
    #[arg(long, value_name = "NAMES|all", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// Print what this JMESPath expression makes of the document, or with jsonl of each image
    #[arg(long, value_name = "EXPRESSION", conflicts_with = "columns")]
    pub(crate) query: Option<String>,
    /// Stop after so many images; with --sort, print the first so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
    /// Print this page only, counted from 1
    #[arg(long, value_name = "N", conflicts_with_all = ["limit", "resume", "sort"])]
    pub(crate) page: Option<u32>,
    /// How many images to ask for at once [default: as many as the service gives]
    #[arg(long, value_name = "N")]
    pub(crate) page_size: Option<u32>,
    /// Keep in this file how to go on with a listing that breaks off or stops at --limit, and go on by it if it is
    /// there; not with --emulator, which is another one each time
    #[arg(long, value_name = "FILE", conflicts_with_all = ["emulator", "sort"])]
    pub(crate) resume: Option<PathBuf>,
    /// Fail unless it is proved that no image is missing, a --limit included
    #[arg(long)]
    pub(crate) require_complete: bool,
    /// Fail if there is no image
    #[arg(long)]
    pub(crate) fail_empty: bool,
    /// Only let the service check the request
    #[arg(long, conflicts_with_all = ["limit", "page", "resume"])]
    pub(crate) dry_run: bool,
    /// Print no summary and no notes; warnings and errors stay
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) selection: LocalArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) wire: WireArgs,

    // Last, as the heading of the filters would hold for what follows, too.
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
}

/// How to ask.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "On the wire")]
pub(crate) struct WireArgs {
    /// The scheme to sign by
    #[arg(long, value_name = "SCHEME", default_value = "rpc", value_parser = words::<Scheme>())]
    pub(crate) scheme: Scheme,
    /// The format to ask for; acs3 has JSON only [default: json]
    #[arg(long, value_name = "FORMAT", value_parser = words::<Format>())]
    pub(crate) format: Option<Format>,
    /// The HTTP method to send by
    #[arg(long, value_name = "METHOD", default_value = "get", value_parser = words::<Method>())]
    pub(crate) method: Method,
    /// The revision of the documentation to hold the request against: its date, latest, or
    /// unchecked
    #[arg(long, value_name = "DATE", default_value = "latest", value_parser = revision)]
    pub(crate) revision: Revision,
}

/// Also refuses what the transport would refuse later, with a better message.
pub(super) fn endpoint(text: &str) -> Result<Endpoint, String> {
    let endpoint: Endpoint = text.parse().map_err(|error| format!("{error}"))?;
    let host = endpoint.as_str().parse::<http::Uri>().ok();
    let host = host.as_ref().and_then(http::Uri::host).unwrap_or_default();
    if endpoint.as_str().starts_with("http://") && !is_this_machine(host) {
        return Err("plain http would show the signed request to everybody on the way; use https \
                    (plain http is allowed for 127.0.0.1, [::1] and localhost)"
            .to_owned());
    }
    Ok(endpoint)
}

pub(super) fn revision(text: &str) -> Result<Revision, String> {
    match text {
        "latest" => return Ok(Revision::LATEST),
        "unchecked" => return Ok(Revision::UNCHECKED),
        _ => {}
    }
    let found = Revision::PUBLISHED.iter().find(|revision| revision.date() == text);
    found.cloned().ok_or_else(|| {
        let dates: Vec<&str> = Revision::PUBLISHED.iter().map(Revision::date).collect();
        format!("the revisions are {}, latest and unchecked", dates.join(", "))
    })
}

pub(super) const AFTER_HELP: &str = "\
Without --page, all images are fetched. The last line, on standard error, says what came and whether
it is proved that no image is missing: pages that overlap prove it, those of 10 images and fewer
mostly cannot.

The access key comes from where the official tools look for it, never from an argument: see
`aliyun-images whoami --help`.

Examples:
  aliyun-images list --emulator
  aliyun-images list --region eu-central-1 --owner system --os-type linux --architecture arm64
  aliyun-images list --region cn-hangzhou --owner self --tag team=blue --output csv > images.csv";

#[cfg(test)]
mod tests {
    use super::{Format, Method, Revision};
    use crate::args::command_line::tests::{list, refused};

    #[test]
    fn revisions_go_by_date() {
        assert_eq!(list(&[]).wire.revision, Revision::LATEST);
        assert_eq!(list(&["--revision", "2018-06-15"]).wire.revision, Revision::V2018_06_15);
        assert_eq!(list(&["--revision=unchecked"]).wire.revision, Revision::UNCHECKED);
        assert!(refused(&["--revision", "2018-06-16"]).contains("2019-02-18"));
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        for argument in ["--page=-1", "--page-size=99999999999", "--limit=0", "--page=1.5"] {
            assert!(refused(&[argument]).contains("invalid value"), "{argument}");
        }
    }

    #[test]
    fn the_wire_is_json_by_get_unless_told_otherwise() {
        let default = list(&[]);
        assert_eq!((default.wire.format, default.wire.method), (None, Method::Get));
        let told = list(&["--format=xml", "--method=post"]);
        assert_eq!((told.wire.format, told.wire.method), (Some(Format::Xml), Method::Post));
    }
}
