//! From a response to a page or a failure.

use aliyun_ecs_wire::{DecodeErrorKind, Page, decode_error, decode_page};
use aliyun_rpc::{Failure, NotUnderstood, ServiceError, ServiceErrorKind};
use http::StatusCode;

use crate::code::DescribeImagesErrorKind;

/// Reads the status and the body of a response as a page or a failure.
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
    let body = body.into();
    if status.is_success() { success(status, body) } else { Err(failure(status, &body)) }
}

fn success(status: StatusCode, body: Vec<u8>) -> Result<Page, Failure> {
    // A page is refused as "not a page" from its first bytes or its envelope, so the copy that
    // looking again would need is only made for bodies short enough to be an error.
    let spare = (body.len() <= MAX_ERROR_BODY).then(|| body.clone());
    decode_page(body).map_err(|error| {
        if matches!(error.kind(), DecodeErrorKind::NotAPage { .. })
            && let Some(Ok(body)) = spare.as_deref().map(decode_error)
        {
            return refusal(ServiceError::new(status, body)).into();
        }
        NotUnderstood::body(status, error).into()
    })
}

fn failure(status: StatusCode, body: &[u8]) -> Failure {
    match decode_error(body) {
        Ok(body) => refusal(ServiceError::new(status, body)).into(),
        Err(error) => NotUnderstood::body(status, error).into(),
    }
}

/// The codes of the operation's own are no business of the client's, retries included.
fn refusal(error: ServiceError) -> ServiceError {
    match DescribeImagesErrorKind::of(error.code()) {
        Some(_) => error.with_kind(ServiceErrorKind::Operation),
        None => error,
    }
}

/// 16 KiB: far above any error envelope seen, and below a page of 100 images.
const MAX_ERROR_BODY: usize = 16 << 10;
