//! Fills records from JSON.

use std::borrow::Cow;

use aliyun_ecs_model::scalar;

use crate::collect::Collector;
use crate::error::{DecodeErrorKind, Fault};
use crate::json::cursor::{Cursor, Value};
use crate::json::string::Raw;
use crate::json::unique::Names;
use crate::members::{Kind, Member, Table};
use crate::observe::{DeviationKind, Observe, UnknownKind};
use crate::path::Step;
use crate::record::{Cell, Part, ReadRecord, Records, Seen};

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

    /// Reads the whole body, which must be an object, and returns the members it has and where
    /// it ends.
    pub(crate) fn document(
        &mut self,
        table: &'static Table,
        cells: &mut [Cell],
    ) -> Result<(Seen, usize), Fault> {
        let offset = self.cursor.next_offset();
        let Value::Object = self.cursor.value()? else {
            return Err(Fault::new(DecodeErrorKind::WrongType, offset, "an object"));
        };
        let seen = self.members(table, cells)?;
        self.cursor.end()?;
        Ok((seen, self.cursor.next_offset()))
    }

    /// Reads a value into its cell. This is the whole table of what may stand for what.
    fn fill(&mut self, kind: Kind, cell: &mut Cell) -> Result<(), Fault> {
        let offset = self.cursor.next_offset();
        let value = self.cursor.value()?;
        let wrong = Fault::new(DecodeErrorKind::WrongType, offset, kind.expected());
        let (filled, deviation) = match (kind, value) {
            (_, Value::Null) => (Cell::ABSENT, Some(DeviationKind::Null)),

            (Kind::Text, Value::Text(raw)) => (self.keep(raw), None),
            (Kind::Text, Value::Number(spelling)) => {
                let range = offset..offset + spelling.len();
                (Cell::span(range), Some(DeviationKind::NumberForText))
            }
            (Kind::Text, Value::Flag(flag)) => {
                let word = if flag { "true" } else { "false" };
                (Cell::span(offset..offset + word.len()), Some(DeviationKind::FlagForText))
            }

            (Kind::Count, Value::Number(spelling)) => {
                let number = scalar::count(spelling).map_err(|_| wrong)?;
                (number.map_or(Cell::ABSENT, Cell::number), None)
            }
            (Kind::Count, Value::Text(raw)) => {
                let number = scalar::count(&raw.decode()).map_err(|_| wrong)?;
                let deviation = if_empty(number.is_none(), DeviationKind::NumberAsText);
                (number.map_or(Cell::ABSENT, Cell::number), deviation)
            }
            (Kind::Id, Value::Number(spelling)) => {
                scalar::id(spelling).map_err(|_| wrong)?;
                (Cell::span(offset..offset + spelling.len()), None)
            }
            (Kind::Id, Value::Text(raw)) => {
                let id = scalar::id(&raw.decode()).map_err(|_| wrong)?;
                let deviation = if_empty(id.is_none(), DeviationKind::NumberAsText);
                (id.map_or(Cell::ABSENT, |_| self.keep(raw)), deviation)
            }
            (Kind::Flag, Value::Flag(flag)) => (Cell::flag(flag), None),
            (Kind::Flag, Value::Text(raw)) => {
                let flag = scalar::flag(&raw.decode()).map_err(|_| wrong)?;
                let deviation = if_empty(flag.is_none(), DeviationKind::FlagAsText);
                (flag.map_or(Cell::ABSENT, Cell::flag), deviation)
            }

            (Kind::List(part, item), Value::Object) => {
                (self.wrapper(part, item.text, offset)?, None)
            }
            (Kind::Object(part), Value::Object) => (Cell::span(self.part(part)?), None),

            _ => return Err(wrong),
        };
        *cell = filled;
        deviation.map_or(Ok(()), |kind| self.collector.deviation(kind, offset))
    }

    /// Keeps a text: where it lies in the body if it can be read there, else decoded.
    fn keep(&mut self, raw: Raw<'a>) -> Cell {
        if !raw.escaped {
            return Cell::span(raw.offset..raw.offset + raw.text.len());
        }
        let start = self.collector.decoded_from();
        raw.decode_into(self.collector.decoded());
        Cell::span(start..self.collector.decoded_from())
    }

    /// Reads the inside of an object that wraps a list, and returns which records are its items.
    fn wrapper(&mut self, part: Part, item: &'static str, offset: usize) -> Result<Cell, Fault> {
        let start = self.collector.records.end(part);
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
                self.items(part)?;
            } else {
                self.skip_unknown(name)?;
            }
            self.collector.path.leave();
        }
        if !listed {
            self.collector.deviation(DeviationKind::EmptyWrapper, offset)?;
        }
        Ok(Cell::span(start..self.collector.records.end(part)))
    }

    /// Reads a list of objects, or one object that stands for a list.
    fn items(&mut self, part: Part) -> Result<(), Fault> {
        let offset = self.cursor.next_offset();
        match self.cursor.value()? {
            Value::Array => {
                let mut index = 0;
                while self.cursor.item(index == 0)? {
                    self.collector.path.enter(Step::Item(index));
                    index += 1;
                    let offset = self.cursor.next_offset();
                    let Value::Object = self.cursor.value()? else {
                        return Err(Fault::new(DecodeErrorKind::WrongType, offset, "an object"));
                    };
                    self.part(part)?;
                    self.collector.path.leave();
                }
                Ok(())
            }
            Value::Object => {
                self.collector.deviation(DeviationKind::SingleItem, offset)?;
                self.collector.path.enter(Step::Item(0));
                self.part(part)?;
                self.collector.path.leave();
                Ok(())
            }
            Value::Null => self.collector.deviation(DeviationKind::Null, offset),
            _ => Err(Fault::new(DecodeErrorKind::WrongType, offset, "a list of objects")),
        }
    }

    fn skip_unknown(&mut self, name: Raw<'a>) -> Result<(), Fault> {
        // The name begins behind its quote; what is unknown begins with the quote.
        self.collector.unknown(UnknownKind::Member, name.offset - 1)?;
        self.skip()
    }

    /// Reads a value nobody asked for, as strictly as any other. The cursor bounds the depth.
    fn skip(&mut self) -> Result<(), Fault> {
        let mut first = true;
        match self.cursor.value()? {
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
            Value::Text(_) | Value::Number(_) | Value::Flag(_) | Value::Null => {}
        }
        Ok(())
    }

    fn unique(
        &self,
        names: &mut Names<'a>,
        decoded: Cow<'a, str>,
        name: Raw<'a>,
    ) -> Result<(), Fault> {
        if names.insert(decoded) { Ok(()) } else { Err(duplicate(name)) }
    }
}

