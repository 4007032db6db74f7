//! Which requests go through a proxy.

use std::fmt;
use std::sync::Arc;

use http::Uri;

use crate::SetupError;
use crate::environment;
use crate::except::Except;
use crate::proxy::Proxy;
use crate::route::Route;
use crate::route::Rules;

/// Which requests go through a proxy, and which proxy that is.
///
/// `https` requests go through a tunnel (CONNECT), inside of which TLS is made with the server
/// itself: the proxy learns the host and nothing of the request. `http` requests, where they are
/// allowed at all, are forwarded by the proxy, which sees them. This machine is never asked for
/// through a proxy, and neither is anybody by a request marked
/// [`Direct`](aliyun_transport::Direct). `Debug` shows the proxies in force, without user names and
/// passwords.
#[derive(Clone)]
pub struct Proxies(Option<Arc<Rules>>);

impl Proxies {
    /// Returns what the environment says now: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` for both,
    /// and `NO_PROXY`, each also in lower case if it is not set, or empty, in upper case.
    ///
    /// In a CGI program (`REQUEST_METHOD` is set) nothing is read, as a client of that program could
    /// set `HTTP_PROXY` by a header. `NO_PROXY` is written like `except` of
    /// [`through`](Self::through).
    ///
    /// # Errors
    ///
    /// When a variable is set and is not the URL of an `http` or `https` proxy: a request that the
    /// proxy should have seen must not go around it. The error names the variable and not its value.
    pub fn from_env() -> Result<Self, SetupError> {
        let rules = environment::rules(|name| std::env::var_os(name))?;
        Ok(Self(rules.map(Arc::new)))
    }

    /// Sends every request directly.
    pub fn none() -> Self {
        Self(None)
    }

    /// Sends every request through `proxy`, an URL of `http` or `https` (`http` where it names none), but
    /// for those to the hosts in `except`, which is
    /// written like `NO_PROXY`, and that as curl reads it: entries with commas or blanks between, host
    /// names that stand for their subdomains too (`example.com`, `.example.com`, `*.example.com`),
    /// addresses, networks (`10.0.0.0/8`), each but a network perhaps with a port; or `*` for
    /// everybody. An entry that is none of these matches nobody.
    ///
    /// # Errors
    ///
    /// When `proxy` is not the URL of an `http` or `https` proxy.
    ///
    /// ```
    /// use aliyun_transport_hyper::Proxies;
    ///
    /// let proxies = Proxies::through("http://me:secret@proxy.example.com:3128", "internal.example")?;
    /// let shown = format!("{proxies:?}");
    /// assert!(shown.contains("http://proxy.example.com:3128") && !shown.contains("secret"));
    /// assert!(Proxies::through("socks5://proxy.example.com", "").is_err());
    /// # Ok::<(), aliyun_transport_hyper::SetupError>(())
    /// ```
    pub fn through(proxy: &str, except: &str) -> Result<Self, SetupError> {
        let proxy = Proxy::parse(proxy).map_err(SetupError::proxy)?;
        let (https, http) = (Some(proxy.clone()), Some(proxy));
        Ok(Self(Some(Arc::new(Rules { https, http, except: Except::parse(except) }))))
    }

    pub(crate) fn route(&self, uri: &Uri) -> Route<'_> {
        self.0.as_ref().map_or(Route::Direct, |rules| rules.route(uri))
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(rules) = &self.0 else { return f.write_str("none") };
        let mut shown = f.debug_struct("Proxies");
        for (scheme, proxy) in [("https", &rules.https), ("http", &rules.http)] {
            if let Some(proxy) = proxy {
                shown.field(scheme, proxy);
            }
        }
        shown.field("except", &rules.except.as_str()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[track_caller]
    fn route(proxies: &Proxies, uri: &str) -> Option<String> {
        proxies.route(&uri.parse().unwrap()).proxy()
    }

    fn from(variables: &[(&str, &str)]) -> Result<Proxies, SetupError> {
        let find = |name: &str| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| OsString::from(value))
        };
        environment::rules(find).map(|rules| Proxies(rules.map(Arc::new)))
    }

    #[test]
    fn scheme_decides_between_tunnel_and_forwarding() {
        let proxies = Proxies::through("proxy.example:3128", "").unwrap();
        let of = |uri: &str| format!("{:?}", proxies.route(&uri.parse().unwrap()));
        assert_eq!(of("https://ecs.aliyuncs.com"), "Tunnel(http://proxy.example:3128)");
        assert_eq!(of("http://ecs.aliyuncs.com"), "Forward(http://proxy.example:3128)");
        assert_eq!(route(&Proxies::none(), "https://ecs.aliyuncs.com"), None);
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
            assert_eq!(route(&proxies, uri), None, "{uri}");
        }
        assert!(route(&proxies, "https://notaliyuncs.com").is_some());
    }

    #[test]
    fn variables_in_either_case_name_proxies() {
        const URI: &str = "https://ecs.aliyuncs.com";
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let proxies = from(&[(name, "http://p:1")]).unwrap();
            assert_eq!(route(&proxies, URI).as_deref(), Some("http://p:1"), "{name}");
        }
        for (variables, expected) in [
            (&[("HTTPS_PROXY", ""), ("https_proxy", "http://p:2")][..], Some("http://p:2")),
            (&[("HTTPS_PROXY", "http://p:1"), ("https_proxy", "http://p:2")], Some("http://p:1")),
            (&[("HTTPS_PROXY", "http://p:1"), ("ALL_PROXY", "http://p:3")], Some("http://p:1")),
            (&[("HTTPS_PROXY", ""), ("ALL_PROXY", "http://p:3")], Some("http://p:3")),
            (&[("HTTP_PROXY", "http://p:1")], None),
            (&[("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", ""), ("no_proxy", "*")], None),
            (&[("HTTPS_PROXY", "http://p:1"), ("REQUEST_METHOD", "GET")], None),
            (&[], None),
        ] {
            assert_eq!(route(&from(variables).unwrap(), URI).as_deref(), expected, "{variables:?}");
        }
    }

    #[test]
    fn variable_that_is_not_understood_is_an_error_that_names_it() {
        for name in
            ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        {
            for value in [
                " http://p:1",
                "\"http://canary:canary@p:1\"",
                "http://canary:canary@2001:db8::1",
                "http://p:0",
                "http://canary:canary@p:99999",
                "http://canary:canäry@p:1",
                "http://canary:can@ary@p:1",
                "http://canary:can#ary@p:1",
                "socks5://canary:canary@p:1",
            ] {
                let error = from(&[(name, value)]).unwrap_err();
                let shown = format!("{error} {error:?}");
                assert!(error.to_string().contains(name), "{shown}");
                assert!(!shown.contains("can"), "{shown}");
            }
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt as _;
            let error = environment::rules(|name| {
                (name == "NO_PROXY").then(|| OsString::from_vec(b"a\xFF".to_vec()))
            });
            assert!(error.err().unwrap().to_string().contains("NO_PROXY"));
        }
    }

    #[test]
    fn debug_shows_what_is_in_force_and_no_password() {
        let proxies = from(&[
            ("HTTPS_PROXY", "http://user:secret@proxy.example"),
            ("NO_PROXY", "internal.example"),
        ]);
        assert_eq!(
            format!("{:?}", proxies.unwrap()),
            "Proxies { https: http://proxy.example, except: \"internal.example\" }"
        );
        assert_eq!(format!("{:?}", Proxies::none()), "none");
    }
}
