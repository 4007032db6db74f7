//! What a piece of text means.

use crate::xml::cursor::Piece;

/// Appends what a piece of text means. A line end is a line feed, whatever it is in the body.
pub(crate) fn decode_into(piece: Piece<'_>, out: &mut String) {
    match piece {
        Piece::Character { character, .. } => out.push(character),
        Piece::Plain { text, .. } | Piece::CData { text, .. } => {
            let mut lines = text.split('\r');
            out.push_str(lines.next().unwrap_or_default());
            for line in lines {
                out.push('\n');
                out.push_str(line.strip_prefix('\n').unwrap_or(line));
            }
        }
    }
}
