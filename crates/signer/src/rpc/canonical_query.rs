//! The first stage: names and values in one unambiguous line.

use std::cmp::Ordering;

use crate::SecretString;
use crate::percent;

/// Returns the canonical query: sorted, percent-encoded, without `Signature`.
///
/// Names and values are given unencoded. They are sorted by the bytes of the *unencoded* name, and
/// a repeated name by the bytes of its value, so the order in which parameters are given never
/// matters. An empty value appears as `Name=`. All parameters take part, those of a form body too.
///
/// Java, .NET and Node compare UTF-16 units instead of bytes, which sorts differently only if one
/// name has a character beyond U+FFFF where another has one from U+E000 on; no name in use does.
///
/// ```
/// use aliyun_rpc_signer::rpc::canonical_query;
///
/// let params = [("b", "x y"), ("Signature", "dropped"), ("a:c", ""), ("a-c", "1"), ("Z", "2")];
/// assert_eq!(canonical_query(params), "Z=2&a-c=1&a%3Ac=&b=x%20y");
/// ```
pub fn canonical_query<N, V>(params: impl IntoIterator<Item = (N, V)>) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    without_signature(params).into_string()
}

/// Returns the canonical query as a text that is wiped.
pub(super) fn without_signature<N, V>(params: impl IntoIterator<Item = (N, V)>) -> SecretString
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    join_in_order(params.into_iter().filter(|(name, _)| name.as_ref() != "Signature"))
}

/// Sorts, encodes and joins the parameters, whatever their names.
pub(crate) fn join_in_order<N, V>(params: impl IntoIterator<Item = (N, V)>) -> SecretString
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    let mut params = params.into_iter().collect::<Vec<_>>();
    params.sort_unstable_by(in_order);

    // Room for an escape in every eighth byte; a query with more of them grows.
    let length = params.iter().map(|(name, value)| name.as_ref().len() + value.as_ref().len() + 2);
    let length = length.sum::<usize>();
    let mut query = SecretString::with_capacity(length + length / 4);
    for (i, (name, value)) in params.iter().enumerate() {
        let (name, value) = (name.as_ref(), value.as_ref());
        // A text that grows by itself leaves a copy behind.
        let mut needed = 3 * (name.len() + value.len()) + 2;
        if needed > query.room() {
            let encoded_len = |text: &str| percent::encoded_len(text.as_bytes());
            needed = encoded_len(name) + encoded_len(value) + 2;
        }
        let out = query.with_room(needed);
        if i > 0 {
            out.push('&');
        }
        percent::push_encoded(name, out);
        out.push('=');
        percent::push_encoded(value, out);
    }
    query
}

/// Compares two parameters by the bytes of the name, then of the value, both unencoded.
fn in_order<N, V>((a_name, a_value): &(N, V), (b_name, b_value): &(N, V)) -> Ordering
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    let by_name = a_name.as_ref().cmp(b_name.as_ref());
    by_name.then_with(|| a_value.as_ref().cmp(b_value.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_canonical<const N: usize>(params: [(&str, &str); N], expected: &str) {
        assert_eq!(canonical_query(params), expected);
        assert_eq!(canonical_query(params.into_iter().rev()), expected, "in reverse");
    }

    #[test]
    fn the_documented_describe_regions_example() {
        assert_canonical(
            [
                ("Timestamp", "2016-02-23T12:46:24Z"),
                ("Format", "XML"),
                ("AccessKeyId", "testid"),
                ("Action", "DescribeRegions"),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
                ("Version", "2014-05-26"),
                ("SignatureVersion", "1.0"),
            ],
            "AccessKeyId=testid&Action=DescribeRegions&Format=XML&SignatureMethod=HMAC-SHA1\
             &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&SignatureVersion=1.0\
             &Timestamp=2016-02-23T12%3A46%3A24Z&Version=2014-05-26",
        );
    }

    #[test]
    fn no_parameters_make_an_empty_query() {
        assert_canonical([], "");
        assert_canonical([("Signature", "x")], "");
    }

    #[test]
    fn only_the_exact_name_signature_is_dropped() {
        assert_canonical(
            [("Signature", "x"), ("signature", "1"), ("SignatureType", "")],
            "SignatureType=&signature=1",
        );
    }

    #[test]
    fn names_sort_by_bytes_with_digits_as_text() {
        assert_canonical(
            [("Tag.2.Key", "b"), ("Tag.10.Key", "c"), ("Tag.1.Key", "a"), ("tag", ""), ("Z", "")],
            "Tag.1.Key=a&Tag.10.Key=c&Tag.2.Key=b&Z=&tag=",
        );
    }

    #[test]
    fn names_sort_before_they_are_encoded() {
        // Encoded, `a%3Ab` would come before `a-b`.
        assert_canonical([("a:b", "2"), ("a-b", "1")], "a-b=1&a%3Ab=2");
    }

    #[test]
    fn a_name_that_begins_another_comes_first_whatever_follows() {
        // The joined text `a=z` would come after `a-b=1`.
        assert_canonical([("a-b", "1"), ("a", "z")], "a=z&a-b=1");
    }

    #[test]
    fn repeated_names_stay_and_sort_by_value() {
        assert_canonical([("a", "2"), ("a", "1"), ("a", "2")], "a=1&a=2&a=2");
    }

    #[test]
    fn an_empty_name_still_separates() {
        assert_canonical([("", ""), ("a", "1")], "=&a=1");
    }
}
