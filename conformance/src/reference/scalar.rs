//! A text, a number or a truth value in its canonical form.

use serde_json::Value;

use super::reading::Refusal;
use super::shape::Shape;

/// Reads a text for a member that is no list and no object; `None` is no value. XML has nothing
/// but texts, and in JSON a number or truth value may come as one.
pub(super) fn from_text(shape: Shape, text: &str) -> Result<Option<Value>, Refusal> {
    let word = text.trim_ascii();
    match shape {
        Shape::Text => Ok(Some(text.into())),
        Shape::Key => Ok(Some(text).filter(|text| !text.is_empty()).map(Value::from)),
        _ if word.is_empty() => Ok(None),
        Shape::Count if is_digits(word) => {
            word.parse::<u32>().map(|count| Some(count.into())).map_err(|_| wrong(text))
        }
        Shape::Id if is_digits(word.strip_prefix('-').unwrap_or(word)) => {
            word.parse::<i64>().map(|id| Some(id.into())).map_err(|_| wrong(text))
        }
        Shape::Flag if word.eq_ignore_ascii_case("true") => Ok(Some(true.into())),
        Shape::Flag if word.eq_ignore_ascii_case("false") => Ok(Some(false.into())),
        _ => Err(wrong(text)),
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn wrong(text: &str) -> Refusal {
    Refusal::new(format!("{text:?} is no value of its member"))
}
