//! Fills records from XML.

use aliyun_ecs_model::scalar;

use super::characters;
use super::orders::{ENVELOPE, Orders};
use super::pieces::{CDATA, Next, Text, cdata, end_of_run};
use super::{Found, blanks, byte};
use crate::fields::{Envelope, EnvelopeRef, ImageRef, is_a_page};
use crate::limits::MAX_DEPTH;
use crate::members::{Kind, Name, START, Table};
use crate::record::{Cell, MAX_PART, Part, Records, Seen};
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
    orders: Orders,
    decoded: String,
    records: Records,
}

impl<'a> Reader<'a> {
    /// Returns a reader of a body that has only characters of XML.
    pub(super) fn new(body: &'a str) -> Option<Self> {
        let bytes = body.as_bytes();
        Some(Self {
            body,
            bytes,
            has_returns: characters::check(bytes)?,
            depth: 0,
            unknown: Vec::new(),
            orders: Orders::new(),
            decoded: String::new(),
            records: Records::default(),
        })
    }

    pub(super) fn document(mut self, start: usize) -> Option<Found> {
        let at = blanks(self.bytes, declaration::read(self.body, start).ok()?);
        let mut envelope = Envelope::default();
        let (at, is_empty) = self.start_tag(&ROOT, at)?;
        if is_empty {
            return None;
        }
        let at = self.children(EnvelopeRef::TABLE, ENVELOPE, &mut envelope, &ROOT, at)?;
        let is_whole = blanks(self.bytes, at) == self.bytes.len();
        (is_whole && is_a_page(&envelope)).then_some(Found {
            envelope,
            decoded: self.decoded,
            records: self.records,
        })
    }

    /// Reads the children of an element from behind its start tag, and returns the offset behind
    /// its end tag. This and all below are handed an offset and return the next: an offset that
    /// lives in the reader would be kept in memory and not in a register.
    fn children(
        &mut self,
        table: &'static Table,
        order: usize,
        cells: &mut [Cell],
        parent: &Name,
        mut at: usize,
    ) -> Option<usize> {
        let bytes = self.bytes;
        let (mut seen, mut last) = (Seen::default(), START);
        self.depth += 1;
        loop {
            at = blanks(bytes, at);
            if byte(bytes, at + 1) == b'/' {
                self.depth -= 1;
                return self.end_tag(parent, at);
            }
            let (mut index, _) = self.orders.behind(order, last);
            let mut field = table.field(index)?;
            let mut is_empty = false;
            if field.name.open.is_at(bytes, at) {
                at += field.name.open.len;
            } else {
                match self.child(table, order, last, at)? {
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
                (self.empty_value(field.kind, at), at)
            } else {
                self.value(bytes, field.kind, &field.name, at)?
            };
        }
    }

    /// Reads the start tag of a child that was not the first guess, or is no plain `<Name>`.
    #[inline(never)]
    fn child(
        &mut self,
        table: &'static Table,
        order: usize,
        last: usize,
        at: usize,
    ) -> Option<Child> {
        let name = self.name(at)?;
        let behind = at + 1 + name.len();
        let (guess, other) = self.orders.behind(order, last);
        for index in [guess, other] {
            if table.field(index)?.name.text.as_bytes() == name {
                return Some(Child::Known(index, self.end_of_tag(behind)?));
            }
        }
        if let Some(found) = table.find(name) {
            self.orders.note(order, last, found);
            return Some(Child::Known(found, self.end_of_tag(behind)?));
        }
        Some(Child::Unknown(self.skip(at)?))
    }

    /// Reads the content of an element and its end tag.
    #[inline(always)]
    fn value(&mut self, bytes: &[u8], kind: Kind, name: &Name, at: usize) -> Option<(Cell, usize)> {
        match kind {
            Kind::Text => {
                let end = end_of_xml_text(bytes, at);
                if name.close.is_at(bytes, end) && !self.has_return(at, end) {
                    return Some((Cell::span(at..end), end + name.close.len));
                }
            }
            Kind::Flag => {
                let word = bytes.get(at..).and_then(<[u8]>::first_chunk::<5>);
                let is_true = word.is_some_and(|word| word.starts_with(b"true"));
                let end = at + 5 - usize::from(is_true);
                if is_true | (word == Some(b"false")) && name.close.is_at(bytes, end) {
                    return Some((Cell::flag(is_true), end + name.close.len));
                }
            }
            Kind::Count => {
                if let Some((number, end)) = leading_number(bytes, at)
                    && name.close.is_at(bytes, end)
                {
                    return Some((Cell::number(number), end + name.close.len));
                }
            }
            Kind::List(part, item) => return self.list(part, item, name, at),
            Kind::Object(part) => {
                let at = self.record(part, name, at)?;
                let end = self.records.end(part);
                return Some((Cell::span(end - part.table().len()..end), at));
            }
            Kind::Id => {}
        }
        self.other_value(kind, name, at)
    }

    /// Reads a text that has more than one piece, or a scalar that is written in another way.
    #[inline(never)]
    fn other_value(&mut self, kind: Kind, name: &Name, at: usize) -> Option<(Cell, usize)> {
        let (cell, at) = self.text(name, at)?;
        let text = self.str(cell);
        let cell = match kind {
            Kind::Count => scalar::count(text).ok()?.map_or(Cell::ABSENT, Cell::number),
            Kind::Id => scalar::id(text).ok()?.map_or(Cell::ABSENT, |_| cell),
            Kind::Flag => scalar::flag(text).ok()?.map_or(Cell::ABSENT, Cell::flag),
            Kind::Text | Kind::List(..) | Kind::Object(_) => cell,
        };
        Some((cell, at))
    }

    /// Returns what `<Name/>` stands for.
    fn empty_value(&mut self, kind: Kind, at: usize) -> Cell {
        match kind {
            Kind::Text => Cell::span(at..at),
            Kind::Count | Kind::Id | Kind::Flag => Cell::ABSENT,
            Kind::List(part, _) => {
                let end = self.records.end(part);
                Cell::span(end..end)
            }
            Kind::Object(part) => {
                let start = self.records.end(part);
                self.push_empty(part, at);
                Cell::span(start..self.records.end(part))
            }
        }
    }

    fn push_empty(&mut self, part: Part, at: usize) {
        let cells = [Cell::ABSENT; ImageRef::MEMBERS];
        let cells = cells.get(..part.table().len()).unwrap_or_default();
        self.records.push(part, cells, at, self.bytes.len());
    }

    /// Reads the items of a list and the end of the element around them.
    fn list(&mut self, part: Part, item: &Name, parent: &Name, at: usize) -> Option<(Cell, usize)> {
        let bytes = self.bytes;
        let start = self.records.end(part);
        self.depth += 1;
        let mut at = blanks(bytes, at);
        loop {
            if byte(bytes, at + 1) == b'/' {
                self.depth -= 1;
                let end = self.end_tag(parent, at)?;
                return Some((Cell::span(start..self.records.end(part)), end));
            }
            let (content, is_empty) = self.start_tag(item, at)?;
            if is_empty {
                self.push_empty(part, content);
                at = content;
            } else {
                at = self.record(part, item, content)?;
            }
            at = blanks(bytes, at);
        }
    }

    /// Reads an element from behind its start tag and appends it to its list.
    fn record(&mut self, part: Part, name: &Name, at: usize) -> Option<usize> {
        if part == Part::Images {
            let mut cells = [Cell::ABSENT; ImageRef::MEMBERS];
            let at = self.children(ImageRef::TABLE, part as usize, &mut cells, name, at)?;
            self.records.push(part, &cells, at, self.bytes.len());
            return Some(at);
        }
        let table = part.table();
        let mut cells = [Cell::ABSENT; MAX_PART];
        let cells = cells.get_mut(..table.len())?;
        let at = self.children(table, part as usize, cells, name, at)?;
        self.records.push(part, cells, at, self.bytes.len());
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
                Next::Reference => {
                    let (character, length) = reference::read(self.body, at).ok()?;
                    text.push(&mut self.decoded, Piece::Character { character, offset: at });
                    at += length;
                }
                Next::CData => {
                    let (inside, end) = cdata(self.body, at)?;
                    text.push(
                        &mut self.decoded,
                        Piece::CData { text: inside, offset: at + CDATA.len() },
                    );
                    at = end;
                }
                Next::Tag => {
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
        let found = self.name(at)?;
        let behind = at + 1 + found.len();
        if found == name.text.as_bytes() { self.end_of_tag(behind) } else { None }
    }

    /// Returns the name of the element that begins at an offset, if it is plain.
    fn name(&self, at: usize) -> Option<&'a [u8]> {
        let rest = self.bytes.get(at..)?.strip_prefix(b"<")?;
        let is_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
        let length = rest.iter().position(|byte| !is_name(byte))?;
        let name = rest.get(..length)?;
        let is_first = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':');
        name.first().is_some_and(is_first).then_some(name)
    }

