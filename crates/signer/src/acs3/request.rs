//! A signed request, ready for any HTTP client.

use std::fmt;

use zeroize::Zeroizing;

use crate::Method;

/// A request that carries its signature, or a bearer token, in headers.
///
/// It is good for one attempt: the service refuses a nonce it has seen. It holds the security or
/// bearer token in clear, so it must not be logged; `Debug` shows the method and the names of the
/// headers.
///
/// Send it with an empty body to the path `/` of exactly the host that was signed, with every one
/// of the [`headers`](Self::headers). An HTTP client sets `host` itself, to the same value. A client
/// that adds a `content-type` or another `x-acs-` header breaks the signature.
pub struct Request {
    method: Method,
    host: String,
    query: String,
    headers: Vec<(&'static str, Zeroizing<String>)>,
}

impl Request {
    pub(super) fn new(
        method: Method,
        host: &str,
        query: String,
        headers: Vec<(&'static str, Zeroizing<String>)>,
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
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Returns the URL on the host that was signed. The scheme, `https` or `http`, is not signed.
    pub fn url(&self, scheme: &str) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{scheme}://{}/{mark}{}", self.host, self.query)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers().map(|(name, _)| name).collect::<Vec<_>>();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.host)
            .field("header_names", &names)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str) -> Request {
        let token = ("x-acs-security-token", Zeroizing::new("CANARY".to_owned()));
        Request::new(Method::Post, "ecs.aliyuncs.com", query.to_owned(), vec![token])
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
            "Request { method: Post, host: \"ecs.aliyuncs.com\", \
             header_names: [\"x-acs-security-token\"], .. }"
        );
    }
}
