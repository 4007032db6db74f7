//! One proxy, read strictly: what is not understood is an error, and never a way around the proxy.

use std::fmt;
use std::net::Ipv6Addr;

use http::HeaderValue;
use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

/// A proxy: where it is, and what it wants to know.
#[derive(Clone)]
pub(crate) struct Proxy {
    uri: Uri,
    auth: Option<HeaderValue>,
}

impl Proxy {
    /// Reads `http://user:password@host:port`; without a scheme it is `http`.
    pub(crate) fn parse(text: &str) -> Result<Self, ProxyFault> {
        check_characters(text)?;
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = ["http", "https"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known));
        let scheme = scheme.ok_or(ProxyFault::Scheme)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '\\']) {
            return Err(ProxyFault::MoreThanAuthority);
        }
        let (user, authority) = match rest.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, rest),
        };
        if user.is_some_and(|user| user.contains('@') || !is_percent_encoded(user)) {
            return Err(ProxyFault::UserInfo);
        }
        check_authority(authority)?;
        let user = user.map(|user| format!("{user}@")).unwrap_or_default();
        // hyper-util decodes the user and makes the header. What it makes of the rest must be what
        // was read here.
        let matcher = Matcher::builder().all(format!("{scheme}://{user}{authority}")).build();
        let found = matcher.intercept(&Uri::from_static("https://any.example"));
        // The authority is one, so what is left is the user.
        let found = found.ok_or(ProxyFault::UserInfo)?;
        let is_same = found.uri().scheme_str() == Some(scheme)
            && found.uri().authority().is_some_and(|found| found.as_str() == authority);
        if !is_same {
            return Err(ProxyFault::Host);
        }
        Ok(Self { uri: found.uri().clone(), auth: found.basic_auth().cloned() })
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(crate) fn auth(&self) -> Option<&HeaderValue> {
        self.auth.as_ref()
    }
}

/// Where the proxy is; never who asks it.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let authority = self.uri.authority().map(http::uri::Authority::as_str);
        let scheme = self.uri.scheme_str().unwrap_or_default();
        write!(f, "{scheme}://{}", authority.unwrap_or_default())
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text names no proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProxyFault {
    Whitespace,
    Quotes,
    Characters,
    Scheme,
    UserInfo,
    MoreThanAuthority,
    Host,
    Port,
}

impl fmt::Display for ProxyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whitespace => "there is whitespace in it",
            Self::Quotes => "there are quotation marks in it",
            Self::Characters => "it has characters that are not visible ASCII; percent-encode them",
            Self::Scheme => "only http and https proxies are supported",
            Self::UserInfo => {
                "its user name or password has a character that must be percent-encoded, such as \
                 %40 for @, or is not UTF-8"
            }
            Self::MoreThanAuthority => {
                "it has a path, a query or a fragment; in a password, percent-encode / ? and #"
            }
            Self::Host => {
                "it has no host, or one that is neither a name nor an address; an IPv6 address \
                 stands in brackets"
            }
            Self::Port => "its port is not a number from 1 to 65535",
        })
    }
}

fn check_characters(text: &str) -> Result<(), ProxyFault> {
    if text.contains(char::is_whitespace) {
        Err(ProxyFault::Whitespace)
    } else if text.contains(['"', '\'', '`']) {
        Err(ProxyFault::Quotes)
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Err(ProxyFault::Characters)
    } else {
        Ok(())
    }
}

/// Tells whether a user and a password are what a URI can hold, and UTF-8 once decoded: anything else
/// would reach the proxy as something other than was written.
fn is_percent_encoded(user: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:%".contains(&b);
    let mut pieces = user.split('%');
    let mut decoded = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let hex = piece.get(..2).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) else { return false };
        decoded.push(byte);
        decoded.extend(piece.bytes().skip(2));
    }
    user.bytes().all(fits) && std::str::from_utf8(&decoded).is_ok()
}

fn check_authority(authority: &str) -> Result<(), ProxyFault> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if let Some(port) = port {
        let plain = port.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || port.parse::<u16>().map_or(true, |port| port == 0) {
            // `2001:db8::1` has its last group where a port would be.
            let is_address = authority.parse::<Ipv6Addr>().is_ok();
            return Err(if is_address { ProxyFault::Host } else { ProxyFault::Port });
        }
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let fits = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.strip_suffix('.').unwrap_or(host).split('.').all(is_label),
    };
    if fits { Ok(()) } else { Err(ProxyFault::Host) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, fault: ProxyFault) {
        let outcome = Proxy::parse(text).map(|proxy| proxy.to_string());
        assert_eq!(outcome, Err(fault), "{text:?}");
    }

    #[test]
    fn proxies_are_read() {
        for (text, shown) in [
            ("http://proxy.example.com:3128", "http://proxy.example.com:3128"),
            ("proxy:3128/", "http://proxy:3128"),
            ("HTTPS://proxy", "https://proxy"),
            ("http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080"),
            ("http://me:p%40ss%23@10.0.0.1:1", "http://10.0.0.1:1"),
            ("http://me@proxy_1.local.:65535", "http://proxy_1.local.:65535"),
        ] {
            let proxy = Proxy::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(proxy.to_string(), shown);
            assert_eq!(format!("{proxy:?}"), shown);
            assert_eq!(proxy.auth().is_some(), text.contains("me"), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [" http://p:1", "http://p:1 ", "http://p :1", "http://p:1\n", "\u{a0}p"] {
            refused(text, ProxyFault::Whitespace);
        }
        refused("\"http://p:1\"", ProxyFault::Quotes);
        refused("'http://p:1'", ProxyFault::Quotes);
        refused("http://me:pässword@p:1", ProxyFault::Characters);
        refused("http://p\u{7f}:1", ProxyFault::Characters);
        for text in ["socks5://p:1", "ftp://p", "://p", "htp://p"] {
            refused(text, ProxyFault::Scheme);
        }
        for text in ["http://me:p@ss@p:1", "http://me:p%4@p:1", "http://me:%zz@p:1", "me:%@p"] {
            refused(text, ProxyFault::UserInfo);
        }
        for text in ["http://me:p#ss@p:1", "http://me:p/ss@p:1", "http://p:1/path", "http://p?q"] {
            refused(text, ProxyFault::MoreThanAuthority);
        }
        for text in ["http://p:0", "http://p:99999", "http://p:", "http://p:+1", "http://p:1a"] {
            refused(text, ProxyFault::Port);
        }
        for text in
            ["", "http://", "http://2001:db8::1", "http://[::1", "http://a..b", "http://[x]:1"]
        {
            refused(text, ProxyFault::Host);
        }
    }
}
