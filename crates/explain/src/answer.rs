//! The service's words: what it says it signed, however the words were passed on.

use aliyun_rpc_signer::SecretString;

/// What a text of the service tells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It quotes a string to sign of RPC 1.0.
    Rpc(SecretString),
    /// It quotes a string to sign of ACS3 and, if the quotation is whole, the canonical request.
    Acs3(String, Option<SecretString>),
    /// It says that the signature does not match, and no more.
    Mismatch,
    /// It refuses the timestamp.
    Clock,
    /// It misses the security token.
    NoSecurityToken,
    /// It misses this parameter or header.
    Missing(String),
    /// It says that there is no timestamp, in words it also uses for one that is off.
    ClockOrMissing(String),
    /// It says something else.
    Other,
}

impl Answer {
    /// Reads a message, or a whole answer in JSON or XML, or a log line around one.
    ///
    /// Seen in the wild: `server string to sign is:` with and without a space after the colon, `&` as
    /// itself, as `&amp;` and as `\u0026`; and for ACS3 `server StringToSign is […] server
    /// CanonicalRequest is […]`, with line feeds as themselves or as `\n`.
    pub(crate) fn read(text: &str) -> Self {
        let Some(quotation) = after(text, &["server string to sign is", "server stringtosign is"])
        else {
            return without_quotation(text);
        };
        let quotation = unescaped(quotation, Container::of(text));
        let quotation = quotation.trim_start().trim_start_matches(':').trim_start();
        let quotation = quotation.strip_prefix('[').unwrap_or(quotation);
        if quotation.starts_with(ACS3) {
            let quotation = with_line_feeds(quotation);
            let to_sign = quotation.split(']').next().unwrap_or_default().trim_end();
            let request = after(&quotation, &["server canonicalrequest is"]);
            return Answer::Acs3(to_sign.to_owned(), request.and_then(bracketed));
        }
        // The alphabet of a string to sign, which no prose around it keeps to.
        let is_signed = |c: char| c.is_ascii_alphanumeric() || "-._~%&".contains(c);
        let end = quotation.find(|c| !is_signed(c)).unwrap_or(quotation.len());
        match quotation.get(..end) {
            Some(string) if string.matches('&').count() >= 2 => {
                Answer::Rpc(SecretString::new(string))
            }
            _ => Answer::Mismatch,
        }
    }
}

fn without_quotation(text: &str) -> Answer {
    let says = |words: &[&str]| after(text, words).is_some();
    if says(&["invalidtimestamp.expired", "illegaltimestamp", "date value is expired"]) {
        Answer::Clock
    } else if says(&["missingsecuritytoken", "securitytoken is mandatory"]) {
        Answer::NoSecurityToken
    } else if let Some(name) = missing(text) {
        let is_timestamp = name.eq_ignore_ascii_case("timestamp");
        if is_timestamp && !says(&["missingparameter"]) {
            Answer::ClockOrMissing(name)
        } else {
            Answer::Missing(name)
        }
    } else if says(&[
        "signaturedoesnotmatch",
        "incompletesignature",
        "signature is not matched",
        "signature does not",
    ]) {
        Answer::Mismatch
    } else {
        Answer::Other
    }
}

/// Reads which parameter or header is said to be missing.
fn missing(text: &str) -> Option<String> {
    let said = unescaped(after(text, &["the input parameter "])?, Container::of(text));
    let (name, rest) = said.strip_prefix('"')?.split_once('"')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    (is_name && rest.starts_with(" that is mandatory")).then(|| name.to_owned())
}

/// Returns what follows the first of some words, in any case.
fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    let ends = words.iter().filter_map(|words| Some(lower.find(words)? + words.len()));
    text.get(ends.min()?..)
}

/// What the words are wrapped in, which decides where they end and how they are escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Json,
    Xml,
    Plain,
}

impl Container {
    fn of(text: &str) -> Self {
        if after(text, &["<message>"]).is_some() {
            Self::Xml
        } else if text.trim_start().starts_with('{') || after(text, &["\"message\":"]).is_some() {
            Self::Json
        } else {
            Self::Plain
        }
    }
}

