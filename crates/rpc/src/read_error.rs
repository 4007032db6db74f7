//! An answer that is an error of the service, or should be one.

use aliyun_rpc_wire::decode_error;
use http::StatusCode;

use crate::failure::Failure;
use crate::not_understood::NotUnderstood;
use crate::service_error::ServiceError;

/// Reads an answer that is no success: the service's refusal, or something else.
///
/// For [`Operation::read`](crate::Operation::read), when the status says that the answer is an error.
///
/// ```
/// use aliyun_rpc::{ServiceErrorKind, read_error};
/// use http::StatusCode;
///
/// let body = r#"{"Code":"Throttling.User","Message":"Slow down.","RequestId":"R-1"}"#;
/// let failure = read_error(StatusCode::BAD_REQUEST, body);
/// assert_eq!(failure.service_error().map(|e| e.kind()), Some(ServiceErrorKind::Throttled));
/// ```
#[must_use]
pub fn read_error(status: StatusCode, body: impl Into<Vec<u8>>) -> Failure {
    match decode_error(body) {
        Ok(body) => ServiceError::new(status, body).into(),
        Err(error) => NotUnderstood::body(status, error).into(),
    }
}
