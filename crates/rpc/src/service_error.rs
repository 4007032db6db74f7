//! A request the service refused.

use std::fmt;

use aliyun_rpc_explain::{Cause, Diagnosis};
use aliyun_rpc_wire::{ErrorBody, Printable};
use http::StatusCode;

use crate::code::ServiceErrorKind;

/// The service's refusal: what it said, and what that means.
///
/// `Display` and `Debug` leave out what the service appends about signatures: its message may end
/// with the string to sign, which holds the access key id, the security token and every parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceError {
    status: StatusCode,
    kind: ServiceErrorKind,
    /// Boxed, because errors are moved about more often than looked at.
    body: Box<ErrorBody>,
    diagnosis: Option<Box<Diagnosis>>,
}

impl ServiceError {
    /// Returns an error from the status of a response and its decoded body. Its kind is what the
    /// code means in any RPC product.
    #[must_use]
    pub fn new(status: StatusCode, body: ErrorBody) -> Self {
        let kind = ServiceErrorKind::of(&body.code);
        Self { status, kind, body: Box::new(body), diagnosis: None }
    }

    /// Sets what the code means, for an operation that knows better.
    #[must_use]
    pub fn with_kind(mut self, kind: ServiceErrorKind) -> Self {
        self.kind = kind;
        self
    }

    pub(crate) fn with_diagnosis(mut self, diagnosis: Diagnosis) -> Self {
        self.diagnosis = Some(Box::new(diagnosis));
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

    /// Returns the code as the service wrote it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.body.code
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

    /// Returns the message up to where the service quotes its string to sign.
    #[must_use]
    pub fn message(&self) -> &str {
        let message = self.body.message.as_str();
        let quotes = SIGNATURE_QUOTES.iter().filter_map(|quote| find_ignoring_case(message, quote));
        let end = quotes.min().unwrap_or(message.len());
        message.get(..end).unwrap_or_default().trim_end()
    }

    /// Returns the whole message. It may hold the string to sign: do not log it.
    #[must_use]
    pub fn raw_message(&self) -> &str {
        &self.body.message
    }

    /// Returns the identifier of the request, for the service's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.body.request_id.as_deref()
    }

    /// Returns the host that answered.
    #[must_use]
    pub fn host_id(&self) -> Option<&str> {
        self.body.host_id.as_deref()
    }

    /// Returns the address of the service's page about the error.
    #[must_use]
    pub fn recommend(&self) -> Option<&str> {
        self.body.recommend.as_deref()
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = Printable(self.code());
        write!(f, "the service answered {code} (HTTP {}", self.status.as_u16())?;
        if let Some(request_id) = self.request_id() {
            write!(f, ", request id {}", Printable(request_id))?;
        }
        write!(f, "): {}", Printable(self.message()))?;
        match &self.diagnosis {
            Some(diagnosis) => write!(f, " {}", Printable(&diagnosis.to_string())),
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

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(wanted.len());
    windows.position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// What stands before the service's string to sign, in both signature schemes.
const SIGNATURE_QUOTES: [&str; 3] =
    ["server string to sign", "server StringToSign", "server CanonicalRequest"];

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
        for quote in ["server string to sign is:GET&%2F&CANARY", "Server StringToSign is [CANARY]"]
        {
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
            r"the service answered Invalid\u{1b}[2J (HTTP 404, request id R-1): 64位\r\nforged: line"
        );
    }
}
