//! `aliyun-images show`: everything about one image, or why it cannot be seen.

mod members;

use aliyun_ecs_describe_images::{Lookup, NotFound, Place, endpoints};
use aliyun_ecs_model::{DescribeImages, Image};

use crate::args::{ShowArgs, WhoamiOutput};
use crate::diagnose::diagnose;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::Messages;
use crate::printable::escape_in_json;
use crate::session::{Session, region};
use crate::stdout::print_line;
use crate::terminal::Color;

/// Runs the command.
pub(crate) async fn run(
    args: &ShowArgs,
    color: Color,
    mut interrupt: Interrupt,
) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let image = tokio::select! {
        image = look_up(args, messages) => image?,
        () = interrupt.wait() => return Ok(Exit::Interrupted),
    };
    let value = serde_json::to_value(&image).map_err(|error| Failure::of(Exit::Other, &error))?;
    print_line(&match args.output {
        WhoamiOutput::Text => members::text(&value),
        WhoamiOutput::Json => escape_in_json(&format!("{value:#}")).into_owned(),
    })?;
    Ok(Exit::Success)
}

async fn look_up(args: &ShowArgs, messages: Messages) -> Result<Image, Failure> {
    let session = Session::open(&args.connection, region(args.region.as_deref()), messages).await?;
    let region = session.region()?;
    let (client, _) = session.client_of(&region)?;
    let lookup = client.find_image(&region, &args.id).await.map_err(|error| diagnose(&error))?;
    match lookup {
        Lookup::Found { image, place, request, .. } => {
            if let Some(how) = how_to_list(place, &request) {
                messages.note(format!("it is among {place}; list shows it with {how} only"));
            }
            Ok(*image)
        }
        Lookup::NotFound(not_found) => Err(missing(&not_found, &region)),
        _ => Err(Failure::new(Exit::Other, "what came of the search is not known")),
    }
}

/// Returns the flags that `list` needs to show an image, beside its id.
fn how_to_list(place: Place, request: &DescribeImages) -> Option<String> {
    let mut flags = match place {
        Place::Marketplace => vec!["--owner marketplace".to_owned()],
        Place::Community => vec!["--owner others --public".to_owned()],
        Place::Expired => vec!["--show-expired".to_owned()],
        _ => Vec::new(),
    };
    flags.extend(request.statuses.iter().map(|status| format!("--status {status}")));
    (!flags.is_empty()).then(|| flags.join(" "))
}

/// Says where an image was looked for.
fn missing(not_found: &NotFound, region: &str) -> Failure {
    let message = format!("{} is not in {region}, or not for this account", not_found.id);
    let places: Vec<String> = not_found.asked.iter().map(|(place, _)| place.to_string()).collect();
    let looked = format!("looked among {}, in any state", places.join(", "));
    let failure = Failure::new(Exit::NoImage, message).caused_by(looked);
    if !not_found.is_endpoint_sure {
        let own = endpoints::for_region(region).map(|own| own.to_string()).unwrap_or_default();
        return failure
            .caused_by(format!(
                "this endpoint is not known to hold {region}, and one that does not answers with nothing"
            ))
            .hint(format!("the endpoint of {region} is {own}"));
    }
    failure.hint(
        "an image has another id in each region: check --region; one of another account has to be \
         shared with this one (aliyun-images whoami)",
    )
}
