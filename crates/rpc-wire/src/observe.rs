//! Who looks on while a body is decoded.

use std::fmt;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::path::Path;

/// Is told what a decoder let pass.
///
/// Return [`ControlFlow::Break`] to refuse the body; the decoder then ends with an error of kind
/// [`Refused`](crate::DecodeErrorKind::Refused) at that place. Implementations here: [`Ignore`]
/// (and `()`), [`Report`](crate::Report), [`Strict`].
///
/// ```
/// use std::ops::ControlFlow;
/// use aliyun_rpc_wire::{Deviation, Field, Observe, Schema, Table, Unknown, decode_with};
///
/// static IMAGE: Table = Table::new(&[Field::integer("Size")]);
/// static IMAGES: Table = Table::new(&[
///     Field::text("RequestId"),
///     Field::integer("TotalCount"),
///     Field::list("Images", "Image", &IMAGE),
/// ]);
/// static SCHEMA: Schema = Schema::new("DescribeImagesResponse", &IMAGES, &["Images"]);
///
/// #[derive(Default)]
/// struct Paths(Vec<String>);
///
/// impl Observe for Paths {
///     fn deviation(&mut self, deviation: Deviation<'_>) -> ControlFlow<()> {
///         self.0.push(deviation.path().to_string());
///         ControlFlow::Continue(())
///     }
///     fn unknown(&mut self, _: Unknown<'_>) -> ControlFlow<()> {
///         ControlFlow::Continue(())
///     }
/// }
///
/// let mut paths = Paths::default();
/// let body = r#"{"RequestId":"R","TotalCount":"37","Images":{"Image":[{"Size":"20"}]}}"#;
/// decode_with(body, &SCHEMA, &mut paths)?;
/// assert_eq!(paths.0, ["TotalCount", "Images.Image[0].Size"]);
/// # Ok::<(), aliyun_rpc_wire::DecodeError>(())
/// ```
pub trait Observe {
    /// A value is not written as documented and was understood all the same.
    fn deviation(&mut self, deviation: Deviation<'_>) -> ControlFlow<()>;

    /// The body holds something this crate does not know; it was skipped.
    ///
    /// Unknown values of enumerations are not told here: they are kept, and `is_known` of the
    /// enumeration tells them.
    fn unknown(&mut self, unknown: Unknown<'_>) -> ControlFlow<()>;

    /// Says whether there is anybody to tell.
    ///
    /// Where nobody watches, a body without peculiarities takes a faster way, several times as
    /// fast, on which nothing is told. So an observer that says `false` may or may not be told,
    /// and should only look away. What is decoded is the same either way.
    fn watches(&self) -> bool {
        true
    }
}

/// How a value that was understood differs from the documented form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DeviationKind {
    /// The body begins with U+FEFF.
    ByteOrderMark,
    /// A number is written as a text: `"TotalCount": "37"`. JSON only.
    NumberAsText,
    /// A text is written as a number and is kept as it is spelled: `"ImageVersion": 2`. JSON only.
    NumberForText,
    /// A boolean is written as a text: `"IsCopied": "false"`. JSON only.
    BooleanAsText,
    /// A text is written as a boolean: `"IsSelfShared": true`. JSON only.
    BooleanForText,
    /// A boolean is not spelled `true` or `false`: `True`. XML only; in JSON a boolean
    /// that has a spelling is a text.
    BooleanSpelling,
    /// There is whitespace around a number or boolean. XML only, for the same reason.
    Whitespace,
    /// The text of a number or boolean is empty, and counts as absent.
    EmptyScalar,
    /// A value is `null`, and counts as absent. JSON only.
    Null,
    /// One object stands where a list of objects is documented. JSON only.
    SingleItem,
    /// The object that wraps a list holds no list: `"Tags": {}`. JSON only; an empty element is
    /// how XML writes an empty list.
    EmptyWrapper,
    /// A member is missing that every documented answer has.
    Missing,
}

impl DeviationKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "a byte order mark",
            Self::NumberAsText => "a number written as a text",
            Self::NumberForText => "a text written as a number",
            Self::BooleanAsText => "a boolean written as a text",
            Self::BooleanForText => "a text written as a boolean",
            Self::BooleanSpelling => "a boolean not spelled true or false",
            Self::Whitespace => "whitespace around a value",
            Self::EmptyScalar => "an empty text for a number or boolean",
            Self::Null => "null for an absent value",
            Self::SingleItem => "one object instead of a list",
            Self::EmptyWrapper => "a wrapper without its list",
            Self::Missing => "a documented member that is missing",
        }
    }
}

