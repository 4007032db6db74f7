//! Why a text says no faults.

use std::error::Error;
use std::fmt;

use aliyun_rpc_wire::Printable;

/// Why a text says no faults: where, what, and what would have been right.
///
/// ```
/// use aliyun_ecs_emulator::Faults;
///
/// let error = Faults::from_toml("[[fault]]\nkind = \"latency\"\nms = -1").unwrap_err();
/// assert_eq!(error.line(), Some(3));
/// assert_eq!(
///     error.to_string(),
///     "line 3: `ms` is -1; give a whole number from 0 to 18446744073709551615"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError {
    place: Place,
    message: String,
}

/// Where in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A line of a file, counted from 1.
    Line(usize),
    /// A word of a flag.
    Word(String),
    /// The whole of it.
    All,
}

impl FaultError {
    pub(super) fn at_line(line: usize, message: String) -> Self {
        let place = Place::Line(line);
        Self { place, message }
    }

    pub(super) fn at_word(word: &str, message: String) -> Self {
        let place = Place::Word(shown(word));
        Self { place, message }
    }

    pub(super) fn of_all(message: String) -> Self {
        let place = Place::All;
        Self { place, message }
    }

    /// Returns the line of the file, counted from 1; `None` of a flag.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self.place {
            Place::Line(line) => Some(line),
            Place::Word(_) | Place::All => None,
        }
    }
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Line(line) => write!(f, "line {line}: ")?,
            Place::Word(word) => write!(f, "in `{word}`: ")?,
            Place::All => {}
        }
        f.write_str(&self.message)
    }
}

impl Error for FaultError {}

/// Returns the beginning of a text that somebody wrote, safe to print.
pub(super) fn shown(text: &str) -> String {
    let beginning: String = text.chars().take(LONGEST_SHOWN).collect();
    let rest = if beginning.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", Printable(&beginning))
}

/// Returns names as a sentence lists them.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The longest name of a kind or a member has 13 characters.
const LONGEST_SHOWN: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_short_and_escaped() {
        assert_eq!(shown("a\u{1b}[2J"), r"a\u{1b}[2J");
        assert_eq!(shown(&"a".repeat(65)), format!("{}…", "a".repeat(64)));
        assert_eq!(list(["a", "b"]), "`a`, `b`");
    }
}
