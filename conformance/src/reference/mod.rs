//! A second opinion on every body: readers of pages by `serde_json` and `quick-xml`.
//!
//! They are written from the document, plainly, and share neither code nor a table of fields with
//! `aliyun-ecs-wire`, whose readers are written by hand. [`compare`] reads a body with both.
//!
//! The rule: what both accept has equal values, and `aliyun-ecs-wire` refuses whatever the
//! reference refuses. What may differ is a [`Difference`], each with its reason and an example, and
//! `docs/differences.md` lists them.
//!
//! Which syntax there is, the libraries say. What a page is (its root, its names, no name twice, no
//! document type, 64 levels, nothing behind its end), and what may stand for what, the readers say
//! here, so that these rules are compared as well.
//!
//! The fuzz targets of `crates/wire/fuzz` include this module as a file. So it depends on nothing
//! of this package.

mod compare;
mod differences;
mod grammar;
mod json;
mod scalar;
mod shape;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;

use serde_json::{Map, Number, Value};

pub use compare::{Disagreement, Verdict, compare};
pub use differences::{Difference, Side};
pub use json::read_json;
use shape::{Empty, Members, PAGE, Shape};
pub use xml::read_xml;

/// Reads a page in either format, which shows in the first character.
///
/// # Errors
///
/// [`Refusal`] as [`read_json`] and [`read_xml`], and for a body that is neither.
pub fn read(body: &[u8]) -> Result<Reading, Refusal> {
    let unmarked = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    match unmarked.trim_ascii_start() {
        [b'{', ..] => read_json(body),
        [b'<', ..] => read_xml(body),
        _ => Err(Refusal::new("neither an object nor an element")),
    }
}

/// A page as a reference reader understands it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    page: Value,
    /// Where a number stands for a text, and which.
    numbers_for_texts: BTreeMap<Vec<String>, Number>,
    differences: BTreeSet<Difference>,
}

impl Reading {
    /// Returns the page in its canonical form, which `README.md` describes.
    #[must_use]
    pub fn page(&self) -> &Value {
        &self.page
    }

    /// Returns what the library let pass, or could not tell, and `aliyun-ecs-wire` refuses.
    #[must_use]
    pub fn differences(&self) -> &BTreeSet<Difference> {
        &self.differences
    }

    /// Judges whether this is a page, and brings it into its canonical form.
    fn finish(mut self, page: Map<String, Value>) -> Result<Self, Refusal> {
        if !page.contains_key("TotalCount") && !page.contains_key("Images") {
            return Err(Refusal::new("neither TotalCount nor Images"));
        }
        self.page = Value::Object(page);
        complete(&mut self.page, PAGE);
        Ok(self)
    }
}

/// Adds the lists that the canonical form always has.
fn complete(record: &mut Value, known: Members) {
    for (name, shape) in known {
        match shape {
            Shape::List(item, members, empty) => {
                if *empty == Empty::Written && record.get(name).is_none() {
                    record[*name] = serde_json::json!({ *item: [] });
                }
                let items = record.get_mut(name).and_then(|wrapper| wrapper.get_mut(item));
                for item in items.and_then(Value::as_array_mut).into_iter().flatten() {
                    complete(item, members);
                }
            }
            Shape::Object(members) => {
                if let Some(object) = record.get_mut(name) {
                    complete(object, members);
                }
            }
            _ => {}
        }
    }
}

/// Why a reference reader refuses a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    reason: String,
    by_library: bool,
    difference: Option<Difference>,
}

impl Refusal {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), by_library: false, difference: None }
    }

    fn by_library(error: impl fmt::Display) -> Self {
        Self { reason: error.to_string(), by_library: true, difference: None }
    }

    /// Says whether the library refuses the body, and not a rule for pages.
    #[must_use]
    pub fn is_by_library(&self) -> bool {
        self.by_library
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for Refusal {}