impl fmt::Display for DeviationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A value that differs from the documented form, at its place in the body.
#[derive(Clone, Copy, Debug)]
pub struct Deviation<'a> {
    pub(crate) kind: DeviationKind,
    pub(crate) offset: usize,
    pub(crate) path: &'a Path<'a>,
}

impl<'a> Deviation<'a> {
    /// Returns how the value differs.
    #[must_use]
    pub fn kind(self) -> DeviationKind {
        self.kind
    }

    /// Returns the byte offset of the value in the body. A missing member is missed at the end.
    #[must_use]
    pub fn offset(self) -> usize {
        self.offset
    }

    /// Returns the path of the value, like `Images.Image[3].Size`, safe to print.
    #[must_use]
    pub fn path(self) -> impl fmt::Display + use<'a> {
        self.path
    }
}

/// What is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnknownKind {
    /// A member of a JSON object, with all its value.
    Member,
    /// An XML element, with all its content.
    Element,
    /// An attribute of an XML element. The service writes none.
    Attribute,
}

impl UnknownKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "an unknown member",
            Self::Element => "an unknown element",
            Self::Attribute => "an unknown attribute",
        }
    }
}

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something unknown, at its place in the body.
#[derive(Clone, Copy, Debug)]
pub struct Unknown<'a> {
    pub(crate) kind: UnknownKind,
    pub(crate) offset: usize,
    pub(crate) path: &'a Path<'a>,
}

impl<'a> Unknown<'a> {
    /// Returns what is unknown.
    #[must_use]
    pub fn kind(self) -> UnknownKind {
        self.kind
    }

    /// Returns the byte offset in the body where it begins.
    #[must_use]
    pub fn offset(self) -> usize {
        self.offset
    }

    /// Returns its path, like `Images.Image[3].Colour`, safe to print.
    #[must_use]
    pub fn path(self) -> impl fmt::Display + use<'a> {
        self.path
    }
}

/// Looks away. Decoding with it costs nothing beyond decoding.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing to add to it")]
pub struct Ignore;

impl Observe for Ignore {
    fn deviation(&mut self, _: Deviation<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn unknown(&mut self, _: Unknown<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn watches(&self) -> bool {
        false
    }
}

/// The same as [`Ignore`].
impl Observe for () {
    fn deviation(&mut self, _: Deviation<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn unknown(&mut self, _: Unknown<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn watches(&self) -> bool {
        false
    }
}

/// Refuses every deviation.
///
/// It lets unknown members pass: each later revision of the document added some, so a page with
/// one is a page of a newer service and not a broken one.
///
/// ```
/// use aliyun_rpc_wire::{Field, Schema, Strict, Table, decode_with};
///
/// static IMAGE: Table = Table::new(&[Field::integer("Size")]);
/// static IMAGES: Table = Table::new(&[
///     Field::text("RequestId"),
///     Field::integer("TotalCount"),
///     Field::list("Images", "Image", &IMAGE),
/// ]);
/// static SCHEMA: Schema = Schema::new("DescribeImagesResponse", &IMAGES, &["Images"]);
///
/// let page = r#"{"RequestId":"R","TotalCount":37,"Images":{"Image":[]},"New":{}}"#;
/// assert!(decode_with(page, &SCHEMA, &mut Strict).is_ok());
///
/// let page = r#"{"RequestId":"R","TotalCount":"37","Images":{"Image":[]}}"#;
/// let error = decode_with(page, &SCHEMA, &mut Strict).unwrap_err();
/// assert_eq!(error.path(), "TotalCount");
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing to add to it")]
pub struct Strict;

impl Observe for Strict {
    fn deviation(&mut self, _: Deviation<'_>) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    fn unknown(&mut self, _: Unknown<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
