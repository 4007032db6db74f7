//! A request the service refused.

use std::fmt;
use std::sync::OnceLock;

use aliyun_rpc_explain::{Cause, Diagnosis};
use aliyun_rpc_wire::identifiers::{is_code, is_host_id, is_request_id};
use aliyun_rpc_wire::{Brief, ErrorBody, Members, Printable, WITHHELD};
use http::StatusCode;

use crate::for_people::{LONGEST, for_people, members_for_people};
use crate::kind::ServiceErrorKind;
use crate::mask::Mask;

/// The service's refusal: what it said, and what that means.
///
/// Whoever answers can repeat the request, with its security token and its signature, in any of
/// these texts. So they are given out in two ways. [`raw_body`](Self::raw_body) and
/// [`raw_message`](Self::raw_message) are what came. Everything else, `Display` and `Debug` too, is
/// for people and logs: without what looks like a quotation of a signed request
/// ([`without_quotation`](aliyun_rpc_wire::without_quotation)), a code, a request id and a host only
/// if they look like one ([`identifiers`](aliyun_rpc_wire::identifiers)), texts of at most 1,024 bytes
/// that say so where they are cut. In the error of a [`Client`](crate::Client) nothing is left of
/// what its attempts signed either: seven or more characters in a row of their tokens, signatures,
/// nonces or keys are withheld, in any case of letters and whatever escapes of URLs, JSON, XML or C
/// are on them. Of the id of a key, the last four characters are shown.
///
/// ```
/// use aliyun_rpc::{ErrorBody, ServiceError};
/// use http::StatusCode;
///
/// let body = ErrorBody::new("SignatureDoesNotMatch", "No. StringToSign: GET&%2F&SecurityToken%3DCAIS");
/// let error = ServiceError::new(StatusCode::BAD_REQUEST, body);
/// assert_eq!(error.to_string(), "the service answered SignatureDoesNotMatch (HTTP 400): No.");
/// assert!(error.raw_message().ends_with("CAIS"));
///
/// let body = ErrorBody::new("U2VjdXJpdHlUb2tlbg0K", "No.");
/// assert_eq!(ServiceError::new(StatusCode::BAD_REQUEST, body).code(), "[withheld]");
/// ```
#[derive(Clone)]
pub struct ServiceError {
    status: StatusCode,
    kind: ServiceErrorKind,
    /// Boxed, because errors are moved about more often than looked at.
    body: Box<ErrorBody>,
    /// Made when somebody looks, unless an attempt has made it.
    shown: OnceLock<Box<Shown>>,
    diagnosis: Option<Box<Diagnosis>>,
}

/// The texts of a refusal for people.
#[derive(Clone, PartialEq, Eq)]
struct Shown {
    code: Option<String>,
    message: String,
    request_id: Option<String>,
    host_id: Option<String>,
    recommend: Option<String>,
    unknown: Members,
}

impl Shown {
    fn of(body: &ErrorBody, mask: &Mask) -> Self {
        let fitting = |text: &str, fits: fn(&str) -> bool| {
            (fits(text) && !mask.finds_in(text)).then(|| text.to_owned())
        };
        let fitting_option =
            |text: &Option<String>, fits| text.as_deref().and_then(|text| fitting(text, fits));
        Self {
            code: fitting(&body.code, is_code),
            message: for_people(&body.message, mask),
            request_id: fitting_option(&body.request_id, is_request_id),
            host_id: fitting_option(&body.host_id, is_host_id),
            recommend: body.recommend.as_deref().map(|text| for_people(text, mask)),
            unknown: members_for_people(body.unknown_up_to(MOST_UNKNOWN_VALUES), mask),
        }
    }
}

impl ServiceError {
    /// Returns an error from the status of a response and its decoded body. Its kind is what the
    /// code means in any RPC product.
    #[must_use]
    pub fn new(status: StatusCode, body: ErrorBody) -> Self {
        let kind = ServiceErrorKind::of(&body.code);
        let shown = OnceLock::new();
        Self { status, kind, body: Box::new(body), shown, diagnosis: None }
    }

