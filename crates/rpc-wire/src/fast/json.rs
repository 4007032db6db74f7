//! Fills records from JSON.

use super::bytes::{byte, whitespace};
use super::orders::Orders;
use super::scalars;
use crate::bounds::MAX_DEPTH;
use crate::cell::Cell;
use crate::error_body::{self, ErrorCells, Undecided};
use crate::format::BodyFormat;
use crate::found::Found;
use crate::json::{Cursor, Raw, scan};
use crate::limits::Limits;
use crate::records::Records;
use crate::room::make_room;
use crate::schema::{Node, ROOT, Schema};
use crate::seen::{MAX_MEMBERS, Seen};
use crate::table::{FEW, Field, Kind, MANY, START, Table};
use crate::words::{end_of_json_text, leading_number};

#[derive(Debug)]
pub(super) struct Reader<'a> {
    body: &'a str,
    bytes: &'a [u8],
    /// How many brackets are open.
    depth: usize,
    schema: &'static Schema,
    orders: Orders,
    /// Members of an error beside those of the document.
    errors: ErrorCells,
    undecided: Undecided,
    /// The unknown names of the objects that are open.
    unknown: Vec<&'a [u8]>,
    most_unknown: usize,
    decoded: String,
    records: Records,
}

impl<'a> Reader<'a> {
    pub(super) fn new(body: &'a str, schema: &'static Schema, limits: &Limits) -> Self {
        Self {
            body,
            bytes: body.as_bytes(),
            depth: 0,
            schema,
            orders: Orders::new(schema),
            errors: ErrorCells::default(),
            undecided: Undecided::default(),
            unknown: Vec::new(),
            most_unknown: limits.unknown_members.min(MAX_UNKNOWN),
            decoded: String::new(),
            records: Records::within(limits.record_bytes),
        }
    }

    pub(super) fn document(mut self, start: usize) -> Option<Found> {
        let start = whitespace(self.bytes, start);
        let mut root = [Cell::ABSENT; MAX_MEMBERS];
        let table = self.schema.node(ROOT).table;
        let root = root.get_mut(..table.len())?;
        let at = self.members(table, ROOT, root, start)?;
        if whitespace(self.bytes, at) < self.bytes.len() {
            return None;
        }
        let read = (self.decoded, self.records);
        let cells = (&*root, &self.errors, &self.undecided);
        Found::judge(self.body, (BodyFormat::Json, start), self.schema, cells, read)
    }

    /// Reads an object from its opening bracket on, and returns the offset behind its closing
    /// one. This and all below are handed an offset and return the next: an offset that lives in
    /// the reader would be kept in memory and not in a register.
    ///
    /// The table is handed over though the node knows it: what a parameter refers to is known not
    /// to change meanwhile, and stays in registers.
    fn members(
        &mut self,
        table: &'static Table,
        node: usize,
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
            let (mut index, _) = self.orders.behind(node, last);
            let mut field = table.field(index)?;
            let name = whitespace(bytes, at + 1);
            if byte(bytes, at) == separator && field.name.json.is_at(bytes, name) {
                at = whitespace(bytes, name + field.name.json.len);
            } else {
                match self.member(table, node, last, unknown, at, at == start)? {
                    Behind::Known(found, value) => {
                        (index, field) = (found, table.field(found)?);
                        at = value;
                    }
                    Behind::Unknown(end) => {
                        at = end;
                        separator = b',';
                        continue;
                    }
                    Behind::End(end) => {
                        self.unknown.truncate(unknown);
                        self.depth -= 1;
                        // In the end this is that of the root.
                        self.undecided.seen = seen;
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
                (*cell, at) = self.value(bytes, field, (node, index), at)?;
            }
            separator = b',';
        }
    }

    /// Reads what is in an object behind its bracket or a value: a name that was not the first
    /// guess, or has whitespace around it, or the end.
    #[inline(never)]
    fn member(
        &mut self,
        table: &'static Table,
        node: usize,
        last: usize,
        unknown: usize,
        at: usize,
        is_first: bool,
    ) -> Option<Behind> {
        let bytes = self.bytes;
        let mut at = whitespace(bytes, at + usize::from(is_first));
        if byte(bytes, at) == b'}' {
            return Some(Behind::End(at + 1));
        }
        if !is_first {
            at = whitespace(bytes, expect(bytes, at, b',')?);
        }
        let (guess, other) = self.orders.behind(node, last);
        for index in [guess, other] {
            let name = &table.field(index)?.name;
            if name.json.is_at(bytes, at) {
                return Some(Behind::Known(index, whitespace(bytes, at + name.json.len)));
            }
        }
        let (name, value) = self.name(at)?;
        if let Some(found) = table.find(name) {
            self.orders.note(node, last, found);
            return Some(Behind::Known(found, value));
        }
        self.note_unknown(name, unknown)?;
        if node == ROOT
            && let Some(found) = error_body::TABLE.find(name)
        {
            let (cell, end) = self.error_text(value)?;
            *self.errors.get_mut(found)? = cell;
            *self.undecided.places.get_mut(found)? = at as u32 + 1;
            return Some(Behind::Unknown(end));
        }
        self.records.push_unknown(self.schema.node(node).level, at)?;
        Some(Behind::Unknown(self.skip(value, self.depth)?))
    }

    /// Returns the node of a member that is a list or an object.
    fn child_node(&self, node: usize, index: usize) -> &'static Node {
        self.schema.node(self.schema.node(node).child(index))
    }

