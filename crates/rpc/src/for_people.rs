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
        let inner =
            format!("{}.{}", end_of(path, LONGEST_PATH / 2), end_of(&name, LONGEST_PATH / 2));
        (text_for_people(&name, path, mask), value_for_people(value, &inner, mask))
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

/// Returns a text that stands under these names, which may say that it is secret.
fn text_for_people(text: &str, path: &str, mask: &Mask) -> String {
    // Blanks would end it: a form may have made them of other signs.
    let begins = Brief::new(text, LONGEST_PATH).beginning().replace(char::is_whitespace, "_");
    let named = format!("{path}={begins}");
    let is_shown = path.is_empty() || without_quotation(&named).len() > path.len();
    if is_shown || text.is_empty() { for_people(text, mask) } else { WITHHELD.to_owned() }
}

/// Returns the last bytes of a text, whole characters.
fn end_of(text: &str, most: usize) -> &str {
    let mut from = text.len().saturating_sub(most);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..).unwrap_or_default()
}

/// What is looked at of the names around a text, which may be as long as the body.
const LONGEST_PATH: usize = 256;

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
