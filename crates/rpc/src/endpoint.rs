//! Where requests go.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The scheme and the authority of a server: `https://ecs.aliyuncs.com`.
///
/// Nothing else fits in: no user, path, query or fragment. Addresses that serve instance metadata are
/// refused in every spelling, those of networks that translate between IPv6 and IPv4 by a well-known
/// prefix among them, as are the numeric spellings that some resolvers understand. Scheme and host
/// are kept in small letters and without the default port, as they mean the same (RFC 3986, sections
/// 6.2.2.1 and 6.2.3).
///
/// ```
/// use aliyun_rpc::Endpoint;
///
/// assert_eq!("http://127.0.0.1:8080".parse::<Endpoint>()?.as_str(), "http://127.0.0.1:8080");
/// assert_eq!(Endpoint::regional("sts", "eu-central-1")?.as_str(), "https://sts.eu-central-1.aliyuncs.com");
/// assert!("https://me@ecs.aliyuncs.com".parse::<Endpoint>().is_err());
/// # Ok::<(), aliyun_rpc::EndpointError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint(String);

impl Endpoint {
    /// Returns the public endpoint of a product in a region by the pattern that nearly all follow,
    /// `https://{product}.{region}.aliyuncs.com`. A product's own list of endpoints knows the
    /// exceptions.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the product or the region cannot be part of a host name.
    pub fn regional(product: &str, region: &str) -> Result<Self, EndpointError> {
        Self::of_labels(product, "", region)
    }

    /// Returns the endpoint of a product inside the cloud's own network (VPC),
    /// `https://{product}-vpc.{region}.aliyuncs.com`. It serves that region only (ECS API
    /// Reference, Call API operations over the internal network, 2021).
    ///
    /// # Errors
    ///
    /// As [`regional`](Self::regional).
    pub fn vpc(product: &str, region: &str) -> Result<Self, EndpointError> {
        Self::of_labels(product, "-vpc", region)
    }

    fn of_labels(product: &str, network: &str, region: &str) -> Result<Self, EndpointError> {
        if !is_label(product) || !is_label(region) {
            return Err(EndpointError(Kind::Region));
        }
        format!("https://{product}{network}.{region}.aliyuncs.com").parse()
    }

    /// Returns the endpoint as text, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what an HTTP client writes into `Host`: the authority without a default port. ACS3
    /// signs it.
    #[must_use]
    pub fn host_header(&self) -> &str {
        self.0.split_once("://").map_or(self.as_str(), |(_, authority)| authority)
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let (scheme, rest) = text.split_once("://").ok_or(EndpointError(Kind::Scheme))?;
        let scheme = ["http", "https"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known));
        let scheme = scheme.ok_or(EndpointError(Kind::Scheme))?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains('@') {
            return Err(EndpointError(Kind::UserInfo));
        }
        if authority.contains(['/', '?', '#', '\\']) {
            return Err(EndpointError(Kind::MoreThanAuthority));
        }
        let (host, port) = split_port(authority)?;
        check_host(host)?;
        let host = host.to_ascii_lowercase();
        let default_port = if scheme == "http" { 80 } else { 443 };
        match port.filter(|port| *port != default_port) {
            Some(port) => Ok(Self(format!("{scheme}://{host}:{port}"))),
            None => Ok(Self(format!("{scheme}://{host}"))),
        }
    }
}

impl TryFrom<&str> for Endpoint {
    type Error = EndpointError;

    fn try_from(text: &str) -> Result<Self, EndpointError> {
        text.parse()
    }
}

impl TryFrom<String> for Endpoint {
    type Error = EndpointError;

    fn try_from(text: String) -> Result<Self, EndpointError> {
        text.parse()
    }
}

