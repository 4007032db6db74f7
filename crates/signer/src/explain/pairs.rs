//! Names and values, read back from a query, and where two sets of them differ.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Difference;
use super::encoder::unescape;
use crate::rpc::join_in_order;

/// A parameter, decoded.
pub(super) type Pair = (String, String);

/// Decodes escapes, and leaves everything else alone. `None` unless the result is text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let escape = rest.split_first_chunk::<3>();
        if let Some((decoded, after)) = escape.and_then(|(e, after)| Some((unescape(e)?, after))) {
            out.push(decoded);
            rest = after;
        } else {
            out.push(*byte);
            rest = tail;
        }
    }
    String::from_utf8(out).ok()
}

/// Reads a canonical query: one that encoding its parameters makes again, byte by byte.
pub(super) fn canonical_pairs(query: &str) -> Option<Vec<Pair>> {
    let pairs = pairs(query)?;
    (join(&pairs) == query).then_some(pairs)
}

/// Reads any query, as long as each parameter has a name and a value.
pub(super) fn pairs(query: &str) -> Option<Vec<Pair>> {
    let pairs = query.split('&').filter(|_| !query.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}

/// Returns the canonical query of parameters in any order.
pub(super) fn join(pairs: &[Pair]) -> String {
    join_in_order(pairs.iter().map(|(name, value)| (name, value)))
}

/// Lists what differs between two sets of parameters, by name.
pub(super) fn differences(ours: &[Pair], received: &[Pair]) -> Vec<Difference> {
    let mut by_name = BTreeMap::<&str, (Vec<&str>, Vec<&str>)>::new();
    for (name, value) in ours {
        by_name.entry(name).or_default().0.push(value);
    }
    for (name, value) in received {
        by_name.entry(name).or_default().1.push(value);
    }
    let mut differences = Vec::new();
    for (name, (mut ours, mut received)) in by_name {
        // What both sides have is no difference; of a repeated name that leaves the odd ones.
        ours.sort_unstable();
        received.sort_unstable();
        let (ours, received) = without_common(ours, received);
        for i in 0..ours.len().max(received.len()) {
            let value = |values: &[&str]| values.get(i).map(|value| (*value).to_owned());
            differences.push(Difference::new(name, value(&ours), value(&received)));
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
        let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        owned.collect()
    }

    #[test]
    fn only_the_odd_ones_of_a_repeated_name_differ() {
        let ours = owned(&[("a", "2"), ("a", "1"), ("a", "1"), ("b", "1")]);
        let received = owned(&[("b", "1"), ("a", "1"), ("a", "3"), ("c", "")]);
        let expected = [
            Difference::new("a", Some("1".to_owned()), Some("3".to_owned())),
            Difference::new("a", Some("2".to_owned()), None),
            Difference::new("c", None, Some(String::new())),
        ];
        assert_eq!(differences(&ours, &received), expected);
    }

    #[test]
    fn only_what_encoding_makes_again_is_canonical() {
        assert_eq!(canonical_pairs(""), Some(Vec::new()));
        assert_eq!(canonical_pairs("a=%2A&b="), Some(owned(&[("a", "*"), ("b", "")])));
        for other in ["a=*", "a=%2a", "a=+", "b=1&a=2", "a", "a=%41", "a=%FF", "a=%", "&", "a=1&"] {
            assert_eq!(canonical_pairs(other), None, "{other}");
        }
    }
}
