//! The piece of a body that an error shows, and when it shows none.

use crate::bounds::TOO_LARGE;
use crate::printable::Printable;
use crate::quotation::{WITHHELD, without_quotation};

/// Returns up to 64 bytes around the offset, whole characters, of the same line; or [`WITHHELD`]
/// if the body may quote what was signed.
pub(crate) fn excerpt(body: &[u8], offset: usize) -> String {
    if may_quote_what_was_signed(body) {
        return WITHHELD.to_owned();
    }
    let from = offset.saturating_sub(BEFORE);
    let to = body.len().min(offset + AFTER);
    let before = body.get(from..offset).unwrap_or_default();
    let after = body.get(offset..to).unwrap_or_default();
    let start = match before.iter().rposition(|byte| *byte == b'\n') {
        Some(line_feed) => from + line_feed + 1,
        None => from + continuation_bytes(before),
    };
    let end = after.iter().position(|byte| *byte == b'\n').map_or(to, |at| offset + at);
    let text = String::from_utf8_lossy(body.get(start..end).unwrap_or_default());
    Printable(&without_quotation(text.trim_end_matches('\u{FFFD}').trim())).to_string()
}

/// Says whether a body may hold the string to sign that the service saw, or a piece of one.
///
/// The service answers a wrong signature by quoting that string, and the session's security token
/// is a parameter in it. Such a body may come cut at either end, so three things count:
///
/// * it begins neither as an object nor as an element does, and may be the middle of anything;
/// * it says what such quotations are called, or the name of a secret, in whatever spelling:
///   letters are compared without case, and without what stands between them;
/// * it has `&` or `=` percent-encoded, as every string to sign does.
///
/// The piece itself is looked at once more ([`without_quotation`]).
///
/// What is too large to be read is not searched either, and counts.
fn may_quote_what_was_signed(body: &[u8]) -> bool {
    if body.len() >= TOO_LARGE {
        return true;
    }
    let unmarked = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match unmarked.trim_ascii_start() {
        [] => return false,
        [b'{', object @ ..] if begins_an_object(object) => {}
        [b'<', element @ ..] if begins_an_element(element) => {}
        _ => return true,
    }
    let is_encoded = |three: &[u8]| three == b"%26" || three.eq_ignore_ascii_case(b"%3D");
    let is_chinese = |six: &[u8]| six == "签名".as_bytes();
    if body.windows(3).any(is_encoded) || body.windows(6).any(is_chinese) {
        return true;
    }
    let letters = body.iter().filter(|byte| byte.is_ascii_alphabetic());
    // The last sixteen letters, the newest lowest.
    let mut last: u128 = 0;
    for letter in letters {
        last = last << 8 | u128::from(letter.to_ascii_lowercase());
        if NAMES.iter().any(|name| ends_with(last, name)) {
            return true;
        }
    }
    false
}

/// Tells whether this can follow the brace of an object.
fn begins_an_object(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start(), [] | [b'"' | b'}', ..])
}

/// Tells whether this can follow the bracket of an element, a comment or the like.
fn begins_an_element(rest: &[u8]) -> bool {
    let name = rest.strip_prefix(b"!").or(rest.strip_prefix(b"?")).unwrap_or(rest);
    let is_of_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.');
    let end = name.iter().position(|byte| !is_of_name(byte)).unwrap_or(name.len());
    let after = name.get(end..).unwrap_or_default();
    end <= LONGEST_NAME
        && (matches!(after, [] | [b'>' | b'[', ..] | [b'/', b'>', ..])
            || after.first().is_some_and(u8::is_ascii_whitespace))
}

fn ends_with(letters: u128, name: &[u8]) -> bool {
    let mut rest = letters;
    name.iter().rev().all(|byte| {
        let is_same = rest.to_le_bytes().first() == Some(byte);
        rest >>= 8;
        is_same
    })
}

/// Counts the bytes at the beginning that belong to a character cut in two.
fn continuation_bytes(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte & 0xC0 == 0x80).count()
}

/// What such quotations, and the secrets in them, are called: at most 16 letters, lower case.
const NAMES: [&[u8]; 9] = [
    b"stringtosign",
    b"canonicalrequest",
    b"canonicalquery",
    b"signature",
    b"securitytoken",
    b"accesskey",
    b"authorization",
    b"credential",
    b"xacs",
];

/// The longest name that a root has, with room.
const LONGEST_NAME: usize = 64;

/// Bytes shown before and after the place.
const BEFORE: usize = 40;
const AFTER: usize = 24;

#[cfg(test)]
mod tests {
    use super::{WITHHELD, excerpt};

    #[test]
    fn an_excerpt_is_short_whole_and_of_one_line() {
        assert_eq!(excerpt(b"{\"first\nsecond\nthird", 10), "second");
        assert_eq!(excerpt(b"", 0), "");
        assert_eq!(excerpt(b" \n", 2), "");
        assert_eq!(excerpt(b"{\"c", 3), "{\"c");
        let long = format!("<a>{}", "位".repeat(100));
        for offset in (45..300).step_by(3) {
            let excerpt = excerpt(long.as_bytes(), offset);
            assert!(excerpt.len() <= 64 && excerpt.chars().all(|c| c == '位'), "{excerpt}");
        }
        assert_eq!(excerpt(b"<a>\x1b[2Jb\xFFc", 8), "<a>\\u{1b}[2Jb\u{FFFD}c");
    }

    #[test]
    fn whatever_may_quote_a_string_to_sign_is_withheld() {
        for body in [
            r#"{"Message":"server string to sign is:GET&%2F"#,
            r#"{"Message":"server StringToSign is: GET"#,
            "<Message>The STRING_TO_SIGN is",
            "<Message>CanonicalRequest: GET\n/\n",
            r#"{"Code":"SignatureDoesNotMatch","#,
            r#"{"Code":"InvalidSecurityToken.Expired""#,
            "<Error><Code>InvalidAccessKeyId",
            "{\0\"\0S\0t\0r\0i\0n\0g\0T\0o\0S\0i\0g\0n\0",
            r#"{"a":"Action%3dDescribeImages""#,
            "<a>Action%26Format",
            "Token%3Dabc",
            "inside of a token",
            "[1]",
            "<JTa2=VHk",
            "<JTa2/VHk",
            "{a:1}",
            "\u{feff}\"a\"",
            "\u{ff}",
        ] {
            for offset in 0..=body.len() {
                assert_eq!(excerpt(body.as_bytes(), offset), WITHHELD, "{body}");
            }
        }
    }

    #[test]
    fn what_a_page_says_of_signs_is_shown() {
        for body in ["{\"a\":\"a sign, 100%\"", " <a>tokens & strings", "\u{feff}{\"a\":%20"] {
            assert_ne!(excerpt(body.as_bytes(), 4), WITHHELD, "{body}");
        }
    }
}
