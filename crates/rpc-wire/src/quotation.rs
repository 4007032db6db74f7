//! Texts that quote a signed request, recognised without knowing the request.
//!
//! The service answers a wrong signature by quoting the string that it signed; gateways repeat
//! headers, URLs and whole requests. The security token of a session is a parameter in all of these.

use std::borrow::Cow;

use crate::mentions::{Mention, mentions};
use crate::wording::{SHORT, is_made_of_words};

mod keys;
mod runs;
mod value;

pub use keys::WITHHELD;
use keys::without_keys;
use runs::{Run, runs, trimmed};
use value::{has_value, value};

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
/// `[withheld]`, as they are keys for all that can be told; of 16 if there are both cases and digits,
/// with what hyphens and underscores join to them. Everything else stays as it is. A name that looks
/// like a key, such as `CentOS7u9x64Minimal20G`, is taken for one.
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
    // Each kind is looked for once, as the first that counts begins first: a text may hold nothing but
    // names.
    let evidence = last_evidence(text);
    let last_blank = text.trim_end().rfind(char::is_whitespace);
    let is_quoted = |after: usize| {
        let rest = value(text.get(after..).unwrap_or_default()).0;
        let begins = text.len() - rest.len();
        let is_one_word =
            rest.trim_end().len() >= SHORT && last_blank.is_none_or(|blank| blank < begins);
        is_one_word || evidence.is_some_and(|evidence| after <= evidence)
    };
    let (mut quoted, mut secret) = (None, None);
    for name in mentions(text) {
        match name {
            Mention::Server(range) => quoted = earlier(quoted, range.start),
            Mention::Quotation(range) if is_before(range.start, quoted) => {
                quoted = if is_quoted(range.end) { earlier(quoted, range.start) } else { quoted };
            }
            Mention::Secret(range) if is_before(range.start, secret) => {
                let name = text.get(range.clone()).unwrap_or_default();
                let after = text.get(range.end..).unwrap_or_default();
                secret = if has_value(name, after) { earlier(secret, range.start) } else { secret };
            }
            Mention::Quotation(_) | Mention::Secret(_) => {}
        }
    }
    let quoted = quoted.map(|place| sentence_begins(text, place));
    let secret = secret.map(|place| word_begins(text, place));
    let request = runs(text).find(|run| is_piece_of_a_request(run.text)).map(|run| run.at);
    quoted.into_iter().chain(secret).chain(request).min()
}

fn earlier(known: Option<usize>, place: usize) -> Option<usize> {
    Some(known.map_or(place, |known| known.min(place)))
}

fn is_before(place: usize, known: Option<usize>) -> bool {
    known.is_none_or(|known| place < known)
}

/// Returns where the last word ends that a text which is signed consists of, and prose does not.
fn last_evidence(text: &str) -> Option<usize> {
    let is_evidence = |run: &Run<'_>| {
        let word = trimmed(run.text);
        let is_version = word.starts_with("HTTP/");
        word.contains('&')
            || word.contains("%2")
            || word.contains("%3")
            || word.contains("HMAC-")
            || !is_version && !is_made_of_words(word)
    };
    runs(text).filter(is_evidence).last().map(|run| run.at + run.text.len())
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

/// Tells whether a word is parameters of a request, or a header that only signed requests have.
fn is_piece_of_a_request(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    if lower.find("x-acs-").is_some_and(|at| lower.get(at..).is_some_and(is_header)) {
        return true;
    }
    if lower.contains("://") {
        // The address of a page. One of a signed request names its secrets.
        return false;
    }
    let is_key = |value: &str| value.len() >= SHORT && !is_made_of_words(value);
    if lower.contains("%252") || lower.contains("%253") {
        return true;
    }
    if let Some((name, _)) = lower.split_once("%3d") {
        let values = word.split("%3D").flat_map(|part| part.split("%3d")).skip(1);
        let mut values = values.map(|part| part.split('%').next().unwrap_or_default());
        return lower.contains("%26") || is_common(name) || values.any(is_key);
    }
    let mut pairs = word.split('&').filter_map(|pair| pair.split_once('='));
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    word.contains('&')
        && pairs.any(|(name, value)| {
            is_common(&name.to_ascii_lowercase()) || is_name(name) && is_key(value)
        })
}

