//! Texts of XML that are made of several pieces.

use super::bytes::byte;
use crate::cell::Cell;
use crate::room::make_room;
use crate::words::end_of_xml_text;
use crate::xml::{Piece, decode_into};

/// A text of pieces: it stays where it lies if it is one that can be read there.
pub(super) struct Text<'a> {
    body: &'a str,
    /// Where it begins in the body.
    content: usize,
    /// Where it begins among the decoded texts if it does not stay.
    start: usize,
    whole: Option<(usize, usize)>,
}

impl<'a> Text<'a> {
    pub(super) fn new(body: &'a str, decoded: &str, content: usize) -> Self {
        Self { body, content, start: decoded.len(), whole: None }
    }

    /// Takes the next piece.
    pub(super) fn push(&mut self, decoded: &mut String, piece: Piece<'_>) {
        if let Piece::Plain { text, offset } | Piece::CData { text, offset } = piece {
            if text.is_empty() {
                return;
            }
            let is_first = self.whole.is_none() && decoded.len() == self.start;
            if is_first && !text.contains('\r') {
                self.whole = Some((offset, offset + text.len()));
                return;
            }
        }
        if let Some((from, to)) = self.whole.take() {
            let text = self.body.get(from..to).unwrap_or_default();
            make_room(decoded, text.len(), self.body.len());
            decoded.push_str(text);
        }
        make_room(decoded, piece.longest(), self.body.len());
        decode_into(piece, decoded);
    }

    /// Returns where the text lies now.
    pub(super) fn cell(self, decoded: &str) -> Cell {
        let (body, content) = (self.body.len(), self.content);
        match self.whole {
            Some((from, to)) => Cell::span(from..to),
            None if self.start == decoded.len() => Cell::span(content..content),
            None => Cell::span(body + self.start..body + decoded.len()),
        }
    }
}

/// What ends a run of plain text.
pub(super) enum RunEnd {
    Reference,
    CData,
    /// A start or an end tag, or something rarer that begins like one.
    Tag,
}

/// Returns where a run of plain text ends, and by what.
pub(super) fn end_of_run(bytes: &[u8], from: usize) -> Option<(usize, RunEnd)> {
    let mut at = from;
    loop {
        at = end_of_xml_text(bytes, at);
        match byte(bytes, at) {
            b'&' => return Some((at, RunEnd::Reference)),
            b'<' if bytes.get(at..)?.starts_with(CDATA) => return Some((at, RunEnd::CData)),
            b'<' => return Some((at, RunEnd::Tag)),
            b'>' if bytes.get(from..at)?.ends_with(b"]]") => return None,
            b'>' => at += 1,
            _ => return None,
        }
    }
}

/// Returns the inside of the CDATA section at an offset, and where the section ends.
pub(super) fn cdata(body: &str, at: usize) -> Option<(&str, usize)> {
    let start = at + CDATA.len();
    let length = body.get(start..)?.find("]]>")?;
    Some((body.get(start..start + length)?, start + length + 3))
}

pub(super) const CDATA: &[u8] = b"<![CDATA[";
