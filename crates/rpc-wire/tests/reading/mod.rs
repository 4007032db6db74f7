//! Decoding bodies that are no errors of the service.

use aliyun_rpc_wire::{DecodeError, Decoded, Document, decode};

use crate::images::PAGE;

/// Decodes a body that is a page or is refused.
#[track_caller]
pub(crate) fn decode_page(body: impl Into<Vec<u8>>) -> Result<Document, DecodeError> {
    match decode(body, &PAGE)? {
        Decoded::Document(document) => Ok(document),
        Decoded::Error(error) => panic!("an error of the service: {error:?}"),
    }
}
