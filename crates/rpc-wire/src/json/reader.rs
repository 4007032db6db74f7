//! Fills records from JSON.

use std::borrow::Cow;

use crate::cell::Cell;
use crate::collect::Collector;
use crate::error::{DecodeErrorKind, ReadError};
use crate::error_body::{self, ErrorCells, Undecided};
use crate::json::cursor::{Cursor, Value};
use crate::json::string::Raw;
use crate::json::unique::Names;
use crate::limits::Limits;
use crate::observe::{DeviationKind, Observe, UnknownKind};
use crate::path::Step;
use crate::read_record::ReadRecord;
use crate::scalar;
use crate::schema::{ROOT, Schema};
use crate::seen::Seen;
use crate::table::{Field, Kind, Member};

/// Reads one document into records.
#[derive(Debug)]
pub(crate) struct Reader<'a, O> {
    cursor: Cursor<'a>,
    schema: &'static Schema,
    pub(crate) collector: Collector<'a, O>,
    /// Members of an error beside those of the document, as there is no telling which of the two
    /// an object is before its end.
    pub(crate) errors: ErrorCells,
    pub(crate) undecided: Undecided,
    noted: Vec<Noted<'a>>,
}

/// A member of an error that has been read.
#[derive(Debug)]
struct Noted<'a> {
    name: Raw<'a>,
    /// Where its value begins.
    offset: usize,
    value: Form,
}

