//! Fills records from XML.

use super::bytes::{byte, whitespace};
use super::characters;
use super::orders::Orders;
use super::pieces::{CDATA, RunEnd, Text, cdata, end_of_run};
use super::scalars;
use super::tags::{element_name, end_of_tag};
use crate::bounds::MAX_DEPTH;
use crate::cell::Cell;
use crate::error_body::{self, ErrorCells, Undecided};
use crate::format::BodyFormat;
use crate::found::Found;
use crate::limits::Limits;
use crate::records::Records;
use crate::schema::{ERROR, Node, ROOT, Schema};
use crate::seen::{MAX_MEMBERS, Seen};
use crate::table::{FEW, Field, Kind, MANY, START, Table};
use crate::token::Name;
use crate::words::{end_of_xml_text, leading_number};
use crate::xml::{Piece, declaration, reference};

#[derive(Debug)]
pub(super) struct Reader<'a> {
    body: &'a str,
    bytes: &'a [u8],
    /// There are carriage returns in the body, which a text turns into line feeds.
    has_returns: bool,
    /// How many known elements are open.
    depth: usize,
    /// The unknown elements that are open within those.
    unknown: Vec<&'a [u8]>,
    schema: &'static Schema,
    orders: Orders,
    decoded: String,
    records: Records,
}

impl<'a> Reader<'a> {
    /// Returns a reader of a body that has only characters of XML.
    pub(super) fn new(body: &'a str, schema: &'static Schema, limits: &Limits) -> Option<Self> {
        let bytes = body.as_bytes();
        Some(Self {
            body,
            bytes,
            has_returns: characters::check(bytes)?,
            depth: 0,
            unknown: Vec::new(),
            schema,
            orders: Orders::new(schema),
            decoded: String::new(),
            records: Records::within(limits.record_bytes),
        })
    }

    pub(super) fn document(mut self, start: usize) -> Option<Found> {
        let at = whitespace(self.bytes, declaration::read(self.body, start).ok()?);
        let schema = self.schema;
        let mut root = [Cell::ABSENT; MAX_MEMBERS];
        let table = schema.node(ROOT).table;
        let root = root.get_mut(..table.len())?;
        let mut errors = ErrorCells::default();
        let at = match self.start_tag(schema.root_name(), at) {
            Some((at, false)) => self.children(table, ROOT, root, schema.root_name(), at)?,
            Some((_, true)) => return None,
            None => {
                let (at, is_empty) = self.start_tag(&error_body::ROOT, at)?;
                if is_empty {
                    return None;
                }
                self.children(schema.node(ERROR).table, ERROR, &mut errors, &error_body::ROOT, at)?
            }
        };
        if whitespace(self.bytes, at) < self.bytes.len() {
            return None;
        }
        Found::judge(
            self.body,
            (BodyFormat::Xml, start),
            schema,
            (root, &errors, &Undecided::default()),
            (self.decoded, self.records),
        )
    }

    /// Reads the children of an element from behind its start tag, and returns the offset behind
    /// its end tag. This and all below are handed an offset and return the next: an offset that
    /// lives in the reader would be kept in memory and not in a register.
    ///
    /// The table is handed over though the node knows it: what a parameter refers to is known not
    /// to change meanwhile, and stays in registers.
    fn children(
        &mut self,
        table: &'static Table,
        node: usize,
        cells: &mut [Cell],
        parent: &Name,
        mut at: usize,
    ) -> Option<usize> {
        let bytes = self.bytes;
        let (mut seen, mut last) = (Seen::default(), START);
        self.depth += 1;
        loop {
            at = whitespace(bytes, at);
            if byte(bytes, at + 1) == b'/' {
                self.depth -= 1;
                return self.end_tag(parent, at);
            }
            let (mut index, _) = self.orders.behind(node, last);
            let mut field = table.field(index)?;
            let mut is_empty = false;
            if field.name.open.is_at(bytes, at) {
                at += field.name.open.len;
            } else {
                match self.child(table, node, last, at)? {
                    Child::Known(found, tag) => {
                        (index, field) = (found, table.field(found)?);
                        (at, is_empty) = tag;
                    }
                    Child::Unknown(end) => {
                        at = end;
                        continue;
                    }
                }
            }
            last = index;
            if !seen.insert(index) {
                return None;
            }
            let cell = cells.get_mut(index)?;
            (*cell, at) = if is_empty {
                (self.empty_value(field.kind, (node, index), at)?, at)
            } else {
                self.value(bytes, field, (node, index), at)?
            };
        }
    }

