//! The members a record can have, laid out for readers: by name, and as the bytes of each format.

use crate::cell::Cell;
use crate::seen::MAX_MEMBERS;
use crate::token::{Name, TOKEN};

/// The members of one type of record: what an object of JSON, or an element of XML, may hold.
///
/// A table is a `static`, made at compile time. Tables refer to each other by
/// [`Field::list`] and [`Field::object`]. At most 62 members, whose names have at most 27 bytes.
///
/// ```
/// use aliyun_rpc_wire::{Field, Table};
///
/// static ZONE: Table = Table::new(&[Field::text("ZoneId"), Field::boolean("Open")]);
/// static REGION: Table =
///     Table::new(&[Field::text("RegionId"), Field::list("Zones", "Zone", &ZONE)]);
/// ```
#[derive(Debug)]
#[expect(missing_copy_implementations, reason = "large, and nobody needs a second")]
pub struct Table {
    fields: &'static [Field],
    /// The places of the fields, by the length of their names.
    by_length: [u8; MAX_MEMBERS],
    /// Where in `by_length` each length begins.
    lengths: [u8; MAX_NAME + 2],
    /// The order to begin with: alphabetical, as the documents write members. Behind the last
    /// stands the first.
    pub(crate) alphabetical: Order,
}

/// For each member of a record, the two that may come next; for [`START`], the first ones.
///
/// A body tends to write all its records in one order, and some leave a member out. So what comes
/// next is guessed, and one comparison says whether the guess is right. What is read depends on
/// the name that stands there alone.
pub(crate) type Order = [[u8; 2]; MAX_MEMBERS];

/// The place in an [`Order`] for "nothing yet". No table is so long.
pub(crate) const START: usize = MAX_MEMBERS - 1;

/// Sizes of records that take less time to begin than the largest: of most, and of the largest of
/// ECS.
pub(crate) const FEW: usize = 12;
pub(crate) const MANY: usize = 36;

/// The longest name of a member. With the marks around it, it fits a token.
const MAX_NAME: usize = TOKEN - 5;

/// A member: its name, and what its value may be.
#[derive(Debug)]
pub struct Field {
    pub(crate) name: Name,
    pub(crate) kind: Kind,
    /// The name of an item, if it is a list.
    pub(crate) item: Name,
}

