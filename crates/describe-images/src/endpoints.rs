//! Which endpoint serves which region: the table of [`aliyun_ecs_model::regions`], else the pattern
//! `ecs.{region}.aliyuncs.com`, so that a new region needs no new release.

use aliyun_ecs_model::regions;
use aliyun_rpc::{Endpoint, EndpointError};
use aliyun_transport::is_this_machine;

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

/// Says whether an endpoint is known to hold a region: its own by the table or by the pattern, the one inside
/// the cloud's own network, the central one for an old region, or any server on this machine, which is a
/// double.
///
/// An endpoint that does not hold a region answers with an empty page, not with an error.
///
/// ```
/// use aliyun_ecs_describe_images::endpoints;
///
/// let central = endpoints::CENTRAL.parse()?;
/// assert!(endpoints::serves(&central, "cn-hangzhou"));
/// assert!(!endpoints::serves(&central, "eu-central-1"));
/// assert!(endpoints::serves(&"http://127.0.0.1:8080".parse()?, "eu-central-1"));
/// # Ok::<(), aliyun_ecs_describe_images::EndpointError>(())
/// ```
#[must_use]
pub fn serves(endpoint: &Endpoint, region: &str) -> bool {
    host_serves(&host_of(endpoint), region)
}

/// The same for a host.
pub(crate) fn host_serves(host: &str, region: &str) -> bool {
    let is = |other: Result<Endpoint, EndpointError>| {
        other.is_ok_and(|other| host_of(&other).eq_ignore_ascii_case(host))
    };
    // The table has the older name of the central endpoint for the region that it stands in.
    let is_central = host.eq_ignore_ascii_case(regions::CENTRAL_HOST)
        || host.eq_ignore_ascii_case(&regions::host("cn-hangzhou"));
    is_double(host)
        || is(for_region(region))
        || is(Endpoint::regional(PRODUCT, region))
        || is(vpc(region))
        || is_central && OLD_REGIONS.contains(&region)
}

/// Says whether a server is a double of the service: it is on this machine, and holds what it is asked for.
pub(crate) fn is_double(host: &str) -> bool {
    is_this_machine(host)
}

/// Returns the host of an endpoint.
pub(crate) fn host_of(endpoint: &Endpoint) -> String {
    let uri = endpoint.as_str().parse::<http::Uri>().ok();
    uri.as_ref().and_then(http::Uri::host).unwrap_or_default().to_owned()
}

/// The regions that the central endpoint holds: those whose rows in the older endpoint tables of the
/// official SDKs (Go, 2019; Python) name it.
const OLD_REGIONS: [&str; 9] = [
    "ap-southeast-1",
    "cn-beijing",
    "cn-hangzhou",
    "cn-hongkong",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shenzhen",
    "us-east-1",
    "us-west-1",
];

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
