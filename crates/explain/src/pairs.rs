//! Names and values, read back from a query, and where two sets of them differ.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use aliyun_rpc_signer::SecretString;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::form;

use crate::Difference;

/// A parameter, decoded. The value may be a token.
pub(crate) type Pair = (String, SecretString);

/// Reads a canonical query: one that encoding its parameters makes again, byte by byte.
pub(crate) fn canonical_pairs(query: &str) -> Option<Vec<Pair>> {
    let pairs = wiped(form::decode(query).ok()?);
    (*join(&pairs) == *query).then_some(pairs)
}

/// Reads a query as a server does, except that a malformed escape stands for itself.
pub(crate) fn form_pairs(query: &str) -> Option<Vec<Pair>> {
    form::decode_lenient(query).ok().map(wiped)
}

/// Returns the canonical query of parameters in any order, whatever their names.
pub(crate) fn join(pairs: &[Pair]) -> SecretString {
    // That of RPC 1.0 leaves out `Signature`.
    acs3::canonical_query(pairs.iter().map(|(name, value)| (name, value))).into()
}

fn wiped(pairs: Vec<(String, String)>) -> Vec<Pair> {
    pairs.into_iter().map(|(name, value)| (name, SecretString::from(value))).collect()
}

/// Lists what differs between two sets of parameters, by name.
pub(crate) fn differences(signed: &[Pair], received: &[Pair]) -> Vec<Difference> {
    let mut by_name = BTreeMap::<&str, (Vec<&str>, Vec<&str>)>::new();
    for (name, value) in signed {
        by_name.entry(name).or_default().0.push(value);
    }
    for (name, value) in received {
        by_name.entry(name).or_default().1.push(value);
    }
    let mut differences = Vec::new();
    for (name, (mut signed, mut received)) in by_name {
        // What both sides have is no difference; of a repeated name that leaves the odd ones.
        signed.sort_unstable();
        received.sort_unstable();
        let (signed, received) = without_common(signed, received);
        for i in 0..signed.len().max(received.len()) {
            let (signed, received) = (signed.get(i).copied(), received.get(i).copied());
            differences.push(Difference::new(name, signed, received));
        }
    }
    differences
}

/// Takes out of two sorted lists what is in both.
fn without_common<'a>(a: Vec<&'a str>, b: Vec<&'a str>) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    while let (Some(next_a), Some(next_b)) = (a.peek(), b.peek()) {
        match next_a.cmp(next_b) {
            Ordering::Less => only_a.extend(a.next()),
            Ordering::Greater => only_b.extend(b.next()),
            Ordering::Equal => drop((a.next(), b.next())),
        }
    }
    only_a.extend(a);
    only_b.extend(b);
    (only_a, only_b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(pairs: &[(&str, &str)]) -> Vec<Pair> {
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), SecretString::new(value));
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_the_odd_ones_of_a_repeated_name_differ() {
        let signed = owned(&[("a", "2"), ("a", "1"), ("a", "1"), ("b", "1")]);
        let received = owned(&[("b", "1"), ("a", "1"), ("a", "3"), ("c", "")]);
        let expected = [
            Difference::new("a", Some("1"), Some("3")),
            Difference::new("a", Some("2"), None),
            Difference::new("c", None, Some("")),
        ];
        assert_eq!(differences(&signed, &received), expected);
    }

    #[test]
    fn only_what_encoding_makes_again_is_canonical() {
        assert_eq!(canonical_pairs(""), Some(Vec::new()));
        assert_eq!(canonical_pairs("a=%2A&b="), Some(owned(&[("a", "*"), ("b", "")])));
        for other in ["a=*", "a=%2a", "a=+", "b=1&a=2", "a", "a=%41", "a=%FF", "a=%", "&", "a=1&"] {
            assert_eq!(canonical_pairs(other), None, "{other}");
        }
    }

    #[test]
    fn a_query_is_read_as_a_server_reads_it() {
        let expected = owned(&[("a b", "c d"), ("e", ""), ("f", "%")]);
        assert_eq!(form_pairs("a+b=c%20d&&e&f=%"), Some(expected));
        assert_eq!(form_pairs(""), Some(Vec::new()));
        assert_eq!(form_pairs("%FF=1"), None);
    }
}
