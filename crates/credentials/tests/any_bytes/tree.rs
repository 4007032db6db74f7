//! JSON as serde_json reads it, with every member of an object, in order, the same name twice included.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

#[derive(Debug)]
pub(crate) enum Tree {
    Text(String),
    Number(Option<u64>),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
    Other,
}

impl Tree {
    /// Reads a document, if need be after a byte order mark.
    pub(crate) fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(without_mark(json))
    }

    /// Returns the members of an object; none of anything else.
    pub(crate) fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// Returns the member that has one of these names, if it is the only one.
    pub(crate) fn only(&self, names: &[&str]) -> Option<&Self> {
        let mut all = self.members().iter().filter(|(name, _)| names.contains(&name.as_str()));
        let (_, first) = all.next()?;
        all.next().is_none().then_some(first)
    }

    /// The same, if it is a text that is not empty.
    pub(crate) fn text(&self, names: &[&str]) -> Option<&str> {
        match self.only(names)? {
            Self::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Whether a member of one of these names holds a text of this kind, at any depth.
    pub(crate) fn any(&self, names: &[&str], is: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::List(items) => items.iter().any(|item| item.any(names, is)),
            Self::Object(members) => members.iter().any(|(name, value)| {
                let here = matches!(value, Self::Text(text) if is(text));
                (here && names.contains(&name.as_str())) || value.any(names, is)
            }),
            _ => false,
        }
    }
}

/// Whether serde_json takes this for JSON, without a look at what texts and numbers mean.
pub(crate) fn is_json(json: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(without_mark(json)).is_ok()
}

/// Whether a member that nobody reads may be the reason of this error. Such a one is not looked into.
pub(crate) fn may_be_of_the_unread(error: &serde_json::Error) -> bool {
    [
        "number out of range",
        "recursion limit exceeded",
        "invalid unicode code point",
        "lone leading surrogate",
        "unexpected end of hex escape",
    ]
    .iter()
    .any(|reason| error.to_string().starts_with(reason))
}

fn without_mark(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json)
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Number(Some(number)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Number(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Number(None))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Tree::Object(object))
    }
}
