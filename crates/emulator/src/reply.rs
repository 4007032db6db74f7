//! Putting answers into HTTP responses, in the format that was asked for.

use std::time::SystemTime;

use aliyun_ecs_wire::BodyFormat;
use aliyun_ecs_wire::ErrorBody;
use aliyun_ecs_wire::encode_error;
use aliyun_rpc_signer::Scheme;
use bytes::Bytes;
use http::HeaderName;
use http::HeaderValue;
use http::Response;
use http::StatusCode;
use http::header::{CONTENT_TYPE, DATE};

use crate::codes;
use crate::faults::Substitute;
use crate::operations::context::Answer;
use crate::parameters::Parameters;
use crate::rejection::{Rejection, Throttled};

/// What every response to one request shares.
pub(crate) struct Reply {
    format: BodyFormat,
    request_id: String,
    host_id: String,
    /// The time by the clock that requests are judged by.
    date: Option<HeaderValue>,
}

impl Reply {
    pub(crate) fn new<B>(request: &http::Request<B>, request_id: String) -> Self {
        Self { format: BodyFormat::Xml, request_id, host_id: host_id(request), date: None }
    }

    /// Sets the format: JSON with ACS3, which has no `Format`; otherwise that of `Format`, XML if
    /// absent, in any case of its letters.
    ///
    /// (ECS API Reference, "Common parameters"; official SDKs send `JSON`, `json` and `XML`, and
    /// with ACS3 read nothing but JSON.)
    pub(crate) fn read_format(
        &mut self,
        scheme: Scheme,
        params: &Parameters,
    ) -> Result<(), Rejection> {
        self.format = match params.get("Format") {
            _ if scheme == Scheme::Acs3 => BodyFormat::Json,
            None => BodyFormat::Xml,
            Some(format) if format.eq_ignore_ascii_case("XML") => BodyFormat::Xml,
            Some(format) if format.eq_ignore_ascii_case("JSON") => BodyFormat::Json,
            Some(_) => return Err(codes::INVALID_FORMAT.into()),
        };
        Ok(())
    }

    /// Says what time it is.
    pub(crate) fn set_date(&mut self, now: SystemTime) {
        self.date = HeaderValue::try_from(httpdate::fmt_http_date(now)).ok();
    }

    /// Returns the host that was asked, if it looks like one.
    pub(crate) fn host(&self) -> &str {
        &self.host_id
    }

    pub(crate) fn answer(&self, answer: Answer) -> Response<Bytes> {
        match answer(&self.request_id, self.format) {
            Ok(body) => self.response(StatusCode::OK, body),
            // Texts and lists have a place in every format.
            Err(_) => self.refusal(codes::INTERNAL_ERROR.into()),
        }
    }

    pub(crate) fn refusal(&self, refusal: Rejection) -> Response<Bytes> {
        let mut body = self.error_body(refusal.code.code(), refusal.message.into_owned());
        if let Some(detail) = refusal.detail {
            body = body.with_unknown(&detail);
        }
        let mut response = self.response(refusal.code.status(), encode_error(&body, self.format));
        if let Some(Throttled { limit, wait_ms }) = refusal.throttled {
            throttle(&mut response, limit, wait_ms);
        }
        response
    }

    /// Answers what a fault says instead.
    pub(crate) fn substitute(&self, substitute: Substitute) -> Response<Bytes> {
        match substitute {
            Substitute::Error { code, status, message, retry_after, wait_ms } => {
                let mut response = self.error(status, &code, message);
                if let Some(retry_after) = retry_after {
                    response.headers_mut().insert(http::header::RETRY_AFTER, retry_after);
                }
                if let Some(wait_ms) = wait_ms {
                    throttle(&mut response, 1, wait_ms);
                }
                response
            }
            Substitute::Throttle { code, status, wait_ms } => {
                let mut response = self.error(status, &code, None);
                throttle(&mut response, 1, wait_ms);
                response
            }
            Substitute::Status(status) => plain(status, Bytes::new(), None),
            Substitute::WebPage { page, status } => {
                plain(status, Bytes::from_static(page.body()), Some(page.content_type()))
            }
            Substitute::Garbage(bytes) => {
                let response = self.response(StatusCode::OK, String::new());
                response.map(|_| bytes)
            }
        }
    }

