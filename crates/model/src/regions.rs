//! The regions of ECS, as data of a date.
//!
//! Source: `EndpointMap` of the official SDK model of 2026-07-16. Its ids of finance and government
//! clouds are those of the official command's list of products of 2026-04-21; what neither names as
//! one for customers counts as [`Site::Internal`]. A region that is not here may well exist: its
//! endpoint follows the pattern.

use std::borrow::Cow;

/// The date of the table, `YYYY-MM-DD`.
pub const DATE: &str = "2026-07-16";

/// The central endpoint's host, which every example of the documents uses.
///
/// It holds the old regions only; asked for another it answers with an empty page, not with an
/// error.
pub const CENTRAL_HOST: &str = "ecs.aliyuncs.com";

/// A region that the table has.
///
/// ```
/// use aliyun_ecs_model::regions::{self, Site};
///
/// let region = regions::find("cn-hangzhou").expect("a region");
/// assert_eq!(region.host(), "ecs-cn-hangzhou.aliyuncs.com");
/// assert_eq!(region.site(), Site::Mainland);
/// assert_eq!(regions::host("zz-future-9"), "ecs.zz-future-9.aliyuncs.com");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    id: &'static str,
    site: Site,
    host: Option<&'static str>,
}

/// Whom a region is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Site {
    /// Customers, in mainland China.
    Mainland,
    /// Customers, anywhere else.
    International,
    /// Customers of the finance cloud.
    Finance,
    /// Customers of the government cloud.
    Government,
    /// Alibaba Cloud itself, as far as is known.
    Internal,
}

impl Region {
    /// Returns the identifier.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns whom the region is for.
    #[must_use]
    pub const fn site(&self) -> Site {
        self.site
    }

    /// Returns the host of its public endpoint.
    #[must_use]
    pub fn host(&self) -> Cow<'static, str> {
        self.host.map_or_else(|| Cow::Owned(by_pattern(self.id)), Cow::Borrowed)
    }
}

/// Returns the region of an id, if the table has it.
#[must_use]
pub fn find(id: &str) -> Option<&'static Region> {
    ALL.iter().find(|region| region.id == id)
}

/// Returns the host of the public endpoint of any region: by the table, else by the pattern. The text is
/// not checked: see [`is_region_label`](crate::is_region_label).
#[must_use]
pub fn host(id: &str) -> Cow<'static, str> {
    find(id).map_or_else(|| Cow::Owned(by_pattern(id)), Region::host)
}

/// Returns the regions for customers.
pub fn public() -> impl Iterator<Item = &'static Region> {
    ALL.iter().filter(|region| region.site != Site::Internal)
}

fn by_pattern(id: &str) -> String {
    format!("ecs.{id}.aliyuncs.com")
}

const fn region(id: &'static str, site: Site, host: Option<&'static str>) -> Region {
    Region { id, site, host }
}

