//! Which endpoint serves which region: the table of [`aliyun_ecs_model::regions`], else the pattern
//! `ecs.{region}.aliyuncs.com`, so that a new region needs no new release.

use aliyun_ecs_model::regions;
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
    match regions::find(region) {
        Some(region) => format!("https://{}", region.host()).parse(),
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
/// error. Prefer [`for_region`]. (Its host is [`CENTRAL_HOST`](regions::CENTRAL_HOST).)
pub const CENTRAL: &str = "https://ecs.aliyuncs.com";

/// The product's part of a host name.
const PRODUCT: &str = "ecs";

#[cfg(test)]
mod tests {
    use super::{CENTRAL, for_region, regions, vpc};
    use aliyun_rpc::Endpoint;

    #[test]
    fn every_region_of_the_table_has_an_endpoint() {
        for region in regions::ALL {
            let endpoint = for_region(region.id()).expect("an endpoint");
            assert_eq!(endpoint.as_str(), format!("https://{}", region.host()));
        }
        assert_eq!(CENTRAL, format!("https://{}", regions::CENTRAL_HOST));
        assert_eq!(CENTRAL.parse::<Endpoint>().expect("an endpoint").as_str(), CENTRAL);
        let vpc = vpc("cn-hangzhou").expect("a region");
        assert_eq!(vpc.as_str(), "https://ecs-vpc.cn-hangzhou.aliyuncs.com");
    }

    #[test]
    fn a_region_that_would_escape_the_host_is_refused() {
        for region in ["", "cn-hangzhou/..", "a.evil.com#", "x@evil", "CN-HANGZHOU", "cn\r\n"] {
            assert!(for_region(region).is_err() && vpc(region).is_err(), "{region}");
        }
    }
}
