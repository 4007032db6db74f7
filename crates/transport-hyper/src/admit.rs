//! Decides which requests are sent at all.

use std::error::Error;
use std::fmt;

use aliyun_transport::Direct;
use aliyun_transport::METADATA_ADDRESS;
use aliyun_transport::Sent;
use aliyun_transport::TransportError;
use aliyun_transport::TransportErrorKind;
use aliyun_transport::is_this_machine;
use aliyun_transport::literal_address;
use bytes::Bytes;
use http::Method;
use http::Request;
use http::Version;
use http::header::CONTENT_LENGTH;
use http::header::TRANSFER_ENCODING;
use http::uri::Authority;
use http::uri::Scheme;
use rustls::pki_types::ServerName;

/// Refuses a request that could leak, reach another host than its URI seems to name, or break
/// the framing of its connection.
pub(crate) fn admit(
    request: &Request<Bytes>,
    allow_plain_http: bool,
) -> Result<(), TransportError> {
    refusal(request, allow_plain_http).map_or(Ok(()), |reason| {
        let error = TransportError::new(TransportErrorKind::Refused, Sent::No);
        Err(error.with_source(NotAdmitted(reason)))
    })
}

fn refusal(request: &Request<Bytes>, allow_plain_http: bool) -> Option<&'static str> {
    if request.version() != Version::HTTP_11 {
        return Some("this transport speaks HTTP/1.1 only");
    }
    if request.method() == Method::CONNECT {
        return Some("the method CONNECT would open a tunnel");
    }
    let Some(authority) = request.uri().authority() else {
        return Some("the URI has no host; it must be absolute");
    };
    let host = authority.host();
    let direct = request.extensions().get::<Direct>().is_some();
    let address = literal_address(host);
    if direct && address.is_none() {
        return Some("a direct request goes to an address, and the URI's host is a name");
    }
    let scheme = request.uri().scheme();
    if scheme == Some(&Scheme::HTTP) {
        let asks_for_metadata = direct && address == Some(METADATA_ADDRESS.into());
        if !allow_plain_http && !is_this_machine(host) && !asks_for_metadata {
            return Some(
                "plain http to another machine shows the signature to everybody on the way; use \
                 https, or allow it in the options",
            );
        }
    } else if scheme != Some(&Scheme::HTTPS) {
        return Some("the URI's scheme is neither https nor http");
    }
    if authority.as_str().contains('@') {
        return Some("the URI has a user name in it");
    }
    // `Authority` accepts any digits as a port and then reports none, which would mean 443.
    if has_port(authority) && authority.port_u16().is_none_or(|port| port == 0) {
        return Some("the URI's port is not a number from 1 to 65535");
    }
    if ServerName::try_from(unbracketed(host)).is_err() {
        return Some("the URI's host is neither a DNS name nor an IP address");
    }
    framing_refusal(request)
}

/// hyper frames the body and would not notice a header that says otherwise.
fn framing_refusal(request: &Request<Bytes>) -> Option<&'static str> {
    let headers = request.headers();
    if headers.contains_key(TRANSFER_ENCODING) {
        return Some("the header Transfer-Encoding is the transport's to set");
    }
    let length = request.body().len();
    let differs = |value: &http::HeaderValue| value.as_bytes() != length.to_string().as_bytes();
    if headers.get_all(CONTENT_LENGTH).iter().any(differs) {
        return Some("the header Content-Length differs from the body");
    }
    None
}

fn has_port(authority: &Authority) -> bool {
    let host = authority.host();
    authority.as_str().rsplit_once(host).is_some_and(|(_, after)| after.starts_with(':'))
}

/// Returns a host as TLS wants it: an IPv6 address without its brackets.
fn unbracketed(host: &str) -> &str {
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host)
}