    fn error(&self, status: StatusCode, code: &str, message: Option<String>) -> Response<Bytes> {
        let message = message.unwrap_or_else(|| usual_message(code).replace("{}", "RegionId"));
        let body = self.error_body(code, message);
        self.response(status, encode_error(&body, self.format))
    }

    fn error_body(&self, code: &str, message: String) -> ErrorBody {
        let mut body = ErrorBody::new(code, message);
        body.request_id = Some(self.request_id.clone());
        body.host_id = Some(self.host_id.clone());
        body
    }

    fn response(&self, status: StatusCode, body: String) -> Response<Bytes> {
        // With a charset: some clients read XML without one as ISO-8859-1.
        let content_type = HeaderValue::from_static(match self.format {
            BodyFormat::Json => "application/json;charset=utf-8",
            BodyFormat::Xml => "application/xml;charset=utf-8",
        });
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        if let Some(date) = &self.date {
            response.headers_mut().insert(DATE, date.clone());
        }
        // Hexadecimal digits and hyphens always are a header value.
        if let Ok(request_id) = HeaderValue::try_from(&self.request_id) {
            response.headers_mut().insert(REQUEST_ID, request_id);
        }
        response
    }
}

/// Returns what the service says with a code, if it is one that the service has.
fn usual_message(code: &str) -> &'static str {
    let (mut own, mut others) = (codes::ALL.iter(), NOT_OWN.iter());
    let own = own.find(|it| it.code() == code).map(codes::ErrorCode::message);
    let message = own.or_else(|| others.find(|(it, _)| *it == code).map(|(_, message)| *message));
    message.unwrap_or(INJECTED)
}

/// Codes that the emulator does not answer with by itself. (ECS API Reference, "Response results"; the gateway's error
/// table.)
const NOT_OWN: &[(&str, &str)] = &[
    ("ServiceUnavailable", "The request has failed due to a temporary failure of the server."),
    ("Throttling", "Request was denied due to request throttling."),
    ("Throttling.Api", "Request was denied due to api flow control."),
    ("UnknownError", "The request processing has failed due to some unknown error."),
];

/// Says how long to wait, as the gateway says it, and as the newest command reads it.
fn throttle(response: &mut Response<Bytes>, limit: u32, wait_ms: u64) {
    let text = format!("Limit:{limit},Remain:0,TimeLeft:{wait_ms},Reset:{wait_ms}");
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().insert(RATE_LIMIT, value);
    }
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait_ms));
}

/// What does not look like the service.
fn plain(status: StatusCode, body: Bytes, content_type: Option<&'static str>) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    response
}

/// Returns the host the request names, if it looks like one: it goes into the body.
fn host_id<B>(request: &http::Request<B>) -> String {
    let header = request.headers().get(http::header::HOST);
    let host = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    if host.is_empty() || host.len() > LONGEST_HOST || !host.bytes().all(plain) {
        return "localhost".to_owned();
    }
    host.to_owned()
}

const INJECTED: &str = "The emulator was told to answer with this error.";

const RATE_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-user-api");
const RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");

/// A host name has at most 253 characters, and a port may follow.
const LONGEST_HOST: usize = 253 + ":65535".len();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_none_is_not_repeated() {
        let host = |value: &[u8]| {
            let request = http::Request::get("/").header("host", value).body(()).unwrap();
            host_id(&request)
        };
        assert_eq!(host(b"127.0.0.1:8080"), "127.0.0.1:8080");
        assert_eq!(host(b"[::1]:80"), "[::1]:80");
        for hostile in [&b""[..], b"<a>", b"a b", b"\xff", &[b'a'; 260]] {
            assert_eq!(host(hostile), "localhost");
        }
    }
}
