//! One thing in which the two sides differ.

use std::fmt;

use aliyun_rpc_signer::Escaped;
use aliyun_rpc_signer::SecretString;
use aliyun_rpc_signer::percent;

use crate::shortened::{Shortened, looks_secret};

/// A parameter, a header or another part that is not the same on both sides.
///
/// `Debug` and `Display` show its name, and how the values relate, but not the values; ask for those
/// by name. They are what a request holds, so they may be tokens and passwords, and are wiped from
/// memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    name: String,
    signed: Option<SecretString>,
    received: Option<SecretString>,
}

impl Difference {
    pub(crate) fn new(name: &str, signed: Option<&str>, received: Option<&str>) -> Self {
        let [signed, received] = [signed, received].map(|value| value.map(SecretString::new));
        Self { name: name.to_owned(), signed, received }
    }

    /// Returns the name of the parameter or header, or of the part in capitals, such as `METHOD`.
    ///
    /// It may come from the network: escape it before printing.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what was signed, or `None` if nothing was. It is as it was encoded if the encoding is
    /// what differs.
    pub fn signed(&self) -> Option<&str> {
        self.signed.as_deref()
    }

    /// Returns what the service received, or `None` if nothing was.
    pub fn received(&self) -> Option<&str> {
        self.received.as_deref()
    }

    pub(crate) fn is_added(&self) -> bool {
        self.signed.is_none()
    }

    pub(crate) fn is_dropped(&self) -> bool {
        self.received.is_none()
    }

    /// Says how the two values relate, without showing them.
    pub(crate) fn relation(&self) -> &'static str {
        let (Some(signed), Some(received)) = (self.signed(), self.received()) else {
            return if self.is_added() {
                "is not in what was signed"
            } else {
                "did not reach the service"
            };
        };
        let encoded = |text: &str| SecretString::new(percent::encode(text));
        if signed.replace('+', " ") == received {
            "reached the service with a space for each `+`"
        } else if *encoded(signed) == *received {
            "reached the service percent-encoded once more"
        } else if *encoded(received) == *signed {
            "reached the service percent-decoded once more"
        } else if signed.trim() == received.trim() {
            "reached the service with other whitespace around it"
        } else if signed.eq_ignore_ascii_case(received) {
            "reached the service in another case"
        } else {
            ANOTHER
        }
    }

    /// Says that both sides have a value, and neither is made from the other.
    pub(crate) fn is_another_value(&self) -> bool {
        self.relation() == ANOTHER
    }

    /// Writes the values as well, cut short, except those that are secret by their name or look like
    /// it: where a separator was lost on the way, one value holds others.
    pub(crate) fn write_values(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = || [self.signed(), self.received()].into_iter().flatten();
        if is_secret(&self.name) || values().any(|value| is_secret(value) || looks_secret(value)) {
            return f.write_str(" [values not shown]");
        }
        for (side, value) in [("signed", &self.signed), ("received", &self.received)] {
            match value {
                Some(value) => write!(f, ", {side} `{}`", Escaped::new(shortened(value)))?,
                None => write!(f, ", not {side}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", Shortened(&self.name), self.relation())
    }
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Difference")
            .field("name", &format_args!("\"{}\"", Shortened(&self.name)))
            .field("relation", &self.relation())
            .finish_non_exhaustive()
    }
}

fn shortened(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST_SHOWN).map(|(at, _)| at);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

const LONGEST_SHOWN: usize = 200;

/// Never shown: with them, others can make requests of their own. The name may be damaged, as that
/// of `amp;SecurityToken` is, or stand in the value of another.
fn is_secret(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let names = ["token", "authorization", "signature=", "signature%3d"];
    names.iter().any(|name| text.contains(name)) || text.ends_with("signature")
}

const ANOTHER: &str = "differs";

#[cfg(test)]
mod tests {
    use aliyun_rpc_signer::SecretString;

    use super::*;

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_values_are_wiped() {
        fn is_wiped(_: &Option<SecretString>) {}
        let difference = Difference::new("SecurityToken", Some("a"), Some("b"));
        let Difference { name: _, signed, received } = &difference;
        is_wiped(signed);
        is_wiped(received);
    }
}
