//! The members a record can have, laid out for readers: by name, and as the bytes of each format.

use crate::record::{Cell, Part};
use crate::token::{TOKEN, Token};

/// The members of one type of record.
#[derive(Debug)]
pub(crate) struct Table {
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

/// The length of every [`Order`], and more than any record has members.
pub(crate) const MAX_MEMBERS: usize = 64;

/// The longest name of a member. With the marks around it, it fits a [`Token`].
const MAX_NAME: usize = TOKEN - 5;

/// A member: its name, and what its value may be.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Name,
    pub(crate) kind: Kind,
}

/// A name, and how it is written before a value.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) text: &'static str,
    /// `"Name":`
    pub(crate) json: Token,
    /// `{"Name":[`
    pub(crate) list: Token,
    /// `<Name>`
    pub(crate) open: Token,
    /// `</Name>`
    pub(crate) close: Token,
}

/// What the value of a member may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    Count,
    Id,
    Flag,
    /// A wrapper around the items of a list, and the name of an item.
    List(Part, &'static Name),
    Object(Part),
}

impl Table {
    #[expect(clippy::indexing_slicing, reason = "runs at compile time only")]
    pub(crate) const fn new(fields: &'static [Field]) -> Self {
        assert!(fields.len() < START, "too many members");
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

    pub(crate) const fn len(&self) -> usize {
        self.fields.len()
    }

    /// Returns the place of a name that is known at compile time.
    #[expect(clippy::indexing_slicing, reason = "runs at compile time only")]
    #[expect(clippy::panic, reason = "runs at compile time only")]
    pub(crate) const fn index(&self, name: &str) -> usize {
        let mut at = 0;
        while at < self.fields.len() {
            if !is_before(self.fields[at].name.text, name)
                && !is_before(name, self.fields[at].name.text)
            {
                return at;
            }
            at += 1;
        }
        panic!("there is no such member");
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

/// A member of a record, ready to be filled.
#[derive(Debug)]
pub(crate) struct Member<'r> {
    pub(crate) field: &'static Field,
    /// The place in the table, to notice a member that comes twice.
    pub(crate) index: usize,
    pub(crate) cell: &'r mut Cell,
}

impl Field {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name: Name::new(name), kind }
    }
}

impl Name {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            json: Token::new("\"", text, "\":"),
            list: Token::new("{\"", text, "\":["),
            open: Token::new("<", text, ">"),
            close: Token::new("</", text, ">"),
        }
    }
}

impl Kind {
    /// Says what the value must be.
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Count => "a whole number from 0 to 4294967295",
            Self::Id => "a whole number of 64 bits",
            Self::Flag => "true or false",
            Self::List(..) => "an object that wraps a list",
            Self::Object(_) => "an object",
        }
    }
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
    use super::START;
    use crate::fields::{EnvelopeRef, ImageRef, TagRef};

    #[test]
    fn the_first_guess_is_alphabetical_and_goes_around() {
        for table in [EnvelopeRef::TABLE, ImageRef::TABLE, TagRef::TABLE] {
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
        let table = ImageRef::TABLE;
        for index in 0..table.len() {
            let name = table.field(index).expect("a field").name.text;
            assert_eq!(table.find(name.as_bytes()), Some(index));
            assert_eq!(table.index(name), index);
            assert_eq!(table.find(name.to_lowercase().as_bytes()), None);
        }
        assert_eq!((table.find(b""), table.find(&[b'a'; 100])), (None, None));
    }
}
