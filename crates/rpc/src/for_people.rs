//! Text of an answer, as people get to see it.

use std::borrow::Cow;

use aliyun_rpc_wire::{Brief, Members, Value, WITHHELD, without_quotation};

use crate::mask::Mask;

/// Returns a text without secrets of the attempt and without quotations of a signed request, cut to
/// [`LONGEST`] bytes.
pub(crate) fn for_people(text: &str, mask: &Mask) -> String {
    let begins = Brief::new(text, LOOKED_AT).beginning();
    // A quotation is known by what is in it, so it is looked for before that is withheld.
    let unquoted = without_quotation(begins);
    let is_cut_short = matches!(unquoted, Cow::Borrowed(_)) && unquoted.len() < begins.len();
    let shown = mask.apply(&unquoted);
    if shown.len() <= LONGEST && (is_cut_short || begins.len() == text.len()) {
        return shown.into_owned();
    }
    format!("{}… ({} bytes in all)", Brief::new(&shown, LONGEST).beginning(), text.len())
}

/// Returns members with their names and all their texts, at any depth, as [`for_people`] makes them.
pub(crate) fn members_for_people(members: Members, mask: &Mask) -> Members {
    inside(members, "", mask)
}

fn inside(members: Members, path: &str, mask: &Mask) -> Members {
    let shown = |(name, value): (String, Value)| {
        let path = format!("{path}.{}", Brief::new(&name, LONGEST).beginning());
        (for_people(&name, mask), value_for_people(value, &path, mask))
    };
    members.into_iter().map(shown).collect()
}

fn value_for_people(value: Value, path: &str, mask: &Mask) -> Value {
    match value {
        Value::String(text) => Value::String(text_for_people(&text, path, mask)),
        Value::Number(number) => {
            let shown = text_for_people(number.as_str(), path, mask);
            if shown == number.as_str() { Value::Number(number) } else { Value::String(shown) }
        }
        Value::Array(items) => {
            let shown = items.into_iter().map(|item| value_for_people(item, path, mask));
            Value::Array(shown.collect())
        }
        Value::Object(members) => Value::Object(inside(members, path, mask)),
        Value::Null | Value::Boolean(_) => value,
    }
}

/// Returns the text of a member. What it is called, and what that is in, may say that it is secret.
fn text_for_people(text: &str, path: &str, mask: &Mask) -> String {
    let named = format!("{path}={}", Brief::new(text, LOOKED_AT).beginning());
    let is_shown = without_quotation(&named).len() > path.len() || text.is_empty();
    if is_shown { for_people(text, mask) } else { WITHHELD.to_owned() }
}

/// The most bytes of a text that are shown.
pub(crate) const LONGEST: usize = 1024;

/// What is withheld is known by what stands around it.
const LOOKED_AT: usize = 4 * LONGEST;

#[cfg(test)]
mod tests {
    use super::{LONGEST, for_people};
    use crate::mask::Mask;

    #[test]
    fn a_long_text_is_cut_on_a_character_and_says_so() {
        let long = "位".repeat(262_144);
        let shown = for_people(&long, &Mask::default());
        assert_eq!(shown, format!("{}… (786432 bytes in all)", "位".repeat(341)));
        let whole = "word".repeat(LONGEST / 4);
        assert_eq!(for_people(&whole, &Mask::default()), whole);
    }

    #[test]
    fn what_ends_with_a_quotation_ends_there() {
        let text = format!("No. string to sign is: {}", "GET&%2F&a%3D".repeat(10_000));
        assert_eq!(for_people(&text, &Mask::default()), "No.");
    }
}
