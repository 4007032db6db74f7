//! Members cut out of a body, which itself is not kept.

use std::borrow::Cow;

use aliyun_rpc_value::Members;

use crate::error::ReadError;
use crate::format::BodyFormat;
use crate::places::Places;
use crate::{json, unknown, xml};

/// Members as a body wrote them. They are read when somebody asks: what is made of them can be many
/// times as large.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fragment {
    is_xml: bool,
    text: String,
    /// Where in the text each begins.
    offsets: Vec<u32>,
    /// Members that no body wrote.
    given: Members,
}

impl Fragment {
    /// Returns members that somebody made.
    pub(crate) fn of(members: &Members) -> Self {
        Self { given: members.clone(), ..Self::default() }
    }

    /// Cuts the unknown members of the root out of a body, which has been read before, but for names
    /// that are known after all.
    pub(crate) fn cut(
        body: &str,
        format: BodyFormat,
        unknown: Option<&Places>,
        is_known: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut fragment = Self { is_xml: matches!(format, BodyFormat::Xml), ..Self::default() };
        for offset in unknown.into_iter().flat_map(|places| places.of(0, 0)) {
            if let Some((name, end)) = extent(body, format, offset)
                && !is_known(&name)
            {
                fragment.push(body.get(offset..end).unwrap_or_default());
            }
        }
        fragment
    }

    /// Cuts the members with names that are not known out of the root of a body, whose content begins
    /// at `start`, by reading it once more.
    pub(crate) fn search(
        body: &str,
        (format, start): (BodyFormat, usize),
        is_known: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut fragment = Self { is_xml: matches!(format, BodyFormat::Xml), ..Self::default() };
        let search = if fragment.is_xml { Self::search_xml } else { Self::search_json };
        // The body is well-formed, or it would not be searched.
        let _ = search(&mut fragment, body, start, is_known);
        fragment
    }

    fn search_json(
        &mut self,
        body: &str,
        start: usize,
        is_known: &dyn Fn(&str) -> bool,
    ) -> Result<(), ReadError> {
        let mut cursor = json::Cursor::new(body, start);
        cursor.value()?;
        let mut first = true;
        while let Some(name) = cursor.member(first)? {
            first = false;
            skip(&mut cursor)?;
            if !is_known(&name.decode()) {
                self.push(body.get(name.offset - 1..cursor.offset()).unwrap_or_default());
            }
        }
        Ok(())
    }

    fn search_xml(
        &mut self,
        body: &str,
        start: usize,
        is_known: &dyn Fn(&str) -> bool,
    ) -> Result<(), ReadError> {
        let mut cursor = xml::Cursor::new(body, start);
        cursor.declaration()?;
        let mut open = 0;
        let mut begun = None;
        loop {
            match cursor.next()? {
                xml::Token::Start(tag) => {
                    open += 1;
                    if open == 2 && !is_known(tag.name) {
                        begun = Some(tag.offset);
                    }
                }
                xml::Token::End => {
                    open -= 1;
                    if open == 1
                        && let Some(begin) = begun.take()
                    {
                        self.push(body.get(begin..cursor.offset()).unwrap_or_default());
                    }
                }
                xml::Token::Text(_) => {}
                xml::Token::Eof => return Ok(()),
            }
        }
    }

    fn push(&mut self, member: &str) {
        // No longer than a body, which stays below 1 GiB.
        self.offsets.push(self.text.len() as u32);
        self.text.push_str(member);
    }

    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.offsets.len() + self.given.len()
    }

    /// Reads them, up to so many values.
    pub(crate) fn members(&self, most: usize) -> Members {
        let format = if self.is_xml { BodyFormat::Xml } else { BodyFormat::Json };
        let offsets = self.offsets.iter().map(|offset| *offset as usize);
        let mut left = most;
        let given = unknown::first_members(&self.given, &mut left);
        given.into_iter().chain(unknown::members(&self.text, format, offsets, left)).collect()
    }
}

/// What they say counts, however it is written.
impl PartialEq for Fragment {
    fn eq(&self, other: &Self) -> bool {
        self.len() == 0 && other.len() == 0 || self.members(usize::MAX) == other.members(usize::MAX)
    }
}

impl Eq for Fragment {}

/// Returns the name of the member (element) at an offset, and where it ends.
fn extent(body: &str, format: BodyFormat, offset: usize) -> Option<(Cow<'_, str>, usize)> {
    match format {
        BodyFormat::Json => {
            let name = json::scan(body, offset + 1).ok()?;
            let mut cursor = json::Cursor::behind_name(body, name)?;
            skip(&mut cursor).ok()?;
            Some((name.decode(), cursor.offset()))
        }
        BodyFormat::Xml => {
            let mut cursor = xml::Cursor::new(body, offset);
            let mut name = None;
            let mut open = 0;
            loop {
                match cursor.next().ok()? {
                    xml::Token::Start(tag) => {
                        open += 1;
                        name.get_or_insert(tag.name);
                    }
                    xml::Token::End => open -= 1,
                    xml::Token::Text(_) => {}
                    xml::Token::Eof => return None,
                }
                if open == 0 {
                    return Some((Cow::Borrowed(name?), cursor.offset()));
                }
            }
        }
    }
}

/// Passes over a value. How deep it can be is bounded by the cursor.
fn skip(cursor: &mut json::Cursor<'_>) -> Result<(), ReadError> {
    let mut first = true;
    match cursor.value()? {
        json::Value::Object => {
            while cursor.member(first)?.is_some() {
                first = false;
                skip(cursor)?;
            }
        }
        json::Value::Array => {
            while cursor.item(first)? {
                first = false;
                skip(cursor)?;
            }
        }
        json::Value::Text(_)
        | json::Value::Number(_)
        | json::Value::Boolean(_)
        | json::Value::Null => {}
    }
    Ok(())
}
