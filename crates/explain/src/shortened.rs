//! Names from the network, as people get to see them.

use std::fmt;

use aliyun_rpc_signer::Escaped;

/// Displays the beginning of a text, escaped, with an ellipsis for the rest.
pub(crate) struct Shortened<'a>(pub(crate) &'a str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        match text.char_indices().nth(LONGEST).and_then(|(end, _)| text.get(..end)) {
            Some(beginning) => write!(f, "{}…", Escaped::new(beginning)),
            None => Escaped::new(text).fmt(f),
        }
    }
}

/// The most characters shown: no parameter of the service has a longer name.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::{LONGEST, Shortened};

    #[test]
    fn a_long_name_is_cut_on_a_character() {
        assert_eq!(Shortened("Tag.1.Key").to_string(), "Tag.1.Key");
        let shown = Shortened(&"位".repeat(1_000)).to_string();
        assert_eq!(shown, "位".repeat(LONGEST) + "…");
    }
}
