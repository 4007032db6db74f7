//! Decoding bodies that are no errors of the service.

use aliyun_ecs_wire::{DecodeError, Decoded, Ignore, Observe, Page, decode_with};

/// Decodes a body that is a page or is refused.
#[track_caller]
pub(crate) fn decode_page(body: impl Into<Vec<u8>>) -> Result<Page, DecodeError> {
    decode_page_with(body, &mut Ignore)
}

/// The same while an observer looks on.
#[track_caller]
pub(crate) fn decode_page_with(
    body: impl Into<Vec<u8>>,
    observe: &mut impl Observe,
) -> Result<Page, DecodeError> {
    match decode_with(body, observe)? {
        Decoded::Page(page) => Ok(page),
        Decoded::Error(error) => panic!("an error of the service: {error:?}"),
    }
}
