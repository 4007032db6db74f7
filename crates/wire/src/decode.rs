//! From a body to a page or an error.

use aliyun_rpc_wire::{self as rpc_wire, DecodeError, ErrorBody, Limits, Observe};

use crate::fields::SCHEMA;
use crate::page::Page;

/// What a body is, if it is anything that was to be expected.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Decoded {
    /// A page of images.
    Page(Page),
    /// An error of the service.
    Error(ErrorBody),
}

/// Decodes a body: a page of images, or an error of the service in its place.
///
/// The first character tells whether it is JSON or XML. An object of JSON is a page if it has
/// `TotalCount` or `Images`, whatever else it holds; else it is an error if it has a `Code` that is
/// not empty. In XML the root is `DescribeImagesResponse` or `Error`, and the same is asked of its
/// members. What its HTTP status says is
/// for the caller to judge: a page under a status that is no success is [`Page::not_an_error`].
///
/// Takes anything that becomes a `Vec<u8>`; a `Vec<u8>` or `String` is taken over without a copy,
/// and so are `bytes::Bytes` that nobody else holds.
///
/// # Errors
///
/// [`DecodeError`] with the exact place when the body is not well-formed, neither a page nor an
/// error, or holds a value of a wrong type. A body that is something else (a web page, `[]`, `{}`)
/// is [`DecodeErrorKind::Neither`](crate::DecodeErrorKind::Neither) and never an empty page.
///
/// ```
/// use aliyun_ecs_wire::{DecodeErrorKind, Decoded, decode};
///
/// match decode(r#"{"TotalCount":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#)? {
///     Decoded::Page(page) => assert_eq!(page.image(0).map(|i| i.image_id()), Some("m-1")),
///     Decoded::Error(error) => panic!("the service refused: {}", error.code),
/// }
///
/// let error = decode("<html>Bad Gateway</html>").unwrap_err();
/// assert!(matches!(error.kind(), DecodeErrorKind::Neither { .. }));
/// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
/// ```
pub fn decode(body: impl Into<Vec<u8>>) -> Result<Decoded, DecodeError> {
    rpc_wire::decode(body, &SCHEMA).map(Decoded::from)
}

/// Decodes a body within limits. The names of lists are `Images`, `DiskDeviceMappings`, `Tags` and
/// `Items`.
///
/// # Errors
///
/// As [`decode`], and [`DecodeErrorKind::OverLimit`](crate::DecodeErrorKind::OverLimit) when the body has
/// more of something than allowed.
pub fn decode_within(body: impl Into<Vec<u8>>, limits: &Limits) -> Result<Decoded, DecodeError> {
    rpc_wire::decode_within(body, &SCHEMA, limits).map(Decoded::from)
}

/// Decodes a body while an observer looks on, who is told of pages and errors alike.
///
/// # Errors
///
/// As [`decode`], and [`DecodeErrorKind::Refused`](crate::DecodeErrorKind::Refused) when the
/// observer says so.
pub fn decode_with(
    body: impl Into<Vec<u8>>,
    observe: &mut impl Observe,
) -> Result<Decoded, DecodeError> {
    rpc_wire::decode_with(body, &SCHEMA, observe).map(Decoded::from)
}

impl Decoded {
    /// Returns the page, if it is one.
    #[must_use]
    pub fn page(self) -> Option<Page> {
        match self {
            Self::Page(page) => Some(page),
            Self::Error(_) => None,
        }
    }
}

impl From<rpc_wire::Decoded> for Decoded {
    fn from(decoded: rpc_wire::Decoded) -> Self {
        match decoded {
            rpc_wire::Decoded::Document(document) => Self::Page(Page::new(document)),
            rpc_wire::Decoded::Error(error) => Self::Error(error),
        }
    }
}
