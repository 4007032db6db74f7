//! `aliyun-images regions`: which regions there are.

use std::borrow::Cow;

use aliyun_ecs_describe_images::regions::RegionInfo;
use aliyun_ecs_model::regions::{self, Site};
use serde_json::{Value, json};

use crate::args::{RegionsArgs, RegionsOutput};
use crate::diagnose::diagnose;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::{Messages, counted};
use crate::printable::{escape_in_json, printable};
use crate::session::Session;
use crate::stdout::print_line;
use crate::terminal::Color;
use crate::width::{push_cell, width};

/// Runs `regions --known`.
pub(crate) fn known(args: &RegionsArgs) -> Result<Exit, Stop> {
    let regions: Vec<Region> = regions::public()
        .map(|region| Region {
            cells: vec![region.id().to_owned(), site(region.site()).to_owned(), region.host().into()],
            json: json!({"id": region.id(), "site": site(region.site()), "endpoint": region.host()}),
        })
        .collect();
    print(&["REGION", "SITE", "ENDPOINT"], &regions, args.output)?;
    Ok(Exit::Success)
}

/// Runs the command.
pub(crate) async fn run(
    args: &RegionsArgs,
    color: Color,
    mut interrupt: Interrupt,
) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let regions = tokio::select! {
        regions = ask(args, messages) => regions?,
        () = interrupt.wait() => return Ok(Exit::Interrupted),
    };
    let unknown = regions.iter().filter(|region| regions::find(&region.id).is_none()).count();
    let regions: Vec<Region> = regions.into_iter().map(Region::from).collect();
    print(&["REGION", "NAME", "ENDPOINT", "STATUS"], &regions, args.output)?;
    if unknown > 0 {
        let unknown = counted(unknown as u64, "region");
        messages
            .note(format!("{unknown} of them came after {}, the date of --known", regions::DATE));
    }
    Ok(Exit::Success)
}

async fn ask(args: &RegionsArgs, messages: Messages) -> Result<Vec<RegionInfo>, Failure> {
    let session = Session::open(&args.connection, None, messages).await?;
    let regions = session.client().describe_regions().await;
    regions.map_err(|error| {
        diagnose(&error).hint("aliyun-images regions --known prints a table without asking")
    })
}

/// A region as it is printed.
struct Region {
    /// The first is the id.
    cells: Vec<String>,
    json: Value,
}

impl From<RegionInfo> for Region {
    fn from(info: RegionInfo) -> Self {
        let json = json!({
            "id": info.id,
            "name": info.name,
            "endpoint": info.endpoint,
            "status": Some(&info.status).filter(|status| !status.is_empty()),
        });
        Self { cells: vec![info.id, info.name, info.endpoint, info.status], json }
    }
}

fn print(titles: &[&str], regions: &[Region], output: RegionsOutput) -> Result<(), Stop> {
    let ids = regions.iter().filter_map(|region| region.cells.first());
    match output {
        RegionsOutput::Table => print_line(&table(titles, regions)),
        RegionsOutput::Json => {
            let list: Value = regions.iter().map(|region| region.json.clone()).collect();
            print_line(&escape_in_json(&format!("{list:#}")))
        }
        RegionsOutput::Id => {
            print_line(&ids.map(|id| printable(id)).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn table(titles: &[&str], regions: &[Region]) -> String {
    let mut rows: Vec<Vec<Cow<'_, str>>> =
        vec![titles.iter().map(|title| (*title).into()).collect()];
    for region in regions {
        let cells = region.cells.iter().map(|text| match printable(text.trim()) {
            text if text.is_empty() => Cow::Borrowed("-"),
            text => text,
        });
        rows.push(cells.collect());
    }
    let column = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| width(cell)).max().unwrap_or(0).min(WIDEST)
    };
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(column).collect();
    let lines = rows.iter().map(|row| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            push_cell(&mut line, cell, *width);
            line.push_str("  ");
        }
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn site(site: Site) -> &'static str {
    match site {
        Site::Mainland => "mainland",
        Site::International => "international",
        Site::Finance => "finance",
        Site::Government => "government",
        _ => "internal",
    }
}

/// The most columns of a cell: what is longer is in the JSON.
const WIDEST: usize = 64;
