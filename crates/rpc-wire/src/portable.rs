//! What XML has a place for.

use aliyun_rpc_value::{Members, TEXT, Value};

use crate::xml::{is_name, is_name_character, is_name_start, is_whitespace};

/// Makes members fit to be written as XML, and what will be read from there.
///
/// Scalars become their text, and `null` and an empty object the empty string. A name that no element can
/// have gets `_` for each character that is in the way. Arrays of arrays become one array, an array of
/// one item becomes that item, and one of none, which has no element, is taken out.
///
/// ```
/// use aliyun_rpc_wire::{Members, make_portable};
///
/// let mut members: Members = serde_json::from_str(r#"{"a b":7,"@c":[[true],[null]],"d":[]}"#)?;
/// make_portable(&mut members);
/// assert_eq!(serde_json::to_string(&members)?, r#"{"a_b":"7","_c":["true",""]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn make_portable(members: &mut Members) {
    // Text that stands beside members of a record would be no text of any of them.
    make_all_portable(members, false);
}

fn make_all_portable(members: &mut Members, may_hold_text: bool) {
    let portable = |(name, value)| {
        let value = portable(value)?;
        let is_text = may_hold_text && name == TEXT && matches!(value, Value::String(_));
        Some((if is_text { name } else { element_name(name) }, value))
    };
    let renamed: Members = std::mem::take(members).into_iter().filter_map(portable).collect();
    // Names that have become one have made an array of arrays.
    *members = renamed.into_iter().map(|(name, value)| (name, flat(value))).collect();
}

fn flat(value: Value) -> Value {
    let Value::Array(items) = value else { return value };
    let mut flat = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Value::Array(inner) => flat.extend(inner),
            item => flat.push(item),
        }
    }
    Value::Array(flat)
}

fn portable(value: Value) -> Option<Value> {
    Some(match value {
        Value::Null => Value::String(String::new()),
        Value::Boolean(boolean) => Value::String(boolean.to_string()),
        Value::Number(number) => Value::String(number.to_string()),
        Value::String(text) => Value::String(text),
        Value::Array(items) => {
            match flat(Value::Array(items.into_iter().filter_map(portable).collect())) {
                Value::Array(mut items) if items.len() < 2 => items.pop()?,
                items => items,
            }
        }
        Value::Object(mut members) => {
            make_all_portable(&mut members, true);
            let text = members.remove(TEXT);
            if members.is_empty() {
                return Some(text.unwrap_or_else(|| Value::String(String::new())));
            }
            let is_space = |text: &str| text.bytes().all(is_whitespace);
            if let Some(text) = text.filter(|text| !text.as_str().is_some_and(is_space)) {
                members.insert(TEXT, text);
            }
            Value::Object(members)
        }
    })
}

fn element_name(name: String) -> String {
    if is_name(&name) {
        return name;
    }
    let fits = |at: usize, c: char| if at == 0 { is_name_start(c) } else { is_name_character(c) };
    let fitting = name.chars().enumerate().map(|(at, c)| if fits(at, c) { c } else { '_' });
    if name.is_empty() { "_".to_owned() } else { fitting.collect() }
}
