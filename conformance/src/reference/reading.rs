//! What a reference reader makes of a body: a page, or a refusal.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;

use serde_json::{Map, Number, Value};

use super::differences::Difference;
use super::shape::{Empty, Members, PAGE, Shape};

/// A page as a reference reader understands it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub(super) page: Value,
    /// Where a number stands for a text, and which.
    pub(super) numbers_for_texts: BTreeMap<Vec<String>, Number>,
    pub(super) differences: BTreeSet<Difference>,
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
    pub(super) fn finish(mut self, page: Map<String, Value>) -> Result<Self, Refusal> {
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
    pub(super) reason: String,
    pub(super) by_library: bool,
    pub(super) difference: Option<Difference>,
}

impl Refusal {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), by_library: false, difference: None }
    }

    pub(super) fn by_library(error: impl fmt::Display) -> Self {
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
