//! From a response to a page or a failure.

use aliyun_ecs_wire::{Decoded, Page, decode};
use http::StatusCode;

use crate::failure::{Failure, NotUnderstood};
use crate::service_error::ServiceError;

/// Turns the status and the body of a response into a page or a failure.
///
/// The status decides first: a body with 2xx must be a page, any other must be an error of the
/// service. An error of the service under a 2xx status is still an error (some gateways send it).
/// The format is taken from the body itself, as errors can come in another format than asked for.
///
/// # Errors
///
/// [`Failure::Refused`] for an error of the service, [`Failure::NotUnderstood`] for anything else.
///
/// ```
/// use aliyun_ecs_describe_images::{ServiceErrorKind, classify};
/// use http::StatusCode;
///
/// let page = classify(StatusCode::OK, r#"{"TotalCount":0,"Images":{"Image":[]}}"#)?;
/// assert!(page.is_empty());
///
/// let body = "<Error><Code>InvalidUsage</Code><Message>No.</Message></Error>";
/// let error = classify(StatusCode::NOT_FOUND, body).unwrap_err();
/// assert_eq!(error.service_error().map(|e| e.kind()), Some(ServiceErrorKind::Usage));
/// # Ok::<(), aliyun_ecs_describe_images::Failure>(())
/// ```
pub fn classify(status: StatusCode, body: impl Into<Vec<u8>>) -> Result<Page, Failure> {
    match decode(body) {
        Ok(Decoded::Page(page)) if status.is_success() => Ok(page),
        Ok(Decoded::Page(page)) => Err(NotUnderstood::body(status, page.not_an_error()).into()),
        Ok(Decoded::Error(refusal)) => Err(ServiceError::new(status, refusal).into()),
        Err(error) => Err(NotUnderstood::body(status, error).into()),
    }
}