/// Every region of the table, by id. A host stands where it departs from the pattern.
#[rustfmt::skip]
pub const ALL: &[Region] = &[
    region("ap-northeast-1", Site::International, None),
    region("ap-northeast-2", Site::International, None),
    region("ap-northeast-2-pop", Site::Internal, Some("ecs.aliyuncs.com")),
    region("ap-south-1", Site::International, None),
    region("ap-southeast-1", Site::International, None),
    region("ap-southeast-2", Site::International, None),
    region("ap-southeast-3", Site::International, None),
    region("ap-southeast-5", Site::International, None),
    region("ap-southeast-6", Site::International, None),
    region("ap-southeast-7", Site::International, None),
    region("ap-southeast-8", Site::International, None),
    region("cn-beijing", Site::Mainland, None),
    region("cn-beijing-finance-1", Site::Finance, None),
    region("cn-beijing-finance-pop", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-beijing-gov-1", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-beijing-nu16-b01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-chengdu", Site::Mainland, None),
    region("cn-edge-1", Site::Internal, Some("ecs.cn-qingdao-nebula.aliyuncs.com")),
    region("cn-fujian", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-fuzhou", Site::Mainland, None),
    region("cn-guangzhou", Site::Mainland, None),
    region("cn-haidian-cm12-c01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-hangzhou", Site::Mainland, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-hangzhou-bj-b01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-hangzhou-finance", Site::Finance, Some("ecs.aliyuncs.com")),
    region("cn-hangzhou-internal-prod-1", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-hangzhou-internal-test-1", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-hangzhou-internal-test-2", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-hangzhou-internal-test-3", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-hangzhou-test-306", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-heyuan", Site::Mainland, None),
    region("cn-heyuan-acdr-1", Site::Mainland, None),
    region("cn-hongkong", Site::International, None),
    region("cn-hongkong-finance-pop", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-huhehaote", Site::Mainland, None),
    region("cn-huhehaote-nebula-1", Site::Internal, Some("ecs.cn-qingdao-nebula.aliyuncs.com")),
    region("cn-nanjing", Site::Mainland, None),
    region("cn-north-2-gov-1", Site::Government, Some("ecs.aliyuncs.com")),
    region("cn-qingdao", Site::Mainland, None),
    region("cn-shanghai", Site::Mainland, None),
    region("cn-shanghai-et15-b01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-shanghai-et2-b01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-shanghai-finance-1", Site::Finance, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-shanghai-inner", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-shanghai-internal-test-1", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-shenzhen", Site::Mainland, None),
    region("cn-shenzhen-finance-1", Site::Finance, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-shenzhen-inner", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-shenzhen-st4-d01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-shenzhen-su18-b01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-wuhan", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-wuhan-lr", Site::Mainland, None),
    region("cn-wulanchabu", Site::Mainland, None),
    region("cn-wulanchabu-gic-1", Site::Mainland, None),
    region("cn-yushanfang", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-zhangbei", Site::Internal, Some("ecs.aliyuncs.com")),
    region("cn-zhangbei-na61-b01", Site::Internal, Some("ecs-cn-hangzhou.aliyuncs.com")),
    region("cn-zhangjiakou", Site::Mainland, None),
    region("cn-zhangjiakou-na62-a01", Site::Internal, Some("ecs.cn-zhangjiakou.aliyuncs.com")),
    region("cn-zhengzhou-jva", Site::Mainland, None),
    region("cn-zhengzhou-nebula-1", Site::Internal, Some("ecs.cn-qingdao-nebula.aliyuncs.com")),
    region("cn-zhongwei", Site::Mainland, None),
    region("eu-central-1", Site::International, None),
    region("eu-west-1", Site::International, None),
    region("eu-west-1-oxs", Site::Internal, Some("ecs.cn-shenzhen-cloudstone.aliyuncs.com")),
    region("eu-west-2", Site::International, None),
    region("me-central-1", Site::International, None),
    region("me-east-1", Site::International, None),
    region("na-south-1", Site::International, None),
    region("rus-west-1-pop", Site::Internal, Some("ecs.aliyuncs.com")),
    region("us-east-1", Site::International, None),
    region("us-southeast-1", Site::International, None),
    region("us-west-1", Site::International, None),
];

#[cfg(test)]
mod tests {
    use super::{ALL, Site, host, public};
    use crate::rules::is_region_label;

    #[test]
    fn ids_are_sorted_and_can_be_part_of_a_host() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        for region in ALL {
            assert!(is_region_label(region.id), "{}", region.id);
            assert!(region.host().ends_with(".aliyuncs.com"), "{}", region.id);
        }
        assert_eq!((ALL.len(), public().count()), (73, 43));
    }

    #[test]
    fn the_table_wins_over_the_pattern() {
        for (region, expected) in [
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-hangzhou-finance", "ecs.aliyuncs.com"),
            ("cn-edge-1", "ecs.cn-qingdao-nebula.aliyuncs.com"),
            ("us-west-1", "ecs.us-west-1.aliyuncs.com"),
            ("zz-future-9", "ecs.zz-future-9.aliyuncs.com"),
        ] {
            assert_eq!(host(region), expected);
        }
        let finance = public().filter(|region| region.site == Site::Finance);
        assert_eq!(finance.count(), 4);
    }
}
