//! Text of an answer, as people get to see it.

use std::borrow::Cow;

use aliyun_rpc_wire::{Brief, without_quotation};

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
