//! What each byte becomes in the two texts that `one_pass` writes.

use crate::hex;
use crate::percent::is_unreserved;

/// What a byte becomes when encoded once and twice, in arrays of a size that is copied in one step.
#[derive(Clone, Copy)]
#[repr(align(16))]
pub(super) struct Escape {
    pub(super) twice: [u8; 8],
    pub(super) once: [u8; 4],
    pub(super) once_len: u8,
    pub(super) twice_len: u8,
}

impl Escape {
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "there are 256 bytes")]
    pub(super) fn of(byte: u8) -> &'static Self {
        &ESCAPES[usize::from(byte)]
    }

    const fn new(byte: u8) -> Self {
        if is_unreserved(byte) {
            return Self {
                twice: [byte, 0, 0, 0, 0, 0, 0, 0],
                once: [byte, 0, 0, 0],
                once_len: 1,
                twice_len: 1,
            };
        }
        let [high, low] = hex::upper_case(byte);
        Self {
            twice: [b'%', b'2', b'5', high, low, 0, 0, 0],
            once: [b'%', high, low, 0],
            once_len: 3,
            twice_len: 5,
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "computed by the compiler")]
static ESCAPES: [Escape; 256] = {
    let mut escapes = [Escape::new(0); 256];
    let mut byte = 0;
    while byte < escapes.len() {
        escapes[byte] = Escape::new(byte as u8);
        byte += 1;
    }
    escapes
};