/// Undoes the escapes of the container, up to its end.
///
/// The escapes of `&` are undone in plain text too: a message copied out of an answer often keeps
/// them, and what is quoted never holds them itself.
fn unescaped(text: &str, container: Container) -> SecretString {
    // No escape is shorter than what it stands for, so this does not grow.
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let ends = match container {
            Container::Json => c == '"',
            Container::Xml => c == '<',
            Container::Plain => false,
        };
        if ends {
            break;
        }
        let escape = match c {
            '&' => entity(rest),
            '\\' => json_escape(rest, container == Container::Json),
            _ => None,
        };
        let (c, length) = escape.unwrap_or((c, c.len_utf8()));
        out.push(c);
        rest = rest.get(length..).unwrap_or_default();
    }
    out.into()
}

/// Reads `&amp;` and its like from the beginning of a text: the character and the length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    };
    Some((c, name.len() + 2))
}

/// Reads `\u0026` and its like from the beginning of a text: the character and the length.
fn json_escape(text: &str, every: bool) -> Option<(char, usize)> {
    let c = text.chars().nth(1)?;
    if c == 'u' {
        let number = u32::from_str_radix(text.get(2..6)?, 16).ok()?;
        return Some((char::from_u32(number)?, 6));
    }
    let c = match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '"' | '\\' | '/' => c,
        _ => return None,
    };
    every.then_some((c, 2))
}

/// Makes line feeds of `\n`, if there are none yet.
fn with_line_feeds(text: &str) -> SecretString {
    let escaped = if text.contains('\n') { "\r\n" } else { "\\n" };
    text.replace(escaped, "\n").into()
}

/// Reads what stands in brackets: it ends at the bracket after the hash of the body.
fn bracketed(text: &str) -> Option<SecretString> {
    let text = text.trim_start().strip_prefix('[')?;
    let ends = text.match_indices(']').map(|(at, _)| at);
    let mut candidates = ends.filter_map(|end| text.get(..end));
    let ends_in_hash = |request: &&str| {
        let last_line = request.as_bytes().last_chunk::<65>();
        last_line.is_some_and(|[feed, hash @ ..]| {
            *feed == b'\n' && hash.iter().all(u8::is_ascii_hexdigit)
        })
    };
    candidates.find(ends_in_hash).map(SecretString::new)
}