    /// Reads the start tag of a child that was not the first guess, or is no plain `<Name>`.
    #[inline(never)]
    fn child(
        &mut self,
        table: &'static Table,
        node: usize,
        last: usize,
        at: usize,
    ) -> Option<Child> {
        let name = element_name(self.bytes, at)?;
        let behind = at + 1 + name.len();
        let (guess, other) = self.orders.behind(node, last);
        for index in [guess, other] {
            if table.field(index)?.name.text.as_bytes() == name {
                return Some(Child::Known(index, end_of_tag(self.bytes, behind)?));
            }
        }
        if let Some(found) = table.find(name) {
            self.orders.note(node, last, found);
            return Some(Child::Known(found, end_of_tag(self.bytes, behind)?));
        }
        self.records.push_unknown(self.schema.node(node).level, at)?;
        Some(Child::Unknown(self.skip(at)?))
    }

    /// Returns the node of a member that is a list or an object.
    fn child_node(&self, node: usize, index: usize) -> &'static Node {
        self.schema.node(self.schema.node(node).child(index))
    }

    /// Reads the content of an element and its end tag.
    #[inline(always)]
    fn value(
        &mut self,
        bytes: &[u8],
        field: &'static Field,
        (node, index): (usize, usize),
        at: usize,
    ) -> Option<(Cell, usize)> {
        let name = &field.name;
        match field.kind {
            Kind::Text => {
                let end = end_of_xml_text(bytes, at);
                if name.close.is_at(bytes, end) && !self.has_return(at, end) {
                    return Some((Cell::span(at..end), end + name.close.len));
                }
            }
            Kind::Boolean => {
                let word = bytes.get(at..).and_then(<[u8]>::first_chunk::<5>);
                let is_true = word.is_some_and(|word| word.starts_with(b"true"));
                let end = at + 5 - usize::from(is_true);
                if is_true | (word == Some(b"false")) && name.close.is_at(bytes, end) {
                    return Some((Cell::boolean(is_true), end + name.close.len));
                }
            }
            Kind::Integer => {
                if let Some((number, end)) = leading_number(bytes, at)
                    && name.close.is_at(bytes, end)
                {
                    return Some((Cell::integer(number), end + name.close.len));
                }
            }
            Kind::List(_) => return self.list(self.child_node(node, index), field, at),
            Kind::Object(_) => return self.object(self.child_node(node, index), name, at),
            Kind::Integer64 => {}
        }
        self.other_value(field.kind, name, at)
    }

    /// Reads a text that has more than one piece, or a scalar that is written in another way.
    #[inline(never)]
    fn other_value(&mut self, kind: Kind, name: &Name, at: usize) -> Option<(Cell, usize)> {
        let (cell, at) = self.text(name, at)?;
        let cell = scalars::of_xml(kind, self.str(cell), cell)?;
        Some((cell, at))
    }

    /// Returns what `<Name/>` stands for.
    fn empty_value(
        &mut self,
        kind: Kind,
        (node, index): (usize, usize),
        at: usize,
    ) -> Option<Cell> {
        Some(match kind {
            Kind::Text => Cell::span(at..at),
            Kind::Integer | Kind::Integer64 | Kind::Boolean => Cell::ABSENT,
            Kind::List(_) => {
                let end = self.records.end(self.child_node(node, index).level);
                Cell::span(end..end)
            }
            Kind::Object(table) => {
                let child = self.child_node(node, index);
                self.push_empty(child, at)?;
                let end = self.records.end(child.level);
                Cell::span(end - table.len()..end)
            }
        })
    }

    fn push_empty(&mut self, node: &'static Node, at: usize) -> Option<()> {
        let cells = [Cell::ABSENT; MAX_MEMBERS];
        let cells = cells.get(..node.table.len()).unwrap_or_default();
        self.records.push(node.level, cells, at, self.bytes.len())
    }

    /// Reads an element that is a member.
    #[inline(never)]
    fn object(&mut self, node: &'static Node, name: &Name, at: usize) -> Option<(Cell, usize)> {
        let at = self.record(node, name, at)?;
        let end = self.records.end(node.level);
        Some((Cell::span(end - node.table.len()..end), at))
    }

    /// Reads the items of a list and the end of the element around them.
    fn list(&mut self, node: &'static Node, field: &Field, at: usize) -> Option<(Cell, usize)> {
        let (bytes, item) = (self.bytes, &field.item);
        let start = self.records.end(node.level);
        self.depth += 1;
        let mut at = whitespace(bytes, at);
        loop {
            if byte(bytes, at + 1) == b'/' {
                self.depth -= 1;
                let end = self.end_tag(&field.name, at)?;
                return Some((Cell::span(start..self.records.end(node.level)), end));
            }
            let (content, is_empty) = self.start_tag(item, at)?;
            if is_empty {
                self.push_empty(node, content)?;
                at = content;
            } else {
                at = self.record(node, item, content)?;
            }
            at = whitespace(bytes, at);
        }
    }

    /// Reads an element from behind its start tag and appends it to its list.
    #[inline(always)]
    fn record(&mut self, node: &'static Node, name: &Name, at: usize) -> Option<usize> {
        let length = node.table.len();
        if length <= FEW {
            self.record_in(&mut [Cell::ABSENT; FEW], node, name, at)
        } else if length <= MANY {
            self.record_in(&mut [Cell::ABSENT; MANY], node, name, at)
        } else {
            self.record_in(&mut [Cell::ABSENT; MAX_MEMBERS], node, name, at)
        }
    }

    #[inline(always)]
    fn record_in(
        &mut self,
        cells: &mut [Cell],
        node: &'static Node,
        name: &Name,
        at: usize,
    ) -> Option<usize> {
        let cells = cells.get_mut(..node.table.len())?;
        let at = self.children(node.table, node.number, cells, name, at)?;
        self.records.push(node.level, cells, at, self.bytes.len())?;
        Some(at)
    }

    /// Reads a text of any number of pieces, and the end tag behind it.
    fn text(&mut self, name: &Name, content: usize) -> Option<(Cell, usize)> {
        let mut text = Text::new(self.body, &self.decoded, content);
        let mut at = content;
        loop {
            let (end, next) = end_of_run(self.bytes, at)?;
            text.push(
                &mut self.decoded,
                Piece::Plain { text: self.body.get(at..end)?, offset: at },
            );
            at = end;
            match next {
                RunEnd::Reference => {
                    let (character, length) = reference::read(self.body, at).ok()?;
                    text.push(&mut self.decoded, Piece::Character { character, offset: at });
                    at += length;
                }
                RunEnd::CData => {
                    let (inside, end) = cdata(self.body, at)?;
                    text.push(
                        &mut self.decoded,
                        Piece::CData { text: inside, offset: at + CDATA.len() },
                    );
                    at = end;
                }
                RunEnd::Tag => {
                    let end = self.end_tag(name, at)?;
                    return Some((text.cell(&self.decoded), end));
                }
            }
        }
    }

    /// Reads a start tag with this name: the offset behind it, and whether it is an end, too.
    #[inline(always)]
    fn start_tag(&self, name: &Name, at: usize) -> Option<(usize, bool)> {
        if name.open.is_at(self.bytes, at) {
            return Some((at + name.open.len, false));
        }
        let found = element_name(self.bytes, at)?;
        let behind = at + 1 + found.len();
        if found == name.text.as_bytes() { end_of_tag(self.bytes, behind) } else { None }
    }

    #[inline(always)]
    fn end_tag(&self, name: &Name, at: usize) -> Option<usize> {
        if name.close.is_at(self.bytes, at) {
            return Some(at + name.close.len);
        }
        self.other_end_tag(name.text.as_bytes(), at)
    }

    /// Reads an end tag that may have whitespace before its end.
    #[inline(never)]
    fn other_end_tag(&self, name: &[u8], at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?.strip_prefix(b"</")?.strip_prefix(name)?;
        let at = whitespace(self.bytes, self.bytes.len() - rest.len());
        (byte(self.bytes, at) == b'>').then_some(at + 1)
    }

    /// Skips an element nobody asked for, as strictly as any other is read.
    #[inline(never)]
    fn skip(&mut self, mut at: usize) -> Option<usize> {
        loop {
            if self.depth + self.unknown.len() == MAX_DEPTH {
                return None;
            }
            self.records.count_unknown_value()?;
            let name = element_name(self.bytes, at)?;
            let (content, is_empty) = end_of_tag(self.bytes, at + 1 + name.len())?;
            at = content;
            if !is_empty {
                self.unknown.push(name);
            }
            // Up to the next start tag, or the end of it all.
            loop {
                let Some(name) = self.unknown.last() else { return Some(at) };
                let (end, next) = end_of_run(self.bytes, at)?;
                at = end;
                match next {
                    RunEnd::Reference => at += reference::read(self.body, at).ok()?.1,
                    RunEnd::CData => at = cdata(self.body, at)?.1,
                    RunEnd::Tag if byte(self.bytes, at + 1) == b'/' => {
                        at = self.other_end_tag(name, at)?;
                        self.unknown.pop();
                    }
                    RunEnd::Tag => break,
                }
            }
        }
    }

    #[inline(always)]
    fn has_return(&self, from: usize, to: usize) -> bool {
        self.has_returns && self.bytes.get(from..to).is_some_and(|text| text.contains(&b'\r'))
    }

    fn str(&self, cell: Cell) -> &str {
        cell.to_span().map_or("", |span| span.str(self.body, &self.decoded))
    }
}

/// What a start tag begins.
enum Child {
    /// The member at this place in the table; then where the tag ends, and whether all of the
    /// element.
    Known(usize, (usize, bool)),
    /// An unknown element, which ends at this offset.
    Unknown(usize),
}
