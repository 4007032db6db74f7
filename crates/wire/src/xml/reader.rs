//! Fills records from XML.

use aliyun_ecs_model::scalar::{self, NotAScalar};

use crate::collect::Collector;
use crate::error::{DecodeErrorKind, Fault};
use crate::members::{Kind, Member, Table};
use crate::observe::{DeviationKind, Observe, UnknownKind};
use crate::path::Step;
use crate::record::{Cell, Part, ReadRecord, Records, Seen};
use crate::xml::chars::is_blank;
use crate::xml::cursor::{Cursor, Piece, Tag, Token};

/// Reads one document into records.
#[derive(Debug)]
pub(crate) struct Reader<'a, O> {
    cursor: Cursor<'a>,
    pub(crate) collector: Collector<'a, O>,
}

impl<'a, O: Observe> Reader<'a, O> {
    /// Returns a reader of the body from an offset on.
    pub(crate) fn new(body: &'a str, offset: usize, observe: &'a mut O) -> Self {
        Self { cursor: Cursor::new(body, offset), collector: Collector::new(body, observe) }
    }

    /// Reads the start tag of the root element.
    pub(crate) fn root(&mut self) -> Result<Tag<'a>, Fault> {
        self.cursor.declaration()?;
        loop {
            if let Token::Start(tag) = self.cursor.next()? {
                return Ok(tag);
            }
        }
    }

    /// Reads the rest of the document behind the start tag of its root, and returns the members
    /// it has and where the root ends.
    pub(crate) fn document(
        &mut self,
        table: &'static Table,
        cells: &mut [Cell],
    ) -> Result<(Seen, usize), Fault> {
        self.attributes()?;
        let seen = self.members(table, cells)?;
        let end = self.cursor.offset();
        // The cursor lets nothing but comments and white space follow the root.
        self.cursor.next()?;
        Ok((seen, end))
    }

    /// Reads the content of an element into its cell, with the end of the element.
    fn fill(&mut self, kind: Kind, cell: &mut Cell) -> Result<(), Fault> {
        *cell = match kind {
            Kind::Text => self.text(kind.expected())?,
            Kind::Count => {
                let number = self.scalar(scalar::count, |_| true, kind.expected())?.0;
                number.map_or(Cell::ABSENT, Cell::number)
            }
            Kind::Id => {
                let (id, cell) = self.scalar(scalar::id, |_| true, kind.expected())?;
                id.map_or(Cell::ABSENT, |_| cell)
            }
            Kind::Flag => {
                let documented = |word: &str| matches!(word, "true" | "false");
                let flag = self.scalar(scalar::flag, documented, kind.expected())?.0;
                flag.map_or(Cell::ABSENT, Cell::flag)
            }
            Kind::List(part, item) => self.wrapper(part, item.text)?,
            Kind::Object(part) => Cell::span(self.part(part)?),
        };
        Ok(())
    }

    /// Reads a text up to the end of its element: where it lies in the body if it is one piece
    /// that can be read there, else decoded. Blanks stay.
    fn text(&mut self, expected: &'static str) -> Result<Cell, Fault> {
        let content = self.cursor.offset();
        let tail = self.collector.decoded_from();
        let mut whole = None;
        loop {
            match self.cursor.next()? {
                Token::Start(tag) => {
                    return Err(Fault::new(DecodeErrorKind::WrongType, tag.offset, expected));
                }
                Token::End | Token::Eof => break,
                Token::Text(piece) => {
                    let is_first = whole.is_none() && self.collector.decoded_from() == tail;
                    match piece {
                        Piece::Plain { text, offset } | Piece::CData { text, offset }
                            if is_first && !text.is_empty() && !text.contains('\r') =>
                        {
                            whole = Some(offset..offset + text.len());
                        }
                        _ => {
                            if let Some(first) = whole.take() {
                                self.collector.decode_plain(first);
                            }
                            decode_into(piece, self.collector.decoded());
                        }
                    }
                }
            }
        }
        let end = self.collector.decoded_from();
        Ok(Cell::span(whole.unwrap_or({
            // Nothing was decoded: the element is empty, and so is its text.
            if end == tail { content..content } else { tail..end }
        })))
    }

    /// Reads a number or truth value, and where its text is; no text is no value.
    fn scalar<T>(
        &mut self,
        parse: fn(&str) -> Result<Option<T>, NotAScalar>,
        is_documented: fn(&str) -> bool,
        expected: &'static str,
    ) -> Result<(Option<T>, Cell), Fault> {
        let offset = self.cursor.offset();
        let cell = self.text(expected)?;
        let text = self.collector.str(cell);
        let wrong = Fault::new(DecodeErrorKind::WrongType, offset, expected);
        let value = parse(text).map_err(|_| wrong)?;
        let word = text.trim_ascii();
        let (has_blanks, is_documented) = (word.len() < text.len(), is_documented(word));
        if value.is_none() {
            self.collector.deviation(DeviationKind::EmptyScalar, offset)?;
        } else {
            if has_blanks {
                self.collector.deviation(DeviationKind::Blanks, offset)?;
            }
            if !is_documented {
                self.collector.deviation(DeviationKind::FlagSpelling, offset)?;
            }
        }
        Ok((value, cell))
    }

    /// Reads the items of a list up to the end of the element around them, and returns which
    /// records they are. Other elements may stand between them.
    fn wrapper(&mut self, part: Part, item: &'static str) -> Result<Cell, Fault> {
        let start = self.collector.records.end(part);
        let mut index = 0;
        while let Some(tag) = self.child()? {
            if tag.name == item {
                self.collector.path.enter(Step::Name(item));
                self.collector.path.enter(Step::Item(index));
                self.attributes()?;
                self.part(part)?;
                self.collector.path.leave();
                self.collector.path.leave();
                index += 1;
            } else {
                self.skip_unknown(tag)?;
            }
        }
        Ok(Cell::span(start..self.collector.records.end(part)))
    }

    /// Reads up to the next child of the present element, or to its end (`None`). Between
    /// children stands white space only.
    fn child(&mut self) -> Result<Option<Tag<'a>>, Fault> {
        loop {
            let offset = match self.cursor.next()? {
                Token::Start(tag) => return Ok(Some(tag)),
                Token::End | Token::Eof => return Ok(None),
                Token::Text(Piece::Plain { text, offset }) => {
                    match text.bytes().position(|byte| !is_blank(byte)) {
                        None => continue,
                        Some(at) => offset + at,
                    }
                }
                Token::Text(Piece::CData { offset, .. } | Piece::Character { offset, .. }) => {
                    offset
                }
            };
            return Err(Fault::new(DecodeErrorKind::WrongType, offset, "an element"));
        }
    }

    /// Passes over an element whose start tag has been read. It is well-formed or refused.
    fn skip_unknown(&mut self, tag: Tag<'a>) -> Result<(), Fault> {
        self.collector.path.enter(Step::Name(tag.name));
        self.collector.unknown(UnknownKind::Element, tag.offset)?;
        let mut depth = 1;
        while depth > 0 {
            match self.cursor.next()? {
                Token::Start(_) => depth += 1,
                Token::End => depth -= 1,
                Token::Text(_) => {}
                Token::Eof => break,
            }
        }
        self.collector.path.leave();
        Ok(())
    }

    /// Reports the attributes of the start tag just read.
    fn attributes(&mut self) -> Result<(), Fault> {
        for attribute in self.cursor.attributes() {
            self.collector.path.enter(Step::Attribute(attribute.name));
            self.collector.unknown(UnknownKind::Attribute, attribute.offset)?;
            self.collector.path.leave();
        }
        Ok(())
    }
}

impl<O: Observe> ReadRecord for Reader<'_, O> {
    fn members(&mut self, table: &'static Table, cells: &mut [Cell]) -> Result<Seen, Fault> {
        let mut seen = Seen::default();
        while let Some(tag) = self.child()? {
            let Some(Member { field, index, cell }) = table.member(tag.name, cells) else {
                self.skip_unknown(tag)?;
                continue;
            };
            self.collector.path.enter(Step::Name(field.name.text));
            if !seen.insert(index) {
                return Err(Fault::new(DecodeErrorKind::Duplicate, tag.offset, "another name"));
            }
            self.attributes()?;
            self.fill(field.kind, cell)?;
            self.collector.path.leave();
        }
        Ok(seen)
    }

    fn records(&mut self) -> &mut Records {
        &mut self.collector.records
    }
}

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
