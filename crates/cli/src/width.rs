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
    let mut rest = text;
    while !rest.is_empty() {
        let (unit, after) = rest.split_at(unit(rest));
        let wide = width(unit);
        if used + wide > room {
            break;
        }
        line.push_str(unit);
        used += wide;
        rest = after;
    }
    line.push(ELLIPSIS);
    // A character of two columns may have left one of them empty.
    push_blanks(line, room - used);
}

/// Returns the length of what must not be cut: an escape, or a character with its marks.
fn unit(text: &str) -> usize {
    if text.starts_with("\\u{") {
        return text.find('}').map_or(text.len(), |end| end + 1);
    }
    let mut characters = text.char_indices();
    let first = characters.next().map_or(0, |(_, character)| character.len_utf8());
    let is_mark = |character: char| character.width() == Some(0);
    let end = characters.find(|(_, character)| !is_mark(*character)).map(|(at, _)| at);
    end.unwrap_or(text.len()).max(first)
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
    fn an_escape_is_never_cut_in_the_middle() {
        cell(r"a\u{202e}bc", 5, "a…   ");
        cell(r"a\u{202e}bc", 10, r"a\u{202e}…");
        cell(r"a\u{1b}", 4, "a…  ");
    }

    #[test]
    fn combining_marks_stay_with_their_letter() {
        cell("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…");
    }
}
