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

/// Finds names. Letters are compared without case, and up to two other characters between
/// them do not count: `StringToSign`, `string to sign` and `string_to_sign` are one name.
pub(crate) fn mentions(text: &str) -> Vec<Mention> {
    let letters: Vec<(u8, usize)> = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| byte.is_ascii_alphabetic())
        .map(|(at, byte)| (byte.to_ascii_lowercase(), at))
        .collect();
    let mut found = Vec::new();
    for at in 0..letters.len() {
        let Some(rest) = letters.get(at..) else { break };
        let range = |names: &[&str]| names.iter().filter_map(|name| begins(rest, name)).max();
        if let Some(end) = range(&SERVER) {
            found.extend(rest.first().map(|(_, start)| Mention::Server(*start..end)));
        }
        if let Some(end) = range(&QUOTATIONS) {
            found.extend(rest.first().map(|(_, start)| Mention::Quotation(*start..end)));
        }
        if let Some(end) = range(&SECRETS) {
            found.extend(rest.first().map(|(_, start)| Mention::Secret(*start..end)));
        }
    }
    let mut add = |name: &'static str, mention: fn(Range<usize>) -> Mention| {
        let places = text.match_indices(name);
        found.extend(places.map(|(at, name)| mention(at..at + name.len())));
    };
    CHINESE.iter().for_each(|name| add(name, Mention::Quotation));
    add("服务端待签名", Mention::Server);
    found
}

/// Returns where a name ends that these letters begin with.
fn begins(letters: &[(u8, usize)], name: &str) -> Option<usize> {
    let same = letters.get(..name.len())?;
    let is_near = |pair: &[(u8, usize)]| matches!(pair, [(_, a), (_, b)] if b - a <= 3);
    let is_same = same.iter().map(|(letter, _)| *letter).eq(name.bytes());
    (is_same && same.windows(2).all(is_near)).then(|| same.last().map(|(_, at)| at + 1))?
}

const QUOTATIONS: [&str; 5] = [
    "stringtosign",
    "stringbeingsigned",
    "canonicalrequest",
    "canonicalizedrequest",
    "canonicalquery",
];

const SERVER: [&str; 2] = ["serverstringtosign", "servercanonicalrequest"];

const SECRETS: [&str; 16] = [
    "signature",
    "signaturenonce",
    "nonce",
    "accesskey",
    "accesskeyid",
    "accesskeysecret",
    "keysecret",
    "secret",
    "securitytoken",
    "ststoken",
    "bearertoken",
    "accesstoken",
    "oidctoken",
    "samlassertion",
    "authorization",
    "credential",
];

const CHINESE: [&str; 4] = ["待签名", "签名字符串", "规范请求", "规范化请求"];

#[cfg(test)]
mod tests {
    use super::{Mention, mentions};

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
        assert_eq!(mentions("a sign ---- ature"), []);
        assert_eq!(mentions(""), []);
    }
}
