//! Fills records from JSON.

use aliyun_ecs_model::scalar;

use super::orders::{ENVELOPE, Orders};
use super::{Found, MAX_UNKNOWN, blanks, byte};
use crate::fields::{Envelope, EnvelopeRef, ImageRef, is_a_page};
use crate::json::{Cursor, Raw, Value, scan};
use crate::limits::MAX_DEPTH;
use crate::members::{Kind, Name, START, Table};
use crate::record::{Cell, MAX_PART, Part, Records, Seen};
use crate::words::{end_of_json_text, leading_number};

#[derive(Debug)]
pub(super) struct Reader<'a> {
    body: &'a str,
    bytes: &'a [u8],
    /// How many brackets are open.
    depth: usize,
    orders: Orders,
    /// The unknown names of the objects that are open.
    unknown: Vec<&'a [u8]>,
    decoded: String,
    records: Records,
}

impl<'a> Reader<'a> {
    pub(super) fn new(body: &'a str) -> Self {
        Self {
            body,
            bytes: body.as_bytes(),
            depth: 0,
            orders: Orders::new(),
            unknown: Vec::new(),
            decoded: String::new(),
            records: Records::default(),
        }
    }

    pub(super) fn document(mut self, start: usize) -> Option<Found> {
        let start = blanks(self.bytes, start);
        let mut envelope = Envelope::default();
        let at = self.members(EnvelopeRef::TABLE, ENVELOPE, &mut envelope, start)?;
        let is_whole = blanks(self.bytes, at) == self.bytes.len();
        (is_whole && is_a_page(&envelope)).then_some(Found {
            envelope,
            decoded: self.decoded,
            records: self.records,
        })
    }

    /// Reads an object from its opening bracket on, and returns the offset behind its closing
    /// one. This and all below are handed an offset and return the next: an offset that lives in
    /// the reader would be kept in memory and not in a register.
    fn members(
        &mut self,
        table: &'static Table,
        order: usize,
        cells: &mut [Cell],
        start: usize,
    ) -> Option<usize> {
        let bytes = self.bytes;
        let unknown = self.unknown.len();
        let (mut seen, mut last) = (Seen::default(), START);
        self.depth += 1;
        expect(bytes, start, b'{')?;
        // The first member has a bracket where the others have a comma.
        let mut separator = b'{';
        let mut at = start;
        loop {
            let (mut index, _) = self.orders.behind(order, last);
            let mut field = table.field(index)?;
            let name = blanks(bytes, at + 1);
            if byte(bytes, at) == separator && field.name.json.is_at(bytes, name) {
                at = blanks(bytes, name + field.name.json.len);
            } else {
                match self.member(table, order, last, unknown, at, at == start)? {
                    Next::Known(found, value) => {
                        (index, field) = (found, table.field(found)?);
                        at = value;
                    }
                    Next::Unknown(end) => {
                        at = end;
                        separator = b',';
                        continue;
                    }
                    Next::End(end) => {
                        self.unknown.truncate(unknown);
                        self.depth -= 1;
                        return Some(end);
                    }
                }
            }
            last = index;
            if !seen.insert(index) {
                return None;
            }
            let cell = cells.get_mut(index)?;
            if matches!(field.kind, Kind::Text) && byte(bytes, at) == b'"' {
                let start = at + 1;
                let end = end_of_json_text(bytes, start);
                if byte(bytes, end) == b'"' {
                    *cell = Cell::span(start..end);
                    at = end + 1;
                } else {
                    (*cell, at) = self.other_value(Kind::Text, at)?;
                }
            } else {
                (*cell, at) = self.value(bytes, field.kind, at)?;
            }
            separator = b',';
        }
    }

