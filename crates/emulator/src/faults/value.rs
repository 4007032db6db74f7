//! A value that a file or a flag gives.

use std::fmt;

use super::error::shown;

/// A value that a file or a flag gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Of a flag: a text until something reads it as more.
    Word(String),
    Text(String),
    Whole(i64),
    Number(f64),
    Boolean(bool),
    /// Of a file: what no member takes.
    Other(&'static str),
}

impl Value {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Word(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text, or a whole number as one.
    pub(super) fn text_or_whole(&self) -> Option<String> {
        match self {
            Self::Whole(whole) => Some(whole.to_string()),
            _ => self.text().map(str::to_owned),
        }
    }

    /// A whole number, wide enough for both signs of 64 bits.
    pub(super) fn whole(&self) -> Option<i128> {
        match self {
            Self::Word(text) => text.parse::<i128>().ok(),
            Self::Whole(whole) => Some(i128::from(*whole)),
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Word(text) => text.parse().ok(),
            Self::Whole(whole) => Some(*whole as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        match self {
            Self::Word(text) => text.parse().ok(),
            Self::Boolean(boolean) => Some(*boolean),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) => f.write_str(&shown(text)),
            Self::Text(text) => write!(f, "\"{}\"", shown(text)),
            Self::Whole(whole) => whole.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(boolean) => boolean.fmt(f),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl From<toml::Value> for Value {
    fn from(value: toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Self::Text(text),
            toml::Value::Integer(whole) => Self::Whole(whole),
            toml::Value::Float(number) => Self::Number(number),
            toml::Value::Boolean(boolean) => Self::Boolean(boolean),
            toml::Value::Datetime(_) => Self::Other("a date"),
            toml::Value::Array(_) => Self::Other("an array"),
            toml::Value::Table(_) => Self::Other("a table"),
        }
    }
}