/// As its text.
impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// From its text, which is checked as ever.
impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a product or a region can be one label of a host name.
fn is_label(text: &str) -> bool {
    (2..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), EndpointError> {
    let (host, port) = match authority.rfind(':') {
        Some(at) if !authority.ends_with(']') => authority.split_at(at),
        _ => return Ok((authority, None)),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse::<u16>() {
        Ok(port) if plain && port > 0 => Ok((host, Some(port))),
        _ => Err(EndpointError(Kind::Port)),
    }
}

fn check_host(host: &str) -> Result<(), EndpointError> {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let address = inner.parse::<Ipv6Addr>().map_err(|_| EndpointError(Kind::Host))?;
        return check_address(address.into());
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return check_address(IpAddr::V4(address));
    }
    let labels_fit = host.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    // A last label such as `1`, `0177` or `0x7f` is an address to some resolvers.
    let last = host.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"))
            && last.get(2..).is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if labels_fit && !numeric && host.len() <= 253 {
        Ok(())
    } else {
        Err(EndpointError(Kind::Host))
    }
}

fn check_address(address: IpAddr) -> Result<(), EndpointError> {
    let serves_metadata = match address {
        IpAddr::V4(address) => METADATA.contains(&address),
        IpAddr::V6(address) => {
            address == METADATA_V6 || embedded(address).iter().any(|v4| METADATA.contains(v4))
        }
    };
    if serves_metadata { Err(EndpointError(Kind::Metadata)) } else { Ok(()) }
}

/// Returns the IPv4 addresses that an IPv6 address may stand for, by where they lie in it.
fn embedded(address: Ipv6Addr) -> [Ipv4Addr; 4] {
    let bits = address.to_bits();
    let low = bits as u32;
    [
        // IPv4-mapped and -compatible (RFC 4291, 2.5.5), translated (RFC 7915), NAT64 with a prefix
        // of 96 bits (RFC 6052), ISATAP (RFC 5214): the last four bytes.
        low,
        // NAT64 with the local prefix of 48 bits (RFC 8215): around the eighth byte (RFC 6052, 2.2).
        (bits >> 48) as u32 & 0xffff_0000 | (bits >> 40) as u32 & 0xffff,
        // 6to4 (RFC 3056): behind 2002.
        (bits >> 80) as u32,
        // Teredo (RFC 4380): the last four bytes, inverted.
        !low,
    ]
    .map(Ipv4Addr::from_bits)
}

/// Where instances ask for their own metadata, credentials included: Alibaba Cloud's address, and
/// the one that most clouds have.
const METADATA: [Ipv4Addr; 2] =
    [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(169, 254, 169, 254)];

/// `fd00:ec2::254`, the other's in IPv6.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// A text is not an endpoint. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointError(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Region,
    Scheme,
    UserInfo,
    MoreThanAuthority,
    Port,
    Host,
    Metadata,
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Region => {
                "the region cannot be part of a host name; a region id has 2 to 63 of a-z, 0-9 and \
                 \"-\", such as cn-hangzhou"
            }
            Kind::Scheme => "an endpoint begins with https:// or http://",
            Kind::UserInfo => "an endpoint has no user name or password",
            Kind::MoreThanAuthority => "an endpoint has no path, query or fragment",
            Kind::Port => "the endpoint's port is not a number from 1 to 65535",
            Kind::Host => "the endpoint's host is neither a host name nor an IP address",
            Kind::Metadata => "the endpoint's host serves instance metadata, not the API",
        })
    }
}

impl std::error::Error for EndpointError {}

#[cfg(test)]
mod tests {
    use super::{Endpoint, EndpointError, Kind};

    #[track_caller]
    fn refused(text: &str, fault: Kind) {
        assert_eq!(text.parse::<Endpoint>(), Err(EndpointError(fault)), "{text}");
    }

    #[test]
    fn products_and_regions_make_a_host() {
        for (endpoint, host) in [
            (Endpoint::regional("ecs", "us-west-1"), "ecs.us-west-1.aliyuncs.com"),
            (Endpoint::regional("sts", "zz-future-9"), "sts.zz-future-9.aliyuncs.com"),
            (Endpoint::vpc("ecs", "cn-hangzhou"), "ecs-vpc.cn-hangzhou.aliyuncs.com"),
        ] {
            assert_eq!(endpoint.expect("an endpoint").as_str(), format!("https://{host}"));
        }
    }

    #[test]
    fn a_region_that_would_escape_the_host_is_refused() {
        for region in ["", "cn-hangzhou/..", "a.evil.com#", "x@evil", "CN-HANGZHOU", "cn\r\n"] {
            assert_eq!(Endpoint::regional("ecs", region), Err(EndpointError(Kind::Region)));
            assert_eq!(Endpoint::regional(region, "cn-hangzhou"), Err(EndpointError(Kind::Region)));
            assert_eq!(Endpoint::vpc("ecs", region), Err(EndpointError(Kind::Region)));
        }
    }

