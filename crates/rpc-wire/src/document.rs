//! A decoded document: the body's own text, and flat lists of records that point into it.

use std::fmt;
use std::iter::FusedIterator;
use std::slice;

use aliyun_rpc_value::Members;

use crate::cell::{Cell, Span};
use crate::error::{DecodeError, DecodeErrorKind, ReadError};
use crate::format::BodyFormat;
use crate::limits::Limits;
use crate::path::Path;
use crate::places::Places;
use crate::records;
use crate::scalar;
use crate::schema::{Node, ROOT, Schema};
use crate::table::{Kind, Position, Shape, Table};
use crate::unknown;

/// A document, as a response carried it.
///
/// It owns the body as one string and keeps, for every text, only where it lies; texts with
/// escapes are decoded into a second string. [`Record`]s are `Copy` views into it. What it prints
/// as holds none of its values, as some documents hold secrets.
///
/// ```
/// use aliyun_rpc_wire::{Decoded, Field, Schema, Table, decode};
///
/// static CREDENTIALS: Table = Table::new(&[Field::text("AccessKeyId"), Field::text("Expiration")]);
/// static ANSWER: Table =
///     Table::new(&[Field::text("RequestId"), Field::object("Credentials", &CREDENTIALS)]);
/// static ASSUME_ROLE: Schema = Schema::new("AssumeRoleResponse", &ANSWER, &["Credentials"]);
///
/// let body = "<AssumeRoleResponse><Credentials><AccessKeyId>STS.L4</AccessKeyId></Credentials>\
///             </AssumeRoleResponse>";
/// let Decoded::Document(document) = decode(body, &ASSUME_ROLE)? else { panic!("an error") };
/// let credentials = document.root().object("Credentials").ok_or("no credentials")?;
/// assert_eq!(credentials.text("AccessKeyId"), Some("STS.L4"));
/// assert_eq!(credentials.text("Expiration"), None);
/// assert!(!format!("{document:?} {credentials:?}").contains("L4"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Document {
    body: String,
    /// Texts that could not stay as the body writes them. Their spans begin behind the body's.
    decoded: String,
    format: BodyFormat,
    schema: &'static Schema,
    records: records::Records,
}

impl Document {
    pub(crate) fn new(
        body: String,
        decoded: String,
        format: BodyFormat,
        schema: &'static Schema,
        records: records::Records,
    ) -> Self {
        Self { body, decoded, format, schema, records }
    }

    /// Returns the format the document came in.
    #[must_use]
    pub fn format(&self) -> BodyFormat {
        self.format
    }

    /// Returns the members of the root.
    #[must_use]
    #[inline]
    pub fn root(&self) -> Record<'_> {
        Record { document: self, node: self.schema.node(ROOT), cells: self.records.level(ROOT) }
    }

    /// Returns the error to report where an error of the service was due and this came instead.
    /// Only the caller knows what was due: the status of the response says it.
    #[must_use]
    pub fn not_an_error(&self) -> DecodeError {
        let error = ReadError::new(DecodeErrorKind::NotAnError, 0, "an error of the service");
        DecodeError::new(self.body.as_bytes(), error, &Path::default())
    }

    /// Returns the body.
    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// Says whether a list has more items than it may have.
    pub(crate) fn exceeds(&self, limits: &Limits) -> bool {
        !limits.is_for_no_list() && self.root().exceeds(limits)
    }

    #[inline]
    fn str(&self, span: Span) -> &str {
        span.str(&self.body, &self.decoded)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("root", &self.schema.root())
            .field("format", &self.format)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The members of one object (element) of a [`Document`], borrowed from it.
///
/// A member is named by its wire name, or by a [`Position`] in its table, which takes no search.
/// The accessors return `None`, or nothing to go through, where the response left the member out.
///
/// # Panics
///
/// With debug assertions, the accessors panic for a member that the table does not have, or not
/// as what it is asked for; without, it counts as left out.
#[derive(Clone, Copy)]
pub struct Record<'d> {
    document: &'d Document,
    node: &'static Node,
    cells: &'d [Cell],
}

