//! The names of secrets, and of the texts that hold them, in any spelling.

use std::ops::Range;

/// A name in a text, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mention {
    /// Of a text that is signed.
    Quotation(Range<usize>),
    /// Of the text that the service says it signed, which it never mentions without quoting it.
    Server(Range<usize>),
    /// Of something that is secret or proves who one is.
    Secret(Range<usize>),
}

/// Finds names, in the order of their places but for Chinese ones, which come last. Letters are
/// compared without case, and up to two other characters between words do not count: `StringToSign`,
/// `string to sign` and `string_to_sign` are one name.
pub(crate) fn mentions(text: &str) -> impl Iterator<Item = Mention> + '_ {
    let bytes = text.as_bytes();
    let latin = (0..bytes.len()).flat_map(move |at| {
        let longest = |names: &[&str]| names.iter().filter_map(|name| ends(bytes, at, name)).max();
        let server = longest(&SERVER).map(|end| Mention::Server(at..end));
        let quotation = longest(&QUOTATIONS).map(|end| Mention::Quotation(at..end));
        let secret = longest(&SECRETS).map(|end| Mention::Secret(at..end));
        [server, quotation, secret].into_iter().flatten()
    });
    let chinese = CHINESE.iter().flat_map(move |name| {
        text.match_indices(name).map(|(at, name)| Mention::Quotation(at..at + name.len()))
    });
    let server = text.match_indices(CHINESE_SERVER);
    let server = server.map(|(at, name)| Mention::Server(at..at + name.len()));
    latin.chain(chinese).chain(server)
}

/// Returns where a name ends that begins at this place. A space in it stands for up to two characters
/// that are no letters.
fn ends(text: &[u8], place: usize, name: &str) -> Option<usize> {
    let mut at = place;
    for letter in name.bytes() {
        if letter == b' ' {
            let between = text.get(at..)?.iter().take(3);
            let between = between.take_while(|byte| !byte.is_ascii_alphabetic()).count();
            at += between;
        } else if text.get(at)?.eq_ignore_ascii_case(&letter) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}

const QUOTATIONS: [&str; 5] = [
    "string to sign",
    "string being signed",
    "canonical request",
    "canonicalized request",
    "canonical query",
];

const SERVER: [&str; 2] = ["server string to sign", "server canonical request"];

const SECRETS: [&str; 16] = [
    "signature",
    "signature nonce",
    "nonce",
    "access key",
    "access key id",
    "access key secret",
    "key secret",
    "secret",
    "security token",
    "sts token",
    "bearer token",
    "access token",
    "oidc token",
    "saml assertion",
    "authorization",
    "credential",
];

const CHINESE: [&str; 4] = ["待签名", "签名字符串", "规范请求", "规范化请求"];

const CHINESE_SERVER: &str = "服务端待签名";

#[cfg(test)]
mod tests {
    use super::Mention;

    fn mentions(text: &str) -> Vec<Mention> {
        super::mentions(text).collect()
    }

    #[test]
    fn mentions_are_found_in_any_spelling() {
        for text in ["StringToSign", "string to sign", "STRING_TO_SIGN", "string--to  sign"] {
            assert_eq!(mentions(text), [Mention::Quotation(0..text.len())], "{text}");
        }
        assert_eq!(mentions("an x-acs-security-token"), [Mention::Secret(9..23)]);
        assert_eq!(mentions("服务端待签名字符串").len(), 3);
    }

    #[test]
    fn the_longest_name_counts() {
        let found = mentions("SignatureNonce");
        assert!(found.contains(&Mention::Secret(0..14)) && !found.contains(&Mention::Secret(0..9)));
    }

    #[test]
    fn letters_too_far_apart_are_no_name() {
        assert_eq!(mentions("string ---- to sign"), []);
        // Nor are those that are part of two words.
        assert_eq!(mentions("in this region once, an a-s-ignature"), []);
        assert_eq!(mentions(""), []);
    }
}
