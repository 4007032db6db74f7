//! `DescribeRegions`: the regions that exist, all of them here.

use std::collections::BTreeSet;

use serde::Serialize;

/// The answer, as it is written (ECS API Reference, DescribeRegions).
#[derive(Debug, Serialize)]
#[serde(rename = "DescribeRegionsResponse", rename_all = "PascalCase")]
pub(crate) struct RegionList {
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
    pub(crate) fn new(regions: &BTreeSet<String>, host: &str, request_id: &str) -> Self {
        let region = regions.iter().map(|id| Region {
            region_id: id.clone(),
            local_name: id.clone(),
            region_endpoint: host.to_owned(),
            status: "available",
        });
        let regions = Regions { region: region.collect() };
        Self { request_id: request_id.to_owned(), regions }
    }
}
