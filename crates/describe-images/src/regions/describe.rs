//! The operation `DescribeRegions`.

use aliyun_rpc::wire::{Field, Schema, Table};
use aliyun_rpc::{Call, Failure, InvalidRequest, Operation, read_document};
use bytes::Bytes;
use http::StatusCode;

use crate::encode::VERSION;

/// A region, as the service names it (ECS API Reference, DescribeRegions).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RegionInfo {
    /// The identifier.
    pub id: String,
    /// The name for people, in the language of the account.
    pub name: String,
    /// The host of its endpoint.
    pub endpoint: String,
    /// Whether it sells, as written: `available` or `soldOut`.
    pub status: String,
}

/// Every region that the account has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DescribeRegions;

static REGION: Table = Table::new(&[
    Field::text("RegionId"),
    Field::text("LocalName"),
    Field::text("RegionEndpoint"),
    Field::text("Status"),
]);
static REGIONS: Table =
    Table::new(&[Field::text("RequestId"), Field::list("Regions", "Region", &REGION)]);
static ANSWER: Schema = Schema::new("DescribeRegionsResponse", &REGIONS, &["Regions"]);

impl Operation for DescribeRegions {
    type Output = Vec<RegionInfo>;

    fn call(&self) -> Result<Call, InvalidRequest> {
        Ok(Call::new("DescribeRegions", VERSION))
    }

    fn read(&self, status: StatusCode, body: Bytes) -> Result<Vec<RegionInfo>, Failure> {
        let answer = read_document(status, body, &ANSWER)?;
        let regions = answer.root().list("Regions").map(|region| {
            let text = |name: &str| region.text(name).unwrap_or_default().to_owned();
            RegionInfo {
                id: text("RegionId"),
                name: text("LocalName"),
                endpoint: text("RegionEndpoint"),
                status: text("Status"),
            }
        });
        Ok(regions.collect())
    }
}