    /// Sets what the code means, for an operation that knows better.
    #[must_use]
    pub fn with_kind(mut self, kind: ServiceErrorKind) -> Self {
        self.kind = kind;
        self
    }

    /// Adds why the signature was refused. A client does this by itself.
    #[must_use]
    pub fn with_diagnosis(mut self, diagnosis: Diagnosis) -> Self {
        self.diagnosis = Some(Box::new(diagnosis));
        self
    }

    /// Withholds what an attempt signed.
    pub(crate) fn masked(mut self, mask: &Mask) -> Self {
        self.shown = Box::new(Shown::of(&self.body, mask)).into();
        // It names parameters that the answer says were received: a made-up answer, made-up names.
        self.diagnosis = self.diagnosis.filter(|diagnosis| {
            !diagnosis.differences().iter().any(|difference| mask.finds_in(difference.name()))
        });
        self
    }

    /// Returns what was wrong with the signature, when that is what was refused, or what was lost on
    /// the way, when the service misses something that was signed.
    ///
    /// The client compares what it signed with what the service says it received. It names no
    /// cause that does not account for every difference, and shows no values.
    #[must_use]
    pub fn diagnosis(&self) -> Option<&Diagnosis> {
        self.diagnosis.as_deref()
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the code as the service wrote it, or `[withheld]` if that does not look like a code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.shown().code.as_deref().unwrap_or(WITHHELD)
    }

    /// Returns what the code means.
    #[must_use]
    pub fn kind(&self) -> ServiceErrorKind {
        self.kind
    }

    /// Returns whether other keys are needed for this request to be accepted.
    pub(crate) fn is_credentials(&self) -> bool {
        match self.kind {
            ServiceErrorKind::UnknownAccessKey
            | ServiceErrorKind::DisabledAccessKey
            | ServiceErrorKind::ExpiredToken
            | ServiceErrorKind::SecurityToken => true,
            // A request that was rewritten on the way does not get better by another key.
            ServiceErrorKind::SignatureMismatch => self.diagnosis().is_none_or(|diagnosis| {
                matches!(
                    diagnosis.cause(),
                    Cause::WrongSecret
                        | Cause::SecretWhitespace
                        | Cause::MissingSecurityToken
                        | Cause::Undecidable(_)
                )
            }),
            ServiceErrorKind::Other => self.status == StatusCode::UNAUTHORIZED,
            ServiceErrorKind::MissingParameter
            | ServiceErrorKind::InvalidParameter
            | ServiceErrorKind::Region
            | ServiceErrorKind::SignatureMethod
            | ServiceErrorKind::NonceUsed
            | ServiceErrorKind::ClockSkew
            | ServiceErrorKind::TimestampFormat
            | ServiceErrorKind::Forbidden
            | ServiceErrorKind::UnknownOperation
            | ServiceErrorKind::Format
            | ServiceErrorKind::Throttled
            | ServiceErrorKind::Unavailable
            | ServiceErrorKind::Internal
            | ServiceErrorKind::Operation => false,
        }
    }

