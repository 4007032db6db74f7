//! Which members of an image changed.

use aliyun_ecs_model::Image;
use serde_json::{Map, Value};

/// The name of a member, and its values before and after; `Null` for none.
pub(crate) type Changed = (String, Value, Value);

/// Returns the members that changed. The order in a list, of tags or of disks, means nothing.
pub(crate) fn changes(before: &Image, after: &Image) -> Vec<Changed> {
    let (before, mut after) = (members(before), members(after));
    let mut changes = Vec::new();
    for (name, value) in before {
        let later = after.remove(&name).unwrap_or(Value::Null);
        if sorted(value.clone()) != sorted(later.clone()) {
            changes.push((name, value, later));
        }
    }
    changes.extend(after.into_iter().map(|(name, value)| (name, Value::Null, value)));
    changes
}

/// The serde form of an image is an object.
fn members(image: &Image) -> Map<String, Value> {
    match serde_json::to_value(image) {
        Ok(Value::Object(members)) => members,
        Ok(_) | Err(_) => Map::new(),
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_cached_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, sorted(value))).collect()
        }
        other => other,
    }
}
