//! The answers of Alibaba Cloud ECS `DescribeImages`, read and written in JSON and XML.
//!
//! * [`decode()`] turns a body into a [`Page`], or into the [`ErrorBody`] that came in its place. A
//!   page is the body's own text with flat records over it; [`Page::images`] yields [`ImageRef`]s
//!   with an accessor for every field of every documented revision.
//! * [`decode_with`] tells an [`Observe`]r what was let pass: values in another form than
//!   documented, unknown members. [`Strict`] refuses the first of these, [`Report`] lists both.
//! * [`encode_page`] and [`encode_error`] write both.
//!
//! The readers are those of `aliyun-rpc-wire`, where it says how strict and how tolerant they are.
//! Here are the tables of a page, and its views.
//!
//! ```
//! use aliyun_ecs_wire::{Decoded, Report, decode_with};
//!
//! let body = r#"{
//!     "RequestId": "49CBCED4-C9B9-4851-BEB5-8FB5E5169E30",
//!     "TotalCount": 24,
//!     "Images": { "Image": [{ "ImageId": "m-1", "Size": "20", "Colour": "red" }] }
//! }"#;
//! let mut report = Report::new();
//! let Decoded::Page(page) = decode_with(body, &mut report)? else { panic!("an error") };
//!
//! assert_eq!(page.total_count(), Some(24));
//! assert_eq!(page.image(0).and_then(|image| image.size()), Some(20));
//! let seen: Vec<String> = report.entries().iter().map(|entry| entry.kind().to_string()).collect();
//! assert_eq!(seen, ["a number written as a text", "an unknown member"]);
//! # Ok::<(), aliyun_ecs_wire::DecodeError>(())
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod decode;
mod encode;
mod fields;
mod handle;
mod mismatch;
mod page;
mod record;

pub use aliyun_rpc_wire::{
    BodyFormat, DecodeError, DecodeErrorKind, Deviation, DeviationKind, Entry, EntryKind,
    ErrorBody, Ignore, Limit, Limits, Lookalike, Members, Number, Observe, Printable, Report,
    Strict, Unknown, UnknownKind, Value, encode_error, make_portable,
};
pub use decode::{Decoded, decode, decode_with, decode_within};
pub use encode::encode_page;
pub use fields::{
    DetectionItemRef, DetectionItemText, DetectionItems, DetectionOptionsRef, DetectionOptionsText,
    DiskRef, DiskText, Disks, FeaturesRef, FeaturesText, ImageRef, ImageText, Images, PageText,
    SecureBootOptionsRef, SecureBootOptionsText, TagRef, TagText, Tags,
};
pub use handle::{ImageHandle, ImageHandles};
pub use mismatch::Mismatch;
pub use page::Page;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
