//! Finding the end of a text eight bytes at a time, in plain integers.
//!
//! For a word `w` of bytes below 0x80, `(w - 0x01…01 * n) & !w & 0x80…80` marks the bytes below
//! `n`. A subtraction may borrow from the next higher byte, and so mark a wrong one, but only
//! above a right one; the lowest mark is always right, and it is the only one that is used
//! (Henry S. Warren, "Hacker's Delight", section 6-1).

/// Returns the offset of the first quote, backslash or control character at or behind `at`, or
/// the length of the bytes if there is none.
#[inline(always)]
pub(crate) fn end_of_json_text(bytes: &[u8], at: usize) -> usize {
    // With bit 1 flipped, the quote (0x22) lies right behind the control characters.
    find(bytes, at, |word| {
        let low = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
        let backslash = (word ^ (ONES * 0x5C)).wrapping_sub(ONES);
        (low | backslash) & !word & HIGH
    })
}

/// Returns the offset of the first `<`, `>` or `&` at or behind `at`, or the length of the bytes
/// if there is none.
#[inline(always)]
pub(crate) fn end_of_xml_text(bytes: &[u8], at: usize) -> usize {
    // With bit 1 set, both angle brackets (0x3C, 0x3E) are the same byte.
    find(bytes, at, |word| {
        let bracket = ((word | (ONES * 0x02)) ^ (ONES * 0x3E)).wrapping_sub(ONES);
        let ampersand = (word ^ (ONES * 0x26)).wrapping_sub(ONES);
        (bracket | ampersand) & !word & HIGH
    })
}

/// Returns the offset of the first byte at or behind `at` that is no space (0x20), or the length
/// of the bytes if there is none.
#[inline(always)]
pub(crate) fn end_of_spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let others = u64::from_le_bytes(*chunk) ^ (ONES * 0x20);
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// Reads up to seven decimal digits: their value and the offset behind them. `None` if there is no
/// digit, or if the bytes end within eight.
#[inline(always)]
pub(crate) fn leading_number(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let chunk = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>)?;
    let digits = u64::from_le_bytes(*chunk) ^ (ONES * 0x30);
    let others = (digits.wrapping_add(ONES * 0x76) | digits) & HIGH;
    let length = others.trailing_zeros() / 8;
    if length == 0 || length == 8 {
        return None;
    }
    // Zeros in front make eight digits of them; then pairs, fours and eight are added up.
    let digits = digits << (64 - 8 * length);
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    let number = (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF;
    Some((number as u32, at + length as usize))
}

/// One word per round and nothing wider: how far a text reaches is what all that follows waits for,
/// and a branch that is guessed right is not waited for at all.
#[inline(always)]
fn find(bytes: &[u8], mut at: usize, marks: impl Fn(u64) -> u64) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let found = marks(u64::from_le_bytes(*chunk));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at + find_in_the_end(bytes.get(at..).unwrap_or_default(), marks)
}

#[inline(never)]
fn find_in_the_end(rest: &[u8], marks: impl Fn(u64) -> u64) -> usize {
    // One byte, in the lowest place; what is marked above it is no byte of the body.
    let is_end = |byte: &u8| marks(u64::from(*byte)) & 0x80 != 0;
    rest.iter().position(is_end).unwrap_or(rest.len())
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES << 7;

#[cfg(test)]
mod tests {
    use super::{end_of_json_text, end_of_spaces, end_of_xml_text, leading_number};

    #[test]
    fn every_byte_is_told_at_every_place() {
        for length in 0..40 {
            for place in 0..length {
                for byte in 0..=255 {
                    for other in [b'a', b'!', b'#', b']', b'=', b'?', b'%', b'\'', 0x80, 0xFF] {
                        let mut bytes = vec![other; length];
                        bytes[place] = byte;
                        let found = |is_end| if is_end { place } else { length };
                        let is_end = matches!(byte, 0..0x20 | b'"' | b'\\');
                        assert_eq!(end_of_json_text(&bytes, 0), found(is_end), "{bytes:?}");
                        let is_end = matches!(byte, b'<' | b'>' | b'&');
                        assert_eq!(end_of_xml_text(&bytes, 0), found(is_end), "{bytes:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_of_many_is_found_from_any_place() {
        let bytes = b"0123456789\"\\\x01012345678901234567\x1f\"\"012345678901234567890123456789";
        for at in 0..=bytes.len() {
            let expected =
                (at..bytes.len()).find(|at| bytes[*at] < 0x20 || b"\"\\".contains(&bytes[*at]));
            assert_eq!(end_of_json_text(bytes, at), expected.unwrap_or(bytes.len()));
        }
    }

    #[test]
    fn numbers_are_read_up_to_seven_digits() {
        for number in [0, 1, 9, 10, 47, 99, 100, 8_190, 65_536, 123_456, 9_999_999] {
            for behind in ["xxxxxxxx", ",       ", ":/      ", "\u{80}\u{80}\u{80}\u{80}"] {
                let text = format!("{number}{behind}");
                let expected = Some((number, number.to_string().len()));
                assert_eq!(leading_number(text.as_bytes(), 0), expected, "{text}");
            }
        }
        for other in ["", "1", "1234567", "x1234567", "12345678", "-1      ", "/       "] {
            assert_eq!(leading_number(other.as_bytes(), 0), None, "{other}");
        }
    }

    #[test]
    fn spaces_end_where_something_else_begins() {
        for length in 0..30 {
            let whitespace = " ".repeat(length);
            for behind in ["", "x", "\n", "x       ", "!0123456789"] {
                assert_eq!(end_of_spaces(format!("{whitespace}{behind}").as_bytes(), 0), length);
            }
        }
    }
}
