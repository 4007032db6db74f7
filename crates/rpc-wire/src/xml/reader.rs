//! Fills records from XML.

use crate::cell::Cell;
use crate::collect::Collector;
use crate::error::{DecodeErrorKind, ReadError};
use crate::limits::Limits;
use crate::observe::{DeviationKind, Observe, UnknownKind};
use crate::path::Step;
use crate::read_record::ReadRecord;
use crate::scalar::{self, NotAScalar};
use crate::schema::Schema;
use crate::seen::Seen;
use crate::table::{Field, Kind, Member};
use crate::xml::chars::is_whitespace;
use crate::xml::cursor::{Cursor, Piece, Tag, Token};
use crate::xml::text::decode_into;

/// Reads one document into records.
#[derive(Debug)]
pub(crate) struct Reader<'a, O> {
    cursor: Cursor<'a>,
    schema: &'static Schema,
    pub(crate) collector: Collector<'a, O>,
}

impl<'a, O: Observe> Reader<'a, O> {
    /// Returns a reader of the body from an offset on.
    pub(crate) fn new(
        body: &'a str,
        offset: usize,
        schema: &'static Schema,
        limits: &'a Limits,
        observe: &'a mut O,
    ) -> Self {
        let collector = Collector::new(body, limits, observe);
        Self { cursor: Cursor::new(body, offset), schema, collector }
    }

