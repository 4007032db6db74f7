//! `DescribeRegions`: the regions that exist, all of them here.

use std::collections::BTreeSet;

use aliyun_rpc_wire::to_body;
use serde::Serialize;

use super::context::{Answer, Context};
use crate::rejection::Rejection;

/// What may be asked: the emulator has no regions that some instances cannot be in.
pub(crate) fn parameters() -> Vec<&'static str> {
    vec!["AcceptLanguage", "InstanceChargeType", "RegionId", "ResourceType"]
}

pub(crate) fn run(context: &Context<'_>) -> Result<Answer, Rejection> {
    context.authorize(None)?;
    let mut list = RegionList::new(&context.world.regions, context.host);
    Ok(Box::new(move |request_id, format| {
        list.request_id = request_id.to_owned();
        to_body(&list, format)
    }))
}

/// The answer, as it is written (ECS API Reference, DescribeRegions).
#[derive(Debug, Serialize)]
#[serde(rename = "DescribeRegionsResponse", rename_all = "PascalCase")]
struct RegionList {
    request_id: String,
    regions: Regions,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Regions {
    region: Vec<Region>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Region {
    region_id: String,
    local_name: String,
    region_endpoint: String,
    status: &'static str,
}

impl RegionList {
    /// Lists regions at a host: the one that was asked, so that whoever asks there next stays here.
    fn new(regions: &BTreeSet<String>, host: &str) -> Self {
        let region = regions.iter().map(|id| Region {
            region_id: id.clone(),
            local_name: id.clone(),
            region_endpoint: host.to_owned(),
            status: "available",
        });
        let regions = Regions { region: region.collect() };
        Self { request_id: String::new(), regions }
    }
}
