//! A file as tokens, so that line breaks, indentation and comments do not matter.

use std::ops::Range;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A text and its tokens. Comments, doc comments included, are none.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    tokens: Vec<Range<usize>>,
    is_rust: bool,
}

impl Source {
    /// Lexes a Rust file or a balanced piece of one. Every bracket, operator character, word and
    /// literal is one token.
    ///
    /// # Errors
    ///
    /// The text is no Rust, or its brackets do not pair up.
    pub fn rust(text: &str) -> Result<Self, String> {
        // The lexer keeps every text it has seen until it is told that no span is in use.
        proc_macro2::extra::invalidate_current_thread_spans();
        let stream = TokenStream::from_str(text).map_err(|error| error.to_string())?;
        let mut tokens = Vec::new();
        flatten(stream, text, &mut tokens);
        Ok(Self { text: text.to_owned(), tokens, is_rust: true })
    }

    /// Takes a text of another language as it is: as one token per character.
    #[must_use]
    pub fn other(text: &str) -> Self {
        let tokens = text.char_indices().map(|(at, c)| at..at + c.len_utf8()).collect();
        Self { text: text.to_owned(), tokens, is_rust: false }
    }

    /// Returns the whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Says whether a comma in front of a closing bracket means nothing.
    pub(super) fn has_trailing_commas(&self) -> bool {
        self.is_rust
    }

    /// Returns how many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Says whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Returns a token, or the empty text behind the last one.
    #[must_use]
    pub fn token(&self, at: usize) -> &str {
        let range = self.tokens.get(at).cloned().unwrap_or_default();
        self.text.get(range).unwrap_or_default()
    }

    /// Returns every token.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.tokens.iter().map(|range| self.text.get(range.clone()).unwrap_or_default())
    }

    /// Returns where tokens stand in the text, in bytes.
    #[must_use]
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.text.len(), |token| token.start);
        let last = tokens.end.checked_sub(1).filter(|last| *last >= tokens.start);
        let end = last.and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        start..end
    }

    /// Returns the place behind the bracket that closes the one at `open`.
    #[must_use]
    pub fn behind_group(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for at in open..self.len() {
            if is_opening(self.token(at)) {
                depth += 1;
            } else if is_closing(self.token(at)) {
                depth = depth.saturating_sub(1);
            }
            if depth == 0 {
                return at + 1;
            }
        }
        self.len()
    }

    /// Splits the inside of the brackets at `open` at its commas. A trailing comma ends the last
    /// part and begins none.
    #[must_use]
    pub fn parts_of_group(&self, open: usize) -> Vec<Range<usize>> {
        let end = self.behind_group(open).saturating_sub(1);
        let mut parts = Vec::new();
        let (mut start, mut at) = (open + 1, open + 1);
        while at < end {
            if self.token(at) == "," {
                parts.push(start..at);
                start = at + 1;
            }
            at = if is_opening(self.token(at)) { self.behind_group(at) } else { at + 1 };
        }
        if start < end {
            parts.push(start..end);
        }
        parts
    }
}

/// Says whether a token opens a group.
#[must_use]
pub(super) fn is_opening(token: &str) -> bool {
    matches!(token, "(" | "[" | "{")
}

/// Says whether a token closes a group.
#[must_use]
pub(super) fn is_closing(token: &str) -> bool {
    matches!(token, ")" | "]" | "}")
}

fn flatten(stream: TokenStream, text: &str, into: &mut Vec<Range<usize>>) {
    for tree in stream {
        let range = tree.span().byte_range();
        // The tokens of a doc comment, `#[doc = "…"]`, all stand where the comment stands.
        let rest = text.get(range.start..).unwrap_or_default();
        if rest.starts_with("//") || rest.starts_with("/*") {
            // The operator of a division or of `/=` is no comment: it is one character long.
            if !matches!(tree, TokenTree::Punct(ref punct) if punct.as_char() == '/') {
                continue;
            }
        }
        match tree {
            TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                into.push(group.span_open().byte_range());
                flatten(group.stream(), text, into);
                into.push(group.span_close().byte_range());
            }
            TokenTree::Group(group) => flatten(group.stream(), text, into),
            _ => into.push(range),
        }
    }
}
