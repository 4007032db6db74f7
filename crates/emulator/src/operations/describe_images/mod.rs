//! `DescribeImages`.

mod indexed;
mod page;
pub(crate) mod parse;

use aliyun_ecs_model::{DescribeImagesResponse, Parameter};
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
    if !world.has_region(region, context.now) {
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

    let catalogue = world.store.at(context.now);
    let images = catalogue.region(region).map(|images| (images, images.select(&request)));
    let total = images.as_ref().map_or(0, |(_, selected)| selected.len());
    let mut of_page = Vec::new();
    if let Some((images, selected)) = &images {
        let positions = selected.iter().skip(skipped).take(size as usize);
        of_page.extend(positions.filter_map(|it| images.entries().get(*it as usize)).cloned());
    }

    let mut head = DescribeImagesResponse::default();
    head.region_id = Some(region.to_owned());
    head.page_number = Some(number);
    head.page_size = Some(size);
    head.total_count = Some(u32::try_from(total).unwrap_or(u32::MAX));
    Ok(Box::new(move |request_id, format| {
        head.request_id = Some(request_id.to_owned());
        Ok(page::write(&head, &of_page, format))
    }))
}