    /// Reads what is in an object behind its bracket or a value: a name that was not the first
    /// guess, or has white space around it, or the end.
    #[inline(never)]
    fn member(
        &mut self,
        table: &'static Table,
        order: usize,
        last: usize,
        unknown: usize,
        at: usize,
        is_first: bool,
    ) -> Option<Next> {
        let bytes = self.bytes;
        let mut at = blanks(bytes, at + usize::from(is_first));
        if byte(bytes, at) == b'}' {
            return Some(Next::End(at + 1));
        }
        if !is_first {
            at = blanks(bytes, expect(bytes, at, b',')?);
        }
        let (guess, other) = self.orders.behind(order, last);
        for index in [guess, other] {
            let name = &table.field(index)?.name;
            if name.json.is_at(bytes, at) {
                return Some(Next::Known(index, blanks(bytes, at + name.json.len)));
            }
        }
        let (name, value) = self.name(at)?;
        if let Some(found) = table.find(name) {
            self.orders.note(order, last, found);
            return Some(Next::Known(found, value));
        }
        self.note_unknown(name, unknown)?;
        Some(Next::Unknown(self.skip(value, self.depth)?))
    }

    /// Reads a value in the form it is documented in, if it is no text.
    #[inline(always)]
    fn value(&mut self, bytes: &[u8], kind: Kind, at: usize) -> Option<(Cell, usize)> {
        let first = byte(bytes, at);
        match kind {
            Kind::Flag => {
                let word = bytes.get(at..).and_then(<[u8]>::first_chunk::<5>);
                let is_true = word.is_some_and(|word| word.starts_with(b"true"));
                if is_true | (word == Some(b"false")) {
                    return Some((Cell::flag(is_true), at + 5 - usize::from(is_true)));
                }
            }
            Kind::Count => {
                if let Some((number, end)) = leading_number(bytes, at)
                    && (first != b'0' || end == at + 1)
                    && !matches!(byte(bytes, end), b'.' | b'e' | b'E' | b'0'..=b'9')
                {
                    return Some((Cell::number(number), end));
                }
            }
            Kind::List(part, item) if first == b'{' => return self.list(part, item, at),
            Kind::Object(part) if first == b'{' => {
                let at = self.record(part, at)?;
                let end = self.records.end(part);
                return Some((Cell::span(end - part.table().len()..end), at));
            }
            _ => {}
        }
        self.other_value(kind, at)
    }

    /// Reads a scalar that is written in another way, or has escapes.
    #[inline(never)]
    fn other_value(&mut self, kind: Kind, at: usize) -> Option<(Cell, usize)> {
        let mut cursor = Cursor::new(self.body, at);
        let value = cursor.value().ok()?;
        let spelled = |spelling: &str| Cell::span(at..at + spelling.len());
        let cell = match (kind, value) {
            (_, Value::Null) => Cell::ABSENT,
            (Kind::Text, Value::Text(raw)) => self.keep(raw),
            (Kind::Text, Value::Number(spelling)) => spelled(spelling),
            (Kind::Text, Value::Flag(flag)) => spelled(if flag { "true" } else { "false" }),
            (Kind::Count, Value::Number(spelling)) => {
                scalar::count(spelling).ok()?.map_or(Cell::ABSENT, Cell::number)
            }
            (Kind::Count, Value::Text(raw)) => {
                scalar::count(&raw.decode()).ok()?.map_or(Cell::ABSENT, Cell::number)
            }
            (Kind::Id, Value::Number(spelling)) => {
                scalar::id(spelling).ok()?.map_or(Cell::ABSENT, |_| spelled(spelling))
            }
            (Kind::Id, Value::Text(raw)) => {
                scalar::id(&raw.decode()).ok()?.map_or(Cell::ABSENT, |_| self.keep(raw))
            }
            (Kind::Flag, Value::Text(raw)) => {
                scalar::flag(&raw.decode()).ok()?.map_or(Cell::ABSENT, Cell::flag)
            }
            _ => return None,
        };
        Some((cell, cursor.next_offset()))
    }

    fn keep(&mut self, raw: Raw<'_>) -> Cell {
        if !raw.escaped {
            return Cell::span(raw.offset..raw.offset + raw.text.len());
        }
        let start = self.body.len() + self.decoded.len();
        raw.decode_into(&mut self.decoded);
        Cell::span(start..self.body.len() + self.decoded.len())
    }

