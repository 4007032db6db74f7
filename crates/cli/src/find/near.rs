//! Why there is not exactly one image, and what came near.

use aliyun_ecs_describe_images::select::{Near, NoMatch, Removed};
use aliyun_ecs_model::{DescribeImages, Image, ImageStatus};

use super::line::line;
use crate::args::SelectionArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::counted;

/// Returns a request for what a region has, in any state: near misses are among it.
pub(super) fn request(region: &str) -> DescribeImages {
    DescribeImages::new(region).statuses(ImageStatus::KNOWN.iter().copied())
}

/// Nothing fits.
pub(super) fn failure(region: &str, wanted: &SelectionArgs, none: &NoMatch) -> Failure {
    let message = format!("no image in {region} fits");
    let failure = Failure::new(Exit::NoImage, message);
    if none.considered == 0 {
        return failure
            .caused_by("there are no images at all to choose from")
            .hint("check --region, --owner and the --endpoint");
    }
    let failure = failure.caused_by(reasons(none));
    let failure = none.nearest.iter().map(near).fold(failure, Failure::caused_by);
    match hint(wanted) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// Says how many images failed which condition.
fn reasons(none: &NoMatch) -> String {
    let first = if none.considered < MOST { "of" } else { "of the first" };
    let mut text = format!("{first} {}", counted(none.considered, "image"));
    let removed = none.removed.iter().filter(|removed| removed.images > 0);
    for (at, Removed { condition, images, .. }) in removed.enumerate() {
        text += if at == 0 { " " } else { ", " };
        text += &format!("{images} {} not {condition}", if *images == 1 { "is" } else { "are" });
    }
    text
}

fn near(near: &Near) -> String {
    let failed = near.failed.iter().map(|(condition, found)| match found.as_str() {
        // A condition of this command, of which the library does not know what it looks at.
        "not so" => format!("not {condition}"),
        found => format!("not {condition} but {found}"),
    });
    format!("near is {}: {}", near.id, failed.collect::<Vec<_>>().join(", "))
}

fn hint(wanted: &SelectionArgs) -> Option<&'static str> {
    let is_whole = |name: &String| !name.contains(['*', '?']);
    if wanted.name.as_ref().is_some_and(is_whole) {
        return Some("--name is the whole name unless it has a *");
    }
    wanted
        .owner
        .is_empty()
        .then_some("images of the marketplace are looked for with --owner marketplace only")
}

/// Several fit.
pub(super) fn ambiguous(fitting: u64, newest: &[Image]) -> Failure {
    let failure = Failure::new(Exit::Ambiguous, format!("{fitting} images fit where one was to"));
    let shown = newest.iter().take(NAMED).map(|image| line(image).replace('\t', "  "));
    let failure = shown.fold(failure, Failure::caused_by);
    let failure = match fitting.saturating_sub(NAMED as u64) {
        0 => failure,
        more => failure.caused_by(format!("and {more} older")),
    };
    failure.hint("--latest takes the newest of them, --oldest the oldest")
}

/// How many images are looked at for near misses, of each owner.
pub(super) const MOST: u64 = 1_000;

/// How many images are named of several that fit.
pub(super) const NAMED: usize = 5;
