//! How a request reaches its server.

use aliyun_transport::is_this_machine;
use http::Uri;

use crate::except::Except;
use crate::proxy::Proxy;

/// What is asked through which proxy.
pub(crate) struct Rules {
    pub(crate) https: Option<Proxy>,
    pub(crate) http: Option<Proxy>,
    pub(crate) except: Except,
}

impl Rules {
    pub(crate) fn route(&self, uri: &Uri) -> Route<'_> {
        let Some(host) = uri.host() else { return Route::Direct };
        let is_https = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        if is_this_machine(host) || self.except.covers(host, port) {
            return Route::Direct;
        }
        match (is_https, &self.https, &self.http) {
            (true, Some(proxy), _) => Route::Tunnel(proxy),
            (false, _, Some(proxy)) => Route::Forward(proxy),
            _ => Route::Direct,
        }
    }
}

/// How a request reaches its server.
#[derive(Debug)]
pub(crate) enum Route<'p> {
    Direct,
    Forward(&'p Proxy),
    Tunnel(&'p Proxy),
}

impl Route<'_> {
    /// Returns the proxy on the way, for people.
    pub(crate) fn proxy(&self) -> Option<String> {
        match self {
            Self::Direct => None,
            Self::Forward(proxy) | Self::Tunnel(proxy) => Some(proxy.to_string()),
        }
    }
}
