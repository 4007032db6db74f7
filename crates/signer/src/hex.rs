//! Bytes as lower-case hexadecimal digits, which ACS3 and nonces are written in.

/// Appends two digits for each byte.
pub(crate) fn encode(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        out.push(char::from(digit_of(byte >> 4)));
        out.push(char::from(digit_of(byte & 0xf)));
    }
}

/// Reads exactly `N` bytes from lower-case digits, and `None` from anything else.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

fn digit_of(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + (nibble - 10) }
}

fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        for byte in 0..=u8::MAX {
            let mut text = String::new();
            encode(&[byte, !byte], &mut text);
            assert_eq!(text, format!("{byte:02x}{:02x}", !byte));
            assert_eq!(decode(&text), Some([byte, !byte]));
        }
    }

    #[test]
    fn other_lengths_and_other_digits_are_refused() {
        for text in ["", "0", "000", "0000", "0A", "0g", " 0", "é"] {
            assert_eq!(decode::<1>(text), None, "{text:?}");
        }
        assert_eq!(decode::<0>(""), Some([]));
    }
}
