//! Fills records from JSON.

use std::borrow::Cow;

use aliyun_ecs_model::scalar;

use crate::collect::Collector;
use crate::error::{DecodeErrorKind, Fault};
use crate::json::cursor::{Cursor, Value};
use crate::json::string::Raw;
use crate::json::unique::Names;
use crate::observe::{DeviationKind, Observe, UnknownKind};
use crate::path::Step;
use crate::record::{Part, ReadRecord, Record, Records, Seen, Slot, Span};

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
    pub(crate) fn document(&mut self, root: &mut dyn Record) -> Result<(Seen, usize), Fault> {
        let offset = self.cursor.next_offset();
        let Value::Object = self.cursor.value()? else {
            return Err(Fault::new(DecodeErrorKind::WrongType, offset, "an object"));
        };
        let seen = self.members(root)?;
        self.cursor.end()?;
        Ok((seen, self.cursor.next_offset()))
    }

    /// Reads a value into its slot. This is the whole table of what may stand for what.
    fn fill(&mut self, slot: Slot<'_>) -> Result<(), Fault> {
        let offset = self.cursor.next_offset();
        let value = self.cursor.value()?;
        let wrong = Fault::new(DecodeErrorKind::WrongType, offset, slot.expected());
        let deviation = match (slot, value) {
            (_, Value::Null) => DeviationKind::Null,

            (Slot::Text(out), Value::Text(raw)) => {
                *out = Some(self.keep(raw));
                return Ok(());
            }
            (Slot::Text(out), Value::Number(spelling)) => {
                *out = Some(Span::new(offset..offset + spelling.len()));
                DeviationKind::NumberForText
            }
            (Slot::Text(out), Value::Flag(flag)) => {
                let word = if flag { "true" } else { "false" };
                *out = Some(Span::new(offset..offset + word.len()));
                DeviationKind::FlagForText
            }

            (Slot::Count(out), Value::Number(spelling)) => {
                *out = scalar::count(spelling).map_err(|_| wrong)?;
                return Ok(());
            }
            (Slot::Count(out), Value::Text(raw)) => {
                *out = scalar::count(&raw.decode()).map_err(|_| wrong)?;
                if_empty(out.is_none(), DeviationKind::NumberAsText)
            }
            (Slot::Id(out), Value::Number(spelling)) => {
                *out = scalar::id(spelling).map_err(|_| wrong)?;
                return Ok(());
            }
            (Slot::Id(out), Value::Text(raw)) => {
                *out = scalar::id(&raw.decode()).map_err(|_| wrong)?;
                if_empty(out.is_none(), DeviationKind::NumberAsText)
            }
            (Slot::Flag(out), Value::Flag(flag)) => {
                *out = Some(flag);
                return Ok(());
            }
            (Slot::Flag(out), Value::Text(raw)) => {
                *out = scalar::flag(&raw.decode()).map_err(|_| wrong)?;
                if_empty(out.is_none(), DeviationKind::FlagAsText)
            }

            (Slot::List { part, item, out }, Value::Object) => {
                *out = Some(self.wrapper(part, item, offset)?);
                return Ok(());
            }
            (Slot::Object { part, out }, Value::Object) => {
                let index = self.collector.records.len(part);
                self.part(part)?;
                *out = Some(Span::new(index..index + 1));
                return Ok(());
            }

            _ => return Err(wrong),
        };
        self.collector.deviation(deviation, offset)
    }

    /// Keeps a text: where it lies in the body if it can be read there, else decoded.
    fn keep(&mut self, raw: Raw<'a>) -> Span {
        if !raw.escaped {
            return Span::new(raw.offset..raw.offset + raw.text.len());
        }
        let start = self.collector.decoded_from();
        raw.decode_into(self.collector.decoded());
        Span::new(start..self.collector.decoded_from())
    }

    /// Reads the inside of an object that wraps a list, and returns which records are its items.
    fn wrapper(&mut self, part: Part, item: &'static str, offset: usize) -> Result<Span, Fault> {
        let start = self.collector.records.len(part);
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
                self.items(part, start)?;
            } else {
                self.skip_unknown(name)?;
            }
            self.collector.path.leave();
        }
        if !listed {
            self.collector.deviation(DeviationKind::EmptyWrapper, offset)?;
        }
        Ok(Span::new(start..self.collector.records.len(part)))
    }

    /// Reads a list of objects, or one object that stands for a list.
    fn items(&mut self, part: Part, start: usize) -> Result<(), Fault> {
        let offset = self.cursor.next_offset();
        match self.cursor.value()? {
            Value::Array => {
                let mut first = true;
                while self.cursor.item(first)? {
                    first = false;
                    let index = self.collector.records.len(part) - start;
                    self.collector.path.enter(Step::Item(index));
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
    fn members(&mut self, record: &mut dyn Record) -> Result<Seen, Fault> {
        let mut seen = Seen::default();
        let mut unknown = Names::default();
        let mut first = true;
        while let Some(name) = self.cursor.member(first)? {
            first = false;
            let decoded = name.decode();
            match record.member(&decoded) {
                Some(member) => {
                    self.collector.path.enter(Step::Name(member.name));
                    if !seen.insert(member.index) {
                        return Err(duplicate(name));
                    }
                    self.fill(member.slot)?;
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

fn if_empty(empty: bool, otherwise: DeviationKind) -> DeviationKind {
    if empty { DeviationKind::EmptyScalar } else { otherwise }
}

fn duplicate(name: Raw<'_>) -> Fault {
    Fault::new(DecodeErrorKind::Duplicate, name.offset - 1, "another name")
}
