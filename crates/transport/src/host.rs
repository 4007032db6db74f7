//! What a host in a URI is: a name, an address, this machine.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// The address at which an instance of ECS finds its metadata service, which speaks plain `http`.
///
/// Source: the ECS documentation, "View instance metadata" (the only address it names).
pub const METADATA_ADDRESS: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);

/// Returns whether `host`, as it stands in a URI, is this machine: `localhost` in any case, an
/// address in 127.0.0.0/8, or `::1`, with or without its brackets.
///
/// Nothing is resolved, and no other spelling counts: what `127.1`, `0.0.0.0` or
/// `::ffff:127.0.0.1` reaches differs between systems.
///
/// ```
/// use aliyun_transport::is_this_machine;
///
/// assert!(is_this_machine("localhost") && is_this_machine("127.0.0.1") && is_this_machine("[::1]"));
/// assert!(!is_this_machine("localhost.example.com") && !is_this_machine("0.0.0.0"));
/// ```
pub fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || literal_address(host).is_some_and(|address| address.is_loopback())
}

/// Returns the address that `host`, as it stands in a URI, is written as, or `None` if it is a
/// name, which a resolver would have to look up.
///
/// ```
/// use aliyun_transport::literal_address;
///
/// assert_eq!(literal_address("[::1]"), Some(std::net::Ipv6Addr::LOCALHOST.into()));
/// assert_eq!(literal_address("ecs.aliyuncs.com"), None);
/// assert_eq!(literal_address("0x7f.1"), None); // some resolvers take it for 127.0.0.1
/// ```
pub fn literal_address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse().ok().map(|ip: Ipv6Addr| ip.into()),
        None => host.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_few_spellings() {
        for host in ["localhost", "LocalHost", "127.0.0.1", "127.255.255.254", "::1", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "localhost.",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "127.1",
            "0x7f.0.0.1",
            "2130706433",
            "127.0.0.01",
            "0.0.0.0",
            "::",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[127.0.0.1]",
            "[::1",
            "::1]",
            "128.0.0.1",
            "100.100.100.200",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn address_is_told_from_a_name() {
        assert_eq!(literal_address("100.100.100.200"), Some(METADATA_ADDRESS.into()));
        assert_eq!(literal_address("2001:db8::1"), literal_address("[2001:db8::1]"));
        assert!(literal_address("[2001:db8::1]").is_some());
        for name in ["", "localhost", "100.100.100.200.", "100.100.51400", "[fe80::1%25eth0]"] {
            assert_eq!(literal_address(name), None, "{name}");
        }
    }
}
