//! Which endpoint serves which region.
//!
//! Source of the table: `EndpointMap` of the official SDK model of 2026-07-16. Regions without a row
//! follow the pattern `ecs.{region}.aliyuncs.com`, so that a new region needs no new release.

use aliyun_rpc::{Endpoint, EndpointError};

/// Returns the public endpoint of a region: by the table, else by the pattern.
///
/// # Errors
///
/// [`EndpointError`] when the region cannot be part of a host name. This is checked whatever
/// the rules of a revision say.
///
/// ```
/// use aliyun_ecs_describe_images::endpoints;
///
/// let endpoint = endpoints::for_region("eu-central-1")?;
/// assert_eq!(endpoint.as_str(), "https://ecs.eu-central-1.aliyuncs.com");
/// let endpoint = endpoints::for_region("cn-hangzhou")?;
/// assert_eq!(endpoint.as_str(), "https://ecs-cn-hangzhou.aliyuncs.com");
/// # Ok::<(), aliyun_ecs_describe_images::EndpointError>(())
/// ```
pub fn for_region(region: &str) -> Result<Endpoint, EndpointError> {
    match irregular_host(region) {
        Some(host) => format!("https://{host}").parse(),
        None => Endpoint::regional(PRODUCT, region),
    }
}

/// Returns the endpoint of a region inside the cloud's own network (VPC). It serves that region
/// only.
///
/// # Errors
///
/// As [`for_region`].
pub fn vpc(region: &str) -> Result<Endpoint, EndpointError> {
    Endpoint::vpc(PRODUCT, region)
}

/// The central endpoint, which every example of the documents uses.
///
/// It holds the old regions only; asked for another it answers with an empty page, not with an
/// error. Prefer [`for_region`].
pub const CENTRAL: &str = "https://ecs.aliyuncs.com";

/// Returns the host of a region by the table, if it departs from the pattern.
fn irregular_host(region: &str) -> Option<&'static str> {
    IRREGULAR.iter().find(|(_, regions)| regions.contains(&region)).map(|(host, _)| *host)
}

/// Returns the identifiers of the public regions, as of 2026-07-16.
///
/// The list is for suggestions. A region that is not on it may well exist.
///
/// ```
/// assert!(aliyun_ecs_describe_images::endpoints::regions().any(|region| region == "cn-hangzhou"));
/// ```
pub fn regions() -> impl Iterator<Item = &'static str> {
    PUBLIC.iter().copied()
}

/// Hosts that do not follow the pattern, with the regions they serve. Those after `cn-hangzhou`
/// are finance, government and internal regions.
const IRREGULAR: &[(&str, &[&str])] = &[
    (
        "ecs-cn-hangzhou.aliyuncs.com",
        &[
            "cn-hangzhou",
            "cn-beijing-nu16-b01",
            "cn-fujian",
            "cn-haidian-cm12-c01",
            "cn-hangzhou-bj-b01",
            "cn-hangzhou-internal-prod-1",
            "cn-hangzhou-internal-test-1",
            "cn-hangzhou-internal-test-2",
            "cn-hangzhou-internal-test-3",
            "cn-hangzhou-test-306",
            "cn-shanghai-et15-b01",
            "cn-shanghai-et2-b01",
            "cn-shanghai-finance-1",
            "cn-shanghai-internal-test-1",
            "cn-shenzhen-finance-1",
            "cn-shenzhen-st4-d01",
            "cn-shenzhen-su18-b01",
            "cn-zhangbei-na61-b01",
        ],
    ),
    (
        "ecs.aliyuncs.com",
        &[
            "ap-northeast-2-pop",
            "cn-beijing-finance-pop",
            "cn-beijing-gov-1",
            "cn-hangzhou-finance",
            "cn-hongkong-finance-pop",
            "cn-north-2-gov-1",
            "cn-shanghai-inner",
            "cn-shenzhen-inner",
            "cn-wuhan",
            "cn-yushanfang",
            "cn-zhangbei",
            "rus-west-1-pop",
        ],
    ),
    (
        "ecs.cn-qingdao-nebula.aliyuncs.com",
        &["cn-edge-1", "cn-huhehaote-nebula-1", "cn-zhengzhou-nebula-1"],
    ),
    ("ecs.cn-shenzhen-cloudstone.aliyuncs.com", &["eu-west-1-oxs"]),
    ("ecs.cn-zhangjiakou.aliyuncs.com", &["cn-zhangjiakou-na62-a01"]),
];

const PUBLIC: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-southeast-8",
    "cn-beijing",
    "cn-beijing-finance-1",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-heyuan",
    "cn-heyuan-acdr-1",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shenzhen",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-wulanchabu-gic-1",
    "cn-zhangjiakou",
    "cn-zhengzhou-jva",
    "cn-zhongwei",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "us-east-1",
    "us-southeast-1",
    "us-west-1",
];

/// The product's part of a host name.
const PRODUCT: &str = "ecs";

#[cfg(test)]
mod tests {
    use super::{CENTRAL, for_region, vpc};
    use aliyun_rpc::Endpoint;

    #[test]
    fn the_table_wins_over_the_pattern() {
        for (region, host) in [
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-hangzhou-finance", "ecs.aliyuncs.com"),
            ("cn-edge-1", "ecs.cn-qingdao-nebula.aliyuncs.com"),
            ("us-west-1", "ecs.us-west-1.aliyuncs.com"),
            ("zz-future-9", "ecs.zz-future-9.aliyuncs.com"),
        ] {
            let endpoint = for_region(region).expect("a region");
            assert_eq!(endpoint.as_str(), format!("https://{host}"));
        }
        let vpc = vpc("cn-hangzhou").expect("a region");
        assert_eq!(vpc.as_str(), "https://ecs-vpc.cn-hangzhou.aliyuncs.com");
    }

    #[test]
    fn every_host_of_the_table_is_an_endpoint() {
        for (host, regions) in super::IRREGULAR {
            for region in *regions {
                let endpoint = for_region(region).expect("a host of the table");
                assert_eq!(endpoint.as_str(), format!("https://{host}"));
            }
        }
        assert_eq!(CENTRAL.parse::<Endpoint>().expect("an endpoint").as_str(), CENTRAL);
    }

    #[test]
    fn a_region_that_would_escape_the_host_is_refused() {
        for region in ["", "cn-hangzhou/..", "a.evil.com#", "x@evil", "CN-HANGZHOU", "cn\r\n"] {
            assert!(for_region(region).is_err() && vpc(region).is_err(), "{region}");
        }
    }
}
