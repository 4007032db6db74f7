//! Why a body was not decoded, and where.

use std::error::Error;
use std::fmt;

use crate::excerpt::excerpt;
use crate::path::Path;
use crate::report::EntryKind;

/// A body that is not what it should be.
///
/// It holds the place and a short piece of the body around it, never the whole body, and no piece
/// of a body that may quote what was signed ([`excerpt`](Self::excerpt)). What it prints is
/// escaped: neither control characters nor marks of direction reach a terminal.
///
/// ```
/// use aliyun_rpc_wire::{DecodeErrorKind, Field, Schema, Table, decode};
///
/// static IMAGE: Table = Table::new(&[Field::integer("Size")]);
/// static IMAGES: Table =
///     Table::new(&[Field::integer("TotalCount"), Field::list("Images", "Image", &IMAGE)]);
/// static SCHEMA: Schema = Schema::new("DescribeImagesResponse", &IMAGES, &["Images"]);
///
/// let body = "{\"TotalCount\": 1,\n \"Images\": {\"Image\": [{\"Size\": \"big\"}]}}";
/// let error = decode(body, &SCHEMA).unwrap_err();
/// assert_eq!(error.kind(), DecodeErrorKind::WrongType);
/// assert_eq!((error.line(), error.column()), (2, 32));
/// assert_eq!(error.path(), "Images.Image[0].Size");
/// assert_eq!(
///     error.to_string(),
///     "a value has the wrong type at line 2, column 32 (Images.Image[0].Size), where an \
///      integer from 0 to 4294967295 was expected: `\"Images\": {\"Image\": [{\"Size\": \"big\"}]}}`"
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    error: ReadError,
    line: usize,
    column: usize,
    path: String,
    excerpt: String,
}

impl DecodeError {
    pub(crate) fn new(body: &[u8], error: ReadError, path: &Path<'_>) -> Self {
        let before = body.get(..error.offset).unwrap_or(body);
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let is_first_of_character = |byte: &&u8| **byte & 0xC0 != 0x80;
        Self(Box::new(Inner {
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + before.iter().skip(line_start).filter(is_first_of_character).count(),
            path: path.to_string(),
            excerpt: excerpt(body, error.offset),
            error,
        }))
    }

    /// Returns what is wrong.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.error.kind
    }

    /// Returns the byte offset in the body, from 0. It is the body's length when the body ends
    /// too early.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.error.offset
    }

    /// Returns the line, from 1. Lines end with a line feed.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// Returns the column, from 1, counted in characters (Unicode scalar values).
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// Returns the path to the place, like `Images.Image[3].Size`; empty at the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Says what would have been right at this place; empty when there is nothing to say.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.0.error.expected
    }

    /// Rewrites what is shown of the body: the excerpt, and the names in the path. For a caller that
    /// knows what the body must not be quoted for, such as the token of the request it answers.
    #[must_use]
    pub fn map_quoted(mut self, mut rewrite: impl FnMut(&str) -> String) -> Self {
        self.0.path = rewrite(&self.0.path);
        self.0.excerpt = rewrite(&self.0.excerpt);
        self
    }

    /// Returns at most 64 bytes of the body around the place, escaped to be safe to print.
    ///
    /// It is `[withheld]` when the body may be, or be a piece of, an answer that quotes a string
    /// to sign, as the service's answer to a wrong signature does: the security token stands in
    /// it. So it is for a body that begins neither with `{` nor with `<`, for one that says
    /// "string to sign", "canonical request", "signature", "security token", "access key" or the
    /// like in any spelling, and for one with `&` or `=` percent-encoded. Where nothing in the body
    /// says so, [`without_quotation`](crate::without_quotation) still judges the piece.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.0.excerpt
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { error, line, column, path, excerpt } = &*self.0;
        write!(f, "{} at line {line}, column {column}", error.kind)?;
        if !path.is_empty() {
            write!(f, " ({path})")?;
        }
        if !error.expected.is_empty() {
            write!(f, ", where {} was expected", error.expected)?;
        }
        if !excerpt.is_empty() {
            write!(f, ": `{excerpt}`")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { error, line, column, path, excerpt } = &*self.0;
        f.debug_struct("DecodeError")
            .field("kind", &error.kind)
            .field("line", line)
            .field("column", column)
            .field("path", path)
            .field("expected", &error.expected)
            .field("excerpt", excerpt)
            .finish()
    }
}

