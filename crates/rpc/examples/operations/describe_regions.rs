//! ECS `DescribeRegions`, typed: every region and its endpoint.

use aliyun_rpc::wire::{Field, Schema, Table};
use aliyun_rpc::{Call, Failure, InvalidRequest, Operation, read_document};
use bytes::Bytes;
use http::StatusCode;

pub(crate) struct DescribeRegions;

static REGION: Table = Table::new(&[Field::text("RegionId"), Field::text("RegionEndpoint")]);
static REGIONS: Table = Table::new(&[Field::list("Regions", "Region", &REGION)]);
static ANSWER: Schema = Schema::new("DescribeRegionsResponse", &REGIONS, &["Regions"]);

impl Operation for DescribeRegions {
    type Output = Vec<(String, String)>;
    fn call(&self) -> Result<Call, InvalidRequest> {
        Ok(Call::new("DescribeRegions", "2014-05-26"))
    }
    fn read(&self, status: StatusCode, body: Bytes) -> Result<Self::Output, Failure> {
        let answer = read_document(status, body, &ANSWER)?;
        let regions = answer.root().list("Regions").map(|region| {
            let text = |name: &str| region.text(name).unwrap_or_default().to_owned();
            (text("RegionId"), text("RegionEndpoint"))
        });
        Ok(regions.collect())
    }
}
