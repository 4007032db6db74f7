//! `aliyun-images diff`: what changed between two listings, each saved or live.

mod compare;
mod live;
mod packed;
mod print;
mod read;
mod side;

use std::mem::take;

use aliyun_ecs_describe_images::inventory::{DiffError, Inventory};

use crate::args::{DiffArgs, DiffOutput};
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::input::at_most_one_stdin;
use crate::interrupt::Interrupt;
use crate::messages::Messages;
use crate::stdout::print_line;
use crate::terminal::Color;
use compare::Difference;
use live::Draft;
use side::{Side, Source};

/// Runs the command.
pub(crate) async fn run(
    args: &DiffArgs,
    color: Color,
    mut interrupt: Interrupt,
) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let (difference, draft) = tokio::select! {
        difference = difference(args, messages) => difference?,
        () = interrupt.wait() => return Ok(Exit::Interrupted),
    };
    match args.output {
        DiffOutput::Json => print_line(&print::json(&difference))?,
        DiffOutput::Text if difference.is_empty() => {}
        DiffOutput::Text => print_line(&print::text(&difference))?,
    }
    // What was not seen is told again the next time.
    draft.map_or(Ok(()), Draft::keep)?;
    messages.summary(&print::summary(&difference));
    difference.doubts().iter().for_each(|doubt| messages.warning(doubt));
    Ok(match () {
        () if !difference.is_empty() && !args.exit_zero => Exit::Different,
        () if difference.is_proved() || args.exit_zero => Exit::Success,
        () => Exit::Incomplete,
    })
}

async fn difference(
    args: &DiffArgs,
    messages: Messages,
) -> Result<(Difference, Option<Draft>), Failure> {
    at_most_one_stdin([Some(args.before.as_str()), Some(args.after.as_str())])?;
    let wanted = args.selection.selection();
    let read = |name: &str| read::source(name, &wanted);
    let is_live = |name: &str| name == LIVE;
    let (mut before, mut after) = match (is_live(&args.before), is_live(&args.after)) {
        (true, true) => {
            return Err(Failure::new(Exit::Usage, "only one of the two can be live")
                .hint("a file with that name is ./live"));
        }
        (false, false) if args.save.is_some() => {
            return Err(Failure::new(Exit::Usage, "--save is for what is live, and neither is"));
        }
        (false, false) => (read(&args.before)?, read(&args.after)?),
        (true, false) => {
            let after = read(&args.after)?;
            (live::source(args, &after, messages).await?, after)
        }
        (false, true) => {
            let before = read(&args.before)?;
            let after = live::source(args, &before, messages).await?;
            (before, after)
        }
    };
    if let (Source::Snapshot(before), Source::Snapshot(after)) = (&mut before, &mut after) {
        comparable(before, after)?;
    }
    let live = if is_live(&args.before) { &before } else { &after };
    let draft = match (&args.save, live) {
        (Some(file), Source::Snapshot(live)) => Draft::write(live, file, messages)?,
        _ => None,
    };
    let side = |name: &str, source| Side::new(name, source, &wanted);
    let (mut before, mut after) = (side(&args.before, before)?, side(&args.after, after)?);
    let given = match args.region.as_slice() {
        [region] => Some(region.as_str()),
        _ => None,
    };
    side::name_regions(&mut before, &mut after, given)?;
    Ok((compare::compare(before, after)?, draft))
}

/// Refuses to compare snapshots of different things.
fn comparable(before: &mut Inventory, after: &mut Inventory) -> Result<(), Failure> {
    // Their images are compared later, with those of other files: here only what they are of counts.
    let regions = (take(&mut before.regions), take(&mut after.regions));
    let compared = before.diff(after);
    (before.regions, after.regions) = regions;
    compared.map(|_| ()).map_err(|error| {
        let failure = Failure::of(Exit::Usage, &error);
        match error {
            DiffError::Account => failure.hint("aliyun-images whoami tells whose key is used"),
            _ => failure,
        }
    })
}

/// The word for what the service has now.
const LIVE: &str = "live";
