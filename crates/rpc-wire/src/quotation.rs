//! Texts that quote a signed request, recognised without knowing the request.
//!
//! The service answers a wrong signature by quoting the string that it signed; gateways repeat
//! headers, URLs and whole requests. The security token of a session is a parameter in all of these.

use std::borrow::Cow;

use crate::mentions::{Mention, mentions};
use crate::wording::{SHORT, is_made_of_words, is_small_word};

/// Stands for what is not shown.
pub const WITHHELD: &str = "[withheld]";

/// Returns a text without what looks like a quotation of a signed request: up to the sentence, or
/// the word, in which the quotation begins. A text that is nothing else becomes `[withheld]`.
///
/// What such quotations look like:
///
/// * what they are called ("string to sign", "canonical request", `待签名字符串`, in any spelling),
///   and something encoded, or something that is not made of words, after it;
/// * the name of a secret (a signature, a nonce, a token, an access key, `Authorization`) and such a
///   value after it;
/// * parameters joined by `&` and `=`, or by these percent-encoded, and headers of ACS3.
///
/// In any other text, stretches of 32 and more letters and digits that are not made of words become
/// `[withheld]`, as they are keys for all that can be told; of 16 if there are both cases and digits.
/// Addresses of pages and everything else stay as they are.
///
/// ```
/// use aliyun_rpc_wire::without_quotation;
///
/// let text = "Specified signature is not matched. server string to sign is:GET&%2F&Action%3DA";
/// assert_eq!(without_quotation(text), "Specified signature is not matched.");
/// assert_eq!(without_quotation("Signature=5d4fXz9a"), "[withheld]");
/// let text = "The specified RegionId cn-moon-1 does not exist.";
/// assert_eq!(without_quotation(text), text);
/// ```
#[must_use]
pub fn without_quotation(text: &str) -> Cow<'_, str> {
    let Some(begins) = quotation_begins(text) else {
        return without_keys(text);
    };
    // What stands before a quotation can be the rest of another whose beginning is missing.
    let before = text.get(..begins).unwrap_or_default();
    let end =
        runs(before).find(|run| !is_made_of_words(trimmed(run.text))).map_or(begins, |run| run.at);
    match before.get(..end).unwrap_or_default().trim_end() {
        "" => Cow::Borrowed(WITHHELD),
        rest => Cow::Borrowed(rest),
    }
}

fn quotation_begins(text: &str) -> Option<usize> {
    let named = mentions(text).into_iter().filter_map(|name| match name {
        Mention::Quotation(range) => {
            let after = text.get(range.end..)?;
            let is_evidence = |run: Run<'_>| {
                let text = trimmed(run.text);
                text.contains(['%', '&', '=']) || text.contains("HMAC-") || !is_made_of_words(text)
            };
            let rest = value(after).0.trim_end();
            let is_one_word = rest.len() >= SHORT && !rest.contains(char::is_whitespace);
            let is_quoted = is_one_word || runs(after).any(is_evidence);
            is_quoted.then(|| sentence_begins(text, range.start))
        }
        Mention::Server(range) => Some(sentence_begins(text, range.start)),
        Mention::Secret(range) => {
            has_value(text.get(range.end..)?).then(|| word_begins(text, range.start))
        }
    });
    let request = runs(text).find(|run| is_piece_of_a_request(run.text)).map(|run| run.at);
    named.chain(request).min()
}

/// Returns where the word begins that holds this place.
fn word_begins(text: &str, place: usize) -> usize {
    let before = text.get(..place).unwrap_or_default();
    before.trim_end_matches(|c: char| c.is_ascii_graphic()).len()
}

/// Returns where the sentence begins that holds this place.
fn sentence_begins(text: &str, place: usize) -> usize {
    let before = text.get(..place).unwrap_or_default();
    let ends = [". ", "; ", "\n", "。", "；", "，"];
    ends.iter().filter_map(|end| Some(before.rfind(end)? + end.len())).max().unwrap_or(0)
}

