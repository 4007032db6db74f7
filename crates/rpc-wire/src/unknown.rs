//! What members say that no table has.

use aliyun_rpc_value::{Members, TEXT, Value};

use crate::error::ReadError;
use crate::format::BodyFormat;
use crate::json;
use crate::xml;

/// Reads the members that begin at these offsets of a body, which has been read before, up to so many
/// values.
pub(crate) fn members(
    body: &str,
    format: BodyFormat,
    offsets: impl Iterator<Item = usize>,
    most: usize,
) -> Members {
    let mut left = most;
    let member = |offset| {
        if left == 0 {
            return None;
        }
        match format {
            BodyFormat::Json => json_member(body, offset, &mut left),
            BodyFormat::Xml => element(body, offset, &mut left).ok(),
        }
    };
    offsets.filter_map(member).collect()
}

/// Returns the first of some members, up to so many values.
pub(crate) fn first_members(members: &Members, left: &mut usize) -> Members {
    let mut first = Vec::new();
    for (name, value) in members {
        if *left == 0 {
            break;
        }
        first.push((name, first_of(value, left)));
    }
    first.into_iter().collect()
}

fn first_of(value: &Value, left: &mut usize) -> Value {
    *left = left.saturating_sub(1);
    match value {
        Value::Array(items) => {
            let mut first = Vec::new();
            for item in items {
                if *left == 0 {
                    break;
                }
                first.push(first_of(item, left));
            }
            Value::Array(first)
        }
        Value::Object(members) => Value::Object(first_members(members, left)),
        scalar => scalar.clone(),
    }
}

fn json_member(body: &str, offset: usize, left: &mut usize) -> Option<(String, Value)> {
    let name = json::scan(body, offset + 1).ok()?;
    let mut cursor = json::Cursor::behind_name(body, name)?;
    Some((name.decode().into_owned(), json_value(&mut cursor, left).ok()?))
}

fn json_value(cursor: &mut json::Cursor<'_>, left: &mut usize) -> Result<Value, ReadError> {
    *left = left.saturating_sub(1);
    let mut first = true;
    Ok(match cursor.value()? {
        json::Value::Null => Value::Null,
        json::Value::Boolean(boolean) => Value::Boolean(boolean),
        json::Value::Number(spelling) => spelling.parse().map_or(Value::Null, Value::Number),
        json::Value::Text(raw) => Value::String(raw.decode().into_owned()),
        json::Value::Array => {
            let mut items = Vec::new();
            while *left > 0 && cursor.item(first)? {
                first = false;
                items.push(json_value(cursor, left)?);
            }
            Value::Array(items)
        }
        json::Value::Object => {
            let mut members = Vec::new();
            while *left > 0
                && let Some(name) = cursor.member(first)?
            {
                first = false;
                members.push((name.decode().into_owned(), json_value(cursor, left)?));
            }
            Value::Object(members.into_iter().collect())
        }
    })
}

/// Reads an element: a string, or an object if there are elements in it. Attributes have no place.
fn element(body: &str, offset: usize, left: &mut usize) -> Result<(String, Value), ReadError> {
    let mut cursor = xml::Cursor::new(body, offset);
    // The elements that are open, with what has been read of them.
    let mut open: Vec<Element> = Vec::new();
    loop {
        match cursor.next()? {
            xml::Token::Start(_) if *left == 0 => break,
            xml::Token::Start(tag) => {
                *left -= 1;
                open.push(Element { name: tag.name.to_owned(), ..Element::default() });
            }
            xml::Token::Text(piece) => {
                if let Some(element) = open.last_mut() {
                    xml::decode_into(piece, &mut element.text);
                }
            }
            xml::Token::End | xml::Token::Eof => {
                let Some(element) = open.pop() else { return Ok(Default::default()) };
                let member = element.finish();
                match open.last_mut() {
                    Some(parent) => parent.members.push(member),
                    None => return Ok(member),
                }
            }
        }
    }
    // What is open is as far as it has been read, and has an element in it that is not.
    if let Some(element) = open.last_mut() {
        element.is_cut = true;
    }
    while let Some(element) = open.pop() {
        let member = element.finish();
        match open.last_mut() {
            Some(parent) => parent.members.push(member),
            None => return Ok(member),
        }
    }
    Ok(Default::default())
}

#[derive(Default)]
struct Element {
    name: String,
    text: String,
    members: Vec<(String, Value)>,
    /// There are elements in it that have not been read.
    is_cut: bool,
}

impl Element {
    fn finish(mut self) -> (String, Value) {
        if self.members.is_empty() && !self.is_cut {
            return (self.name, Value::String(self.text));
        }
        if !self.text.bytes().all(xml::is_whitespace) {
            self.members.push((TEXT.to_owned(), Value::String(self.text)));
        }
        (self.name, Value::Object(self.members.into_iter().collect()))
    }
}
