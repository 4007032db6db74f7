//! From a signed call to an HTTP request.

use std::fmt;

use aliyun_rpc_signer::{Call, Format, Method, Stamp, acs3, percent, rpc};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT};

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
    signed: &rpc::Signed,
    format: Format,
) -> Result<http::Request<Bytes>, HttpRequestError> {
    let mut request = http::Request::new(Bytes::new());
    match signed.method() {
        Method::Post => {
            *request.method_mut() = http::Method::POST;
            *request.uri_mut() = parse(&format!("{endpoint}/"))?;
            *request.body_mut() = Bytes::copy_from_slice(signed.query().as_bytes());
            let form = HeaderValue::from_static(rpc::Signed::FORM_CONTENT_TYPE);
            request.headers_mut().insert(CONTENT_TYPE, form);
        }
        Method::Get => *request.uri_mut() = parse(&signed.url(endpoint.as_str()))?,
    }
    accept(&mut request, format);
    Ok(request)
}

/// Writes a call signed with ACS3 as an HTTP request: the parameters in the query, the rest in
/// headers. `Host` is left to the HTTP client, which derives from the URI what was signed.
pub(crate) fn acs3_http_request(
    endpoint: &Endpoint,
    signed: &acs3::Signed,
) -> Result<http::Request<Bytes>, HttpRequestError> {
    let mut request = http::Request::new(Bytes::new());
    if signed.method() == Method::Post {
        *request.method_mut() = http::Method::POST;
    }
    *request.uri_mut() = parse(&format!("{endpoint}/?{}", signed.query()))?;
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    for (name, value) in signed.headers() {
        let header = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value));
        let (Ok(parsed), Ok(mut value)) = header else {
            return Err(HttpRequestError::Header { name: name.to_owned() });
        };
        value.set_sensitive(true);
        if parsed != HOST {
            headers.insert(parsed, value);
        }
    }
    Ok(request)
}

/// Writes a call without a signature: the common parameters in the query, the call's own beside
/// them or in the form of a POST, as the official credentials libraries send
/// `AssumeRoleWithOIDC`.
pub(crate) fn unsigned_http_request(
    endpoint: &Endpoint,
    call: &Call,
    format: Format,
    stamp: &Stamp,
) -> Result<http::Request<Bytes>, HttpRequestError> {
    let common = [
        ("Action", call.action()),
        ("Format", format.as_str()),
        ("Timestamp", stamp.timestamp()),
        ("Version", call.version()),
    ];
    // What belongs to a signer belongs to nobody here.
    let is_own = |name: &str| !rpc::COMMON_PARAMETERS.contains(&name);
    let own = pairs(call.params().filter(|(name, _)| is_own(name)));
    let common = pairs(common.into_iter());
    let mut request = http::Request::new(Bytes::new());
    match call.method() {
        Method::Post => {
            *request.method_mut() = http::Method::POST;
            *request.uri_mut() = parse(&format!("{endpoint}/?{common}"))?;
            *request.body_mut() = Bytes::from(own);
            let form = HeaderValue::from_static(rpc::Signed::FORM_CONTENT_TYPE);
            request.headers_mut().insert(CONTENT_TYPE, form);
        }
        Method::Get if own.is_empty() => {
            *request.uri_mut() = parse(&format!("{endpoint}/?{common}"))?;
        }
        Method::Get => *request.uri_mut() = parse(&format!("{endpoint}/?{common}&{own}"))?,
    }
    accept(&mut request, format);
    Ok(request)
}

/// Asks for a format, and says who asks.
fn accept(request: &mut http::Request<Bytes>, format: Format) {
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static(format.media_type()));
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(AGENT));
}

fn pairs<'p>(params: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    let mut text = String::new();
    for (name, value) in params {
        if !text.is_empty() {
            text.push('&');
        }
        percent::push_encoded(name, &mut text);
        text.push('=');
        percent::push_encoded(value, &mut text);
    }
    text
}

fn parse(uri: &str) -> Result<http::Uri, HttpRequestError> {
    uri.parse().map_err(|_| HttpRequestError::TooLong { bytes: uri.len() })
}

/// A signed call that cannot be written as an HTTP request. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpRequestError {
    /// It does not fit into a URI.
    #[non_exhaustive]
    TooLong {
        /// The length the URI would have, in bytes.
        bytes: usize,
    },
    /// A header would hold characters that no header can.
    #[non_exhaustive]
    Header {
        /// The name of the header.
        name: String,
    },
}

impl HttpRequestError {
    /// Returns the error of a URI of this many bytes.
    #[must_use]
    pub fn too_long(bytes: usize) -> Self {
        Self::TooLong { bytes }
    }

    /// Returns the error of a header of this name.
    #[must_use]
    pub fn header(name: impl Into<String>) -> Self {
        Self::Header { name: name.into() }
    }

    /// What a header is made of, by its name.
    fn origin(header: &str) -> &'static str {
        match header {
            "x-acs-action" => "the action of the call",
            "x-acs-version" => "the version of the call",
            "x-acs-signature-nonce" => "the nonce",
            _ => "the credentials",
        }
    }
}

impl fmt::Display for HttpRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { bytes } => write!(
                f,
                "the request does not fit into a URI ({bytes} bytes); ask for less, or send it by \
                 POST, signed by RPC 1.0"
            ),
            Self::Header { name } => write!(
                f,
                "the header {name} would hold characters that no header can; look at {}",
                Self::origin(name)
            ),
        }
    }
}

impl std::error::Error for HttpRequestError {}

const AGENT: &str = concat!("aliyun-rpc/", env!("CARGO_PKG_VERSION"));
