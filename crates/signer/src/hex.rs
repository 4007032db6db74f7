//! Bytes as hexadecimal digits: in lower case, as ACS3 and nonces are written, and in upper case, as
//! escapes are.

/// Returns two lower-case digits for each byte.
///
/// ```
/// use aliyun_rpc_signer::hex;
///
/// assert_eq!(hex::encode([0x0f, 0xa5]), "0fa5");
/// ```
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let mut text = String::with_capacity(2 * bytes.len());
    push(bytes, &mut text);
    text
}

/// Appends two lower-case digits for each byte.
pub(crate) fn push(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        let [high, low] = lower_case(*byte);
        out.push(char::from(high));
        out.push(char::from(low));
    }
}

/// Reads exactly `N` bytes from lower-case digits, and `None` from anything else.
///
/// ```
/// use aliyun_rpc_signer::hex;
///
/// assert_eq!(hex::decode::<2>("0fa5"), Some([0x0f, 0xa5]));
/// assert_eq!(hex::decode::<2>("0FA5"), None);
/// ```
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        if pair.iter().any(u8::is_ascii_uppercase) {
            return None;
        }
        *byte = byte_of(*pair)?;
    }
    Some(bytes)
}

/// Reads one byte from two digits in either case.
pub(crate) const fn byte_of([high, low]: [u8; 2]) -> Option<u8> {
    match (value_of(high), value_of(low)) {
        (Some(high), Some(low)) => Some(high << 4 | low),
        _ => None,
    }
}

const fn value_of(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Returns the two digits of a byte in lower case.
pub(crate) const fn lower_case(byte: u8) -> [u8; 2] {
    [digit(byte >> 4, b'a'), digit(byte & 0xf, b'a')]
}

/// Returns the two digits of a byte in upper case.
pub(crate) const fn upper_case(byte: u8) -> [u8; 2] {
    [digit(byte >> 4, b'A'), digit(byte & 0xf, b'A')]
}

const fn digit(nibble: u8, ten: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { ten + (nibble - 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        for byte in 0..=u8::MAX {
            let text = encode([byte, !byte]);
            assert_eq!(text, format!("{byte:02x}{:02x}", !byte));
            assert_eq!(decode(&text), Some([byte, !byte]));
            assert_eq!(byte_of(lower_case(byte)), Some(byte));
            assert_eq!(byte_of(upper_case(byte)), Some(byte));
            assert_eq!(upper_case(byte).as_slice(), format!("{byte:02X}").as_bytes());
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
