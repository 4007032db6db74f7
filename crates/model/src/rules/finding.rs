//! What a check found.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::revision::Level;
use super::rule::Rule;
use crate::request::Parameter;

/// One broken rule at one parameter.
///
/// With serde, `rule`, `level` and `parameter` are written by their names, and `problem` as the name of
/// the problem with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What the rule does in the revision that was checked.
    pub level: Level,
    /// The parameter.
    pub parameter: Parameter,
    /// The parameter's wire name with its number: `Tag.3.Key`.
    pub name: String,
    /// What is wrong.
    pub problem: Problem,
}

impl Finding {
    /// Returns the error code the service is expected to answer, where one is known.
    #[must_use]
    pub const fn predicts(&self) -> Option<&'static str> {
        self.rule.predicts(self.parameter)
    }
}

/// What is wrong with a parameter. Texts are as the caller gave them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Problem {
    /// The parameter must be given and is not.
    Missing,
    /// The value is an empty text.
    Empty,
    /// An item of a comma list holds a comma.
    Comma,
    /// There are too many.
    TooMany {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: u32,
    },
    /// The text is too long.
    TooLong {
        /// How many characters (Unicode scalar values) it has.
        chars: usize,
        /// How many it may have.
        limit: u32,
    },
    /// The text holds something it must not.
    Forbidden {
        /// What it holds.
        text: Cow<'static, str>,
    },
    /// The number is too small.
    TooSmall {
        /// The number.
        found: u32,
        /// The smallest allowed.
        min: u32,
    },
    /// The number is too large.
    TooLarge {
        /// The number.
        found: u32,
        /// The largest allowed.
        max: u32,
    },
    /// The text does not have the form of a region identifier.
    NotARegion,
    /// Another parameter must have a certain value beside this one.
    Needs {
        /// The other parameter.
        parameter: Parameter,
        /// The value it must have.
        value: Cow<'static, str>,
    },
    /// The parameter cannot stand beside another.
    Excludes {
        /// The other parameter.
        parameter: Parameter,
    },
    /// The revision does not document the parameter.
    Undocumented,
    /// The revision does not document the value.
    UndocumentedValue,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, .. } = self;
        match &self.problem {
            Problem::Missing => write!(f, "{name} is missing; set it")?,
            Problem::Empty => {
                write!(f, "{name} is an empty text; leave it out or give it a value")?;
            }
            Problem::Comma => {
                write!(f, "an item of {name} holds a comma; the service would read two items")?;
            }
            Problem::TooMany { found, limit } => {
                write!(f, "{name}: {found} are given, at most {limit} are allowed")?;
            }
            Problem::TooLong { chars, limit } => {
                write!(f, "{name} is {chars} characters long, at most {limit} are allowed")?;
            }
            Problem::Forbidden { text } => {
                write!(f, "{name} must not begin with or hold \"{text}\"; choose another text")?;
            }
            Problem::TooSmall { found, min } => {
                write!(f, "{name} is {found}, the smallest allowed is {min}")?;
            }
            Problem::TooLarge { found, max } => {
                write!(f, "{name} is {found}, the largest allowed is {max}")?;
            }
            Problem::NotARegion => write!(
                f,
                "{name} does not have the form of a region id: 2 to 63 of a-z, 0-9 and \"-\", not \
                 beginning with \"-\""
            )?,
            Problem::Needs { parameter, value } => {
                write!(f, "{name} needs {} to be {value}", parameter.name())?;
            }
            Problem::Excludes { parameter } => {
                write!(f, "{name} cannot be given together with {}", parameter.name())?;
            }
            Problem::Undocumented => write!(f, "{name} is not documented in this revision")?,
            Problem::UndocumentedValue => {
                write!(f, "{name} has a value that this revision does not document")?;
            }
        }
        write!(f, " (rule {}", self.rule.id())?;
        if let Some(code) = self.predicts() {
            write!(f, "; the service answers {code}")?;
        }
        f.write_str(")")
    }
}
