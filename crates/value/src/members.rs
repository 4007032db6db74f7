//! Values with names.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::{slice, vec};

use crate::value::Value;

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
///     [("Zone", "a"), ("Zone", "b")].map(|(name, zone)| (name.to_owned(), zone.into())).into_iter().collect();
/// assert_eq!(members.get("Zone").and_then(Value::as_array).map(<[_]>::len), Some(2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Members(Vec<(String, Value)>);

impl Members {
    /// Returns no members.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns the value of the member with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Sets the value of a member, and returns the one it had before.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, place)) => Some(std::mem::replace(place, value)),
            None => {
                self.0.push((name, value));
                None
            }
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let place = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.remove(place).1)
    }

    /// Takes all members out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns how many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the members in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.into_iter()
    }
}

/// Collects members. Those of one name become an array of their values, in the place of the first.
impl FromIterator<(String, Value)> for Members {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        let mut collected: Vec<(String, Value)> = Vec::new();
        // For each name, where it stands and whether an array has been made of its values.
        let mut places: HashMap<String, (usize, bool)> = HashMap::new();
        for (name, value) in members {
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
        Self(collected)
    }
}

impl IntoIterator for Members {
    type Item = (String, Value);
    type IntoIter = vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'m> IntoIterator for &'m Members {
    type Item = (&'m str, &'m Value);
    type IntoIter = std::iter::Map<
        slice::Iter<'m, (String, Value)>,
        fn(&'m (String, Value)) -> (&'m str, &'m Value),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}