    #[test]
    fn only_a_scheme_and_an_authority_are_an_endpoint() {
        for text in [
            "https://ecs.aliyuncs.com/",
            "http://localhost:1",
            "https://[::1]:8443",
            "http://127.0.0.1",
        ] {
            let endpoint: Endpoint = text.parse().expect("an endpoint");
            assert_eq!(endpoint.as_str(), text.trim_end_matches('/'));
        }
        refused("ecs.aliyuncs.com", Kind::Scheme);
        refused("ftp://ecs.aliyuncs.com", Kind::Scheme);
        refused("https://me:pw@ecs.aliyuncs.com", Kind::UserInfo);
        refused("https://ecs.aliyuncs.com/path", Kind::MoreThanAuthority);
        refused("https://ecs.aliyuncs.com?x", Kind::MoreThanAuthority);
        refused("https://ecs.aliyuncs.com:99999", Kind::Port);
        refused("https://ecs.aliyuncs.com:+1", Kind::Port);
        refused("https://ecs.aliyuncs.com:0", Kind::Port);
        refused("https://ecs.aliyuncs.com:", Kind::Port);
        for host in
            ["", "[::1", "é.com", "a b", "a..b", "a.", "2130706433", "0x7f.1", "127.0.1", "a\r\nb"]
        {
            refused(&format!("https://{host}"), Kind::Host);
        }
    }

    #[test]
    fn the_host_header_has_no_default_port() {
        for (endpoint, host) in [
            ("https://a.example", "a.example"),
            ("https://a.example:443", "a.example"),
            ("https://a.example:80", "a.example:80"),
            ("http://127.0.0.1:80", "127.0.0.1"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            let endpoint: Endpoint = endpoint.parse().expect("an endpoint");
            assert_eq!(endpoint.host_header(), host);
        }
    }

    #[test]
    fn metadata_addresses_are_refused_in_every_spelling() {
        for host in [
            "100.100.100.200",
            "169.254.169.254",
            "[::ffff:100.100.100.200]",
            "[::FFFF:6464:64C8]",
            "[0:0:0:0:0:ffff:6464:64c8]",
            "[::100.100.100.200]",
            "[::ffff:0:100.100.100.200]",
            "[64:ff9b::100.100.100.200]",
            "[64:FF9B::6464:64c8]",
            "[64:ff9b:1::100.100.100.200]",
            "[64:ff9b:1:6464:64:c800::]",
            "[64:ff9b:1:a9fe:a9:fe00::]",
            "[2002:6464:64c8::1]",
            "[2002:a9fe:a9fe::]",
            "[fe80::5efe:100.100.100.200]",
            "[2001:0:1::9b9b:9b37]",
            "[fd00:ec2::254]",
        ] {
            refused(&format!("http://{host}"), Kind::Metadata);
            refused(&format!("https://{host}:8443/"), Kind::Metadata);
        }
        for host in ["[2001:db8::1]", "[::1]", "[64:ff9b::10.0.0.1]", "100.100.100.201"] {
            assert!(format!("http://{host}").parse::<Endpoint>().is_ok(), "{host}");
        }
    }

    #[test]
    fn scheme_and_host_are_the_same_in_capitals() {
        for text in ["HTTPS://ECS.AliyunCS.com", "Https://ecs.aliyuncs.COM/"] {
            let endpoint: Endpoint = text.parse().expect("an endpoint");
            assert_eq!(endpoint.as_str(), "https://ecs.aliyuncs.com");
            assert_eq!(endpoint.host_header(), "ecs.aliyuncs.com");
        }
        refused("HTTPS://0X7F.1", Kind::Host);
        refused("https://127.0.0.0X1", Kind::Host);
    }

    #[test]
    fn settings_hold_endpoints() {
        use serde::Deserialize as _;
        use serde::de::IntoDeserializer as _;
        use serde::de::value::{Error, StrDeserializer};

        let read = |text: &'static str| {
            let text: StrDeserializer<'_, Error> = text.into_deserializer();
            Endpoint::deserialize(text)
        };
        assert_eq!(read("HTTPS://a.example:443/"), Ok("https://a.example".parse().expect("one")));
        let error = read("https://me:pw@a.example").expect_err("no endpoint").to_string();
        assert_eq!(error, "an endpoint has no user name or password");
        assert!(Endpoint::try_from("https://a.example").is_ok());
    }

    #[test]
    fn what_is_made_can_be_parsed() {
        let labels = ["cn", "cn-", "-cn", "a", "cn-hangzhou", "0x7f", "10", "cn--1", "c_n"];
        for product in labels {
            for region in labels {
                let made = [Endpoint::regional(product, region), Endpoint::vpc(product, region)];
                for endpoint in made.into_iter().flatten() {
                    assert_eq!(endpoint.as_str().parse(), Ok(endpoint.clone()));
                }
                if region.ends_with('-') {
                    assert_eq!(Endpoint::vpc(product, region), Err(EndpointError(Kind::Region)));
                }
            }
        }
    }
}
