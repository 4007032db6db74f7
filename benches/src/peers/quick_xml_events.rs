//! quick-xml without serde: its events, read by hand; and its events alone, as a limit.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::records::Response;
use super::scalars::XmlOwned;
use super::xml_source::{Fill, Source, SourceError};

/// Reads a response from events into plain structs.
pub(crate) fn owned(body: &[u8]) -> Result<Response<XmlOwned>, SourceError> {
    let mut events = Events { reader: reader(body)? };
    loop {
        match events.reader.read_event()? {
            Event::Start(root) if root.name().as_ref() == "DescribeImagesResponse" => {
                return events.record();
            }
            Event::Decl(_) => {}
            Event::Text(blank) if blank.trim_ascii().is_empty() => {}
            other => return Err(format!("unexpected before the root: {other:?}").into()),
        }
    }
}

/// Counts the events: what any reader on top of quick-xml pays at least.
pub(crate) fn bare(body: &[u8]) -> Result<usize, SourceError> {
    let mut reader = reader(body)?;
    let mut count = 0;
    while reader.read_event()? != Event::Eof {
        count += 1;
    }
    Ok(count)
}

fn reader(body: &[u8]) -> Result<Reader<&[u8]>, SourceError> {
    Ok(Reader::from_str(std::str::from_utf8(body)?))
}

struct Events<'b> {
    reader: Reader<&'b [u8]>,
}

impl Source for Events<'_> {
    fn text(&mut self) -> Result<String, SourceError> {
        let mut text = String::new();
        loop {
            match self.reader.read_event()? {
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(name) => push_reference(&name, &mut text)?,
                Event::End(_) => return Ok(text),
                other => return Err(format!("unexpected in a text: {other:?}").into()),
            }
        }
    }

    fn children(&mut self, record: &mut impl Fill) -> Result<(), SourceError> {
        loop {
            match self.reader.read_event()? {
                Event::Start(child) => {
                    record.fill(child.name().as_ref(), self)?;
                }
                Event::Empty(child) => record.fill(child.name().as_ref(), &mut Nothing)?,
                Event::End(_) => return Ok(()),
                Event::Text(blank) if blank.trim_ascii().is_empty() => {}
                other => return Err(format!("unexpected between elements: {other:?}").into()),
            }
        }
    }

    fn skip(&mut self) -> Result<(), SourceError> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.reader.read_event()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err("the document ends within an element".into()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The content of an element such as `<X/>`. (quick-xml would expand it to a pair of events on
/// request, at the price of an allocation.)
struct Nothing;

impl Source for Nothing {
    fn text(&mut self) -> Result<String, SourceError> {
        Ok(String::new())
    }

    fn children(&mut self, _record: &mut impl Fill) -> Result<(), SourceError> {
        Ok(())
    }

    fn skip(&mut self) -> Result<(), SourceError> {
        Ok(())
    }
}

fn push_reference(name: &BytesRef<'_>, text: &mut String) -> Result<(), SourceError> {
    let char = match (name.resolve_char_ref()?, &**name) {
        (Some(char), _) => char,
        (None, "amp") => '&',
        (None, "lt") => '<',
        (None, "gt") => '>',
        (None, "quot") => '"',
        (None, "apos") => '\'',
        (None, _) => return Err(format!("an unknown entity: {name:?}").into()),
    };
    text.push(char);
    Ok(())
}
