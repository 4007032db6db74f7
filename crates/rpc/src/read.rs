//! Reading an answer: a document of some schema, the service's refusal, or something else.

use aliyun_rpc_wire::{Decoded, Document, Limits, Schema, decode_error_within, decode_within};
use http::StatusCode;

use crate::failure::Failure;
use crate::not_understood::NotUnderstood;
use crate::service_error::ServiceError;

/// Reads an answer by its status: a document of this schema where the status
/// [may hold an answer](may_hold_an_answer), else the service's refusal. A refusal in the place of a
/// document is one, too: some gateways send it under 200. No object may have more than 128 members that
/// its table does not have.
///
/// This is all that [`Operation::read`](crate::Operation::read) of most operations needs.
///
/// # Errors
///
/// [`Failure::Refused`] for an error of the service, [`Failure::NotUnderstood`] for anything else.
///
/// ```
/// use aliyun_rpc::read_document;
/// use aliyun_rpc::wire::{Field, Schema, Table};
/// use http::StatusCode;
///
/// static IDENTITY: Table = Table::new(&[Field::text("AccountId"), Field::text("Arn")]);
/// static ANSWER: Schema = Schema::new("GetCallerIdentityResponse", &IDENTITY, &["AccountId"]);
///
/// let body = r#"{"AccountId":"1968","Arn":"acs:ram::1968:root"}"#;
/// let document = read_document(StatusCode::OK, body, &ANSWER)?;
/// assert_eq!(document.root().text("AccountId"), Some("1968"));
/// # Ok::<(), aliyun_rpc::Failure>(())
/// ```
pub fn read_document(
    status: StatusCode,
    body: impl Into<Vec<u8>>,
    schema: &'static Schema,
) -> Result<Document, Failure> {
    if !may_hold_an_answer(status) {
        return Err(read_error(status, body));
    }
    let body = body.into();
    let limits = Limits::of_body(body.len()).unknown_members(MOST_UNKNOWN);
    match decode_within(body, schema, &limits) {
        Ok(Decoded::Document(document)) => Ok(document),
        Ok(Decoded::Error(body)) => Err(ServiceError::new(status, body).into()),
        Err(error) => Err(NotUnderstood::body(status, error).into()),
    }
}

/// Reads an answer that is no success: the service's refusal, or something else.
///
/// For [`Operation::read`](crate::Operation::read), when the status says that the answer is an error. No
/// object in it may have more than 128 members that errors do not have.
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
    let body = body.into();
    let limits = Limits::of_body(body.len()).unknown_members(MOST_UNKNOWN);
    match decode_error_within(body, &limits) {
        Ok(body) => ServiceError::new(status, body).into(),
        Err(_) if status.is_success() && !may_hold_an_answer(status) || status.is_redirection() => {
            NotUnderstood::status_alone(status).into()
        }
        Err(error) => NotUnderstood::body(status, error).into(),
    }
}

/// Says whether the answer of an operation can come under a status: 200, which the service sends, and
/// 201, 202 and 203, as somebody in between may have changed it.
///
/// Under 204 and 205 there is no content, and 206 is a part of something, as whole as it may look
/// (RFC 9110, section 15.3).
///
/// ```
/// use http::StatusCode;
///
/// assert!(aliyun_rpc::may_hold_an_answer(StatusCode::OK));
/// assert!(!aliyun_rpc::may_hold_an_answer(StatusCode::PARTIAL_CONTENT));
/// ```
#[must_use]
pub fn may_hold_an_answer(status: StatusCode) -> bool {
    matches!(status.as_u16(), 200..=203)
}

/// The names of unknown members are kept while an object is read.
const MOST_UNKNOWN: usize = 128;
