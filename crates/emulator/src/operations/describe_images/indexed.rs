//! Parameters that form a list: `Tag.1.Key`, `Tag.1.Value`, `Tag.2.Key`, ….

use std::collections::BTreeMap;

use crate::parameters::Parameters;

/// One element of a list, as it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pair<'a> {
    pub(crate) key: Option<&'a str>,
    pub(crate) value: Option<&'a str>,
}

/// Collects the elements of a list by their numbers.
///
/// `Key` and `Value` may be spelled in lower case, as deprecated since 2019-05-31 and still
/// accepted; the documented spelling wins. Names that do not fit the pattern are other
/// parameters. (ECS API Reference, DescribeImages, `Tag.n.key`.)
pub(crate) fn pairs<'a>(params: &'a Parameters, list: &str) -> BTreeMap<u32, Pair<'a>> {
    let mut pairs: BTreeMap<u32, Pair<'a>> = BTreeMap::new();
    for (name, value) in params.iter() {
        let Some((n, member)) = split(name, list) else {
            continue;
        };
        let pair = pairs.entry(n).or_default();
        // Names come in the order of their bytes, so `Key` comes before `key`.
        match member {
            "Key" | "key" => pair.key = pair.key.or(Some(value)),
            _ => pair.value = pair.value.or(Some(value)),
        }
    }
    pairs
}

fn split<'n>(name: &'n str, list: &str) -> Option<(u32, &'n str)> {
    let rest = name.strip_prefix(list)?.strip_prefix('.')?;
    let (digits, member) = rest.split_once('.')?;
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !number || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    if !matches!(member, "Key" | "Value" | "key" | "value") {
        return None;
    }
    // A number beyond any limit stays beyond any limit.
    Some((digits.parse().unwrap_or(u32::MAX), member))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_pairs(query: &str, expected: &[(u32, Option<&str>, Option<&str>)]) {
        let params = Parameters::decode([query.as_bytes()]).params;
        let found: Vec<_> =
            pairs(&params, "Tag").into_iter().map(|(n, pair)| (n, pair.key, pair.value)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn elements_are_numbered_and_gaps_are_allowed() {
        assert_pairs(
            "Tag.10.Key=c&Tag.2.Key=b&Tag.2.Value=v&Tag.1.Value=",
            &[(1, None, Some("")), (2, Some("b"), Some("v")), (10, Some("c"), None)],
        );
    }

    #[test]
    fn lower_case_names_are_accepted_and_the_documented_ones_win() {
        assert_pairs(
            "Tag.1.key=k&Tag.1.value=v&Tag.2.key=lower&Tag.2.Key=upper",
            &[(1, Some("k"), Some("v")), (2, Some("upper"), None)],
        );
    }

    #[test]
    fn other_names_are_other_parameters() {
        assert_pairs("Tag.01.Key=a&Tag..Key=b&Tag.1.Keys=c&Tag.-1.Key=d&Tags.1.Key=e&Tag.1=f", &[]);
    }

    #[test]
    fn numbers_beyond_32_bits_stay_large() {
        assert_pairs("Tag.99999999999.Key=a", &[(u32::MAX, Some("a"), None)]);
    }
}
