//! A pull cursor over JSON text: values one by one, containers opened and closed by the caller.

use crate::bounds::MAX_DEPTH;
use crate::error::{DecodeErrorKind, ReadError};
use crate::json::string::{self, Raw};

/// Reads JSON from front to back.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    body: &'a str,
    at: usize,
    depth: usize,
}

/// A value: a whole scalar, or the beginning of a container.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Text(Raw<'a>),
    /// The number as it is spelled.
    Number(&'a str),
    Boolean(bool),
    Null,
    /// Go on with [`Cursor::member`] until it returns `None`.
    Object,
    /// Go on with [`Cursor::item`] until it returns `false`.
    Array,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(body: &'a str, at: usize) -> Self {
        Self { body, at, depth: 0 }
    }

    /// Returns a cursor before the value of a member with this name, which has been read before.
    pub(crate) fn behind_name(body: &'a str, name: Raw<'_>) -> Option<Self> {
        let behind = name.offset + name.text.len() + 1;
        let colon = body.get(behind..)?.find(':')?;
        Some(Self::new(body, behind + colon + 1))
    }

    /// Returns where what has been read ends.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Skips whitespace and returns where the next token begins.
    pub(crate) fn next_offset(&mut self) -> usize {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.at
    }

    /// Reads a scalar, or the opening bracket of a container.
    pub(crate) fn value(&mut self) -> Result<Value<'a>, ReadError> {
        self.next_offset();
        match self.peek() {
            Some(b'"') => self.string().map(Value::Text),
            Some(b'{') => self.open().map(|()| Value::Object),
            Some(b'[') => self.open().map(|()| Value::Array),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b't') => self.word("true").map(|()| Value::Boolean(true)),
            Some(b'f') => self.word("false").map(|()| Value::Boolean(false)),
            Some(b'n') => self.word("null").map(|()| Value::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Reads the name of the next member up to its value, or the end of the object (`None`).
    /// `first` says that nothing of the object has been read.
    pub(crate) fn member(&mut self, first: bool) -> Result<Option<Raw<'a>>, ReadError> {
        self.next_offset();
        match self.peek() {
            Some(b'}') => {
                self.close();
                return Ok(None);
            }
            Some(b',') if !first => {
                self.at += 1;
                self.next_offset();
            }
            _ if !first => return Err(self.unexpected("a comma or }")),
            _ => {}
        }
        if self.peek() != Some(b'"') {
            let expected = if first { "a name in quotes or }" } else { "a name in quotes" };
            return Err(self.unexpected(expected));
        }
        let name = self.string()?;
        self.next_offset();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("a colon"));
        }
        self.at += 1;
        Ok(Some(name))
    }

    /// Says whether an array goes on, and if so reads up to its next item.
    pub(crate) fn item(&mut self, first: bool) -> Result<bool, ReadError> {
        self.next_offset();
        match self.peek() {
            Some(b']') => {
                // Behind a comma `value` refuses the bracket, so a trailing comma is none.
                self.close();
                return Ok(false);
            }
            Some(b',') if !first => self.at += 1,
            _ if !first => return Err(self.unexpected("a comma or ]")),
            _ => {}
        }
        Ok(true)
    }

    /// Reads the end of the body.
    pub(crate) fn end(&mut self) -> Result<(), ReadError> {
        self.next_offset();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(ReadError::syntax(self.at, "nothing after the end of the object")),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.body.as_bytes().get(self.at).copied()
    }

    fn open(&mut self) -> Result<(), ReadError> {
        if self.depth == MAX_DEPTH {
            let expected = "at most 64 brackets open at a time";
            return Err(ReadError::new(DecodeErrorKind::TooDeep, self.at, expected));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    fn string(&mut self) -> Result<Raw<'a>, ReadError> {
        let raw = string::scan(self.body, self.at + 1)?;
        self.at = raw.offset + raw.text.len() + 1;
        Ok(raw)
    }

    /// Reads `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    fn number(&mut self) -> Result<&'a str, ReadError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(ReadError::syntax(self.at, "no digit after a leading zero"));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.body.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<(), ReadError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.unexpected("a digit"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn word(&mut self, word: &'static str) -> Result<(), ReadError> {
        for byte in word.bytes() {
            if self.peek() != Some(byte) {
                return Err(self.unexpected(word));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn unexpected(&self, expected: &'static str) -> ReadError {
        let kind = match self.peek() {
            Some(_) => DecodeErrorKind::Syntax,
            None => DecodeErrorKind::Truncated,
        };
        ReadError::new(kind, self.at, expected)
    }
}