impl<O: Observe> ReadRecord for Reader<'_, O> {
    fn members(&mut self, table: &'static Table, cells: &mut [Cell]) -> Result<Seen, Fault> {
        let mut seen = Seen::default();
        let mut unknown = Names::default();
        let mut first = true;
        while let Some(name) = self.cursor.member(first)? {
            first = false;
            let decoded = name.decode();
            match table.member(&decoded, cells) {
                Some(Member { field, index, cell }) => {
                    self.collector.path.enter(Step::Name(field.name.text));
                    if !seen.insert(index) {
                        return Err(duplicate(name));
                    }
                    self.fill(field.kind, cell)?;
                }
                None => {
                    self.collector.path.enter(Step::Name(name.text));
                    self.unique(&mut unknown, decoded, name)?;
                    self.skip_unknown(name)?;
                }
            }
            self.collector.path.leave();
        }
        Ok(seen)
    }

    fn records(&mut self) -> &mut Records {
        &mut self.collector.records
    }
}

fn if_empty(empty: bool, otherwise: DeviationKind) -> Option<DeviationKind> {
    Some(if empty { DeviationKind::EmptyScalar } else { otherwise })
}

fn duplicate(name: Raw<'_>) -> Fault {
    Fault::new(DecodeErrorKind::Duplicate, name.offset - 1, "another name")
}
