//! From a response to a page or a failure.

use aliyun_ecs_wire::{Decoded, Page, decode};
use aliyun_rpc::{
    Failure, NotUnderstood, ServiceError, ServiceErrorKind, may_hold_an_answer, read_error,
};
use http::StatusCode;

use crate::code::DescribeImagesErrorKind;

/// Reads the status and the body of a response as a page or a failure.
///
/// The status decides first: where it [may hold an answer](may_hold_an_answer) the body must be a page,
/// under any other an error of the service. An error of the service in the place of a page is still
/// an error (some gateways send it under 200).
/// The format is taken from the body itself, as errors can come in another format than asked for.
///
/// # Errors
///
/// [`Failure::Refused`] for an error of the service, [`Failure::NotUnderstood`] for anything else.
///
/// ```
/// use aliyun_ecs_describe_images::{DescribeImagesErrorKind, read_response};
/// use http::StatusCode;
///
/// let page = read_response(StatusCode::OK, r#"{"TotalCount":0,"Images":{"Image":[]}}"#)?;
/// assert!(page.is_empty());
///
/// let body = "<Error><Code>InvalidUsage</Code><Message>No.</Message></Error>";
/// let error = read_response(StatusCode::NOT_FOUND, body).unwrap_err();
/// let code = error.service_error().map(|e| e.code()).unwrap_or_default();
/// assert_eq!(DescribeImagesErrorKind::of(code), Some(DescribeImagesErrorKind::Usage));
/// # Ok::<(), aliyun_ecs_describe_images::Failure>(())
/// ```
pub fn read_response(status: StatusCode, body: impl Into<Vec<u8>>) -> Result<Page, Failure> {
    let failure = if may_hold_an_answer(status) {
        match decode(body) {
            Ok(Decoded::Page(page)) => return Ok(page),
            Ok(Decoded::Error(body)) => ServiceError::new(status, body).into(),
            Err(error) => NotUnderstood::body(status, error).into(),
        }
    } else {
        read_error(status, body)
    };
    Err(match failure {
        Failure::Refused(error) => refusal(error).into(),
        other => other,
    })
}

/// The codes of the operation's own are no business of the client's, retries included.
fn refusal(error: ServiceError) -> ServiceError {
    match DescribeImagesErrorKind::of(error.code()) {
        Some(_) => error.with_kind(ServiceErrorKind::Operation),
        None => error,
    }
}