const ACS3: &str = "ACS3-";
/// `&#1114111;`, and no further: a text full of `&` must not be searched through for each of them.
const LONGEST_ENTITY: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    const STRING: &str = "GET&%2F&A%3D1%26B%3Da%2520b";

    #[track_caller]
    fn assert_rpc(text: &str) {
        assert_eq!(Answer::read(text), Answer::Rpc(STRING.to_owned().into()), "{text}");
    }

    #[test]
    fn every_spelling_of_a_quotation_is_read() {
        let said = "Specified signature is not matched with our calculation.";
        let escaped = STRING.replace('&', "\\u0026");
        let entities = STRING.replace('&', "&amp;");
        let numbers = STRING.replacen('&', "&#38;", 1).replacen("&%", "&#x26;%", 1);
        for text in [
            format!("{said} server string to sign is:{STRING}"),
            format!("{said} server string to sign is: {STRING}\n"),
            format!("{said} Server String To Sign Is:\n  {STRING}, request id: 1"),
            format!("{said} server StringToSign is [{STRING}] server CanonicalRequest is []"),
            format!("{{\"Message\":\"{said} server string to sign is:{STRING}\",\"Code\":\"x\"}}"),
            format!("{{\"Message\":\"{said} server string to sign is:{escaped}\"}}"),
            format!("400: {{\"Message\": \"server string to sign is:{escaped}\"}}"),
            format!("server string to sign is:{escaped}"),
            format!("<Error><Message>server string to sign is:{entities}</Message></Error>"),
            format!("<Error><Message>server string to sign is: {numbers}</Message></Error>"),
            format!("server string to sign is:{entities}"),
        ] {
            assert_rpc(&text);
        }
    }

    #[test]
    fn a_masked_or_missing_quotation_is_only_a_mismatch() {
        for text in [
            "Specified signature is not matched with our calculation.",
            "{\"Code\":\"IncompleteSignature\"}",
            "server string to sign is:*********",
            "server string to sign is:",
        ] {
            assert_eq!(Answer::read(text), Answer::Mismatch, "{text}");
        }
    }

    #[test]
    fn other_codes_are_told_apart() {
        let clock = "{\"Code\":\"InvalidTimeStamp.Expired\"}";
        assert_eq!(Answer::read(clock), Answer::Clock);
        assert_eq!(Answer::read("<Code>IllegalTimestamp</Code>"), Answer::Clock);
        let token = "SecurityToken is mandatory for this action.";
        assert_eq!(Answer::read(token), Answer::NoSecurityToken);
        for other in ["", "{\"Code\":\"Throttling\"}", "<html>502</html>"] {
            assert_eq!(Answer::read(other), Answer::Other, "{other}");
        }
    }

    #[test]
    fn a_missing_name_is_read_from_every_container() {
        let plain = "The input parameter \"x-acs-date\" that is mandatory for processing this \
                     request is not supplied.";
        for text in [
            plain.to_owned(),
            format!("{{\"Code\":\"MissingParameter\",\"Message\":{plain:?}}}"),
            format!("<Error><Message>{plain}</Message></Error>"),
            format!("<Error><Message>{}</Message></Error>", plain.replace('"', "&quot;")),
        ] {
            assert_eq!(Answer::read(&text), Answer::Missing("x-acs-date".to_owned()), "{text}");
        }
        for other in ["\"\"", "\"a b\"", "\"a", "a"] {
            assert_eq!(
                Answer::read(&plain.replace("\"x-acs-date\"", other)),
                Answer::Other,
                "{other}"
            );
        }
    }

    #[test]
    fn a_missing_timestamp_may_be_one_that_is_off() {
        let said = "The input parameter \"Timestamp\" that is mandatory for processing this \
                    request is not supplied.";
        assert_eq!(Answer::read(said), Answer::ClockOrMissing("Timestamp".to_owned()));
        let certain = format!("MissingParameter: {said}");
        assert_eq!(Answer::read(&certain), Answer::Missing("Timestamp".to_owned()));
        assert_eq!(Answer::read(&format!("IllegalTimestamp: {said}")), Answer::Clock);
    }

    #[test]
    fn both_texts_of_acs3_are_read_however_the_line_feeds_are_written() {
        let hash = "0".repeat(64);
        let request = format!("GET\n/\na=%5D\nx-acs-test:[a]\n\nx-acs-test\n{hash}");
        let to_sign = format!("ACS3-HMAC-SHA256\n{hash}");
        let plain =
            format!("server StringToSign is [{to_sign}] server CanonicalRequest is [{request}]");
        let expected = Answer::Acs3(to_sign, Some(request.into()));
        let json = plain.replace('\n', "\\n");
        for text in [
            plain.clone(),
            json.clone(),
            format!("{{\"Message\":\"{json}\",\"Code\":\"x\"}}"),
            format!("<Error><Message>{plain}</Message></Error>"),
            format!("<Message>{}</Message>", plain.replace('\n', "&#10;")),
            format!("{plain} [request id: 1]"),
        ] {
            assert_eq!(Answer::read(&text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_text_is_read_without_harm() {
        for text in [
            "server string to sign is:\\u",
            "server string to sign is:&#xFFFFFFFF;&",
            "{\"Message\":\"server string to sign is:\\ud800&&\\",
            "server StringToSign is [ACS3-",
            "server StringToSign is [ACS3-] server CanonicalRequest is [",
            "é\u{130}server string to sign is:é",
        ] {
            let _ = Answer::read(text);
        }
        // These would take hours if each character were followed by a look at the rest.
        let long = "&".repeat(1 << 20);
        assert_eq!(
            Answer::read(&format!("server string to sign is:{long}")),
            Answer::Rpc(long.into())
        );
        let brackets = "]".repeat(1 << 20);
        let text = format!("server StringToSign is [ACS3-] server CanonicalRequest is [{brackets}");
        assert_eq!(Answer::read(&text), Answer::Acs3("ACS3-".to_owned(), None));
    }
}