    /// Returns the message for people: at most 1,024 bytes, without quotations of a signed request.
    /// It is a stranger's text: escape it before it reaches a terminal.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.shown().message
    }

    /// Returns the whole message. It may hold the string to sign: do not log it.
    #[must_use]
    pub fn raw_message(&self) -> &str {
        &self.body.message
    }

    /// Returns all that the service said, as it came. It may hold the request: do not log it.
    #[must_use]
    pub fn raw_body(&self) -> &ErrorBody {
        &self.body
    }

    /// Returns the identifier of the request, for the service's support, if it looks like one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.shown().request_id.as_deref()
    }

    /// Returns the host that answered, if it looks like one.
    #[must_use]
    pub fn host_id(&self) -> Option<&str> {
        self.shown().host_id.as_deref()
    }

    /// Returns the address of the service's page about the error, or what stands in its place, as
    /// for people as the [message](Self::message).
    #[must_use]
    pub fn recommend(&self) -> Option<&str> {
        self.shown().recommend.as_deref()
    }

    /// Returns the members that errors are not documented to have, such as the `AccessDeniedDetail` of RAM,
    /// with names and texts for people as the [message](Self::message) is: the first 256 values, the rest
    /// is left out. All of it, as it came, is in [`raw_body`](Self::raw_body).
    ///
    /// ```
    /// use aliyun_rpc::{read_error, wire::Value};
    /// use http::StatusCode;
    ///
    /// let body = r#"{"Code":"NoPermission","Message":"","AccessDeniedDetail":{"AuthAction":"ecs:*"}}"#;
    /// let failure = read_error(StatusCode::FORBIDDEN, body);
    /// let unknown = failure.service_error().map(|error| error.unknown());
    /// let detail = unknown.and_then(|unknown| unknown.get("AccessDeniedDetail")?.as_object());
    /// let action = detail.and_then(|detail| detail.get("AuthAction"));
    /// assert_eq!(action.and_then(Value::as_str), Some("ecs:*"));
    /// ```
    #[must_use]
    pub fn unknown(&self) -> &Members {
        &self.shown().unknown
    }

    fn shown(&self) -> &Shown {
        self.shown.get_or_init(|| Box::new(Shown::of(&self.body, &Mask::default())))
    }
}

/// The most values of unknown members that are made fit to be shown.
const MOST_UNKNOWN_VALUES: usize = 256;

/// What is shown counts: it may be less than what came.
impl PartialEq for ServiceError {
    fn eq(&self, other: &Self) -> bool {
        let parts = |error: &Self| (error.status, error.kind);
        parts(self) == parts(other)
            && self.body == other.body
            && self.shown() == other.shown()
            && self.diagnosis == other.diagnosis
    }
}

impl Eq for ServiceError {}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code(); // and the request id: what fits its grammar needs no escapes
        write!(f, "the service answered {code} (HTTP {}", self.status.as_u16())?;
        if let Some(request_id) = self.request_id() {
            write!(f, ", request id {request_id}")?;
        }
        write!(f, "): {}", Printable(self.message()))?;
        match &self.diagnosis {
            Some(diagnosis) => write!(f, " {}", Brief::new(&diagnosis.to_string(), 2 * LONGEST)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceError")
            .field("status", &self.status)
            .field("code", &self.code())
            .field("message", &self.message())
            .field("request_id", &self.request_id())
            .field("host_id", &self.host_id())
            .field("diagnosis", &self.diagnosis)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ServiceError {}

#[cfg(test)]
mod tests {
    use super::ServiceError;
    use aliyun_rpc_wire::ErrorBody;
    use http::StatusCode;

    fn mismatch(message: &str) -> ServiceError {
        let body = ErrorBody::new("SignatureDoesNotMatch", message);
        ServiceError::new(StatusCode::BAD_REQUEST, body)
    }

    #[test]
    fn display_ends_before_the_string_to_sign() {
        for quote in [
            "server string to sign is:GET&%2F&CANARY",
            "Server StringToSign is [ACS3-HMAC-SHA256\nCANARY]",
        ] {
            let error = mismatch(&format!("Specified signature is not matched. {quote}"));
            assert_eq!(error.message(), "Specified signature is not matched.");
            assert!(error.raw_message().contains("CANARY"));
            assert!(!format!("{error} {error:?}").contains("CANARY"));
        }
    }

    #[test]
    fn display_is_one_printable_sentence() {
        let mut body = ErrorBody::new("Invalid\u{1b}[2J", "64位\r\nforged: line");
        body.request_id = Some("R-1".to_owned());
        let error = ServiceError::new(StatusCode::NOT_FOUND, body);
        assert_eq!(
            error.to_string(),
            r"the service answered [withheld] (HTTP 404, request id R-1): 64位\r\nforged: line"
        );
    }
}