/// Tells whether a text begins with a value, and not with prose.
fn has_value(text: &str) -> bool {
    let (rest, joint) = value(text);
    // What is assigned is a value whatever it looks like, and can hold quotation marks.
    let ends = |c: char| joint != Joint::Assigns && "\"'<>,;()[]{}".contains(c);
    let end = rest.find(|c: char| !c.is_ascii_graphic() || ends(c));
    let value = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    let is_prose = match joint {
        Joint::Assigns => false,
        Joint::Colon => is_small_word(trimmed(value)),
        Joint::Nothing => is_made_of_words(trimmed(value)),
    };
    value.len() >= SHORT && !is_prose
}

/// What stands between a name and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Joint {
    Nothing,
    Colon,
    Assigns,
}

/// Passes over what stands between a name and its value.
fn value(text: &str) -> (&str, Joint) {
    let (mut rest, mut joint) = (text, Joint::Nothing);
    for _ in 0..MOST_BETWEEN {
        let value = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '%');
        let between = rest.strip_suffix(value).unwrap_or_default();
        if between.contains('=') {
            joint = Joint::Assigns;
        } else if between.contains([':', '：']) {
            joint = joint.max(Joint::Colon);
        }
        rest = value;
        let is_escape = between.ends_with(['\\', '#', '&']);
        let words = BETWEEN.iter().chain(if is_escape { &ESCAPES[..] } else { &[] });
        let Some(word) = words.into_iter().find(|word| starts_with(rest, word)) else { break };
        if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            joint = Joint::Assigns;
        }
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    (rest, joint)
}

fn starts_with(text: &str, word: &str) -> bool {
    let begins = text.get(..word.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(word));
    let after = text.as_bytes().get(word.len());
    // Words of prose end as words do; escapes are followed by anything.
    begins && (!word.ends_with(char::is_lowercase) || !after.is_some_and(u8::is_ascii_alphanumeric))
}

/// Tells whether a word is parameters of a request, or a header that only signed requests have.
fn is_piece_of_a_request(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    if lower.contains("x-acs-") && lower.contains(':') {
        return true;
    }
    if lower.contains("://") {
        // The address of a page. One of a signed request names its secrets.
        return false;
    }
    ["%26", "%3d", "%2526", "%253d"].iter().any(|escape| lower.contains(escape))
        || lower.split('&').skip(1).any(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
            pair.contains('=') && !name.is_empty() && name.bytes().all(is_name)
        })
}

/// Returns a text with long stretches of what can only be a key withheld.
fn without_keys(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut copied = 0;
    for key in keys(text) {
        shown.push_str(text.get(copied..key.at).unwrap_or_default());
        shown.push_str(WITHHELD);
        copied = key.at + key.text.len();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(shown)
}

fn keys(text: &str) -> impl Iterator<Item = Run<'_>> {
    let is_of_key =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'%');
    stretches(text, is_of_key).filter(|run| {
        let has = |is: fn(&u8) -> bool| run.text.as_bytes().iter().any(is);
        let is_mixed =
            has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
        let shortest = if is_mixed { MIXED_KEY } else { KEY };
        run.text.len() >= shortest && !is_made_of_words(run.text)
    })
}

/// A stretch of a text.
#[derive(Clone, Copy)]
struct Run<'t> {
    at: usize,
    text: &'t str,
}

/// Returns the words of a text: stretches of visible ASCII.
fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    stretches(text, u8::is_ascii_graphic)
}

fn stretches<'t>(text: &'t str, is_of_it: fn(&u8) -> bool) -> impl Iterator<Item = Run<'t>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + bytes.get(from..)?.iter().position(is_of_it)?;
        let rest = bytes.get(at..)?;
        let length = rest.iter().position(|byte| !is_of_it(byte)).unwrap_or(rest.len());
        from = at + length;
        Some(Run { at, text: text.get(at..from)? })
    })
}

/// Returns a word without the marks of a sentence around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| ".,:;!?\"'()[]{}<>`".contains(c))
}

