//! `aliyun-images find`: the one image that is meant, for scripts.

mod line;
mod near;
mod search;

use aliyun_ecs_describe_images::listing::Verdict;
use aliyun_ecs_model::Image;

use crate::args::{FindArgs, FindOutput};
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::Messages;
use crate::printable::{escape_in_json, printable};
use crate::session::{Session, region};
use crate::stdout::print_line;
use crate::terminal::Color;
pub(crate) use line::line;
use search::{Found, Search};

/// Runs the command.
pub(crate) async fn run(
    args: &FindArgs,
    color: Color,
    mut interrupt: Interrupt,
) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let image = tokio::select! {
        image = find(args, messages) => image?,
        () = interrupt.wait() => return Ok(Exit::Interrupted),
    };
    print_line(&match args.output {
        FindOutput::Id => printable(&image.image_id).into_owned(),
        FindOutput::Line => line(&image),
        FindOutput::Json => {
            let json = serde_json::to_string(&image).map_err(|error| {
                Failure::of(Exit::Other, &error) // an image is always JSON
            })?;
            escape_in_json(&json).into_owned()
        }
    })?;
    Ok(Exit::Success)
}

/// Returns the image, or why there is not exactly one.
async fn find(args: &FindArgs, messages: Messages) -> Result<Image, Failure> {
    let session = Session::open(&args.connection, region(args.region.as_deref()), messages).await?;
    let region = session.region()?;
    let (client, _) = session.client_of(&region)?;
    let search = Search::new(args, client, region);
    let found = search.run(messages).await;
    let verdict = match &found {
        Ok(found) => Some(found.verdict),
        Err(none) => none.verdict,
    };
    if let Some(verdict) = verdict.filter(|verdict| !verdict.is_complete()) {
        let doubt = doubt(verdict);
        if args.require_complete {
            return Err(Failure::new(Exit::Incomplete, doubt));
        }
        messages.warning(doubt);
    }
    found.map(|Found { image, .. }| image).map_err(|none| none.failure)
}

/// Says what is not proved about the images that were chosen from.
fn doubt(verdict: Verdict) -> String {
    format!("images to choose from may be missing; {verdict}")
}
