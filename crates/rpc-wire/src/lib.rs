//! Strict readers of the answers of Alibaba Cloud RPC services, in JSON and XML.
//!
//! * A [`Table`] lists the members of an object, a [`Schema`] says what the answers of one
//!   operation look like. Both are written once, as data.
//! * [`decode()`] turns a body into a [`Document`], or into the [`ErrorBody`] that came in its place.
//!   [`Document::root`] gives its members by name.
//! * [`decode_with`] tells an [`Observe`]r what was let pass: values in another form than
//!   documented, unknown members. [`Strict`] refuses the first of these, [`Report`] lists both.
//! * [`encode_error`] writes an error; [`Printable`] makes any text safe to print.
//!
//! ```
//! use aliyun_rpc_wire::{Decoded, Field, Schema, Table, decode};
//!
//! static REGION: Table = Table::new(&[Field::text("RegionId"), Field::text("RegionEndpoint")]);
//! static REGIONS: Table =
//!     Table::new(&[Field::text("RequestId"), Field::list("Regions", "Region", &REGION)]);
//! static DESCRIBE_REGIONS: Schema =
//!     Schema::new("DescribeRegionsResponse", &REGIONS, &["Regions"]);
//!
//! let body = r#"{"RequestId": "R", "Regions": {"Region": [
//!     {"RegionId": "cn-qingdao", "RegionEndpoint": "ecs.cn-qingdao.aliyuncs.com"}]}}"#;
//! match decode(body, &DESCRIBE_REGIONS)? {
//!     Decoded::Document(document) => {
//!         for region in document.root().list("Regions") {
//!             assert_eq!(region.text("RegionId"), Some("cn-qingdao"));
//!         }
//!     }
//!     Decoded::Error(error) => panic!("the service refused: {}", error.code),
//! }
//! # Ok::<(), aliyun_rpc_wire::DecodeError>(())
//! ```
//!
//! # Strict in form
//!
//! A body must be UTF-8 and shorter than 1 GiB.
//!
//! * JSON is read by the grammar of RFC 8259, escapes and surrogates included. A name that comes
//!   twice in an object is refused, also inside values that are otherwise ignored.
//! * XML is checked for well-formedness by XML 1.0 (fifth edition). A document type is refused,
//!   so there are no entities but the five. Namespaces mean nothing: the services have none.
//!   A known element that comes twice is refused, unless it is an item of a list.
//! * Nesting ends at 64 levels. Nothing but whitespace (in XML, comments) follows the root.
//! * A body is a document only if it shows a member that makes it one; in XML its root must have
//!   the right name, too. So a proxy's web page, `[]` or `{}` is an error, not an empty document.
//!
//! # Tolerant of scalars
//!
//! Responses write the same member now as a number and now as a text, and official clients write
//! them again in ways of their own. Each [`DeviationKind`] is such a form that is understood; each
//! is told to the observer. What is not listed there is an error of kind
//! [`WrongType`](DecodeErrorKind::WrongType). Equal content gives equal documents in both formats.
//!
//! A byte order mark at the very beginning is passed over, as both standards allow, and is told.
//!
//! # Documents and errors
//!
//! [`decode()`] says which of the two a body is by what the body says, and a document wins: an object
//! with `Code` and a member that makes it a document is a document, in which `Code` is unknown
//! unless its table has it. Whether that is what the HTTP status promised is not known here; a
//! caller that was promised an error reports [`Document::not_an_error`].

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

// Tests within share tables with tests without.
#[cfg(test)]
extern crate self as aliyun_rpc_wire;

mod bounds;
mod brief;
mod cell;
mod collect;
mod decode;
mod document;
mod encode;
mod error;
mod error_body;
mod excerpt;
mod fast;
mod format;
mod found;
mod fragment;
pub mod identifiers;
mod json;
mod limits;
mod mentions;
mod observe;
mod path;
mod places;
mod portable;
mod printable;
mod quotation;
mod read_record;
mod records;
mod report;
mod room;
pub mod scalar;
mod schema;
mod seen;
mod sniff;
mod strict;
mod table;
mod token;
mod unknown;
mod web_page;
mod wording;
mod words;
mod xml;

pub use aliyun_rpc_value::{Members, NotANumber, Number, Value, WithUnknown};
pub use brief::Brief;
pub use decode::{Decoded, decode, decode_error, decode_error_within, decode_with, decode_within};
pub use document::{Document, Key, Record, Records};
pub use encode::{encode_error, to_body, to_body_under};
pub use error::{DecodeError, DecodeErrorKind, Limit, Lookalike};
pub use error_body::ErrorBody;
pub use format::{BodyFormat, UnknownFormat};
pub use limits::Limits;
pub use observe::{Deviation, DeviationKind, Ignore, Observe, Strict, Unknown, UnknownKind};
pub use portable::make_portable;
pub use printable::Printable;
pub use quotation::{WITHHELD, without_quotation};
pub use report::{Entry, EntryKind, Report};
pub use schema::Schema;
pub use table::{Field, Position, Table};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