    /// Reads the end of a start tag from behind its name: the offset behind it, and whether the
    /// element ends there, too. Attributes are for the strict reader.
    fn end_of_tag(&self, at: usize) -> Option<(usize, bool)> {
        let at = blanks(self.bytes, at);
        match byte(self.bytes, at) {
            b'>' => Some((at + 1, false)),
            b'/' if byte(self.bytes, at + 1) == b'>' => Some((at + 2, true)),
            _ => None,
        }
    }

    #[inline(always)]
    fn end_tag(&self, name: &Name, at: usize) -> Option<usize> {
        if name.close.is_at(self.bytes, at) {
            return Some(at + name.close.len);
        }
        self.other_end_tag(name.text.as_bytes(), at)
    }

    /// Reads an end tag that may have white space before its end.
    #[inline(never)]
    fn other_end_tag(&self, name: &[u8], at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?.strip_prefix(b"</")?.strip_prefix(name)?;
        let at = blanks(self.bytes, self.bytes.len() - rest.len());
        (byte(self.bytes, at) == b'>').then_some(at + 1)
    }

    /// Skips an element nobody asked for, as strictly as any other is read.
    #[inline(never)]
    fn skip(&mut self, mut at: usize) -> Option<usize> {
        loop {
            if self.depth + self.unknown.len() == MAX_DEPTH {
                return None;
            }
            let name = self.name(at)?;
            let (content, is_empty) = self.end_of_tag(at + 1 + name.len())?;
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
                    Next::Reference => at += reference::read(self.body, at).ok()?.1,
                    Next::CData => at = cdata(self.body, at)?.1,
                    Next::Tag if byte(self.bytes, at + 1) == b'/' => {
                        at = self.other_end_tag(name, at)?;
                        self.unknown.pop();
                    }
                    Next::Tag => break,
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

static ROOT: Name = Name::new("DescribeImagesResponse");