    /// Reads a member of an error.
    fn error_text(&mut self, at: usize) -> Option<(Cell, usize)> {
        if byte(self.bytes, at) == b'"' {
            let start = at + 1;
            let end = end_of_json_text(self.bytes, start);
            if byte(self.bytes, end) == b'"' {
                return Some((Cell::span(start..end), end + 1));
            }
        }
        self.other_value(Kind::Text, at)
    }

    /// Reads a value in the form it is documented in, if it is no text.
    #[inline(always)]
    fn value(
        &mut self,
        bytes: &[u8],
        field: &'static Field,
        (node, index): (usize, usize),
        at: usize,
    ) -> Option<(Cell, usize)> {
        let first = byte(bytes, at);
        match field.kind {
            Kind::Boolean => {
                let word = bytes.get(at..).and_then(<[u8]>::first_chunk::<5>);
                let is_true = word.is_some_and(|word| word.starts_with(b"true"));
                if is_true | (word == Some(b"false")) {
                    return Some((Cell::boolean(is_true), at + 5 - usize::from(is_true)));
                }
            }
            Kind::Integer => {
                if let Some((number, end)) = integer(bytes, at) {
                    return Some((Cell::integer(number), end));
                }
            }
            Kind::List(_) if first == b'{' => {
                return self.list(self.child_node(node, index), field, at);
            }
            Kind::Object(_) if first == b'{' => {
                return self.object(self.child_node(node, index), at);
            }
            Kind::Text | Kind::Integer64 | Kind::List(_) | Kind::Object(_) => {}
        }
        self.other_value(field.kind, at)
    }

    /// Reads a scalar that is written in another way, or has escapes.
    #[inline(never)]
    fn other_value(&mut self, kind: Kind, at: usize) -> Option<(Cell, usize)> {
        let mut cursor = Cursor::new(self.body, at);
        let value = cursor.value().ok()?;
        let cell = scalars::of_json(kind, value, at, |raw| self.keep(raw))?;
        Some((cell, cursor.next_offset()))
    }

    fn keep(&mut self, raw: Raw<'_>) -> Cell {
        if !raw.escaped {
            return Cell::span(raw.offset..raw.offset + raw.text.len());
        }
        let start = self.body.len() + self.decoded.len();
        make_room(&mut self.decoded, raw.text.len(), self.body.len());
        raw.decode_into(&mut self.decoded);
        Cell::span(start..self.body.len() + self.decoded.len())
    }

    /// Reads an object that is a member.
    #[inline(never)]
    fn object(&mut self, node: &'static Node, at: usize) -> Option<(Cell, usize)> {
        let at = self.record(node, at)?;
        let end = self.records.end(node.level);
        Some((Cell::span(end - node.table.len()..end), at))
    }

