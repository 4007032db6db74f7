//! Text from the network or the command line, made safe to print.
//!
//! Names and descriptions of images that others share or sell are written by strangers. A terminal
//! obeys control characters, and marks that change the direction of text make a line read as
//! something else.

use std::borrow::Cow;
use std::fmt::Write as _;

use aliyun_ecs_wire::Printable;

/// Returns the text with everything escaped that could steer a terminal, hide, or
/// change how the rest of the line reads.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(Printable::escapes) {
        Cow::Owned(Printable(text).to_string())
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns a JSON text that means the same and has every hazard escaped.
///
/// `serde_json` escapes what JSON demands, which leaves DEL, C1 and the marks of direction as they
/// are. In JSON they can only stand inside strings, so they can be replaced wherever they stand.
pub(crate) fn escape_in_json(json: &str) -> Cow<'_, str> {
    let hazard = |character| Printable::escapes(character) && character != '\n';
    if !json.contains(hazard) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 8);
    for character in json.chars() {
        if hazard(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(safe, "\\u{unit:04x}").unwrap_or_default(); // a String takes everything
            }
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::{escape_in_json, printable};

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["CentOS  7.4 64位", "café", "🐧", "עברית", ""] {
            assert_eq!(printable(text), text);
        }
    }

    #[test]
    fn terminal_controls_and_direction_marks_are_escaped() {
        assert_eq!(printable("\u{1b}[2J\r\n"), r"\u{1b}[2J\r\n");
        for hazard in ['\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{e0041}'] {
            let shown = printable(&format!("a{hazard}b")).into_owned();
            assert_eq!(shown, format!("a{}b", hazard.escape_unicode()));
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = "\u{1b}\u{7f}\u{9b}\u{202e}\u{e0041} \n位";
        let json = serde_json::to_string(value).expect("a text");
        let safe = escape_in_json(&json);
        assert_eq!(safe, r#""\u001b\u007f\u009b\u202e\udb40\udc41 \n位""#);
        assert_eq!(serde_json::from_str::<String>(&safe).expect("JSON"), value);
    }

    #[test]
    fn line_ends_between_json_members_stay() {
        assert_eq!(escape_in_json("{\n  \"a\": \"\u{9b}\"\n}"), "{\n  \"a\": \"\\u009b\"\n}");
    }
}
