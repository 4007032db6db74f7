//! Which host serves which region.
//!
//! Source: `EndpointMap` of the official SDK model of 2026-07-16. Regions without a row follow
//! the pattern `ecs.{region}.aliyuncs.com`, so that a new region needs no new release.

/// Returns the host of a region by the table, if it departs from the pattern.
pub(super) fn irregular_host(region: &str) -> Option<&'static str> {
    IRREGULAR.iter().find(|(_, regions)| regions.contains(&region)).map(|(host, _)| *host)
}

/// Returns the identifiers of the public regions, as of 2026-07-16.
///
/// The list is for suggestions. A region that is not on it may well exist.
///
/// ```
/// assert!(aliyun_ecs_describe_images::regions().any(|region| region == "cn-hangzhou"));
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
