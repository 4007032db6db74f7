//! Two strings to sign of RPC 1.0.

use aliyun_rpc_signer::SecretString;
use aliyun_rpc_signer::percent;

use crate::Cause;
use crate::Difference;
use crate::EncodingPass;
use crate::Reason;
use crate::compare_query;
use crate::compare_query::Comparison;
use crate::compare_query::conclude;
use crate::encoder::Encoder;
use crate::pairs::Pair;
use crate::pairs::canonical_pairs;
use crate::pairs::join;

/// A right string to sign, taken apart.
pub(crate) struct StringToSign<'a> {
    pub(crate) method: &'a str,
    pub(crate) params: Vec<Pair>,
}

impl<'a> StringToSign<'a> {
    /// Reads a string that signing its parameters makes again, byte by byte.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let (method, rest) = text.split_once('&')?;
        let encoded = rest.strip_prefix("%2F&")?;
        let query = decode(encoded)?;
        let params = canonical_pairs(&query)?;
        (*encode(&query) == *encoded).then_some(Self { method, params })
    }

    pub(crate) fn has(&self, wanted: &str) -> bool {
        self.params.iter().any(|(name, _)| name == wanted)
    }

    pub(crate) fn value(&self, wanted: &str) -> Option<&str> {
        let mut params = self.params.iter();
        params.find_map(|(name, value)| (name == wanted).then_some(value.as_str()))
    }
}

/// Says of a parameter that was signed that the service did not receive it.
pub(crate) fn lost(name: &str, value: &str) -> (Cause, Difference) {
    let cause = match name {
        "SecurityToken" => Cause::MissingSecurityToken,
        name => Cause::Dropped(vec![name.to_owned()]),
    };
    (cause, Difference::new(name, Some(value), None))
}

/// Compares two strings to sign that are not the same.
pub(crate) fn compare(
    signed: &str,
    received: &str,
    sent: Option<&[Pair]>,
) -> (Cause, Vec<Difference>) {
    let undecidable = |reason| (Cause::Undecidable(reason), Vec::new());
    if is_cut_short(signed, received) {
        return undecidable(Reason::Truncated);
    }
    let Some(received) = StringToSign::read(received) else {
        return undecidable(Reason::Unreadable);
    };
    let mut parts = signed.splitn(3, '&');
    let (Some(method), Some(path), Some(encoded)) = (parts.next(), parts.next(), parts.next())
    else {
        return undecidable(Reason::Unreadable);
    };
    if decode(path).as_deref() != Some("/") && path != "%252F" {
        return undecidable(Reason::Unreadable);
    }

    let mut comparison = compare_queries(path, encoded, &received, sent);
    if method != received.method {
        let differs = Difference::new("METHOD", Some(method), Some(received.method));
        comparison.causes = if comparison.differences.is_empty() && comparison.causes.is_empty() {
            vec![Cause::Method]
        } else {
            Vec::new() // two faults at least
        };
        comparison.differences.insert(0, differs);
    }
    (conclude(comparison.causes), comparison.differences)
}

/// Compares what follows the method. Nothing is found if it is the same.
fn compare_queries(
    path: &str,
    encoded: &str,
    received: &StringToSign<'_>,
    sent: Option<&[Pair]>,
) -> Comparison {
    let right = join(&received.params);
    let texts = received.params.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let texts = texts.collect::<Vec<_>>();
    let mut comparison = Comparison::default();
    for (encoder, query) in second_passes(path, encoded) {
        if encoder == Encoder::right() {
            if query == right && sent.is_none_or(|sent| join(sent) == right) {
                return Comparison::default();
            }
            let first = compare_query::compare(&query, &received.params, sent);
            comparison.causes.extend(first.causes);
            comparison.differences = first.differences;
            continue;
        }
        comparison.differences.clear(); // of a reading that does not hold
        // The second pass is wrong: the first has to be right, or wrong in the same way.
        if query == right {
            comparison.causes.extend(encoder.cause(EncodingPass::Second, [right.as_str(), "/"]));
            continue;
        }
        comparison.differences = compare_query::encoded_differences(&query, &received.params);
        let firsts = Encoder::that_make(&query, |encoder| encoder.join(&received.params));
        for first in firsts.filter(|first| first.how_often() == encoder.how_often()) {
            let both = first.or(&encoder);
            comparison
                .causes
                .extend(both.cause(EncodingPass::Both, texts.iter().copied().chain(["/"])));
        }
    }
    comparison
}