/// Says why; never with a part of the request.
#[derive(Debug)]
struct NotAdmitted(&'static str);

impl fmt::Display for NotAdmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for NotAdmitted {}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(uri: &str) -> Request<Bytes> {
        Request::get(uri).body(Bytes::new()).unwrap()
    }

    #[track_caller]
    fn admitted(uri: &str) {
        assert_eq!(refusal(&get(uri), false), None, "{uri}");
    }

    #[track_caller]
    fn refused(uri: &str, words: &str) {
        let reason = refusal(&get(uri), false).unwrap_or_default();
        assert!(reason.contains(words), "{uri}: {reason:?}");
    }

    #[test]
    fn https_goes_anywhere() {
        admitted("https://ecs.aliyuncs.com/");
        admitted("https://ecs.aliyuncs.com:8443/?a=b:c");
        admitted("https://192.0.2.1/");
        admitted("https://[2001:db8::1]:444/");
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        admitted("http://localhost:8080/");
        admitted("http://LOCALHOST/");
        admitted("http://127.0.0.1/");
        admitted("http://127.255.255.254:1/");
        admitted("http://[::1]:8080/");
        for uri in [
            "http://ecs.aliyuncs.com/",
            "http://localhost.example.com/",
            "http://127.0.0.1.example.com/",
            "http://127.1/",
            "http://0x7f.0.0.1/",
            "http://2130706433/",
            "http://0.0.0.0/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://100.100.100.200/latest/meta-data/",
        ] {
            refused(uri, "plain http");
            assert_ne!(refusal(&get(uri), true), refusal(&get(uri), false), "{uri}");
        }
    }

    fn direct(uri: &str) -> Option<&'static str> {
        let mut request = get(uri);
        request.extensions_mut().insert(Direct);
        refusal(&request, false)
    }

    #[test]
    fn direct_request_reaches_the_metadata_service_over_plain_http_and_nothing_else() {
        for uri in [
            "http://100.100.100.200/latest/meta-data/",
            "http://127.0.0.1:8080/",
            "http://[::1]:8080/",
            "https://192.0.2.1/",
            "https://[2001:db8::1]/",
        ] {
            assert_eq!(direct(uri), None, "{uri}");
        }
        for uri in [
            "http://192.0.2.1/",
            "http://100.100.100.201/",
            "http://169.254.169.254/",
            "http://[::ffff:100.100.100.200]/",
        ] {
            assert!(direct(uri).is_some_and(|reason| reason.contains("plain http")), "{uri}");
        }
        assert!(direct("http://user@100.100.100.200/").is_some());
    }

    #[test]
    fn direct_request_to_a_name_is_refused_whoever_it_may_be() {
        for uri in [
            "https://ecs.aliyuncs.com/",
            "http://localhost/",
            "http://100.100.100.200./",
            "http://100.100.51400/",
            "http://0x64646464.c8/",
        ] {
            assert!(direct(uri).is_some_and(|reason| reason.contains("is a name")), "{uri}");
        }
    }

    #[test]
    fn uri_that_misleads_is_refused() {
        refused("https://user:pw@ecs.aliyuncs.com/", "user name");
        refused("http://localhost@127.0.0.1/", "user name");
        refused("https://ecs.aliyuncs.com:99999/", "port");
        refused("https://ecs.aliyuncs.com:0/", "port");
        refused("https://a_b$.example/", "host");
        refused("ftp://ecs.aliyuncs.com/", "scheme");
        refused("/path", "absolute");
    }

    #[test]
    fn version_method_and_framing_are_checked() {
        let mut request = get("https://host/");
        *request.version_mut() = Version::HTTP_2;
        assert_eq!(refusal(&request, false), Some("this transport speaks HTTP/1.1 only"));

        let mut request = get("https://host/");
        *request.method_mut() = Method::CONNECT;
        assert!(refusal(&request, false).unwrap().contains("CONNECT"));

        let mut request = get("https://host/");
        request.headers_mut().insert(CONTENT_LENGTH, 0.into());
        assert_eq!(refusal(&request, false), None);
        request.headers_mut().insert(CONTENT_LENGTH, 1.into());
        assert!(refusal(&request, false).unwrap().contains("differs"));
    }

    #[test]
    fn refusal_names_no_part_of_the_request() {
        let error = admit(&get("http://h.example/?Signature=abc"), false).unwrap_err();
        assert_eq!(error.sent(), Sent::No);
        assert!(!format!("{error:?}").contains("abc"));
        assert!(!format!("{error:?}").contains("h.example"));
    }
}
