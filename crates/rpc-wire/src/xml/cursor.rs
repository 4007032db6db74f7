//! A pull cursor over an XML document: tags and pieces of text, checked as they pass.

use crate::bounds::{MAX_ATTRIBUTES, MAX_DEPTH};
use crate::error::{DecodeErrorKind, ReadError};
use crate::xml::chars::{first_forbidden, is_whitespace, name_length};
use crate::xml::{declaration, reference};

/// Reads a document from front to back. Comments and processing instructions are checked and
/// passed over.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    body: &'a str,
    at: usize,
    /// Names of the elements that are open.
    open: Vec<&'a str>,
    /// The tag just read was `<a/>`; its end is still to be told.
    empty: bool,
    /// The root element has ended.
    done: bool,
    attributes: Vec<Attribute<'a>>,
}

/// What comes next in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// An element begins. An empty one ends with a token of its own.
    Start(Tag<'a>),
    /// The innermost element ends.
    End,
    /// A piece of the text of an element.
    Text(Piece<'a>),
    /// The document ends.
    Eof,
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    /// The byte offset of the tag's `<`.
    pub(crate) offset: usize,
}

/// An attribute of the tag last read; what its value says is nobody's concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    pub(crate) offset: usize,
}

/// A piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// As it stands in the document; only line ends may have to be normalised.
    Plain { text: &'a str, offset: usize },
    /// The inside of a CDATA section.
    CData { text: &'a str, offset: usize },
    /// What a reference stands for.
    Character { character: char, offset: usize },
}

impl Piece<'_> {
    /// Returns how many bytes it has at most.
    pub(crate) fn longest(self) -> usize {
        match self {
            Self::Plain { text, .. } | Self::CData { text, .. } => text.len(),
            Self::Character { character, .. } => character.len_utf8(),
        }
    }
}

impl<'a> Cursor<'a> {
    /// Returns a cursor over the body from an offset on.
    pub(crate) fn new(body: &'a str, at: usize) -> Self {
        let (open, attributes) = <(Vec<_>, Vec<_>)>::default();
        Self { body, at, open, empty: false, done: false, attributes }
    }

    /// Reads the XML declaration, if there is one. Comes before the first token.
    pub(crate) fn declaration(&mut self) -> Result<(), ReadError> {
        self.at = declaration::read(self.body, self.at)?;
        Ok(())
    }

