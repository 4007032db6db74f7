//! The members of an image, one a line, whatever they are.

use serde_json::{Map, Value};

use crate::printable::printable;
use crate::width::{push_cell, width};

/// Returns a line for each member, `Name  value`, those in them indented.
pub(super) fn text(image: &Value) -> String {
    let mut lines = Vec::new();
    match image {
        Value::Object(members) => push_members(&mut lines, members, 0),
        other => lines.push(scalar(other)),
    }
    lines.join("\n")
}

fn push_members(lines: &mut Vec<String>, members: &Map<String, Value>, depth: usize) {
    let mut members: Vec<(&String, &Value)> = members.iter().collect();
    if depth == 0 {
        members.sort_by_key(|(name, _)| {
            FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len())
        });
    }
    let is_scalar = |value: &Value| !matches!(value, Value::Object(_) | Value::Array(_));
    let names = members.iter().filter(|(_, value)| is_scalar(value));
    let column = names.map(|(name, _)| width(&printable(name))).max().unwrap_or(0).min(WIDEST);
    for (name, value) in members {
        push_member(lines, name, value, column, depth);
    }
}

fn push_member(lines: &mut Vec<String>, name: &str, value: &Value, column: usize, depth: usize) {
    let mut line = " ".repeat(depth * INDENT);
    let name = printable(name);
    match unwrapped(value) {
        Value::Object(members) => {
            lines.push(line + &name);
            push_members(lines, members, depth + 1);
        }
        Value::Array(items) => {
            lines.push(line + &name);
            items.iter().for_each(|item| push_item(lines, item, depth + 1));
        }
        other => {
            push_cell(&mut line, &name, column.max(width(&name)));
            lines.push(format!("{line}  {}", scalar(other)).trim_end().to_owned());
        }
    }
}

/// An item of a list: a tag, or something with a dash before its first line.
fn push_item(lines: &mut Vec<String>, item: &Value, depth: usize) {
    let indent = " ".repeat(depth * INDENT);
    if let Some((key, value)) = tag(item) {
        lines.push(format!("{indent}{} = {}", printable(key), printable(value)));
        return;
    }
    let mut inner = Vec::new();
    match item {
        // Below the first level, as it is in a list.
        Value::Object(members) => push_members(&mut inner, members, 1),
        Value::Array(items) => items.iter().for_each(|item| push_item(&mut inner, item, 1)),
        other => inner.push(format!("  {}", scalar(other))),
    }
    for (at, line) in inner.into_iter().enumerate() {
        let (dash, line) =
            (if at == 0 { "-" } else { " " }, line.get(INDENT..).unwrap_or_default());
        lines.push(format!("{indent}{dash} {line}"));
    }
}

/// A tag that is nothing more than a key and a value.
fn tag(item: &Value) -> Option<(&str, &str)> {
    let members = item.as_object().filter(|members| members.len() == 2)?;
    Some((members.get("TagKey")?.as_str()?, members.get("TagValue")?.as_str()?))
}

/// A list stands in an object of its own: `Tags` is `{"Tag": […]}`.
fn unwrapped(value: &Value) -> &Value {
    let only = value.as_object().filter(|members| members.len() == 1);
    let list = only.and_then(|members| members.values().next());
    list.filter(|list| list.is_array()).unwrap_or(value)
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => printable(text).into_owned(),
        other => printable(&other.to_string()).into_owned(),
    }
}

/// What people look for first; the others follow by name.
const FIRST: [&str; 10] = [
    "ImageId",
    "ImageName",
    "Description",
    "Status",
    "Progress",
    "Usable",
    "CreationTime",
    "OSName",
    "OSNameEn",
    "Architecture",
];

const INDENT: usize = 2;

/// A longer name does not move the values of the others.
const WIDEST: usize = 32;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::text;

    #[test]
    fn members_are_aligned_and_what_is_in_them_is_indented() {
        let image = json!({
            "Zebra": {"Colour": "black", "Stripes": 7},
            "Status": "Available",
            "Tags": {"Tag": [{"TagKey": "team", "TagValue": "blue"}]},
            "ImageId": "m-1",
            "DiskDeviceMappings": {"DiskDeviceMapping": [{"Device": "/dev/xvda", "Size": "40"}, {"Size": "8"}]},
            "Empty": "",
            "IsCopied": false,
        });
        assert_eq!(
            text(&image),
            "\
ImageId   m-1
Status    Available
DiskDeviceMappings
  - Device  /dev/xvda
    Size    40
  - Size  8
Empty
IsCopied  false
Tags
  team = blue
Zebra
  Colour   black
  Stripes  7"
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let image = json!({"a\u{1b}[2J": "b\nStatus  forged", "l": ["\u{202e}", ["x"]]});
        assert_eq!(text(&image), "a\\u{1b}[2J  b\\nStatus  forged\nl\n  - \\u{202e}\n  - - x");
    }
}