    /// Reads an object that wraps a list, `{"Item":[{..},{..}]}`.
    fn list(&mut self, part: Part, item: &Name, at: usize) -> Option<(Cell, usize)> {
        let bytes = self.bytes;
        let start = self.records.end(part);
        let mut at = if item.list.is_at(bytes, at) {
            at + item.list.len
        } else {
            let at = blanks(bytes, at + 1);
            if byte(bytes, at) == b'}' {
                return Some((Cell::span(start..start), at + 1));
            }
            let (name, at) = self.name(at)?;
            if name != item.text.as_bytes() {
                return None;
            }
            expect(bytes, at, b'[')?
        };
        at = blanks(bytes, at);
        self.depth += 2;
        if byte(bytes, at) != b']' {
            loop {
                at = blanks(bytes, self.record(part, at)?);
                match byte(bytes, at) {
                    b',' => at = blanks(bytes, at + 1),
                    b']' => break,
                    _ => return None,
                }
            }
        }
        self.depth -= 2;
        let end = expect(bytes, blanks(bytes, at + 1), b'}')?;
        Some((Cell::span(start..self.records.end(part)), end))
    }

    /// Reads an object and appends it to its list.
    fn record(&mut self, part: Part, at: usize) -> Option<usize> {
        if part == Part::Images {
            let mut cells = [Cell::ABSENT; ImageRef::MEMBERS];
            let at = self.members(ImageRef::TABLE, part as usize, &mut cells, at)?;
            self.records.push(part, &cells, at, self.bytes.len());
            return Some(at);
        }
        let table = part.table();
        let mut cells = [Cell::ABSENT; MAX_PART];
        let cells = cells.get_mut(..table.len())?;
        let at = self.members(table, part as usize, cells, at)?;
        self.records.push(part, cells, at, self.bytes.len());
        Some(at)
    }

    /// Reads a name and returns it with the offset of its value.
    fn name(&self, at: usize) -> Option<(&'a [u8], usize)> {
        let start = expect(self.bytes, at, b'"')?;
        let end = end_of_json_text(self.bytes, start);
        let colon = blanks(self.bytes, expect(self.bytes, end, b'"')?);
        let value = blanks(self.bytes, expect(self.bytes, colon, b':')?);
        Some((self.bytes.get(start..end)?, value))
    }

    /// Notes an unknown name, which must be another than those noted since `others`.
    fn note_unknown(&mut self, name: &'a [u8], others: usize) -> Option<()> {
        let others = self.unknown.get(others..)?;
        if others.len() == MAX_UNKNOWN || others.contains(&name) {
            return None;
        }
        self.unknown.push(name);
        Some(())
    }

    /// Skips a value, as strictly as any other is read.
    fn skip(&mut self, at: usize, depth: usize) -> Option<usize> {
        let bytes = self.bytes;
        match byte(bytes, at) {
            b'"' => {
                let end = end_of_json_text(bytes, at + 1);
                if byte(bytes, end) == b'"' {
                    return Some(end + 1);
                }
                let raw = scan(self.body, at + 1).ok()?;
                Some(raw.offset + raw.text.len() + 1)
            }
            bracket @ (b'{' | b'[') => {
                if depth == MAX_DEPTH {
                    return None;
                }
                let close = bracket + 2;
                let mut at = blanks(bytes, at + 1);
                if byte(bytes, at) == close {
                    return Some(at + 1);
                }
                let others = self.unknown.len();
                loop {
                    if bracket == b'{' {
                        let (name, value) = self.name(at)?;
                        self.note_unknown(name, others)?;
                        at = value;
                    }
                    at = blanks(bytes, self.skip(at, depth + 1)?);
                    match byte(bytes, at) {
                        b',' => at = blanks(bytes, at + 1),
                        end if end == close => break,
                        _ => return None,
                    }
                }
                self.unknown.truncate(others);
                Some(at + 1)
            }
            _ => {
                let mut cursor = Cursor::new(self.body, at);
                cursor.value().ok()?;
                Some(cursor.next_offset())
            }
        }
    }
}

/// What is in an object behind its bracket or a value.
enum Next {
    /// The member at this place in the table; its value is at this offset.
    Known(usize, usize),
    /// An unknown member, which ends at this offset.
    Unknown(usize),
    /// The end of the object, before this offset.
    End(usize),
}

#[inline(always)]
fn expect(bytes: &[u8], at: usize, wanted: u8) -> Option<usize> {
    (byte(bytes, at) == wanted).then_some(at + 1)
}
