//! The members of one fault, wherever they are written, taken one by one.

use std::fmt::Display;

use super::error::FaultError;
use super::error::list;
use super::error::shown;
use super::value::Value;

/// The members of one fault that are not taken yet.
pub(super) struct Members {
    members: Vec<Member>,
    place: Place,
}

/// A name, a value and where they are written.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) value: Value,
    pub(super) place: Place,
}

/// Where something is written.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A line of a file, counted from 1.
    Line(usize),
    /// A word of a flag.
    Word(String),
}

impl Place {
    pub(super) fn error(&self, message: String) -> FaultError {
        match self {
            Self::Line(line) => FaultError::at_line(*line, message),
            Self::Word(word) => FaultError::at_word(word, message),
        }
    }
}

impl Members {
    /// Takes charge of the members of a fault that is written at `place`.
    pub(super) fn new(members: Vec<Member>, place: Place) -> Self {
        Self { members, place }
    }

    /// Refuses the fault as a whole.
    pub(super) fn error(&self, message: String) -> FaultError {
        self.place.error(message)
    }

    /// Takes a member that `read` understands; `expected` says what that is.
    pub(super) fn take<T>(
        &mut self,
        name: &str,
        expected: impl Display,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, FaultError> {
        let Some(member) = self.remove(name) else {
            return Ok(None);
        };
        match read(&member.value) {
            Some(value) => Ok(Some(value)),
            None => Err(refused(&member, expected)),
        }
    }

    /// Takes a member whose own reader says what is expected.
    pub(super) fn parse<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Result<Option<T>, FaultError> {
        let Some(member) = self.remove(name) else {
            return Ok(None);
        };
        let text = member.value.text_or_whole().unwrap_or_default();
        read(&text).map(Some).map_err(|expected| refused(&member, expected))
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, FaultError> {
        let text = |value: &Value| value.text().filter(|text| !text.is_empty()).map(str::to_owned);
        self.take(name, "a text that is not empty", text)
    }

    /// Takes a whole number within bounds.
    pub(super) fn whole<T: TryFrom<i128>>(
        &mut self,
        name: &str,
        min: i128,
        max: i128,
    ) -> Result<Option<T>, FaultError> {
        self.take(name, format_args!("a whole number from {min} to {max}"), |value| {
            let whole = value.whole().filter(|whole| (min..=max).contains(whole));
            whole.and_then(|whole| T::try_from(whole).ok())
        })
    }

    pub(super) fn boolean(&mut self, name: &str) -> Result<Option<bool>, FaultError> {
        self.take(name, "`true` or `false`", Value::boolean)
    }

    /// Insists on a member that was looked for.
    pub(super) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, FaultError> {
        value.ok_or_else(|| self.error(format!("`{name}` is missing; add it")))
    }

    /// Refuses members that a fault of this kind does not have; `known` are all that it can have.
    pub(super) fn check_names<'a, I: Iterator<Item = &'a str>>(
        &self,
        kind: &str,
        known: impl Fn() -> I,
    ) -> Result<(), FaultError> {
        let is_unknown = |member: &&Member| !known().any(|name| name == member.name);
        match self.members.iter().find(is_unknown) {
            None => Ok(()),
            Some(Member { name, place, .. }) => Err(place.error(format!(
                "`{}` is no member of the kind `{kind}`, which has {}",
                shown(name),
                list(known())
            ))),
        }
    }

    fn remove(&mut self, name: &str) -> Option<Member> {
        let index = self.members.iter().position(|member| member.name == name)?;
        Some(self.members.remove(index))
    }
}

fn refused(member: &Member, expected: impl Display) -> FaultError {
    let Member { name, value, place } = member;
    place.error(format!("`{name}` is {value}; give {expected}"))
}