    /// Reads an object that wraps a list, `{"Item":[{..},{..}]}`.
    fn list(&mut self, node: &'static Node, field: &Field, at: usize) -> Option<(Cell, usize)> {
        let (bytes, item) = (self.bytes, &field.item);
        let start = self.records.end(node.level);
        let mut at = if item.list.is_at(bytes, at) {
            at + item.list.len
        } else {
            let at = whitespace(bytes, at + 1);
            if byte(bytes, at) == b'}' {
                return Some((Cell::span(start..start), at + 1));
            }
            let (name, at) = self.name(at)?;
            if name != item.text.as_bytes() {
                return None;
            }
            expect(bytes, at, b'[')?
        };
        at = whitespace(bytes, at);
        self.depth += 2;
        if byte(bytes, at) != b']' {
            loop {
                at = whitespace(bytes, self.record(node, at)?);
                match byte(bytes, at) {
                    b',' => at = whitespace(bytes, at + 1),
                    b']' => break,
                    _ => return None,
                }
            }
        }
        self.depth -= 2;
        let end = expect(bytes, whitespace(bytes, at + 1), b'}')?;
        Some((Cell::span(start..self.records.end(node.level)), end))
    }

    /// Reads an object and appends it to its list.
    #[inline(always)]
    fn record(&mut self, node: &'static Node, at: usize) -> Option<usize> {
        let length = node.table.len();
        if length <= FEW {
            self.record_in(&mut [Cell::ABSENT; FEW], node, at)
        } else if length <= MANY {
            self.record_in(&mut [Cell::ABSENT; MANY], node, at)
        } else {
            self.record_in(&mut [Cell::ABSENT; MAX_MEMBERS], node, at)
        }
    }

    #[inline(always)]
    fn record_in(&mut self, cells: &mut [Cell], node: &'static Node, at: usize) -> Option<usize> {
        let cells = cells.get_mut(..node.table.len())?;
        let at = self.members(node.table, node.number, cells, at)?;
        self.records.push(node.level, cells, at, self.bytes.len())?;
        Some(at)
    }

    /// Reads a name and returns it with the offset of its value.
    fn name(&self, at: usize) -> Option<(&'a [u8], usize)> {
        let start = expect(self.bytes, at, b'"')?;
        let end = end_of_json_text(self.bytes, start);
        let colon = whitespace(self.bytes, expect(self.bytes, end, b'"')?);
        let value = whitespace(self.bytes, expect(self.bytes, colon, b':')?);
        Some((self.bytes.get(start..end)?, value))
    }

    /// Notes an unknown name, which must be another than those noted since `others`.
    fn note_unknown(&mut self, name: &'a [u8], others: usize) -> Option<()> {
        let others = self.unknown.get(others..)?;
        if others.len() >= self.most_unknown || others.contains(&name) {
            return None;
        }
        self.unknown.push(name);
        Some(())
    }

    /// Skips a value, as strictly as any other is read.
    fn skip(&mut self, at: usize, depth: usize) -> Option<usize> {
        let bytes = self.bytes;
        self.records.count_unknown_value()?;
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
                let mut at = whitespace(bytes, at + 1);
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
                    // Most of a long array are integers.
                    let end = if let Some((_, end)) = integer(bytes, at) {
                        self.records.count_unknown_value()?;
                        end
                    } else {
                        self.skip(at, depth + 1)?
                    };
                    at = whitespace(bytes, end);
                    match byte(bytes, at) {
                        b',' => at = whitespace(bytes, at + 1),
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
enum Behind {
    /// The member at this place in the table; its value is at this offset.
    Known(usize, usize),
    /// An unknown member, which ends at this offset.
    Unknown(usize),
    /// The end of the object, before this offset.
    End(usize),
}

/// Reads an integer of few digits that is nothing but one.
#[inline(always)]
fn integer(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let (number, end) = leading_number(bytes, at)?;
    let is_one = (byte(bytes, at) != b'0' || end == at + 1)
        && !matches!(byte(bytes, end), b'.' | b'e' | b'E' | b'0'..=b'9');
    is_one.then_some((number, end))
}

#[inline(always)]
fn expect(bytes: &[u8], at: usize, wanted: u8) -> Option<usize> {
    (byte(bytes, at) == wanted).then_some(at + 1)
}

/// The most unknown names of one object that are compared each with each.
const MAX_UNKNOWN: usize = 32;
