//! A signed request, ready for any HTTP client.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use super::common::Header;
use crate::Method;
use crate::SecretString;

/// A request that carries its signature, or a bearer token, in headers.
///
/// It is good for one attempt: the service refuses a nonce it has seen. It holds the security or
/// bearer token in clear, so it must not be logged; `Debug` shows the method and the names of the
/// headers. It is wiped from memory when dropped. What an HTTP library makes of it, such as header
/// values, is not.
///
/// Send it with an empty body to the path `/` of exactly the host that was signed, with every one
/// of the [`headers`](Self::headers). An HTTP client sets `host` itself, to the same value. A client
/// that adds a `content-type` or another `x-acs-` header breaks the signature.
pub struct Signed {
    method: Method,
    host: String,
    query: SecretString,
    headers: Vec<Header>,
}

impl Signed {
    pub(super) fn new(
        method: Method,
        host: &str,
        query: SecretString,
        headers: Vec<Header>,
    ) -> Self {
        Self { method, host: host.to_owned(), query, headers }
    }

    /// Returns the method that was signed: with any other, the signature is wrong.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the parameters of the call, percent-encoded and joined by `&`; it may be empty.
    ///
    /// It is complete: an HTTP client that encodes it once more breaks the signature.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the headers, with names in lower case.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, &**value))
    }

    /// Returns the URL on the host that was signed. The scheme, `https` or `http`, is not signed. The
    /// text is the caller's and not wiped.
    pub fn url(&self, scheme: &str) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{scheme}://{}/{mark}{}", self.host, &*self.query)
    }
}

impl ZeroizeOnDrop for Signed {}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers().map(|(name, _)| name).collect::<Vec<_>>();
        f.debug_struct("Signed")
            .field("method", &self.method)
            .field("host", &self.host)
            .field("header_names", &names)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str) -> Signed {
        let token = ("x-acs-security-token", SecretString::new("CANARY"));
        Signed::new(Method::Post, "ecs.aliyuncs.com", SecretString::new(query), vec![token])
    }

    #[test]
    fn the_url_has_a_question_mark_only_before_a_query() {
        assert_eq!(request("A=1").url("https"), "https://ecs.aliyuncs.com/?A=1");
        assert_eq!(request("").url("http"), "http://ecs.aliyuncs.com/");
    }

    #[test]
    fn debug_shows_neither_the_query_nor_a_value() {
        assert_eq!(
            format!("{:?}", request("Password=CANARY")),
            "Signed { method: Post, host: \"ecs.aliyuncs.com\", \
             header_names: [\"x-acs-security-token\"], .. }"
        );
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_query_and_the_headers_are_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let signed = request("A=1");
        let Signed { method: _, host: _, query, headers } = &signed;
        is_wiped(query);
        headers.iter().for_each(|(_, value)| is_wiped(value));
    }
}