/// Lists the encoders that may have made the second pass, and of what.
fn second_passes(path: &str, encoded: &str) -> Vec<(Encoder, SecretString)> {
    let mut passes = Vec::new();
    if encoded.contains(['=', '&']) {
        // Left out: this is the query itself.
        passes.push((Encoder::times(0), SecretString::new(encoded)));
        return passes;
    }
    let Some(once) = decode(encoded) else {
        return passes;
    };
    if path == "%2F" && *encode(&once) == *encoded {
        passes.push((Encoder::right(), once.clone()));
    } else {
        let made = Encoder::that_make(encoded, |encoder| {
            let mut out = Vec::new();
            encoder.encode(&once, &mut out);
            out
        });
        let is_path = |encoder: &Encoder| {
            let mut out = Vec::new();
            encoder.encode("/", &mut out);
            out == path.as_bytes() || path == "%2F"
        };
        passes.extend(made.filter(is_path).map(|encoder| (encoder, once.clone())));
        // The path alone may show it, when the query has no escape with a letter.
        if path == "%2f" && *encode(&once) == *encoded {
            passes.push((Encoder::lower_case(), once.clone()));
        }
    }
    let twice = decode(&once).filter(|_| !once.contains('='));
    if let Some(twice) = twice.filter(|twice| *encode(&encode(twice)) == *encoded) {
        passes.push((Encoder::times(2), twice));
    }
    passes
}

/// Tells whether the quotation stops within what we signed, or before more than one parameter.
fn is_cut_short(signed: &str, received: &str) -> bool {
    let Some(missing) = signed.strip_prefix(received).filter(|missing| !missing.is_empty()) else {
        return false;
    };
    !missing.starts_with("%26") || missing.matches("%26").count() > 1
}

fn encode(text: &str) -> SecretString {
    percent::encode(text).into()
}

/// Decodes escapes, and leaves everything else alone. `None` unless the result is text.
fn decode(text: &str) -> Option<SecretString> {
    percent::decode_lenient(text).ok().map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "GET&%2F&A%3D%252A%26B%3D2";

    #[track_caller]
    fn assert_cause(signed: &str, received: &str, expected: &str) {
        let (cause, _) = compare(signed, received, None);
        assert_eq!(cause.id(), expected, "{cause:?}");
    }

    #[test]
    fn only_what_a_right_signer_makes_is_taken_for_the_services() {
        for wrong in [
            "GET&%2f&A%3D%252A%26B%3D2",
            "GET&%2F&A%3d%252A%26B%3D2",
            "GET&%2F&A%3D%252a%26B%3D2",
            "GET&%2F&A%3D*%26B%3D2",
            "GET&%2F&B%3D2%26A%3D%252A",
            "GET&%2F&A=%2A&B=2",
            "GET&%2F&A",
            "GET",
        ] {
            assert!(StringToSign::read(wrong).is_none(), "{wrong}");
            assert_cause(RIGHT, wrong, "undecidable");
        }
        assert!(StringToSign::read(RIGHT).is_some());
    }

    #[test]
    fn our_string_may_be_wrong_and_has_to_be_one() {
        assert_cause("GET&%2f&A%3d%252A%26B%3d2", RIGHT, "lower-case-hex");
        assert_cause("GET&%2f&A%3D%252A%26B%3D2", RIGHT, "lower-case-hex");
        assert_cause("GET&/&A=%2A&B=2", RIGHT, "missing-encoding");
        assert_cause("GET&%2F&A%253D%25252A%2526B%253D2", RIGHT, "double-encoding");
        assert_cause("POST&%2F&A%3D%252A%26B%3D2", RIGHT, "method");
        for wrong in ["", "GET", "GET&%2F", "GET&ecs&A%3D%252A%26B%3D2", "GET&%2F&A%3D%FF"] {
            assert_cause(wrong, RIGHT, "undecidable");
        }
    }
}