impl<'d> Record<'d> {
    /// Returns a text as the response wrote it.
    #[must_use]
    #[inline]
    pub fn text(self, member: impl Key) -> Option<&'d str> {
        self.span(member, Shape::Text).map(|span| self.document.str(span))
    }

    /// Returns an integer from 0 to 4294967295.
    #[must_use]
    #[inline]
    pub fn integer(self, member: impl Key) -> Option<u32> {
        self.cells.get(self.index(member, Shape::Integer)?)?.to_integer()
    }

    /// Returns a signed integer of 64 bits.
    #[must_use]
    #[inline]
    pub fn integer64(self, member: impl Key) -> Option<i64> {
        // What is kept is a text that the reader has checked.
        let span = self.span(member, Shape::Integer64)?;
        scalar::integer64(self.document.str(span)).ok().flatten()
    }

    /// Returns a boolean.
    #[must_use]
    #[inline]
    pub fn boolean(self, member: impl Key) -> Option<bool> {
        self.cells.get(self.index(member, Shape::Boolean)?)?.to_boolean()
    }

    /// Returns the items of a list, in the order of the body.
    #[must_use]
    #[inline]
    pub fn list(self, member: impl Key) -> Records<'d> {
        let index = self.index(member, Shape::List);
        let found = index.and_then(|index| self.records(index));
        let Self { document, node, .. } = self;
        found.unwrap_or(Records { document, node, chunks: [].chunks(1) })
    }

    /// Returns the members of an object.
    #[must_use]
    #[inline]
    pub fn object(self, member: impl Key) -> Option<Self> {
        self.records(self.index(member, Shape::Object)?)?.next()
    }

    /// Returns the members that the table does not have, in the order of the body. They are read
    /// when this is called. An attribute is no member.
    #[must_use]
    #[inline]
    pub fn unknown(self) -> Members {
        let places = self.document.records.unknown();
        places.map_or_else(Members::new, |places| self.read_unknown(places))
    }

    #[cold]
    fn read_unknown(self, places: &Places) -> Members {
        let Document { body, format, records, .. } = self.document;
        let level = self.node.level;
        // A record does not know its place, but its cells lie where they lie.
        let all = records.level(level).as_ptr().addr();
        let place = self.cells.as_ptr().addr().saturating_sub(all) / size_of::<Cell>();
        unknown::members(body, *format, places.of(level, place), usize::MAX)
    }

    /// Says whether the record has the members of a table, by their number. Views that are made for
    /// one table ask once and spare the compiler to check each access.
    #[must_use]
    #[inline]
    pub fn is_of(self, table: &Table) -> bool {
        self.cells.len() == table.len()
    }

    fn exceeds(self, limits: &Limits) -> bool {
        let fields = self.node.table.fields().iter().enumerate();
        let tables =
            fields.filter(|(_, field)| matches!(field.kind, Kind::List(_) | Kind::Object(_)));
        tables.filter_map(|(index, field)| Some((field, self.records(index)?))).any(
            |(field, mut records)| {
                matches!(field.kind, Kind::List(_))
                    && records.len() > limits.of_list(field.name.text)
                    || records.any(|record| record.exceeds(limits))
            },
        )
    }

    fn records(self, index: usize) -> Option<Records<'d>> {
        let Self { document, node, cells } = self;
        let span = cells.get(index)?.to_span()?;
        let node = document.schema.node(node.child(index));
        let cells = document.records.cells(node.level, span);
        let chunks = cells.chunks(node.table.len().max(1));
        Some(Records { document, node, chunks })
    }

    #[inline]
    fn span(self, member: impl Key, shape: Shape) -> Option<Span> {
        self.cells.get(self.index(member, shape)?)?.to_span()
    }

    #[inline]
    fn index(self, member: impl Key, shape: Shape) -> Option<usize> {
        let found = member.position(self.node.table);
        let found = found.filter(|found| found.shape == shape);
        debug_assert!(found.is_some(), "the table has no such member of this kind");
        found.map(|found| usize::from(found.index))
    }
}

/// Prints the names of the members that are there.
impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.node.table.fields();
        let there = fields.iter().zip(self.cells).filter(|(_, cell)| !cell.is_absent());
        let names = there.map(|(field, _)| field.name.text);
        f.write_str("Record ")?;
        f.debug_set().entries(names).finish()
    }
}

/// The items of a list, from [`Record::list`].
#[derive(Clone)]
pub struct Records<'d> {
    document: &'d Document,
    node: &'static Node,
    chunks: slice::Chunks<'d, Cell>,
}

impl<'d> Records<'d> {
    #[inline]
    fn record(&self, cells: &'d [Cell]) -> Record<'d> {
        Record { document: self.document, node: self.node, cells }
    }
}

impl<'d> Iterator for Records<'d> {
    type Item = Record<'d>;

    #[inline]
    fn next(&mut self) -> Option<Record<'d>> {
        self.chunks.next().map(|cells| self.record(cells))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.chunks.size_hint()
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Record<'d>> {
        self.chunks.nth(n).map(|cells| self.record(cells))
    }
}

impl DoubleEndedIterator for Records<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.chunks.next_back().map(|cells| self.record(cells))
    }
}

impl ExactSizeIterator for Records<'_> {}

impl FusedIterator for Records<'_> {}

impl fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Records({} left)", self.len())
    }
}

/// What a member of a [`Record`] is named by: its wire name, or a [`Position`].
pub trait Key: sealed::Key {}

impl<K: sealed::Key> Key for K {}

mod sealed {
    use crate::table::{Position, Table};

    /// Finds a member in a table.
    pub trait Key {
        fn position(self, table: &Table) -> Option<Position>;
    }
}

impl sealed::Key for &str {
    fn position(self, table: &Table) -> Option<Position> {
        let index = table.find(self.as_bytes())?;
        let shape = table.field(index)?.kind.shape();
        Some(Position { index: u8::try_from(index).ok()?, shape })
    }
}

impl sealed::Key for Position {
    #[inline]
    fn position(self, _: &Table) -> Option<Position> {
        Some(self)
    }
}
