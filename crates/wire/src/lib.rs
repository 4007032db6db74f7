//! Strict decoders and encoders for the responses of Alibaba Cloud ECS `DescribeImages`, in JSON
//! and XML.
//!
//! * [`decode_page`] turns a body into a [`Page`]: the body's own text with flat records over it.
//!   [`Page::images`] yields [`ImageRef`]s with an accessor for every field of every documented
//!   revision.
//! * [`decode_page_with`] tells an [`Observe`]r what was let pass: values in another form than
//!   documented, unknown members. [`Strict`] refuses the first of these, [`Report`] lists both.
//! * [`decode_error`] reads the error that comes instead of a page.
//! * [`encode_page`] and [`encode_error`] write both.
//!
//! ```
//! use aliyun_ecs_wire::{Report, decode_page_with};
//!
//! let body = r#"{
//!     "RequestId": "49CBCED4-C9B9-4851-BEB5-8FB5E5169E30",
//!     "TotalCount": 24,
//!     "Images": { "Image": [{ "ImageId": "m-1", "Size": "20", "Colour": "red" }] }
//! }"#;
//! let mut report = Report::new();
//! let page = decode_page_with(body, &mut report)?;
//!
//! assert_eq!(page.total_count(), Some(24));
//! assert_eq!(page.image(0).and_then(|image| image.size()), Some(20));
//! let seen: Vec<String> = report.entries().iter().map(|entry| entry.kind().to_string()).collect();
//! assert_eq!(seen, ["a number written as a text", "an unknown member"]);
//! # Ok::<(), aliyun_ecs_wire::DecodeError>(())
//! ```
//!
//! # Strict in form
//!
//! A body must be UTF-8 and shorter than 1 GiB.
//!
//! * JSON is read by the grammar of RFC 8259, escapes and surrogates included. A name that comes
//!   twice in an object is refused, also inside values that are otherwise ignored.
//! * XML is checked for well-formedness by XML 1.0 (fifth edition). A document type is refused,
//!   so there are no entities but the five. Namespaces mean nothing: the service has none.
//!   A known element that comes twice is refused, unless it is an item of a list.
//! * Nesting ends at 64 levels. Nothing but white space (in XML, comments) follows the root.
//! * A body is a page only if it shows `TotalCount` or `Images`; in XML its root must be
//!   `DescribeImagesResponse`. So a proxy's web page, `[]`, `{}` or an error of the service under
//!   status 200 is an error, not an empty page.
//!
//! # Tolerant of scalars
//!
//! Responses write the same member now as a number and now as a text, and official clients write
//! them again in ways of their own. Each [`DeviationKind`] is such a form that is understood; each
//! is told to the observer. What is not listed there is an error of kind
//! [`WrongType`](DecodeErrorKind::WrongType). Equal content gives equal pages in both formats.
//!
//! A byte order mark at the very beginning is passed over, as both standards allow, and is told.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod collect;
mod decode;
mod encode;
mod error;
mod error_body;
mod excerpt;
mod fast;
mod fields;
mod handle;
mod json;
mod limits;
mod members;
mod observe;
mod page;
mod path;
mod printable;
mod record;
mod report;
mod table;
mod token;
mod words;
mod xml;

pub use decode::{decode_page, decode_page_with};
pub use encode::{encode_error, encode_page};
pub use error::{DecodeError, DecodeErrorKind, Lookalike};
pub use error_body::{ErrorBody, decode_error};
pub use fields::{
    DetectionItemRef, DetectionItemText, DetectionOptionsRef, DetectionOptionsText, DiskRef,
    DiskText, FeaturesRef, FeaturesText, ImageRef, ImageText, PageText, TagRef, TagText,
};
pub use handle::ImageHandle;
pub use observe::{Deviation, DeviationKind, Ignore, Observe, Strict, Unknown, UnknownKind};
pub use page::{BodyFormat, DetectionItems, Disks, Images, Page, Tags};
pub use printable::Printable;
pub use report::{Entry, EntryKind, Report};