impl Error for DecodeError {}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// There is nothing but whitespace.
    Empty,
    /// The bytes are not UTF-8, or an XML declaration names another encoding.
    NotUtf8,
    /// The body is 1 GiB or more, or an element has more than 64 attributes.
    TooLarge,
    /// The body is well-formed as far as it was read, and neither the document that was asked for
    /// nor an error of the service.
    #[non_exhaustive]
    Neither {
        /// What it looks like.
        looks_like: Lookalike,
    },
    /// The body is a document where an error was due
    /// ([`Document::not_an_error`](crate::Document::not_an_error)).
    NotAnError,
    /// The body ends in the middle.
    Truncated,
    /// The body is not well-formed JSON or XML.
    Syntax,
    /// The XML has a document type, which is never read: it could define entities.
    Doctype,
    /// A member or an attribute comes twice.
    Duplicate,
    /// Objects, arrays or elements are nested more than 64 deep.
    TooDeep,
    /// A value is of a kind that cannot stand for the documented one.
    WrongType,
    /// The body has more of something than the caller allows ([`Limits`](crate::Limits)).
    #[non_exhaustive]
    OverLimit {
        /// Of what.
        limit: Limit,
    },
    /// The observer asked to stop.
    #[non_exhaustive]
    Refused {
        /// What it was told.
        entry: EntryKind,
    },
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the body is empty"),
            Self::NotUtf8 => f.write_str("the body is not UTF-8"),
            Self::TooLarge => f.write_str("the body is too large"),
            Self::Neither { looks_like } => write!(
                f,
                "the body is {looks_like}, neither what was asked for nor an error of the service"
            ),
            Self::NotAnError => f.write_str("the body is not an error of the service"),
            Self::Truncated => f.write_str("the body ends too early"),
            Self::Syntax => f.write_str("the body is malformed"),
            Self::Doctype => f.write_str("the body has a document type"),
            Self::Duplicate => f.write_str("a name comes twice"),
            Self::TooDeep => f.write_str("the body is nested too deep"),
            Self::WrongType => f.write_str("a value has the wrong type"),
            Self::OverLimit { limit } => limit.fmt(f),
            Self::Refused { entry } => write!(f, "the observer refused {entry}"),
        }
    }
}

/// What a body has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Items of a list.
    #[non_exhaustive]
    Items {
        /// The name of the list.
        list: &'static str,
        /// How many it may have.
        most: usize,
    },
    /// Memory for records.
    #[non_exhaustive]
    RecordBytes {
        /// How many bytes they may take.
        most: usize,
    },
    /// Members of an object that are not known.
    #[non_exhaustive]
    UnknownMembers {
        /// How many it may have.
        most: usize,
    },
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Items { list, most } => write!(f, "the list {list} has more than {most} items"),
            Self::RecordBytes { most } => {
                let plural = if *most == 1 { "" } else { "s" };
                write!(f, "the records take more memory than the {most} byte{plural} allowed")
            }
            Self::UnknownMembers { most } => {
                write!(f, "an object has more than {most} unknown members")
            }
        }
    }
}

/// What a body looks like that is neither a document of the kind asked for nor an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lookalike {
    /// A web page, as a proxy sends it.
    Html,
    /// A JSON array.
    JsonArray,
    /// A JSON text, number, boolean or `null`.
    JsonScalar,
    /// A JSON object with none of the members it should have.
    JsonObject,
    /// XML with another root element, or none of the elements it should have.
    Xml,
    /// Neither JSON nor XML.
    Text,
}

impl fmt::Display for Lookalike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Html => "a web page",
            Self::JsonArray => "a JSON array",
            Self::JsonScalar => "a JSON value without members",
            Self::JsonObject => "a JSON object of another kind",
            Self::Xml => "XML of another kind",
            Self::Text => "text that is neither JSON nor XML",
        })
    }
}

/// An error as the readers pass it up, before the body is looked at again for the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadError {
    pub(crate) kind: DecodeErrorKind,
    pub(crate) offset: usize,
    pub(crate) expected: &'static str,
}

impl ReadError {
    pub(crate) fn new(kind: DecodeErrorKind, offset: usize, expected: &'static str) -> Self {
        Self { kind, offset, expected }
    }

    pub(crate) fn syntax(offset: usize, expected: &'static str) -> Self {
        Self::new(DecodeErrorKind::Syntax, offset, expected)
    }
}

#[cfg(test)]
mod tests {
    use super::{DecodeError, ReadError};
    use crate::path::Path;

    #[test]
    fn columns_count_characters_and_lines_end_with_line_feeds() {
        let position = |body: &str, offset| {
            let error =
                DecodeError::new(body.as_bytes(), ReadError::syntax(offset, ""), &Path::default());
            (error.line(), error.column())
        };
        assert_eq!(position("abc", 0), (1, 1));
        assert_eq!(position("位位x", 6), (1, 3));
        assert_eq!(position("a\r\nb\n", 3), (2, 1));
        assert_eq!(position("a\r\nb\n", 5), (3, 1));
    }
}
