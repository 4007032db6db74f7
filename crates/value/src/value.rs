//! A value of any kind, and values with names.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::{fmt, slice, vec};

use crate::number::Number;

/// The value of a member that nobody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "JSON has no other kinds of values")]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Boolean(bool),
    /// A number, as it is spelled.
    Number(Number),
    /// A string.
    String(String),
    /// Values in order.
    Array(Vec<Self>),
    /// Values with names.
    Object(Members),
}

impl Value {
    /// Returns the string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(boolean) => Some(*boolean),
            _ => None,
        }
    }

    /// Returns the number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the items, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the members, if it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Members> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }
}

impl From<bool> for Value {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Number(integer.into())
    }
}

impl From<u64> for Value {
    fn from(integer: u64) -> Self {
        Self::Number(integer.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Vec<Self>> for Value {
    fn from(items: Vec<Self>) -> Self {
        Self::Array(items)
    }
}

impl From<Members> for Value {
    fn from(members: Members) -> Self {
        Self::Object(members)
    }
}

/// Members that nobody knows, in the order of the body, each with a name of its own.
///
/// ```
/// use aliyun_rpc_value::{Members, Value};
///
/// let mut members = Members::new();
/// members.insert("Colour", "blue");
/// assert_eq!(members.get("Colour"), Some(&Value::from("blue")));
///
/// // What an XML element that stands several times says.
/// let members: Members =
///     [("Zone", "a"), ("Zone", "b")].into_iter().collect();
/// assert_eq!(members.get("Zone").and_then(Value::as_array).map(<[_]>::len), Some(2));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Members(
    /// Never an empty list. Most records have no unknown members, and should not be larger for it.
    #[expect(clippy::box_collection, reason = "a third of the size")]
    Option<Box<Vec<(String, Value)>>>,
);

impl Members {
    /// Returns no members.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    fn of(members: Vec<(String, Value)>) -> Self {
        Self((!members.is_empty()).then(|| Box::new(members)))
    }

    fn list(&self) -> &[(String, Value)] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Returns the value of the member with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.list().iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Sets the value of a member, and returns the one it had before.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        let members = self.0.get_or_insert_default();
        match members.iter_mut().find(|(other, _)| *other == name) {
            Some((_, place)) => Some(std::mem::replace(place, value)),
            None => {
                members.push((name, value));
                None
            }
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let mut members = *std::mem::take(&mut self.0)?;
        let place = members.iter().position(|(other, _)| other == name);
        let removed = place.map(|place| members.remove(place).1);
        *self = Self::of(members);
        removed
    }

    /// Takes all members out.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// Returns how many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list().len()
    }

    /// Returns whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns the members in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.into_iter()
    }
}

/// Shows a map of the names and values.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Collects members. Those of one name become an array of their values, in the place of the first.
impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Members {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut collected: Vec<(String, Value)> = Vec::new();
        // For each name, where it stands and whether an array has been made of its values.
        let mut places: HashMap<String, (usize, bool)> = HashMap::new();
        for (name, value) in members {
            let (name, value) = (name.into(), value.into());
            match places.entry(name) {
                Entry::Vacant(vacant) => {
                    collected.push((vacant.key().clone(), value));
                    vacant.insert((collected.len() - 1, false));
                }
                Entry::Occupied(mut occupied) => {
                    let (place, is_array) = occupied.get_mut();
                    let Some((_, first)) = collected.get_mut(*place) else { continue };
                    if !*is_array {
                        *first = Value::Array(vec![std::mem::take(first)]);
                        *is_array = true;
                    }
                    if let Value::Array(items) = first {
                        items.push(value);
                    }
                }
            }
        }
        Self::of(collected)
    }
}

impl IntoIterator for Members {
    type Item = (String, Value);
    type IntoIter = vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.map_or_else(Vec::new, |members| *members).into_iter()
    }
}

impl<'m> IntoIterator for &'m Members {
    type Item = (&'m str, &'m Value);
    type IntoIter = std::iter::Map<
        slice::Iter<'m, (String, Value)>,
        fn(&'m (String, Value)) -> (&'m str, &'m Value),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.list().iter().map(|(name, value)| (name.as_str(), value))
    }
}
