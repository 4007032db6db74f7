//! Percent-encoding as the signature wants it, and reading it back.

use std::error::Error;
use std::fmt;

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;

use crate::hex;

/// Returns `text`, percent-encoded.
///
/// The unreserved characters of RFC 3986, `A`–`Z` `a`–`z` `0`–`9` `-` `.` `_` `~`, stay; every
/// other byte of the UTF-8 text becomes `%XX` with upper-case digits. So a space becomes `%20`,
/// never `+`, and `!` `'` `(` `)` `*`, which JavaScript's `encodeURIComponent` leaves alone, are
/// encoded. Text is taken as it is: not normalised, and `%41` becomes `%2541`.
/// (ECS API Reference, "Request signatures".)
///
/// ```
/// use aliyun_rpc_signer::percent;
///
/// assert_eq!(percent::encode("a b*~é"), "a%20b%2A~%C3%A9");
/// ```
pub fn encode(text: impl AsRef<[u8]>) -> String {
    let text = text.as_ref();
    let mut out = String::with_capacity(encoded_len(text));
    push_encoded(text, &mut out);
    out
}

/// Appends `text` to `out`, percent-encoded as by [`encode`].
///
/// ```
/// use aliyun_rpc_signer::percent;
///
/// let mut out = String::from("Name=");
/// percent::push_encoded("a b", &mut out);
/// assert_eq!(out, "Name=a%20b");
/// ```
pub fn push_encoded(text: impl AsRef<[u8]>, out: &mut String) {
    out.extend(percent_encoding::percent_encode(text.as_ref(), RESERVED));
}

/// Returns how many bytes a text becomes.
pub(crate) fn encoded_len(text: &[u8]) -> usize {
    text.len() + 2 * text.iter().filter(|byte| !is_unreserved(**byte)).count()
}

/// Reads percent-encoded text: every `%` has to begin an escape. A `+` is a `+`.
///
/// # Errors
///
/// Fails on a `%` without two hexadecimal digits, and on bytes that are not UTF-8.
///
/// ```
/// use aliyun_rpc_signer::percent;
///
/// assert_eq!(percent::decode("a%20b+%c3%A9").as_deref(), Ok("a b+é"));
/// assert_eq!(percent::decode("100%"), Err(percent::DecodeError::Escape));
/// assert_eq!(percent::decode("%FF"), Err(percent::DecodeError::Utf8));
/// ```
pub fn decode(text: impl AsRef<[u8]>) -> Result<String, DecodeError> {
    Reading { plus_is_space: false, keeps_malformed: false }.decode(text.as_ref())
}

/// Reads percent-encoded text, in which a `%` without two hexadecimal digits stands for itself.
///
/// # Errors
///
/// Fails on bytes that are not UTF-8.
///
/// ```
/// use aliyun_rpc_signer::percent;
///
/// assert_eq!(percent::decode_lenient("100% a%20b").as_deref(), Ok("100% a b"));
/// ```
pub fn decode_lenient(text: impl AsRef<[u8]>) -> Result<String, DecodeError> {
    Reading { plus_is_space: false, keeps_malformed: true }.decode(text.as_ref())
}

/// Reads one escape, `%XX` with digits in either case.
///
/// ```
/// use aliyun_rpc_signer::percent;
///
/// assert_eq!(percent::unescape(*b"%2f"), Some(b'/'));
/// assert_eq!(percent::unescape(*b"2F%"), None);
/// ```
pub const fn unescape(escape: [u8; 3]) -> Option<u8> {
    match escape {
        [b'%', high, low] => hex::byte_of([high, low]),
        _ => None,
    }
}

/// Tells whether a byte stands for itself: the unreserved characters of RFC 3986, section 2.3.
pub const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Why a text cannot be read as percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeError {
    /// A `%` is not followed by two hexadecimal digits.
    Escape,
    /// The bytes are not UTF-8.
    Utf8,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Escape => "a `%` is not followed by two hexadecimal digits",
            Self::Utf8 => "the percent-encoded bytes are not UTF-8",
        })
    }
}

impl Error for DecodeError {}

/// How text is read back, which differs in two ways.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) plus_is_space: bool,
    /// Leaves a `%` that begins no escape as it is.
    pub(crate) keeps_malformed: bool,
}

impl Reading {
    pub(crate) fn decode(self, text: &[u8]) -> Result<String, DecodeError> {
        let mut out = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some((byte, tail)) = rest.split_first() {
            rest = tail;
            out.push(match *byte {
                b'+' if self.plus_is_space => b' ',
                b'%' => {
                    let digits = tail.split_first_chunk::<2>();
                    let escape =
                        digits.and_then(|(digits, after)| Some((hex::byte_of(*digits)?, after)));
                    match escape {
                        Some((decoded, after)) => {
                            rest = after;
                            decoded
                        }
                        None if self.keeps_malformed => b'%',
                        None => return Err(DecodeError::Escape),
                    }
                }
                other => other,
            });
        }
        String::from_utf8(out).map_err(|_| DecodeError::Utf8)
    }
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_encodes(text: &str, expected: &str) {
        assert_eq!(encode(text), expected);
        assert_eq!(encoded_len(text.as_bytes()), expected.len());
        assert_eq!(decode(expected).as_deref(), Ok(text));
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
            assert_eq!(encode([byte]), expected);
            assert_eq!(encoded_len(&[byte]), expected.len());
            assert_eq!(is_unreserved(byte), unreserved.contains(&byte));
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

    #[test]
    fn escapes_are_read_in_either_case_and_once() {
        assert_eq!(decode("%2a%2A%2541").as_deref(), Ok("**%41"));
        assert_eq!(decode("a+b").as_deref(), Ok("a+b"));
    }

    #[test]
    fn a_malformed_escape_is_an_error_or_stands_for_itself() {
        for malformed in ["%", "%4", "%G1", "%+1", "a%zzb", "%%"] {
            assert_eq!(decode(malformed), Err(DecodeError::Escape), "{malformed}");
            assert_eq!(decode_lenient(malformed).as_deref(), Ok(malformed));
        }
        assert_eq!(decode_lenient("%%41").as_deref(), Ok("%A"));
    }

    #[test]
    fn what_is_not_utf_8_is_an_error_for_both() {
        for wrong in [&b"%ff"[..], b"%c0%af", b"\xff", b"%C3"] {
            assert_eq!(decode(wrong), Err(DecodeError::Utf8));
            assert_eq!(decode_lenient(wrong), Err(DecodeError::Utf8));
        }
    }
}
