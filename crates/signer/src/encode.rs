//! Percent-encoding as the signature wants it.

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;

/// Appends `text` to `out`, percent-encoded.
///
/// The unreserved characters of RFC 3986, `A`–`Z` `a`–`z` `0`–`9` `-` `.` `_` `~`, stay; every
/// other byte of the UTF-8 text becomes `%XX` with upper-case digits. So a space becomes `%20`,
/// never `+`, and `!` `'` `(` `)` `*`, which JavaScript's `encodeURIComponent` leaves alone, are
/// encoded. Text is taken as it is: not normalised, and `%41` becomes `%2541`.
/// (ECS API Reference, "Request signatures".)
///
/// ```
/// use aliyun_rpc_signer::encode::percent_encode;
///
/// let mut out = String::from("Name=");
/// percent_encode("a b*~é", &mut out);
/// assert_eq!(out, "Name=a%20b%2A~%C3%A9");
/// ```
pub fn percent_encode(text: impl AsRef<[u8]>, out: &mut String) {
    out.extend(percent_encoding::percent_encode(text.as_ref(), RESERVED));
}

/// Tells whether a byte stands for itself: the unreserved characters of RFC 3986, section 2.3.
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Returns the two digits of the escape `%XX`.
pub(crate) const fn hex_digits(byte: u8) -> [u8; 2] {
    [hex_digit(byte >> 4), hex_digit(byte & 0xf)]
}

const fn hex_digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' + (nibble - 10),
    }
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_encodes(text: &str, expected: &str) {
        let mut out = String::new();
        percent_encode(text, &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn only_the_unreserved_bytes_of_all_256_stay() {
        let unreserved = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        for byte in 0..=u8::MAX {
            let expected = if unreserved.contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            };
            let mut out = String::new();
            percent_encode([byte], &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn the_characters_other_encoders_treat_differently() {
        assert_encodes(" +*~/", "%20%2B%2A~%2F");
        assert_encodes("!'()", "%21%27%28%29");
    }

    #[test]
    fn encoded_text_is_data() {
        assert_encodes("a%20b", "a%2520b");
    }

    #[test]
    fn composed_and_decomposed_letters_stay_different() {
        assert_encodes("\u{e9}", "%C3%A9");
        assert_encodes("e\u{301}", "e%CC%81");
    }
}