    /// Returns where the next token begins.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Returns the attributes of the start tag last read.
    pub(crate) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// Reads the next token.
    pub(crate) fn next(&mut self) -> Result<Token<'a>, ReadError> {
        if self.empty {
            self.empty = false;
            return Ok(self.end_element());
        }
        loop {
            let rest = self.rest();
            match rest.as_bytes() {
                [] if self.done => return Ok(Token::Eof),
                [] => return Err(self.truncated("the end of the root element")),
                [b'<', b'/', ..] => return self.end_tag(),
                [b'<', b'?', ..] => self.processing_instruction()?,
                [b'<', b'!', ..] if rest.starts_with("<!--") => self.comment()?,
                [b'<', b'!', ..] if rest.starts_with("<![CDATA[") => return self.cdata(),
                [b'<', b'!', ..] if rest.starts_with("<!DOCTYPE") => {
                    let expected = "no document type";
                    return Err(ReadError::new(DecodeErrorKind::Doctype, self.at, expected));
                }
                [b'<', b'!', ..] => return Err(self.unfinished(rest)),
                [b'<', ..] => return self.start_tag(),
                [b'&', ..] if !self.open.is_empty() => return self.reference(),
                [byte, ..] if self.open.is_empty() && is_whitespace(*byte) => self.at += 1,
                _ if self.open.is_empty() => {
                    let expected = if self.done { "nothing but comments" } else { "an element" };
                    return Err(ReadError::syntax(self.at, expected));
                }
                _ => return self.text(),
            }
        }
    }

    fn start_tag(&mut self) -> Result<Token<'a>, ReadError> {
        let offset = self.at;
        if self.done {
            return Err(ReadError::syntax(offset, "one root element"));
        }
        if self.open.len() == MAX_DEPTH {
            let expected = "at most 64 elements open at a time";
            return Err(ReadError::new(DecodeErrorKind::TooDeep, offset, expected));
        }
        self.at += 1;
        let name = self.name("the name of an element")?;
        self.attributes.clear();
        loop {
            let whitespace = self.whitespace();
            match self.rest().as_bytes() {
                [b'>', ..] => {
                    self.at += 1;
                    break;
                }
                [b'/', b'>', ..] => {
                    self.at += 2;
                    self.empty = true;
                    break;
                }
                [] | [b'/'] => return Err(self.truncated("the end of a tag")),
                _ if whitespace == 0 => return Err(ReadError::syntax(self.at, "> or whitespace")),
                _ => self.attribute()?,
            }
        }
        self.open.push(name);
        Ok(Token::Start(Tag { name, offset }))
    }

    fn attribute(&mut self) -> Result<(), ReadError> {
        let offset = self.at;
        let name = self.name("the name of an attribute")?;
        if self.attributes.iter().any(|other| other.name == name) {
            return Err(ReadError::new(DecodeErrorKind::Duplicate, offset, "another name"));
        }
        if self.attributes.len() == MAX_ATTRIBUTES {
            let expected = "at most 64 attributes";
            return Err(ReadError::new(DecodeErrorKind::TooLarge, offset, expected));
        }
        self.attributes.push(Attribute { name, offset });
        self.whitespace();
        self.expect("=", "an equals sign")?;
        self.whitespace();
        let quote = match self.rest().as_bytes() {
            [quote @ (b'"' | b'\''), ..] => *quote,
            [] => return Err(self.truncated("a value in quotes")),
            _ => return Err(ReadError::syntax(self.at, "a value in quotes")),
        };
        self.at += 1;
        loop {
            let is_plain = |byte: &u8| *byte != quote && *byte != b'<' && *byte != b'&';
            let plain = self.rest().bytes().take_while(is_plain).count();
            self.take_checked(plain)?;
            match self.rest().as_bytes() {
                [b'<', ..] => return Err(ReadError::syntax(self.at, "no < in a value")),
                [b'&', ..] => self.at += reference::read(self.body, self.at)?.1,
                [] => return Err(self.truncated("a closing quote")),
                _ => {
                    self.at += 1;
                    return Ok(());
                }
            }
        }
    }

    fn end_tag(&mut self) -> Result<Token<'a>, ReadError> {
        let offset = self.at;
        self.at += 2;
        let name = self.name("the name of an element")?;
        let open = self.open.last().copied().unwrap_or_default();
        if name != open {
            let expected = "the end of the element that is open";
            if self.rest().is_empty() && open.starts_with(name) {
                return Err(self.truncated(expected));
            }
            return Err(ReadError::syntax(offset, expected));
        }
        self.whitespace();
        self.expect(">", "the end of a tag")?;
        Ok(self.end_element())
    }

    fn end_element(&mut self) -> Token<'a> {
        self.open.pop();
        self.done = self.open.is_empty();
        Token::End
    }

    fn text(&mut self) -> Result<Token<'a>, ReadError> {
        let offset = self.at;
        let is_plain = |byte: &u8| *byte != b'<' && *byte != b'&';
        let length = self.rest().bytes().take_while(is_plain).count();
        let text = self.rest().get(..length).unwrap_or_default();
        if let Some(at) = text.find("]]>") {
            return Err(ReadError::syntax(offset + at, "no ]]> in a text"));
        }
        let text = self.take_checked(length)?;
        Ok(Token::Text(Piece::Plain { text, offset }))
    }

    fn reference(&mut self) -> Result<Token<'a>, ReadError> {
        let offset = self.at;
        let (character, length) = reference::read(self.body, offset)?;
        self.at += length;
        Ok(Token::Text(Piece::Character { character, offset }))
    }

    fn cdata(&mut self) -> Result<Token<'a>, ReadError> {
        if self.open.is_empty() {
            return Err(ReadError::syntax(self.at, "CDATA inside an element only"));
        }
        self.at += "<![CDATA[".len();
        let offset = self.at;
        let text = self.take_until("]]>")?;
        Ok(Token::Text(Piece::CData { text, offset }))
    }

    fn comment(&mut self) -> Result<(), ReadError> {
        self.at += "<!--".len();
        self.take_until("--")?;
        match self.rest().as_bytes() {
            [b'>', ..] => self.at += 1,
            [] => return Err(self.truncated("the end of a comment")),
            _ => return Err(ReadError::syntax(self.at - 2, "no -- inside a comment")),
        }
        Ok(())
    }

    fn processing_instruction(&mut self) -> Result<(), ReadError> {
        let offset = self.at;
        self.at += "<?".len();
        let target = self.name("the target of a processing instruction")?;
        if target.eq_ignore_ascii_case("xml") {
            return Err(ReadError::syntax(
                offset,
                "the XML declaration at the very beginning only",
            ));
        }
        if self.whitespace() == 0 {
            return self.expect("?>", "?> or whitespace");
        }
        self.take_until("?>").map(drop)
    }

    /// Takes everything before a mark, and the mark.
    fn take_until(&mut self, mark: &'static str) -> Result<&'a str, ReadError> {
        let Some(length) = self.rest().find(mark) else {
            return Err(self.truncated(mark));
        };
        let text = self.take_checked(length)?;
        self.at += mark.len();
        Ok(text)
    }

    /// Takes so many bytes, if all their characters are allowed.
    fn take_checked(&mut self, length: usize) -> Result<&'a str, ReadError> {
        let text = self.rest().get(..length).unwrap_or_default();
        if let Some(at) = first_forbidden(text) {
            return Err(ReadError::syntax(self.at + at, "a character that XML allows"));
        }
        self.at += length;
        Ok(text)
    }

    fn name(&mut self, expected: &'static str) -> Result<&'a str, ReadError> {
        let length = name_length(self.rest());
        match self.rest().get(..length) {
            Some("") | None if self.rest().is_empty() => Err(self.truncated(expected)),
            Some("") | None => Err(ReadError::syntax(self.at, expected)),
            Some(name) => {
                self.at += length;
                Ok(name)
            }
        }
    }

    fn whitespace(&mut self) -> usize {
        let whitespace = self.rest().bytes().take_while(|byte| is_whitespace(*byte)).count();
        self.at += whitespace;
        whitespace
    }

    fn expect(&mut self, wanted: &str, expected: &'static str) -> Result<(), ReadError> {
        if self.rest().starts_with(wanted) {
            self.at += wanted.len();
            Ok(())
        } else if wanted.starts_with(self.rest()) {
            Err(self.truncated(expected))
        } else {
            Err(ReadError::syntax(self.at, expected))
        }
    }

    /// The error of `<!` with neither a comment nor CDATA behind it.
    fn unfinished(&self, rest: &str) -> ReadError {
        let expected = "a comment or CDATA";
        if ["<!--", "<![CDATA[", "<!DOCTYPE"].iter().any(|whole| whole.starts_with(rest)) {
            return self.truncated(expected);
        }
        ReadError::syntax(self.at, expected)
    }

    fn truncated(&self, expected: &'static str) -> ReadError {
        ReadError::new(DecodeErrorKind::Truncated, self.body.len(), expected)
    }

    fn rest(&self) -> &'a str {
        self.body.get(self.at..).unwrap_or_default()
    }
}
