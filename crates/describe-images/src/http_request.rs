//! From a signed call to an HTTP request.

use std::fmt;

use aliyun_rpc_signer::{Format, Method, Signed};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};

use crate::endpoint::Endpoint;

/// Writes a signed call as an HTTP request: in the query of a GET, or as the form of a POST.
///
/// The request's URI is secret: whoever has it can make the call once. It has no `Host` header;
/// HTTP clients derive it from the URI.
///
/// # Errors
///
/// [`HttpRequestError`] when the query is too long for a URI; POST has no such limit.
pub fn http_request(
    endpoint: &Endpoint,
    signed: &Signed,
    format: Format,
) -> Result<http::Request<Bytes>, HttpRequestError> {
    let mut request = http::Request::new(Bytes::new());
    match signed.method() {
        Method::Post => {
            *request.method_mut() = http::Method::POST;
            *request.uri_mut() = parse(&format!("{endpoint}/"))?;
            *request.body_mut() = Bytes::copy_from_slice(signed.query().as_bytes());
            let form = HeaderValue::from_static(Signed::FORM_CONTENT_TYPE);
            request.headers_mut().insert(CONTENT_TYPE, form);
        }
        _ => *request.uri_mut() = parse(&signed.url(endpoint.as_str()))?,
    }
    let accept = match format {
        Format::Xml => "application/xml",
        _ => "application/json",
    };
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static(accept));
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(AGENT));
    Ok(request)
}

fn parse(uri: &str) -> Result<http::Uri, HttpRequestError> {
    uri.parse().map_err(|_| HttpRequestError { bytes: uri.len() })
}

/// A signed call that does not fit into a URI. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpRequestError {
    /// The length the URI would have, in bytes.
    pub bytes: usize,
}

impl fmt::Display for HttpRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the request does not fit into a URI ({} bytes); ask for less, or send it by POST",
            self.bytes
        )
    }
}

impl std::error::Error for HttpRequestError {}

const AGENT: &str = concat!("aliyun-ecs-describe-images/", env!("CARGO_PKG_VERSION"));
