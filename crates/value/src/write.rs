//! Writing values with serde.

use serde::ser::{Serialize, Serializer};

use crate::number::Number;
use crate::value::{Members, Value};

/// What is known of a record and what is not, written as one object.
///
/// In XML a record that is the root has to be given its name
/// ([`quick_xml::se::to_string_with_root`](https://docs.rs/quick-xml/latest/quick_xml/se/fn.to_string_with_root.html)).
///
/// ```
/// use aliyun_rpc_value::{Members, WithUnknown};
///
/// #[derive(serde::Serialize)]
/// struct Image {
///     image_id: &'static str,
/// }
///
/// let mut unknown = Members::new();
/// unknown.insert("Colour", "blue");
/// let image = WithUnknown { known: &Image { image_id: "m-1" }, unknown: &unknown };
/// assert_eq!(serde_json::to_string(&image)?, r#"{"image_id":"m-1","Colour":"blue"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[expect(clippy::exhaustive_structs, reason = "the two parts of a record are all there is")]
pub struct WithUnknown<'a, T> {
    /// A struct.
    #[serde(flatten)]
    pub known: &'a T,
    /// The members it does not have.
    #[serde(flatten)]
    pub unknown: &'a Members,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// Writes an integer of 64 bits with all its digits, any other number as the nearest double, and one larger
/// than any double as a string: no more can be said through serde to every format.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.as_u64(), self.as_i64(), self.as_f64()) {
            (Some(integer), ..) => serializer.serialize_u64(integer),
            (None, Some(integer), _) => serializer.serialize_i64(integer),
            (None, None, Some(double)) => serializer.serialize_f64(double),
            (None, None, None) => serializer.serialize_str(self.as_str()),
        }
    }
}
