//! A signed request, ready for any HTTP client.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use crate::Method;
use crate::SecretString;

/// A request that carries its signature, or a bearer token, in the query.
///
/// It is good for one attempt: the service refuses a nonce it has seen. It holds the access key id,
/// the security token and a valid signature in clear, so it must not be logged, and neither must a
/// URL made of it; `Debug` shows only the method. It is wiped from memory when dropped. What an HTTP
/// library makes of it, such as a URI, is not.
///
/// A request carries it in one of two ways:
///
/// * in the URL, [`url`](Self::url), with an empty body. GET has no other way, and POST may use it;
/// * with POST, as a form: [`query`](Self::query) is the body, sent to the bare endpoint with the
///   header `content-type:` [`FORM_CONTENT_TYPE`](Self::FORM_CONTENT_TYPE).
pub struct Signed {
    method: Method,
    query: SecretString,
}

impl Signed {
    /// The content type of a POST whose body is the query.
    pub const FORM_CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";

    pub(super) fn new(method: Method, query: SecretString) -> Self {
        Self { method, query }
    }

    /// Returns the method that was signed: with any other, the signature is wrong.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns every parameter, `Signature` included, percent-encoded and joined by `&`.
    ///
    /// It is complete: an HTTP client that encodes it once more breaks the signature.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the URL of the request on an endpoint such as `https://ecs.aliyuncs.com`.
    ///
    /// The path is `/`, the only one of the RPC protocol, whether or not the endpoint ends in it.
    /// The endpoint is not signed and is taken as it is: it is the caller's to choose, and `https`.
    /// The text is the caller's, too, and not wiped.
    pub fn url(&self, endpoint: &str) -> String {
        format!("{}/?{}", endpoint.trim_end_matches('/'), &*self.query)
    }
}

impl ZeroizeOnDrop for Signed {}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("method", &self.method)
            .field("query", &format_args!("[redacted]"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_has_one_slash_whatever_the_endpoint_ends_in() {
        let signed = Signed::new(Method::Get, "A=1".to_owned().into());
        assert_eq!(signed.url("https://ecs.aliyuncs.com"), "https://ecs.aliyuncs.com/?A=1");
        assert_eq!(signed.url("https://ecs.aliyuncs.com/"), "https://ecs.aliyuncs.com/?A=1");
        assert_eq!(signed.url("http://127.0.0.1:8080"), "http://127.0.0.1:8080/?A=1");
    }

    #[test]
    fn debug_shows_the_method_alone() {
        let signed = Signed::new(Method::Post, "Signature=CANARY".to_owned().into());
        assert_eq!(format!("{signed:?}"), "Signed { method: Post, query: [redacted] }");
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_query_is_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let signed = Signed::new(Method::Get, SecretString::new("A=1"));
        let Signed { method: _, query } = &signed;
        is_wiped(query);
    }
}
