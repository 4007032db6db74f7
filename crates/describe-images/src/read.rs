//! From a response to a page or a failure.

use aliyun_ecs_wire::{DecodeError, Decoded, Page, decode, decode_within};
use aliyun_rpc::{
    Failure, NotUnderstood, ServiceError, ServiceErrorKind, may_hold_an_answer, read_error,
};
use http::StatusCode;

use crate::kind::DescribeImagesErrorKind;
use crate::page_limits::PageLimits;

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
    read(status, body.into(), decode)
}

/// Reads a response to a request for so many images to a page, within limits.
///
/// A page with more images than were asked for is a page, and [says so](Page::exceeds_request).
///
/// # Errors
///
/// As [`read_response`], and [`Failure::NotUnderstood`] for a page beyond the limits.
///
/// ```
/// use aliyun_ecs_describe_images::{PageLimits, read_response_within};
/// use http::StatusCode;
///
/// let body = r#"{"TotalCount":2,"Images":{"Image":[{"ImageId":"m-1"},{"ImageId":"m-2"}]}}"#;
/// let page = read_response_within(StatusCode::OK, body, 1, PageLimits::new())?;
/// assert!(page.exceeds_request() && page.len() == 2);
///
/// let limits = PageLimits::new().images(1);
/// assert!(read_response_within(StatusCode::OK, body, 1, limits).is_err());
/// # Ok::<(), aliyun_ecs_describe_images::Failure>(())
/// ```
pub fn read_response_within(
    status: StatusCode,
    body: impl Into<Vec<u8>>,
    asked: u32,
    limits: PageLimits,
) -> Result<Page, Failure> {
    let body = body.into();
    let limits = limits.within(asked, body.len());
    let page = read(status, body, |body| decode_within(body, &limits))?;
    Ok(page.with_request_for(asked))
}

fn read(
    status: StatusCode,
    body: Vec<u8>,
    decode: impl FnOnce(Vec<u8>) -> Result<Decoded, DecodeError>,
) -> Result<Page, Failure> {
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
    match DescribeImagesErrorKind::of(&error.raw_body().code) {
        Some(_) => error.with_kind(ServiceErrorKind::Operation),
        None => error,
    }
}