/// What can stand between the name of a secret and its value, beside signs.
const BETWEEN: [&str; 12] = [
    "is",
    "was",
    "are",
    "value",
    "of",
    "id",
    "%3D",
    "%253D",
    "%22",
    "ACS3-HMAC-SHA256",
    "Bearer",
    "Basic",
];

/// Escapes of signs, behind the sign that an escape begins with: a value can begin like one.
const ESCAPES: [&str; 5] = ["u003D", "x3D", "61", "quot", "amp"];

const MOST_BETWEEN: usize = 6;

/// A stretch of this length that is not made of words is a key. Identifiers of images and the like
/// have up to 22 characters, those of requests hyphens.
const KEY: usize = 32;

/// Identifiers have letters of one case; keys have both, and digits among them.
const MIXED_KEY: usize = 16;

#[cfg(test)]
mod tests {
    use super::without_quotation;

    const TOKEN: &str = "CAISrQJ1q6Ft5B2yfSjIr5DkJ8PXOsZm";

    #[track_caller]
    fn shows(text: &str, shown: &str) {
        assert_eq!(without_quotation(&text.replace("TOKEN", TOKEN)), shown);
    }

    #[test]
    fn quotations_are_known_by_their_names() {
        for name in [
            "server string to sign is:",
            "server string to  sign is: ",
            "String-To-Sign was ",
            "StringToSign: ",
            "Server StringToSign is [",
            "the canonical request was ",
            "CanonicalRequest=",
            "服务端待签名字符串为：",
        ] {
            for quoted in
                ["GET&%2F&AccessKeyId%3Dtestid", "TOKEN", "GET / Token TOKEN host", "CANARYCANARY"]
            {
                shows(&format!("Not matched. {name}{quoted}"), "Not matched.");
                shows(&format!("{name}{quoted}"), "[withheld]");
            }
        }
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        for text in [
            "SecurityToken=TOKEN",
            "security token is TOKEN",
            "Signature%3DTOKEN",
            "Signature%253DTOKEN",
            "signature\\u003dTOKEN",
            "Signature&#61;TOKEN",
            "x-acs-security-token:TOKEN",
            "{\\\"SecurityToken\\\":\\\"TOKEN\\\"}",
            "Authorization: ACS3-HMAC-SHA256 Credential=TOKEN",
            "Signature=allsmallletters",
            "Signature: 3dNo82GO",
        ] {
            shows(&format!("No: {text} and more"), "No:");
        }
    }

    #[test]
    fn pieces_of_requests_are_known_by_their_form() {
        shows("No: Action=DescribeImages&Format=JSON", "No:");
        shows("TOKEN%26Version%3D2014-05-26", "[withheld]");
        shows("TOKEN\nx-acs-version:2014-05-26", "[withheld]");
        shows("see TOKEN, says x-acs-action:DescribeImages", "see");
    }

    #[test]
    fn long_keys_are_withheld_where_they_stand() {
        shows("The key TOKEN is old.", "The key [withheld] is old.");
        shows("(0d5dac6a2bd0478b8a2ef5bcd0b6a1ff)", "([withheld])");
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "",
            "Specified signature is not matched with our calculation.",
            "The request signature does not conform to Aliyun standards.",
            "Specified signature nonce was used already.",
            "Specified access key is not found.",
            "The input parameter \"SecurityToken\" that is mandatory for processing this request is \
             not supplied.",
            "The specified parameter \"SignatureMethod\" is not valid.",
            "Specified time stamp or date value is expired.",
            "Cannot build the string to sign: a parameter is missing.",
            "The specified image m-bp1g7004ksh0oeuco1rt (acs:ecs:cn-hangzhou:1234567890123456:\
             image/m-bp1g7004ksh0oeuco1rt) does not exist.",
            "See https://error-center.aliyun.com/status/search?Keyword=InvalidTag&source=PopGw",
            "Request 473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E was denied due to user flow control.",
            "名称不合法：请使用 2 到 128 个字符。",
            "R&D images, 100% = all of them",
            "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
        ] {
            assert_eq!(without_quotation(text), text);
        }
    }
}
