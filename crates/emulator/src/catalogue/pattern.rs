//! Names with `*` in them.

/// Tells whether a text fits a pattern in which `*` stands for any run of characters.
///
/// Revisions from 2025-04-22 on say that names match loosely without saying how; `*` is what
/// sibling operations take. The rest of the pattern must be equal, case and spaces included.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = rest.split('*');
    let last = parts.next_back().unwrap_or_default();
    for part in parts {
        // The earliest place leaves the most for the parts that follow.
        let Some((_, after)) = text.split_once(part) else {
            return false;
        };
        text = after;
    }
    text.ends_with(last)
}

/// Returns the longest text that is in everything that fits a pattern.
pub(crate) fn longest_literal(pattern: &str) -> &str {
    pattern.split('*').max_by_key(|part| part.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run() {
        for (pattern, text) in [
            ("*", ""),
            ("**", "ab"),
            ("a*", "a"),
            ("*b", "ab"),
            ("a*c", "abc"),
            ("a*b*c", "a--b--b--c"),
            ("*中*", "文中文"),
            ("a*a", "aa"),
            ("a**a", "aba"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
            assert!(text.contains(longest_literal(pattern)));
        }
    }

    #[test]
    fn everything_but_the_star_is_exact() {
        for (pattern, text) in [
            ("", "a"),
            ("a", "A"),
            ("a", "ab"),
            ("a b", "a  b"),
            ("a*a", "a"),
            ("*b*b", "ab"),
            ("a*b*c", "acb"),
            ("?", "a"),
            ("a*", "ba"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