/// Tells whether a name and a colon are followed by something.
fn is_header(text: &str) -> bool {
    text.split_once(':').is_some_and(|(_, value)| value.bytes().any(|b| b.is_ascii_alphanumeric()))
}

/// Tells whether a name, in small letters, ends as one of the parameters that every request has.
fn is_common(name: &str) -> bool {
    COMMON.iter().any(|common| name.ends_with(common))
}

/// Parameters that every request has, in small letters.
const COMMON: [&str; 10] = [
    "action",
    "accesskeyid",
    "format",
    "securitytoken",
    "signature",
    "signaturemethod",
    "signaturenonce",
    "signatureversion",
    "timestamp",
    "version",
];

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
            "Signature: NuzUDEOY",
            "SecurityToken==MSWS7U2",
            "Signature: +UZYsV50",
            "Signature: +AajgJBn",
            "Signature: //+ajgJB",
            "SecurityToken: <AajgJBn",
            "Signature: 9053579377",
            "AccessKey: 9053579377",
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
        let jwt = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.X-zrZv_IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V-k";
        shows(
            &format!("The JWT {jwt} is old."),
            "The JWT [withheld].[withheld].[withheld] is old.",
        );
        let url = "CAISrQJ1q-6Ft5B2yfS-jIr5DkJ8PX_OsZmGBW0qk-7lVx9TbYhN3_cAe2uMo6";
        shows(&format!("tok {url}."), "tok [withheld].");
    }

    /// A message may be as long as a body, and made to be slow.
    #[test]
    fn the_time_grows_with_the_length() {
        for piece in ["string to sign ", "stringtosign", "signature is ", "nonce", "待签名", "a=b&"]
        {
            let text = piece.repeat(100_000 / piece.len());
            assert!(without_quotation(&text).len() <= text.len(), "{piece}");
        }
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
            "Specified access key is not found. RequestId=473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E",
            "https://api.aliyun.com/troubleshoot?q=InvalidAction.NotFound&product=Ecs&requestId=\
             0B12DE1A-2304-5E86-AAFD-B0206BDECD01",
            "See https://api.aliyun.com/troubleshoot?q=InvalidAccessKeyId.NotFound&product=Ecs&\
             requestId=0B12DE1A-2304-5E86-AAFD-B0206BDECD01 for help.",
            "https://api.aliyun.com/troubleshoot?q=SignatureNonceUsed&product=Ecs&requestId=\
             0B12DE1A-2304-5E86-AAFD-B0206BDECD01",
            "Authorization: AccessDenied",
            "Authorization: Permission denied by RAM policy.",
            "InvalidSignature: SignatureDoesNotMatch",
            "Invalid credential: ExpiredToken",
            "SecurityToken: Expired.",
            "Signature: INVALID",
            "AccessKeyId: InvalidParameter",
            "SignatureVersion=1.0 is required",
            "The header x-acs-date: is missing.",
            "Invalid signature (473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E)",
            "AccessKey of 1234567890123456 is inactive",
            "Credential of acs:ram::1234567890123456:user/ci has expired.",
            "The signature of m-bp1g7004ksh0oeuco1rt is not valid.",
            "Tag.1.Key=team&Tag.1.Value=blue is not valid.",
            "Value team%3Dblue is not a valid tag.",
            "Value 'R&D=blue' is not valid.",
            "See help.aliyun.com/document?lang=zh&id=25534",
            "https://bucket.oss-cn-hangzhou.aliyuncs.com/Images/2024/10/12/x64.vhd does not exist.",
            "Cannot compute the string to sign: parameter Tag.1.Key=team is repeated",
            "The canonical request was not valid: HTTP/1.1 expected",
            "can be created in this region once 20261010 has passed",
            "您的授权(Authorization)信息：子用户无权限，请联系主账号 1234567890123456。",
        ] {
            assert_eq!(without_quotation(text), text);
        }
    }
}
