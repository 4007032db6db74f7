//! `DescribeImages`.

pub(crate) mod filter;
mod indexed;
pub(crate) mod parse;

use aliyun_ecs_model::{DescribeImagesResponse, Image, Parameter};
use aliyun_ecs_wire::encode_page;
use aliyun_rpc_wire::scalar;

use super::context::{Answer, Context};
use crate::codes;
use crate::rejection::Rejection;

pub(crate) fn parameters() -> Vec<&'static str> {
    Parameter::ALL.iter().map(|parameter| parameter.name()).collect()
}

/// Does the operation: the required parameter, then the stop of a dry run, then the values.
///
/// The documents say of `DryRun` that it checks the access key and the required parameters.
pub(crate) fn run(context: &Context<'_>) -> Result<Answer, Rejection> {
    let (params, world) = (context.params, context.world);
    let region = params.get("RegionId");
    let region = region.ok_or_else(|| Rejection::naming(codes::MISSING_PARAMETER, "RegionId"))?;
    if !world.has_region(region) {
        return Err(codes::INVALID_REGION_ID.into());
    }
    // Policies do not say who sees images that everybody sees (revision of 2025-04-22).
    if !matches!(params.get("ImageOwnerAlias"), Some("system" | "others")) {
        context.authorize(Some(region))?;
    }
    if params.get("DryRun").is_some_and(|flag| scalar::boolean(flag) == Ok(Some(true))) {
        return Err(codes::DRY_RUN_OPERATION.into());
    }

    let request = parse::parse(region, params, &world.limits)?;
    let number = request.page_number.unwrap_or(1);
    let size = request.page_size.unwrap_or(world.limits.page_size);
    let skipped = u64::from(number.saturating_sub(1)) * u64::from(size);
    let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
    let images: Vec<&Image> = world.catalogue.select(&request).collect();

    let mut page = DescribeImagesResponse::default();
    page.region_id = Some(region.to_owned());
    page.page_number = Some(number);
    page.page_size = Some(size);
    page.total_count = Some(u32::try_from(images.len()).unwrap_or(u32::MAX));
    let of_page = images.into_iter().skip(skipped).take(size as usize);
    page.images = of_page.cloned().collect();
    Ok(Box::new(move |request_id, format| {
        page.request_id = Some(request_id.to_owned());
        Ok(encode_page(&page, format))
    }))
}