/// What the value of a member may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    /// Of 32 bits, without a sign.
    Integer,
    /// Of 64 bits. It does not fit a cell together with its absence, so its text is kept.
    Integer64,
    Boolean,
    /// A wrapper around the items of a list.
    List(&'static Table),
    Object(&'static Table),
}

impl Table {
    /// Returns the table of these members.
    ///
    /// # Panics
    ///
    /// When there are more than 62 members, or two of one name; at compile time where the table
    /// is a `static`.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "meant for compile time, and within bounds")]
    pub const fn new(fields: &'static [Field]) -> Self {
        assert!(fields.len() < START, "a table has at most 62 members");
        let mut at = 0;
        while at < fields.len() {
            let (found, _) = find(fields, fields[at].name.text);
            assert!(found == at, "two members of a table have the same name");
            at += 1;
        }
        let (mut by_length, mut lengths) = ([0; MAX_MEMBERS], [0; MAX_NAME + 2]);
        let (mut length, mut filled) = (0, 0);
        while length < lengths.len() {
            lengths[length] = filled as u8;
            let mut at = 0;
            while at < fields.len() {
                if fields[at].name.text.len() == length {
                    by_length[filled] = at as u8;
                    filled += 1;
                }
                at += 1;
            }
            length += 1;
        }
        let mut alphabetical = [[0; 2]; MAX_MEMBERS];
        let mut at = START;
        let mut left = fields.len();
        while left > 0 {
            let next = successor(fields, at);
            alphabetical[at][0] = next as u8;
            at = next;
            left -= 1;
        }
        alphabetical[at] = alphabetical[START];
        Self { fields, by_length, lengths, alphabetical }
    }

    /// Returns where the member with this name stands, for access without a search.
    ///
    /// # Panics
    ///
    /// When there is no such member; at compile time where the position is a `const`.
    ///
    /// ```
    /// use aliyun_rpc_wire::{Field, Position, Table};
    ///
    /// static ZONE: Table = Table::new(&[Field::text("ZoneId"), Field::boolean("Open")]);
    /// const OPEN: Position = ZONE.position("Open");
    /// ```
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "meant for compile time, and within bounds")]
    pub const fn position(&self, name: &str) -> Position {
        let (at, is_found) = find(self.fields, name);
        assert!(is_found, "the table has no member of this name");
        Position { index: at as u8, shape: self.fields[at].kind.shape() }
    }

    /// Returns the names of the members, in the order of the table.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.name.text)
    }

    /// Says whether there is a member with this name.
    pub(crate) const fn has(&self, name: &str) -> bool {
        find(self.fields, name).1
    }

    pub(crate) const fn len(&self) -> usize {
        self.fields.len()
    }

    pub(crate) const fn fields(&self) -> &'static [Field] {
        self.fields
    }

    #[inline]
    pub(crate) fn field(&self, index: usize) -> Option<&'static Field> {
        self.fields.get(index)
    }

    /// Returns the member with this name among the cells of a record, or `None` if it is unknown.
    pub(crate) fn member<'r>(&self, name: &str, cells: &'r mut [Cell]) -> Option<Member<'r>> {
        let index = self.find(name.as_bytes())?;
        Some(Member { field: self.field(index)?, index, cell: cells.get_mut(index)? })
    }

    /// Returns the place of a name: first by its length, then by its bytes.
    #[inline]
    pub(crate) fn find(&self, name: &[u8]) -> Option<usize> {
        let (from, to) = (*self.lengths.get(name.len())?, *self.lengths.get(name.len() + 1)?);
        let same_length = self.by_length.get(usize::from(from)..usize::from(to))?;
        same_length.iter().map(|index| usize::from(*index)).find(|index| {
            self.fields.get(*index).is_some_and(|field| field.name.text.as_bytes() == name)
        })
    }
}

/// Where a member stands in its table, and what it is; from [`Table::position`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub(crate) index: u8,
    pub(crate) shape: Shape,
}

/// A [`Kind`] without what it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Integer,
    Integer64,
    Boolean,
    List,
    Object,
}

/// A member of a record, ready to be filled.
#[derive(Debug)]
pub(crate) struct Member<'r> {
    pub(crate) field: &'static Field,
    /// The place in the table, to notice a member that comes twice.
    pub(crate) index: usize,
    pub(crate) cell: &'r mut Cell,
}

impl Field {
    /// Returns a member that is a text. Numbers and booleans are taken as they are spelled.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text, "")
    }

    /// Returns a member that is an integer from 0 to 4294967295, by the rule of
    /// [`scalar::integer`](crate::scalar::integer) where it is written as a text.
    #[must_use]
    pub const fn integer(name: &'static str) -> Self {
        Self::new(name, Kind::Integer, "")
    }

    /// Returns a member that is a signed integer of 64 bits, such as the id of an account.
    #[must_use]
    pub const fn integer64(name: &'static str) -> Self {
        Self::new(name, Kind::Integer64, "")
    }

    /// Returns a member that is true or false.
    #[must_use]
    pub const fn boolean(name: &'static str) -> Self {
        Self::new(name, Kind::Boolean, "")
    }

    /// Returns a member that is a list of objects, wrapped as RPC services wrap them:
    /// `"Regions":{"Region":[{..},{..}]}`, or `<Regions><Region>..</Region></Regions>`.
    #[must_use]
    pub const fn list(name: &'static str, item: &'static str, table: &'static Table) -> Self {
        Self::new(name, Kind::List(table), item)
    }

    /// Returns a member that is an object.
    #[must_use]
    pub const fn object(name: &'static str, table: &'static Table) -> Self {
        Self::new(name, Kind::Object(table), "")
    }

    const fn new(name: &'static str, kind: Kind, item: &'static str) -> Self {
        Self { name: Name::new(name), kind, item: Name::new(item) }
    }
}

