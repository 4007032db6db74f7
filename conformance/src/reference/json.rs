//! Pages in JSON, by serde_json.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::differences::Difference;
use super::reading::{Reading, Refusal};
use super::scalar::from_text;
use super::shape::{Empty, LIMIT, Members, PAGE, Shape};

/// Reads a page in JSON.
///
/// # Errors
///
/// [`Refusal`] for what serde_json refuses, for a name that comes twice in an object, for more than
/// 64 levels, and for what is not a page of the documented shape.
pub fn read_json(body: &[u8]) -> Result<Reading, Refusal> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let tree: Tree = serde_json::from_slice(body).map_err(|error| {
        let mut refusal =
            Refusal { by_library: !error.is_data(), ..Refusal::new(error.to_string()) };
        // serde_json has no kind for it but the words.
        if refusal.reason.starts_with("number out of range") {
            refusal.difference = Some(Difference::NumberOutOfRange);
        }
        refusal
    })?;
    if tree.depth() > LIMIT {
        return Err(Refusal::new("more than 64 levels"));
    }
    let Tree::Object(members) = tree else {
        return Err(Refusal::new("the document is no object"));
    };
    let mut reading = Reading::default();
    let page = reading.record(PAGE, &members, &mut Vec::new())?;
    reading.finish(page)
}

impl Reading {
    fn record(
        &mut self,
        known: Members,
        members: &BTreeMap<String, Tree>,
        path: &mut Vec<String>,
    ) -> Result<Map<String, Value>, Refusal> {
        let mut record = Map::new();
        for (name, shape) in known {
            if let Some(tree) = members.get(*name) {
                path.push((*name).to_owned());
                if let Some(value) = self.value(*shape, tree, path)? {
                    record.insert((*name).to_owned(), value);
                }
                path.pop();
            }
        }
        for (name, tree) in members {
            if !known.iter().any(|(known, _)| known == name) {
                record.insert(name.clone(), tree.to_value());
            }
        }
        Ok(record)
    }

    /// Reads one value; `None` is no value.
    fn value(
        &mut self,
        shape: Shape,
        tree: &Tree,
        path: &mut Vec<String>,
    ) -> Result<Option<Value>, Refusal> {
        match (shape, tree) {
            (_, Tree::Null) => Ok(None),
            (Shape::List(item, known, empty), Tree::Object(wrapper)) => {
                let items: Vec<&Tree> = match wrapper.get(item) {
                    None | Some(Tree::Null) => Vec::new(),
                    Some(Tree::List(items)) => items.iter().collect(),
                    Some(one) => vec![one],
                };
                let mut list = Vec::new();
                for (index, tree) in items.into_iter().enumerate() {
                    let Tree::Object(members) = tree else {
                        return Err(Refusal::new(format!("an item {item} is no object")));
                    };
                    path.extend([item.to_owned(), index.to_string()]);
                    list.push(Value::Object(self.record(known, members, path)?));
                    path.truncate(path.len() - 2);
                }
                Ok(wrap(item, list, empty))
            }
            (Shape::Object(known), Tree::Object(members)) => {
                self.record(known, members, path).map(|record| Some(Value::Object(record)))
            }
            (Shape::List(..) | Shape::Object(_), _) => {
                Err(Refusal::new(format!("{} is no object", path.join("."))))
            }
            (_, Tree::Text(text)) => from_text(shape, text),
            (Shape::Text | Shape::Key, Tree::Flag(flag)) => Ok(Some(flag.to_string().into())),
            (Shape::Text | Shape::Key, Tree::Number(number)) => {
                self.numbers_for_texts.insert(path.clone(), number.clone());
                Ok(Some(number.to_string().into()))
            }
            (Shape::Flag, Tree::Flag(flag)) => Ok(Some((*flag).into())),
            (Shape::Id, Tree::Number(number)) if is_minus_zero(number) => {
                self.differences.insert(Difference::MinusZero);
                Ok(Some(0.into()))
            }
            (Shape::Count | Shape::Id, Tree::Number(number)) => {
                from_text(shape, &number.to_string())
            }
            _ => Err(Refusal::new(format!("{} is of another kind", path.join(".")))),
        }
    }
}

/// Wraps items as the canonical form does.
pub(super) fn wrap(item: &str, items: Vec<Value>, empty: Empty) -> Option<Value> {
    if items.is_empty() && empty == Empty::LeftOut {
        return None;
    }
    Some(Value::Object(Map::from_iter([(item.to_owned(), Value::Array(items))])))
}

fn is_minus_zero(number: &Number) -> bool {
    number.as_f64().is_some_and(|float| number.is_f64() && float == 0.0 && float.is_sign_negative())
}

/// Any JSON. Unlike [`Value`] it does not let a name that comes again pass.
enum Tree {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Tree>),
    Object(BTreeMap<String, Tree>),
}

impl Tree {
    fn depth(&self) -> usize {
        match self {
            Self::List(items) => 1 + items.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(members) => 1 + members.values().map(Self::depth).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// Returns what a member that no table has is kept as.
    fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                members.iter().map(|(name, tree)| (name.clone(), tree.to_value())).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Number::from_f64(number).map(Tree::Number).ok_or_else(|| E::custom("no finite number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Tree, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = object.next_entry::<String, Tree>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a name comes twice"));
            }
        }
        Ok(Tree::Object(members))
    }
}