/// How the value of a member of an error is written.
#[derive(Clone, Copy, Debug)]
enum Form {
    AsDocumented,
    Otherwise(DeviationKind),
    /// As an object or a list.
    Wrong,
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
        Self {
            cursor: Cursor::new(body, offset),
            schema,
            collector: Collector::new(body, limits, observe),
            errors: ErrorCells::default(),
            undecided: Undecided::default(),
            noted: Vec::new(),
        }
    }

    /// Reads the whole body, which must be an object, and returns the members it has and where
    /// it ends.
    pub(crate) fn document(&mut self, cells: &mut [Cell]) -> Result<(Seen, usize), ReadError> {
        let offset = self.cursor.next_offset();
        let Value::Object = self.cursor.value()? else {
            return Err(ReadError::new(DecodeErrorKind::WrongType, offset, "an object"));
        };
        let seen = self.members(ROOT, cells)?;
        self.undecided.seen = seen;
        self.cursor.end()?;
        Ok((seen, self.cursor.next_offset()))
    }

    /// Tells of the members of an error in what turned out to be a document: it does not know them.
    pub(crate) fn tell_unknown(&mut self) -> Result<(), ReadError> {
        for noted in &self.noted {
            self.collector.path.enter(Step::Name(noted.name.text));
            self.collector.unknown(UnknownKind::Member, noted.name.offset - 1)?;
            self.collector.path.leave();
        }
        Ok(())
    }

    /// Tells how the members of what is no document deviate from those of an error.
    pub(crate) fn tell_deviations(&mut self) -> Result<(), ReadError> {
        for noted in &self.noted {
            self.collector.path.enter(Step::Name(noted.name.text));
            match noted.value {
                Form::AsDocumented => {}
                Form::Otherwise(kind) => self.collector.deviation(kind, noted.offset)?,
                Form::Wrong => {
                    let expected = Kind::Text.expected();
                    let kind = DecodeErrorKind::WrongType;
                    return Err(ReadError::new(kind, noted.offset, expected));
                }
            }
            self.collector.path.leave();
        }
        Ok(())
    }

    /// Reads a value into its cell. This is the whole table of what may stand for what.
    fn fill(&mut self, field: &Field, child: usize, cell: &mut Cell) -> Result<(), ReadError> {
        let offset = self.cursor.next_offset();
        let value = self.cursor.value()?;
        let kind = field.kind;
        let wrong = ReadError::new(DecodeErrorKind::WrongType, offset, kind.expected());
        let (filled, deviation) = match value {
            Value::Null => (Cell::ABSENT, Some(DeviationKind::Null)),
            Value::Text(raw) => match kind {
                Kind::Text => (self.keep(raw), None),
                Kind::Integer => {
                    let integer = scalar::integer(&raw.decode()).map_err(|_| wrong)?;
                    let deviation = if_empty(integer.is_none(), DeviationKind::NumberAsText);
                    (integer.map_or(Cell::ABSENT, Cell::integer), deviation)
                }
                Kind::Integer64 => {
                    let integer = scalar::integer64(&raw.decode()).map_err(|_| wrong)?;
                    let deviation = if_empty(integer.is_none(), DeviationKind::NumberAsText);
                    (integer.map_or(Cell::ABSENT, |_| self.keep(raw)), deviation)
                }
                Kind::Boolean => {
                    let boolean = scalar::boolean(&raw.decode()).map_err(|_| wrong)?;
                    let deviation = if_empty(boolean.is_none(), DeviationKind::BooleanAsText);
                    (boolean.map_or(Cell::ABSENT, Cell::boolean), deviation)
                }
                Kind::List(_) | Kind::Object(_) => return Err(wrong),
            },
            Value::Number(spelling) => match kind {
                Kind::Text => (spelled(spelling, offset), Some(DeviationKind::NumberForText)),
                Kind::Integer => {
                    let integer = scalar::integer(spelling).map_err(|_| wrong)?;
                    (integer.map_or(Cell::ABSENT, Cell::integer), None)
                }
                Kind::Integer64 => {
                    scalar::integer64(spelling).map_err(|_| wrong)?;
                    (spelled(spelling, offset), None)
                }
                Kind::Boolean | Kind::List(_) | Kind::Object(_) => return Err(wrong),
            },
            Value::Boolean(boolean) => match kind {
                Kind::Text => (spelled(word(boolean), offset), Some(DeviationKind::BooleanForText)),
                Kind::Boolean => (Cell::boolean(boolean), None),
                Kind::Integer | Kind::Integer64 | Kind::List(_) | Kind::Object(_) => {
                    return Err(wrong);
                }
            },
            Value::Object => match kind {
                Kind::List(_) => {
                    (self.wrapper(child, [field.name.text, field.item.text], offset)?, None)
                }
                Kind::Object(_) => (Cell::span(self.record(child)?), None),
                Kind::Text | Kind::Integer | Kind::Integer64 | Kind::Boolean => return Err(wrong),
            },
            Value::Array => return Err(wrong),
        };
        *cell = filled;
        deviation.map_or(Ok(()), |kind| self.collector.deviation(kind, offset))
    }

    /// Reads the value of a member that the document does not know and an error does.
    fn fill_error(&mut self, index: usize, name: Raw<'a>) -> Result<(), ReadError> {
        let offset = self.cursor.next_offset();
        let value = self.cursor.value()?;
        let (cell, form) = match value {
            Value::Null => (Cell::ABSENT, Form::Otherwise(DeviationKind::Null)),
            Value::Text(raw) => (self.keep(raw), Form::AsDocumented),
            Value::Number(spelling) => {
                (spelled(spelling, offset), Form::Otherwise(DeviationKind::NumberForText))
            }
            Value::Boolean(boolean) => {
                (spelled(word(boolean), offset), Form::Otherwise(DeviationKind::BooleanForText))
            }
            Value::Object | Value::Array => {
                self.skip_rest(value)?;
                (Cell::ABSENT, Form::Wrong)
            }
        };
        if let (Some(error), Some(place)) =
            (self.errors.get_mut(index), self.undecided.places.get_mut(index))
        {
            *error = cell;
            // The quote before the name, plus one.
            *place = name.offset as u32;
        }
        self.noted.push(Noted { name, offset, value: form });
        Ok(())
    }

    /// Keeps a text: where it lies in the body if it can be read there, else decoded.
    fn keep(&mut self, raw: Raw<'a>) -> Cell {
        if !raw.escaped {
            return Cell::span(raw.offset..raw.offset + raw.text.len());
        }
        let start = self.collector.decoded_from();
        raw.decode_into(self.collector.decoded(raw.text.len()));
        Cell::span(start..self.collector.decoded_from())
    }

    /// Reads the inside of an object that wraps a list, and returns which records are its items.
    fn wrapper(
        &mut self,
        node: usize,
        [list, item]: [&'static str; 2],
        offset: usize,
    ) -> Result<Cell, ReadError> {
        let level = self.schema.node(node).level;
        let start = self.collector.records.end(level);
        let mut names = Names::default();
        let mut listed = false;
        let mut first = true;
        while let Some(name) = self.cursor.member(first)? {
            first = false;
            let decoded = name.decode();
            let is_item = decoded == item;
            self.collector.path.enter(Step::Name(if is_item { item } else { name.text }));
            self.unique(&mut names, decoded, name)?;
            if is_item {
                listed = true;
                self.items(node, list)?;
            } else {
                self.skip_unknown(name)?;
            }
            self.collector.path.leave();
        }
        if !listed {
            self.collector.deviation(DeviationKind::EmptyWrapper, offset)?;
        }
        Ok(Cell::span(start..self.collector.records.end(level)))
    }

    /// Reads a list of objects, or one object that stands for a list.
    fn items(&mut self, node: usize, list: &'static str) -> Result<(), ReadError> {
        let offset = self.cursor.next_offset();
        match self.cursor.value()? {
            Value::Array => {
                let mut index = 0;
                while self.cursor.item(index == 0)? {
                    self.collector.path.enter(Step::Item(index));
                    let offset = self.cursor.next_offset();
                    self.collector.item(list, index, offset)?;
                    index += 1;
                    let Value::Object = self.cursor.value()? else {
                        return Err(ReadError::new(
                            DecodeErrorKind::WrongType,
                            offset,
                            "an object",
                        ));
                    };
                    self.record(node)?;
                    self.collector.path.leave();
                }
                Ok(())
            }
            Value::Object => {
                self.collector.deviation(DeviationKind::SingleItem, offset)?;
                self.collector.path.enter(Step::Item(0));
                self.collector.item(list, 0, offset)?;
                self.record(node)?;
                self.collector.path.leave();
                Ok(())
            }
            Value::Null => self.collector.deviation(DeviationKind::Null, offset),
            Value::Text(_) | Value::Number(_) | Value::Boolean(_) => {
                Err(ReadError::new(DecodeErrorKind::WrongType, offset, "a list of objects"))
            }
        }
    }

    fn skip_unknown(&mut self, name: Raw<'a>) -> Result<(), ReadError> {
        // The name begins behind its quote; what is unknown begins with the quote.
        self.collector.unknown(UnknownKind::Member, name.offset - 1)?;
        self.skip()
    }

    /// Reads a value nobody asked for, as strictly as any other. The cursor bounds the depth.
    fn skip(&mut self) -> Result<(), ReadError> {
        let value = self.cursor.value()?;
        self.collector.unknown_value(self.cursor.offset())?;
        match value {
            Value::Object | Value::Array => self.skip_rest(value),
            Value::Text(_) | Value::Number(_) | Value::Boolean(_) | Value::Null => Ok(()),
        }
    }

    /// Reads the rest of a value whose beginning has been read.
    fn skip_rest(&mut self, value: Value<'a>) -> Result<(), ReadError> {
        let mut first = true;
        match value {
            Value::Object => {
                let mut names = Names::default();
                while let Some(name) = self.cursor.member(first)? {
                    first = false;
                    self.collector.path.enter(Step::Name(name.text));
                    self.unique(&mut names, name.decode(), name)?;
                    self.skip()?;
                    self.collector.path.leave();
                }
            }
            Value::Array => {
                let mut index = 0;
                while self.cursor.item(first)? {
                    first = false;
                    self.collector.path.enter(Step::Item(index));
                    self.skip()?;
                    self.collector.path.leave();
                    index += 1;
                }
            }
            Value::Text(_) | Value::Number(_) | Value::Boolean(_) | Value::Null => {}
        }
        Ok(())
    }

    fn unique(
        &self,
        names: &mut Names<'a>,
        decoded: Cow<'a, str>,
        name: Raw<'a>,
    ) -> Result<(), ReadError> {
        if !names.insert(decoded) {
            return Err(duplicate(name));
        }
        self.collector.unknown_members(names.len(), name.offset - 1)
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
        let offset = self.cursor.next_offset();
        self.collector.push(level, cells, offset)
    }

    fn members(&mut self, node: usize, cells: &mut [Cell]) -> Result<Seen, ReadError> {
        let table = self.schema.node(node).table;
        let mut seen = Seen::default();
        let mut unknown = Names::default();
        let mut first = true;
        while let Some(name) = self.cursor.member(first)? {
            first = false;
            let decoded = name.decode();
            if let Some(Member { field, index, cell }) = table.member(&decoded, cells) {
                self.collector.path.enter(Step::Name(field.name.text));
                if !seen.insert(index) {
                    return Err(duplicate(name));
                }
                self.fill(field, self.schema.node(node).child(index), cell)?;
            } else {
                self.collector.path.enter(Step::Name(name.text));
                let error = error_body::TABLE.find(decoded.as_bytes()).filter(|_| node == ROOT);
                self.unique(&mut unknown, decoded, name)?;
                if let Some(index) = error {
                    self.fill_error(index, name)?;
                } else {
                    let level = self.schema.node(node).level;
                    self.collector.keep_unknown(level, name.offset - 1)?;
                    self.skip_unknown(name)?;
                }
            }
            self.collector.path.leave();
        }
        Ok(seen)
    }
}

/// Returns the cell of a text that is kept as it is spelled.
fn spelled(spelling: &str, offset: usize) -> Cell {
    Cell::span(offset..offset + spelling.len())
}

fn word(boolean: bool) -> &'static str {
    if boolean { "true" } else { "false" }
}

fn if_empty(empty: bool, otherwise: DeviationKind) -> Option<DeviationKind> {
    Some(if empty { DeviationKind::EmptyScalar } else { otherwise })
}

fn duplicate(name: Raw<'_>) -> ReadError {
    ReadError::new(DecodeErrorKind::Duplicate, name.offset - 1, "another name")
}
