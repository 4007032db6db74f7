//! Which requests go through a proxy.

use std::fmt;
use std::sync::Arc;

use aliyun_transport::is_this_machine;
use http::Uri;
use hyper_util::client::proxy::matcher::Intercept;
use hyper_util::client::proxy::matcher::Matcher;

use crate::SetupError;

/// Which requests go through a proxy, and which proxy that is.
///
/// `https` requests go through a tunnel (CONNECT), inside of which TLS is made with the server
/// itself: the proxy learns the host and nothing of the request. `http` requests, where they are
/// allowed at all, are forwarded by the proxy, which sees them. The own machine is never asked for
/// through a proxy, and neither is anybody by a request marked
/// [`Direct`](aliyun_transport::Direct). `Debug` shows no user name or password.
#[derive(Clone)]
pub struct Proxies(Option<Arc<Matcher>>);

impl Proxies {
    /// Returns what the environment says now: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` for both,
    /// and `NO_PROXY`, each also in lower case if it is not set in upper case.
    ///
    /// A value that is no URL counts as not set. In a CGI program (`REQUEST_METHOD` is set) nothing
    /// is read, as a client of that program could set `HTTP_PROXY` by a header. A proxy that is
    /// neither `http` nor `https` makes requests fail as
    /// [`Refused`](aliyun_transport::TransportErrorKind::Refused).
    pub fn from_env() -> Self {
        Self(Some(Arc::new(Matcher::from_env())))
    }

    /// Returns that no request goes through a proxy.
    pub fn none() -> Self {
        Self(None)
    }

    /// Returns that every request goes through `proxy` except to the hosts of `except`, which is
    /// written like `NO_PROXY`: host names that stand for their subdomains too, addresses,
    /// networks, all with commas between, or `*`.
    ///
    /// # Errors
    ///
    /// When `proxy` is not the URL of an `http` or `https` proxy.
    ///
    /// ```
    /// use aliyun_transport_hyper::Proxies;
    ///
    /// let proxies = Proxies::through("http://me:secret@proxy.example.com:3128", "internal.example")?;
    /// assert!(!format!("{proxies:?}").contains("secret"));
    /// assert!(Proxies::through("socks5://proxy.example.com", "").is_err());
    /// # Ok::<(), aliyun_transport_hyper::SetupError>(())
    /// ```
    pub fn through(proxy: &str, except: &str) -> Result<Self, SetupError> {
        // Asked without the exceptions, as these may cover any host one could ask about.
        let all = Matcher::builder().all(proxy.to_owned()).build();
        let any = all.intercept(&Uri::from_static("https://any.example"));
        if !any.is_some_and(|proxy| is_usable(&proxy)) {
            return Err(SetupError::proxy());
        }
        let matcher = Matcher::builder().all(proxy.to_owned()).no(except.to_owned()).build();
        Ok(Self(Some(Arc::new(matcher))))
    }

    pub(crate) fn route(&self, uri: &Uri) -> Route {
        if uri.host().is_none_or(is_this_machine) {
            return Route::Direct;
        }
        match self.0.as_ref().and_then(|matcher| matcher.intercept(uri)) {
            None => Route::Direct,
            Some(proxy) if !is_usable(&proxy) => Route::Unusable,
            Some(proxy) if uri.scheme_str() == Some("https") => Route::Tunnel(proxy),
            Some(proxy) => Route::Forward(proxy),
        }
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(matcher) => matcher.fmt(f),
            None => f.write_str("none"),
        }
    }
}

/// How a request reaches its server.
#[derive(Debug)]
pub(crate) enum Route {
    Direct,
    Forward(Intercept),
    Tunnel(Intercept),
    /// By a proxy of a kind that is not supported; going around it is not ours to decide.
    Unusable,
}

fn is_usable(proxy: &Intercept) -> bool {
    matches!(proxy.uri().scheme_str(), Some("http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn route(proxies: &Proxies, uri: &str) -> Route {
        proxies.route(&uri.parse().unwrap())
    }

    #[test]
    fn scheme_decides_between_tunnel_and_forwarding() {
        let proxies = Proxies::through("proxy.example:3128", "").unwrap();
        assert!(matches!(route(&proxies, "https://ecs.aliyuncs.com"), Route::Tunnel(_)));
        assert!(matches!(route(&proxies, "http://ecs.aliyuncs.com"), Route::Forward(_)));
        assert!(matches!(route(&Proxies::none(), "https://ecs.aliyuncs.com"), Route::Direct));
    }

    #[test]
    fn own_machine_and_exceptions_are_asked_directly() {
        let proxies = Proxies::through("http://proxy.example", "aliyuncs.com,10.0.0.0/8").unwrap();
        for uri in [
            "http://localhost:1",
            "https://127.0.0.2",
            "http://[::1]:8080",
            "https://ecs.aliyuncs.com",
            "https://10.1.2.3",
        ] {
            assert!(matches!(route(&proxies, uri), Route::Direct), "{uri}");
        }
        assert!(matches!(route(&proxies, "https://notaliyuncs.com"), Route::Tunnel(_)));
        let proxies = Proxies::through("http://proxy.example", "*").unwrap();
        assert!(matches!(route(&proxies, "https://ecs.aliyuncs.com"), Route::Direct));
    }

    #[test]
    fn proxy_that_is_none_is_refused() {
        for proxy in ["", "socks5://proxy.example", "ftp://proxy.example", "a b", "/path"] {
            assert!(Proxies::through(proxy, "").is_err(), "{proxy}");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let proxies = Proxies::through("http://user:secret@proxy.example", "").unwrap();
        let text = format!("{proxies:?}");
        assert!(text.contains("proxy.example") && !text.contains("secret"), "{text}");
    }
}
