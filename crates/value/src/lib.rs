//! Values of members that nobody knows.
//!
//! An answer of the service may hold members that are younger than the program that reads it. They are
//! kept as a [`Value`] each, under their names in [`Members`], and come out again when what holds them
//! is written.
//!
//! Both formats of the service have a place for every value:
//!
//! | value | JSON | XML |
//! |---|---|---|
//! | [`Value::Null`] | `null` | `<Name/>` |
//! | [`Value::Boolean`], [`Value::Number`] | `true`, `1.5` | their text |
//! | [`Value::String`] | `"text"` | `<Name>text</Name>` |
//! | [`Value::Array`] | `[…]` | an element of this name for each item; none for an empty array |
//! | [`Value::Object`] | `{…}` | an element with elements in it |
//!
//! In the other direction, an element that stands once is a string, or an object if it has elements in
//! it; one that stands several times is an array. Text between elements is the member `$text`, as
//! quick-xml names it. That is how `aliyun-rpc-wire` reads XML. Through serde, where quick-xml reads, an
//! empty element is an object without members, as there is no telling it from `{}`; an attribute is a member
//! with an `@`; and an object of JSON that has nothing but a `$text` is a string.
//!
//! ```
//! use aliyun_rpc_value::{Members, Value};
//!
//! let json = r#"{"New":{"Level":3,"Names":["a","b"]}}"#;
//! let members: Members = serde_json::from_str(json)?;
//! let xml = quick_xml::se::to_string_with_root("Image", &members)?;
//! assert_eq!(
//!     xml,
//!     "<Image><New><Level>3</Level><Names>a</Names><Names>b</Names></New></Image>"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod number;
mod read;
mod value;
mod write;

pub use number::{NotANumber, Number};
pub use value::{Members, Value};
pub use write::WithUnknown;

/// What quick-xml calls the text of an element, as the name of a member.
pub const TEXT: &str = "$text";

/// How deep values may be nested where serde reads them.
pub const MAX_DEPTH: usize = 64;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
