//! `aliyun-images wait`: until images are usable, available or gone.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aliyun_ecs_describe_images::endpoints;
use aliyun_ecs_describe_images::wait::{Progress, Wait, WaitError, WaitFailure};
use aliyun_ecs_model::ImageStatus;

use crate::args::{WaitArgs, WaitFor};
use crate::diagnose::diagnose;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::{Messages, counted};
use crate::session::{Session, region};
use crate::terminal::Color;

/// Runs the command.
pub(crate) async fn run(
    args: &WaitArgs,
    color: Color,
    mut interrupt: Interrupt,
) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    tokio::select! {
        waited = wait(args, messages) => waited?,
        () = interrupt.wait() => return Ok(Exit::Interrupted),
    }
    Ok(Exit::Success)
}

async fn wait(args: &WaitArgs, messages: Messages) -> Result<(), Failure> {
    let session = Session::open(&args.connection, region(args.region.as_deref()), messages).await?;
    let region = session.region()?;
    let (client, _) = session.client_of(&region)?;
    let (what, told) = (args.what, Mutex::new(HashMap::new()));
    let wait = match what {
        WaitFor::Usable => Wait::until_usable(&*region, &args.ids),
        WaitFor::Available => Wait::until_available(&*region, &args.ids),
        WaitFor::Gone => Wait::until_gone(&*region, &args.ids),
    };
    let wait = wait.timeout(Duration::from_secs(args.within.into())).on_progress(move |progress| {
        let text = how_far(progress, what);
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        // A line for everything new, not for every answer.
        if told.insert(progress.id.clone(), text.clone()).as_ref() != Some(&text) {
            messages.summary(&format!(
                "{} {text} after {} s",
                progress.id,
                progress.elapsed.as_secs()
            ));
        }
    });
    client.wait_until(&wait).await.map_err(|error| failure(&error, args, &region))?;
    Ok(())
}

/// Says how far an image is.
fn how_far(progress: &Progress, what: WaitFor) -> String {
    let percent = progress.percent.map(|percent| format!(" ({percent} %)")).unwrap_or_default();
    match &progress.status {
        Some(ImageStatus::Available) if what == WaitFor::Usable => match progress.usable {
            Some(true) => "is Available and usable".to_owned(),
            _ => "is Available, and not usable yet".to_owned(),
        },
        Some(ImageStatus::Available) => "is Available".to_owned(),
        Some(status) => format!("is {status}{percent}"),
        None if progress.is_known => "is not there".to_owned(),
        None => "is not known, as no answer came".to_owned(),
    }
}

fn failure(error: &WaitError, args: &WaitArgs, region: &str) -> Failure {
    match error {
        WaitError::Call(error) => diagnose(error),
        WaitError::TimedOut { waiting, last_error, .. } => {
            let message =
                format!("after {} s, {} not ready", args.within, are(waiting.len() as u64));
            let failure = Failure::new(Exit::TimeOver, message);
            let shown = waiting.iter().take(NAMED);
            let text =
                |progress: &Progress| format!("{} {}", progress.id, how_far(progress, args.what));
            let failure = shown.map(text).fold(failure, Failure::caused_by);
            let failure = match waiting.len().saturating_sub(NAMED) {
                0 => failure,
                more => failure.caused_by(format!("and {more} more")),
            };
            match last_error {
                Some(error) => failure.caused_by(format!("the last call failed: {error}")),
                None => failure.hint(if waiting.iter().any(|progress| progress.status.is_none()) {
                    "an image that is not there may be in another region, see aliyun-images show"
                } else {
                    "--within allows more time"
                }),
            }
        }
        WaitError::Failed { id, why, .. } => {
            let failure = Failure::new(Exit::Never, format!("{id} {why}"));
            match why {
                WaitFailure::NotSaid => failure.hint("wait with --for available"),
                WaitFailure::Endpoint => match endpoints::for_region(region) {
                    Ok(own) => failure.hint(format!("the endpoint of {region} is {own}")),
                    Err(_) => failure,
                },
                _ => failure,
            }
        }
        other => Failure::of(Exit::Other, other),
    }
}

fn are(count: u64) -> String {
    format!("{} {}", counted(count, "image"), if count == 1 { "is" } else { "are" })
}

/// How many images are named of those for which the time is over.
const NAMED: usize = 10;
