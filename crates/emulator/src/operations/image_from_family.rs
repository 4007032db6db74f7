//! `DescribeImageFromFamily`: the newest image of a family.

use aliyun_ecs_model::{DescribeImages, Image, ImageOwnerAlias, ImageStatus};
use aliyun_rpc_wire::{BodyFormat, make_portable, to_body};
use serde::Serialize;

use super::context::{Answer, Context};
use crate::codes;
use crate::rejection::Rejection;

pub(crate) fn parameters() -> Vec<&'static str> {
    vec!["ImageFamily", "RegionId"]
}

/// Does the operation: among the available images of the caller the one that was created last.
///
/// Images of others are not considered, though families have them, and without an image the answer is empty (ECS API
/// Reference, DescribeImageFromFamily, 2025-01-02). A dry run is not documented.
pub(crate) fn run(context: &Context<'_>) -> Result<Answer, Rejection> {
    let (params, world) = (context.params, context.world);
    let required = |name: &'static str| {
        params.get(name).ok_or_else(|| Rejection::naming(codes::MISSING_PARAMETER, name))
    };
    let region = required("RegionId")?;
    let family = required("ImageFamily")?;
    if !world.has_region(region, context.now) {
        return Err(codes::INVALID_REGION_ID.into());
    }
    context.authorize(Some(region))?;
    let mut answer =
        ImageFromFamily { request_id: String::new(), image: newest(context, region, family) };
    Ok(Box::new(move |request_id, format| {
        answer.request_id = request_id.to_owned();
        if let (BodyFormat::Xml, Some(image)) = (format, &mut answer.image) {
            image.for_each_unknown(make_portable);
        }
        to_body(&answer, format)
    }))
}

/// Images are newest first.
fn newest(context: &Context<'_>, region: &str, family: &str) -> Option<Image> {
    let mut request = DescribeImages::new(region);
    request.image_family = Some(family.to_owned());
    request.image_owner_alias = Some(ImageOwnerAlias::Own);
    request.statuses = vec![ImageStatus::Available];
    let catalogue = context.world.store.at(context.now);
    let images = catalogue.region(region)?;
    let position = usize::try_from(*images.select(&request).first()?).ok()?;
    images.entries().get(position).map(|entry| entry.image())
}

/// The answer, as it is written (ECS API Reference, DescribeImageFromFamily).
#[derive(Debug, Serialize)]
#[serde(rename = "DescribeImageFromFamilyResponse", rename_all = "PascalCase")]
struct ImageFromFamily {
    request_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Image>,
}