    /// Reads the start tag of the root element.
    pub(crate) fn root(&mut self) -> Result<Tag<'a>, ReadError> {
        self.cursor.declaration()?;
        loop {
            if let Token::Start(tag) = self.cursor.next()? {
                return Ok(tag);
            }
        }
    }

    /// Reads the rest of the document behind the start tag of its root, and returns the members
    /// it has and where the root ends. The node says of which table they are.
    pub(crate) fn document(
        &mut self,
        node: usize,
        cells: &mut [Cell],
    ) -> Result<(Seen, usize), ReadError> {
        self.attributes()?;
        let seen = self.members(node, cells)?;
        let end = self.cursor.offset();
        // The cursor lets nothing but comments and whitespace follow the root.
        self.cursor.next()?;
        Ok((seen, end))
    }

    /// Reads the content of an element into its cell, with the end of the element.
    fn fill(&mut self, field: &Field, child: usize, cell: &mut Cell) -> Result<(), ReadError> {
        let kind = field.kind;
        *cell = match kind {
            Kind::Text => self.text(kind.expected())?,
            Kind::Integer => {
                let integer = self.scalar(scalar::integer, |_| true, kind.expected())?.0;
                integer.map_or(Cell::ABSENT, Cell::integer)
            }
            Kind::Integer64 => {
                let (integer, cell) = self.scalar(scalar::integer64, |_| true, kind.expected())?;
                integer.map_or(Cell::ABSENT, |_| cell)
            }
            Kind::Boolean => {
                let documented = |word: &str| matches!(word, "true" | "false");
                let boolean = self.scalar(scalar::boolean, documented, kind.expected())?.0;
                boolean.map_or(Cell::ABSENT, Cell::boolean)
            }
            Kind::List(_) => self.wrapper(child, [field.name.text, field.item.text])?,
            Kind::Object(_) => Cell::span(self.record(child)?),
        };
        Ok(())
    }

    /// Reads a text up to the end of its element: where it lies in the body if it is one piece
    /// that can be read there, else decoded. Whitespace stays.
    fn text(&mut self, expected: &'static str) -> Result<Cell, ReadError> {
        let content = self.cursor.offset();
        let tail = self.collector.decoded_from();
        let mut whole = None;
        loop {
            match self.cursor.next()? {
                Token::Start(tag) => {
                    return Err(ReadError::new(DecodeErrorKind::WrongType, tag.offset, expected));
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
                        Piece::Plain { .. } | Piece::CData { .. } | Piece::Character { .. } => {
                            if let Some(first) = whole.take() {
                                self.collector.decode_plain(first);
                            }
                            decode_into(piece, self.collector.decoded(piece.longest()));
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

    /// Reads a number or boolean, and where its text is; no text is no value.
    fn scalar<T>(
        &mut self,
        parse: fn(&str) -> Result<Option<T>, NotAScalar>,
        is_documented: fn(&str) -> bool,
        expected: &'static str,
    ) -> Result<(Option<T>, Cell), ReadError> {
        let offset = self.cursor.offset();
        let cell = self.text(expected)?;
        let text = self.collector.str(cell);
        let wrong = ReadError::new(DecodeErrorKind::WrongType, offset, expected);
        let value = parse(text).map_err(|_| wrong)?;
        let word = text.trim_ascii();
        let (is_surrounded, is_documented) = (word.len() < text.len(), is_documented(word));
        if value.is_none() {
            self.collector.deviation(DeviationKind::EmptyScalar, offset)?;
        } else {
            if is_surrounded {
                self.collector.deviation(DeviationKind::Whitespace, offset)?;
            }
            if !is_documented {
                self.collector.deviation(DeviationKind::BooleanSpelling, offset)?;
            }
        }
        Ok((value, cell))
    }

    /// Reads the items of a list up to the end of the element around them, and returns which
    /// records they are. Other elements may stand between them.
    fn wrapper(&mut self, node: usize, [list, item]: [&'static str; 2]) -> Result<Cell, ReadError> {
        let level = self.schema.node(node).level;
        let start = self.collector.records.end(level);
        let mut index = 0;
        while let Some(tag) = self.child()? {
            if tag.name == item {
                self.collector.path.enter(Step::Name(item));
                self.collector.path.enter(Step::Item(index));
                self.collector.item(list, index, tag.offset)?;
                self.attributes()?;
                self.record(node)?;
                self.collector.path.leave();
                self.collector.path.leave();
                index += 1;
            } else {
                self.skip_unknown(tag)?;
            }
        }
        Ok(Cell::span(start..self.collector.records.end(level)))
    }

    /// Reads up to the next child of the present element, or to its end (`None`). Between
    /// children stands whitespace only.
    fn child(&mut self) -> Result<Option<Tag<'a>>, ReadError> {
        loop {
            let offset = match self.cursor.next()? {
                Token::Start(tag) => return Ok(Some(tag)),
                Token::End | Token::Eof => return Ok(None),
                Token::Text(Piece::Plain { text, offset }) => {
                    match text.bytes().position(|byte| !is_whitespace(byte)) {
                        None => continue,
                        Some(at) => offset + at,
                    }
                }
                Token::Text(Piece::CData { offset, .. } | Piece::Character { offset, .. }) => {
                    offset
                }
            };
            return Err(ReadError::new(DecodeErrorKind::WrongType, offset, "an element"));
        }
    }

    /// Passes over an element whose start tag has been read. It is well-formed or refused.
    fn skip_unknown(&mut self, tag: Tag<'a>) -> Result<(), ReadError> {
        self.collector.path.enter(Step::Name(tag.name));
        self.collector.unknown(UnknownKind::Element, tag.offset)?;
        self.collector.unknown_value(tag.offset)?;
        let mut depth = 1;
        while depth > 0 {
            match self.cursor.next()? {
                Token::Start(tag) => {
                    self.collector.unknown_value(tag.offset)?;
                    depth += 1;
                }
                Token::End => depth -= 1,
                Token::Text(_) => {}
                Token::Eof => break,
            }
        }
        self.collector.path.leave();
        Ok(())
    }

    /// Reports the attributes of the start tag just read.
    fn attributes(&mut self) -> Result<(), ReadError> {
        for attribute in self.cursor.attributes() {
            self.collector.path.enter(Step::Attribute(attribute.name));
            self.collector.unknown(UnknownKind::Attribute, attribute.offset)?;
            self.collector.path.leave();
        }
        Ok(())
    }
}

impl<O: Observe> ReadRecord for Reader<'_, O> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn end(&self, level: usize) -> usize {
        self.collector.records.end(level)
    }

    fn push(&mut self, level: usize, cells: &[Cell]) -> Result<(), ReadError> {
        let offset = self.cursor.offset();
        self.collector.push(level, cells, offset)
    }

    fn members(&mut self, node: usize, cells: &mut [Cell]) -> Result<Seen, ReadError> {
        let table = self.schema.node(node).table;
        let mut seen = Seen::default();
        while let Some(tag) = self.child()? {
            let Some(Member { field, index, cell }) = table.member(tag.name, cells) else {
                self.collector.keep_unknown(self.schema.node(node).level, tag.offset)?;
                self.skip_unknown(tag)?;
                continue;
            };
            self.collector.path.enter(Step::Name(field.name.text));
            if !seen.insert(index) {
                return Err(ReadError::new(DecodeErrorKind::Duplicate, tag.offset, "another name"));
            }
            self.attributes()?;
            self.fill(field, self.schema.node(node).child(index), cell)?;
            self.collector.path.leave();
        }
        Ok(seen)
    }
}
