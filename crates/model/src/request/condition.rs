//! The numbered conditions of a request.

use serde::{Deserialize, Serialize};

use crate::values::FilterKey;

/// One `Tag.n` condition of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct TagFilter {
    /// `Tag.n.Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// `Tag.n.Value`; may be an empty text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl TagFilter {
    /// Returns a condition on a key and a value, each of which may be left out.
    #[must_use]
    pub fn new(key: Option<String>, value: Option<String>) -> Self {
        Self { key, value }
    }
}

impl<K: Into<String>, V: Into<String>> From<(K, V)> for TagFilter {
    fn from((key, value): (K, V)) -> Self {
        Self::new(Some(key.into()), Some(value.into()))
    }
}

/// One `Filter.n` condition of a request (2019-05-31).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Filter {
    /// `Filter.n.Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<FilterKey>,
    /// `Filter.n.Value`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Filter {
    /// Returns a condition with a key and a value, each of which may be left out.
    #[must_use]
    pub fn new(key: Option<FilterKey>, value: Option<String>) -> Self {
        Self { key, value }
    }
}

impl<K: Into<FilterKey>, V: Into<String>> From<(K, V)> for Filter {
    fn from((key, value): (K, V)) -> Self {
        Self::new(Some(key.into()), Some(value.into()))
    }
}
