//! `DescribeImages`.

mod indexed;
mod page;
pub(crate) mod parse;

use std::sync::Arc;

use aliyun_ecs_model::{DescribeImages, DescribeImagesResponse, Parameter};
use aliyun_rpc_wire::scalar;

use self::parse::RequestLimits;

use super::context::{Answer, Context};
use crate::access::key::AccessKey;
use crate::catalogue::Catalogue;
use crate::codes;
use crate::faults::{PageEffect, Total};
use crate::parameters::Parameters;
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
    let sees_public = context.caller.is_none_or(AccessKey::sees_public_images);
    if request.is_public == Some(true) && !sees_public {
        return Err(codes::NO_PUBLIC_IMAGES.into());
    }
    let numbers = Numbers::of(&request, &world.limits, context.page_effects);
    let catalogue = match numbers.stale {
        None => world.store.at(context.now),
        Some(changes) => world.store.past(changes),
    };
    let images = catalogue.region(region).map(|images| (images, images.select(&request)));
    let mut of_page = Vec::new();
    if let Some((images, selected)) = &images {
        let positions = selected.iter().skip(numbers.skipped).take(numbers.size as usize);
        of_page.extend(positions.filter_map(|it| images.entries().get(*it as usize)).cloned());
    }

    let total = images.as_ref().map_or(0, |(_, selected)| selected.len());
    let mut head = DescribeImagesResponse::default();
    head.region_id = Some(numbers.region_id.unwrap_or_else(|| region.to_owned()));
    head.page_number = Some(numbers.echoed_number);
    head.page_size = Some(numbers.echoed_size);
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    head.total_count = Some(numbers.total.map_or(total, |lie| lie.of(total)));
    Ok(Box::new(move |request_id, format| {
        head.request_id = Some(request_id.to_owned());
        Ok(page::write(&head, &of_page, format))
    }))
}

/// Returns the positions of the images that a request lists, if it can be answered.
pub(crate) fn listed(
    params: &Parameters,
    limits: &RequestLimits,
    catalogue: &Catalogue,
) -> Option<Arc<[u32]>> {
    let region = params.get("RegionId")?;
    let request = parse::parse(region, params, limits).ok()?;
    Some(catalogue.region(region)?.select(&request))
}

/// Which images of the selected ones a page has, and what it says of itself.
struct Numbers {
    skipped: usize,
    size: u32,
    echoed_number: u32,
    echoed_size: u32,
    region_id: Option<String>,
    total: Option<Total>,
    /// From how many changes ago.
    stale: Option<usize>,
}

impl Numbers {
    fn of(request: &DescribeImages, limits: &RequestLimits, effects: &[PageEffect]) -> Self {
        let number = request.page_number.unwrap_or(1);
        let asked = request.page_size.unwrap_or(limits.page_size);
        let mut numbers = Self {
            skipped: 0,
            size: asked,
            echoed_number: number,
            echoed_size: asked,
            region_id: None,
            total: None,
            stale: None,
        };
        for effect in effects {
            match effect {
                PageEffect::Total(total) => numbers.total = Some(*total),
                PageEffect::Clamp { size, echo } => {
                    numbers.size = numbers.size.min(*size);
                    if *echo {
                        numbers.echoed_size = numbers.size;
                    }
                }
                PageEffect::Echo { page_number, page_size, region_id } => {
                    numbers.echoed_number = page_number.unwrap_or(numbers.echoed_number);
                    numbers.echoed_size = page_size.unwrap_or(numbers.echoed_size);
                    numbers.region_id = region_id.clone().or(numbers.region_id);
                }
                PageEffect::Stale { changes } => {
                    numbers.stale = Some(usize::try_from(*changes).unwrap_or(usize::MAX));
                }
            }
        }
        let skipped = u64::from(number.saturating_sub(1)) * u64::from(numbers.size);
        numbers.skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        numbers
    }
}