impl Kind {
    pub(crate) const fn shape(self) -> Shape {
        match self {
            Self::Text => Shape::Text,
            Self::Integer => Shape::Integer,
            Self::Integer64 => Shape::Integer64,
            Self::Boolean => Shape::Boolean,
            Self::List(_) => Shape::List,
            Self::Object(_) => Shape::Object,
        }
    }

    /// Says what the value must be.
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Integer => "an integer from 0 to 4294967295",
            Self::Integer64 => "an integer of 64 bits",
            Self::Boolean => "true or false",
            Self::List(_) => "an object that wraps a list",
            Self::Object(_) => "an object",
        }
    }
}

/// Returns the place of the first member with this name, and whether there is one.
#[expect(clippy::indexing_slicing, reason = "within bounds")]
const fn find(fields: &[Field], name: &str) -> (usize, bool) {
    let mut at = 0;
    while at < fields.len() {
        let other = fields[at].name.text;
        if !is_before(other, name) && !is_before(name, other) {
            return (at, true);
        }
        at += 1;
    }
    (at, false)
}

/// Returns the place of the first name in alphabetical order behind that of another place.
#[expect(clippy::indexing_slicing, reason = "runs at compile time only")]
const fn successor(fields: &[Field], behind: usize) -> usize {
    let mut best = START;
    let mut at = 0;
    while at < fields.len() {
        let name = fields[at].name.text;
        if (behind == START || is_before(fields[behind].name.text, name))
            && (best == START || is_before(name, fields[best].name.text))
        {
            best = at;
        }
        at += 1;
    }
    best
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time only")]
const fn is_before(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() {
        if one[at] != other[at] {
            return one[at] < other[at];
        }
        at += 1;
    }
    one.len() < other.len()
}

#[cfg(test)]
mod tests {
    use super::{Field, START, Table};

    static SMALL: Table = Table::new(&[Field::text("TagKey"), Field::text("TagValue")]);
    static LARGE: Table = Table::new(&[
        Field::text("b"),
        Field::integer("c"),
        Field::integer64("a"),
        Field::boolean("Bb"),
        Field::list("aa", "Item", &SMALL),
        Field::object("A", &SMALL),
        Field::text("AVeryLongNameOf27Characters"),
    ]);

    #[test]
    fn the_first_guess_is_alphabetical_and_goes_around() {
        for table in [&SMALL, &LARGE] {
            let mut names = Vec::new();
            let mut at = START;
            for _ in 0..table.len() {
                at = usize::from(table.alphabetical[at][0]);
                names.push(table.field(at).expect("a field").name.text);
            }
            assert!(names.is_sorted() && names.len() == table.len(), "{names:?}");
            assert_eq!(table.alphabetical[at], table.alphabetical[START]);
        }
    }

    #[test]
    fn names_are_found_by_length_and_bytes() {
        for index in 0..LARGE.len() {
            let name = LARGE.field(index).expect("a field").name.text;
            assert_eq!(LARGE.find(name.as_bytes()), Some(index));
            assert_eq!(usize::from(LARGE.position(name).index), index);
        }
        for wrong in ["B", "bb", "b ", "", "averyLongNameOf27Characters"] {
            assert_eq!(LARGE.find(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!((LARGE.find(b""), LARGE.find(&[b'a'; 100])), (None, None));
    }

    #[test]
    #[should_panic(expected = "two members of a table have the same name")]
    fn a_name_stands_once() {
        let fields = vec![Field::text("a"), Field::text("b"), Field::boolean("a")];
        let _ = Table::new(fields.leak());
    }

    #[test]
    #[should_panic(expected = "the table has no member of this name")]
    fn a_position_is_that_of_a_member() {
        let _ = SMALL.position("Tag");
    }
}
