//! Who is asked for past the proxy: `NO_PROXY`.

use std::net::IpAddr;
use std::str::FromStr;

/// The hosts that are asked for directly.
///
/// Written as curl reads it: entries with commas or blanks between; a name stands for its subdomains,
/// too, with or without a dot before it; an address is one, with or without brackets; `10.0.0.0/8` is
/// a network, but with no bits (`/0`) only the address itself; `*` as the whole setting is everybody.
/// Besides, `*.example.com` is `example.com`, and an entry may
/// have a port. What is none of that matches nobody: then the proxy is asked, who may refuse.
#[derive(Clone, Debug, Default)]
pub(crate) struct Except {
    /// As it was given.
    text: String,
    all: bool,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    whom: Whom,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Whom {
    /// In small letters, without a dot at either end.
    Domain(String),
    /// An address and how many of its bits count.
    Network(IpAddr, u8),
}

impl Except {
    pub(crate) fn parse(text: &str) -> Self {
        let entries = || text.split([',', ' ', '\t']).filter(|entry| !entry.is_empty());
        Self {
            text: text.to_owned(),
            all: text == "*",
            entries: entries().filter_map(Entry::parse).collect(),
        }
    }

    /// Returns the setting as it was given.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether a host, as a URI has it, is asked for directly at this port.
    pub(crate) fn covers(&self, host: &str, port: u16) -> bool {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let address = bare.parse::<IpAddr>().ok().map(|address| address.to_canonical());
        let name = bare.strip_suffix('.').unwrap_or(bare).to_ascii_lowercase();
        self.all
            || self.entries.iter().any(|entry| {
                entry.port.is_none_or(|own| own == port)
                    && match (&entry.whom, address) {
                        (Whom::Domain(domain), None) => is_within(&name, domain),
                        (Whom::Network(network, bits), Some(address)) => {
                            is_of(address, *network, *bits)
                        }
                        _ => false,
                    }
            })
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if let Some(network) = network(text) {
            return Some(Self { whom: network, port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(digits(port)?)),
            None => (text, None),
        };
        if let Some(whom) = network(host) {
            return Some(Self { whom, port });
        }
        let domain = host.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(host);
        let domain = domain.strip_prefix('.').unwrap_or(domain);
        let domain = domain.strip_suffix('.').unwrap_or(domain).to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let is_name = domain.split('.').all(|label| !label.is_empty() && label.bytes().all(fits));
        is_name.then_some(Self { whom: Whom::Domain(domain), port })
    }
}

/// Reads a number of digits alone: `parse` would take a sign, too.
fn digits<T: FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Reads an address or a network.
fn network(text: &str) -> Option<Whom> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(digits::<u8>(bits)?)),
        None => (text, None),
    };
    let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(address).parse::<IpAddr>().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.filter(|bits| *bits > 0).unwrap_or(most);
    if bits > most {
        return None;
    }
    Some(match (address, address.to_canonical()) {
        // `::ffff:10.0.0.0/104` is a network of IPv4.
        (IpAddr::V6(_), IpAddr::V4(mapped)) if bits >= 96 => {
            Whom::Network(mapped.into(), bits - 96)
        }
        _ => Whom::Network(address, bits),
    })
}

fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

fn is_of(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (address, network, width) = match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => (a.to_bits().into(), n.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(n)) => (a.to_bits(), n.to_bits(), 128),
        _ => return false,
    };
    let differing: u128 = address ^ network;
    differing.checked_shr(u32::from(width - bits)).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::Except;

    #[track_caller]
    fn covers(text: &str, hosts: &[&str], others: &[&str]) {
        let except = Except::parse(text);
        for host in hosts {
            assert!(except.covers(host, 443), "{host} by {text:?}");
        }
        for host in others {
            assert!(!except.covers(host, 443), "{host} by {text:?}");
        }
    }

    #[test]
    fn names_stand_for_their_subdomains() {
        let hosts = ["example.com", "www.example.com", "WWW.EXAMPLE.COM", "example.com."];
        let others = ["notexample.com", "example.com.cn", "com", "10.0.0.1"];
        for text in [
            "example.com",
            ".example.com",
            "example.com.",
            "*.example.com",
            "Example.COM",
            " a , example.com ",
        ] {
            covers(text, &hosts, &others);
        }
        covers("a.example b.example\tc.example", &["b.example", "c.example"], &["d.example"]);
    }

    #[test]
    fn addresses_and_networks() {
        covers("10.0.0.0/8", &["10.1.2.3"], &["11.0.0.1", "10.example", "[::a00:1]"]);
        covers("192.168.1.0/25", &["192.168.1.127"], &["192.168.1.128"]);
        covers("10.0.0.0/0", &["10.0.0.0"], &["10.0.0.1", "8.8.8.8"]);
        covers("0.0.0.0/1", &["8.8.8.8", "[::ffff:8.8.8.8]"], &["[2001:db8::1]", "200.0.0.1"]);
        covers("2001:db8::/32", &["[2001:db8:1::2]"], &["[2001:db9::1]", "10.0.0.1"]);
        covers("::/0", &["[::]"], &["[2001:db8::1]", "10.0.0.1"]);
        covers("[2001:db8::1]", &["[2001:db8::1]"], &["[2001:db8::2]"]);
        covers("2001:db8::1", &["[2001:0db8:0::1]"], &[]);
        covers("::ffff:10.0.0.0/104", &["10.9.9.9"], &["11.0.0.1"]);
        covers("10.0.0.1", &["10.0.0.1", "[::ffff:10.0.0.1]"], &["10.0.0.11"]);
    }

    #[test]
    fn a_port_narrows_an_entry() {
        let except = Except::parse("example.com:8443,10.0.0.1:80,[2001:db8::1]:443");
        assert!(except.covers("www.example.com", 8443) && !except.covers("example.com", 443));
        assert!(except.covers("10.0.0.1", 80) && !except.covers("10.0.0.1", 443));
        assert!(except.covers("[2001:db8::1]", 443) && !except.covers("[2001:db8::1]", 80));
    }

    #[test]
    fn a_star_alone_is_everybody_and_nothing_else_is() {
        covers("*", &["example.com", "10.0.0.1", "[::1]"], &[]);
        let everybody = ["example.com", "10.0.0.1", "[2001:db8::1]"];
        for text in [
            "",
            ",",
            "**",
            "*com",
            ".",
            "10.0.0.0/33",
            "10.0.0.0/x",
            "10.0.0.0/+8",
            "a:b",
            "a/8",
            "ex*.com",
            "a, * ,b",
            "* ",
            "..example.com",
            "example.com:+443",
        ] {
            covers(text, &[], &everybody);
        }
    }
}
