//! Names from the network, as people get to see them.

use std::fmt;

use aliyun_rpc_signer::Escaped;

/// Displays the beginning of a text, escaped, with an ellipsis for the rest; of a text that looks like
/// a key, nothing.
pub(crate) struct Shortened<'a>(pub(crate) &'a str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        if looks_secret(text) {
            return f.write_str("[withheld]");
        }
        match text.char_indices().nth(LONGEST).and_then(|(end, _)| text.get(..end)) {
            Some(beginning) => write!(f, "{}…", Escaped::new(beginning)),
            None => Escaped::new(text).fmt(f),
        }
    }
}

/// Tells whether a text has a stretch of 16 or more letters of both cases and digits, as keys have and
/// the names and values of parameters do not.
pub(crate) fn looks_secret(text: &str) -> bool {
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || "+/%=_-".contains(c);
    text.split(|c: char| !is_of_key(c)).any(|stretch| {
        let has = |is: fn(&u8) -> bool| stretch.as_bytes().iter().filter(|byte| is(byte)).count();
        stretch.len() >= 16
            && has(u8::is_ascii_uppercase) >= 3
            && has(u8::is_ascii_lowercase) >= 3
            && has(u8::is_ascii_digit) >= 2
    })
}

/// The most characters shown: no parameter of the service has a longer name.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::{LONGEST, Shortened, looks_secret};

    #[test]
    fn keys_are_told_from_names() {
        for secret in
            ["CAISrQJ1q6Ft5B2yfSjIr5DkJ8PXOs", "x y CAISrQJ1q6Ft5B2yfSjI=", "a-bC1dE2-fG3hI4j"]
        {
            assert!(looks_secret(secret), "{secret}");
            assert_eq!(Shortened(secret).to_string(), "[withheld]");
        }
        for name in [
            "IsSupportIoOptimized",
            "Tag.10.Value",
            "2016-02-23T12:46:24Z",
            "m-bp1g7004ksh0oeuco1rt",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn a_long_name_is_cut_on_a_character() {
        assert_eq!(Shortened("Tag.1.Key").to_string(), "Tag.1.Key");
        let shown = Shortened(&"位".repeat(1_000)).to_string();
        assert_eq!(shown, "位".repeat(LONGEST) + "…");
    }
}
