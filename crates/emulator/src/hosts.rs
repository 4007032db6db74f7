//! For which hosts requests are answered.

use std::net::Ipv6Addr;

use http::Uri;
use http::header::{HOST, HeaderMap};

use crate::codes;
use crate::rejection::Rejection;

/// The names that a request may be sent to, besides those that every emulator answers for.
///
/// A web page that makes its own name point here (DNS rebinding) could otherwise have a browser send requests in
/// its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    allowed: Vec<String>,
}

impl Hosts {
    pub(crate) fn allow(&mut self, name: &str) {
        self.allowed.push(name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase());
    }

    /// Checks the `Host` header, which has to come once, and the host of the target, if it has one: an address,
    /// `localhost`, a name of the service (from clients that take the emulator for a proxy), or an allowed one.
    pub(crate) fn check(&self, target: &Uri, headers: &HeaderMap) -> Result<(), Rejection> {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(codes::HOST_MISSING.into());
        };
        let host = host.to_str().unwrap_or_default();
        for host in
            std::iter::once(host).chain(target.authority().map(http::uri::Authority::as_str))
        {
            if !self.is_served(host) {
                return Err(refused(host));
            }
        }
        Ok(())
    }

    fn is_served(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        let is_address = name.parse::<std::net::Ipv4Addr>().is_ok()
            || name
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
                .is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
        let is_name = |text: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            text.split('.').all(|label| !label.is_empty() && label.bytes().all(plain))
        };
        let is_in = |domain: &str| {
            let rest = name.strip_suffix(domain);
            rest.is_some_and(|rest| rest.is_empty() || rest.strip_suffix('.').is_some_and(is_name))
        };
        is_address || is_in("localhost") || is_in("aliyuncs.com") || self.allowed.contains(&name)
    }
}

/// Returns a host without its port, or nothing if what follows is none.
fn without_port(host: &str) -> Option<&str> {
    let end_of_address = host.rfind(']').map_or(0, |end| end + 1);
    let (name, rest) = match host.get(end_of_address..)?.find(':') {
        Some(colon) => host.split_at_checked(end_of_address + colon)?,
        None => (host, ""),
    };
    let is_port = rest.is_empty()
        || rest
            .strip_prefix(':')
            .is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok());
    (is_port && !name.is_empty()).then_some(name)
}

fn refused(host: &str) -> Rejection {
    let code = codes::HOST_REFUSED;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    match without_port(host).filter(|name| name.len() <= LONGEST_NAME && name.bytes().all(plain)) {
        Some(name) => {
            Rejection::adding(code, &format!("If it is meant, start it with --allow-host {name}."))
        }
        None => Rejection::adding(code, "If it is meant, see --allow-host."),
    }
}

/// The longest name of a host.
const LONGEST_NAME: usize = 253;

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn addresses_localhost_and_names_of_the_service_are_served() {
        let mut hosts = Hosts::default();
        hosts.allow("Emulator");
        for host in [
            "127.0.0.1",
            "127.0.0.1:8080",
            "192.168.1.7:80",
            "[::1]",
            "[::1]:8080",
            "localhost",
            "LocalHost:1",
            "a.localhost",
            "ecs.cn-hangzhou.aliyuncs.com",
            "ecs.aliyuncs.com.",
            "emulator:8080",
            "EMULATOR",
        ] {
            assert!(hosts.is_served(host), "{host}");
        }
        for host in [
            "",
            ":80",
            "evil.example",
            "evil.example:80",
            "notlocalhost",
            "localhost.evil.example",
            "evilaliyuncs.com",
            "aliyuncs.com.evil.example",
            "emulator.evil.example",
            "127.0.0.1.evil.example",
            "127.0.0.1:99999",
            "127.0.0.1:80:80",
            "[::1",
            "[evil]:80",
            "user@localhost",
            "a b.localhost",
            "a@b.localhost",
            "a/.localhost",
            ".localhost",
            "localhost:80/x",
            "2130706433",
            "0x7f.1",
        ] {
            assert!(!hosts.is_served(host), "{host}");
        }
    }

    #[test]
    fn the_refusal_names_the_flag_and_repeats_names_only() {
        let check = |host: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.append(HOST, HeaderValue::from_bytes(host).unwrap());
            Hosts::default().check(&Uri::from_static("/"), &headers)
        };
        let message = |host: &[u8]| check(host).err().map(|it| it.message.into_owned()).unwrap();
        assert!(message(b"evil.example:80").ends_with("--allow-host evil.example."));
        assert!(message(b"<b>").ends_with("see --allow-host."));
        assert!(message(b"\xff").ends_with("see --allow-host."));
        assert!(check(b"localhost").is_ok());
    }

    #[test]
    fn a_host_has_to_come_once_and_the_target_counts_too() {
        let mut headers = HeaderMap::new();
        let hosts = Hosts::default();
        let path = Uri::from_static("/");
        let code = |check: Result<(), Rejection>| check.err().map(|it| it.code);
        assert_eq!(code(hosts.check(&path, &headers)), Some(codes::HOST_MISSING));
        headers.append(HOST, HeaderValue::from_static("localhost"));
        assert_eq!(code(hosts.check(&path, &headers)), None);
        let target = Uri::from_static("http://evil.example/");
        assert_eq!(code(hosts.check(&target, &headers)), Some(codes::HOST_REFUSED));
        headers.append(HOST, HeaderValue::from_static("localhost"));
        assert_eq!(code(hosts.check(&path, &headers)), Some(codes::HOST_MISSING));
    }
}
