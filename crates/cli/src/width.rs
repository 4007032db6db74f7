//! Texts as wide as a terminal shows them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns how many columns of a terminal a text fills: two for most Chinese characters.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Appends a text to a line, cut to at most `columns` with an ellipsis, and padded with spaces
/// to exactly that many.
pub(crate) fn push_cell(line: &mut String, text: &str, columns: usize) {
    let full = width(text);
    if full <= columns {
        line.push_str(text);
        push_blanks(line, columns - full);
        return;
    }
    let Some(room) = columns.checked_sub(ELLIPSIS_COLUMNS) else {
        return;
    };
    let mut used = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if used + wide > room {
            break;
        }
        line.push(character);
        used += wide;
    }
    line.push(ELLIPSIS);
    // A character of two columns may have left one of them empty.
    push_blanks(line, room - used);
}

fn push_blanks(line: &mut String, count: usize) {
    line.extend(std::iter::repeat_n(' ', count));
}

const ELLIPSIS: char = '…';
const ELLIPSIS_COLUMNS: usize = 1;

#[cfg(test)]
mod tests {
    use super::{push_cell, width};

    #[track_caller]
    fn cell(text: &str, columns: usize, expected: &str) {
        let mut line = String::new();
        push_cell(&mut line, text, columns);
        assert_eq!(line, expected);
        assert_eq!(width(&line), columns, "{line:?}");
    }

    #[test]
    fn short_texts_are_filled_up() {
        cell("abc", 5, "abc  ");
        cell("64位", 5, "64位 ");
        cell("", 2, "  ");
    }

    #[test]
    fn long_texts_end_in_an_ellipsis() {
        cell("abcdef", 4, "abc…");
        cell("abcd", 4, "abcd");
        cell("abcdef", 1, "…");
        cell("abcdef", 0, "");
    }

    #[test]
    fn a_wide_character_is_never_cut_in_half() {
        cell("位位位", 4, "位… ");
        cell("位位位", 5, "位位…");
        cell("a位位", 4, "a位…");
        cell("位位", 2, "… ");
    }

    #[test]
    fn combining_marks_stay_with_their_letter() {
        cell("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…");
    }
}
