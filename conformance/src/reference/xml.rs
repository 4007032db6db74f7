//! Pages in XML, by the events of quick-xml.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Map, Value};

use super::differences::Difference;
use super::grammar;
use super::json::wrap;
use super::reading::{Reading, Refusal};
use super::scalar::from_text;
use super::shape::{LIMIT, Members, PAGE, ROOT, Shape};

/// Reads a page in XML.
///
/// What quick-xml lets pass though XML forbids it is noted in [`Reading::differences`].
///
/// # Errors
///
/// [`Refusal`] for what quick-xml refuses, for a document type, another encoding than UTF-8,
/// anything but comments around the root, more than 64 levels or attributes, and for what is not a
/// page of the documented shape.
pub fn read_xml(body: &[u8]) -> Result<Reading, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::new("not UTF-8"))?;
    let mut reading = Reading::default();
    if !text.chars().all(grammar::is_char) {
        reading.differences.insert(Difference::Character);
    }
    let root = reading.tree(text)?;
    if root.name != ROOT {
        return Err(Refusal::new(format!("the root is {:?}", root.name)));
    }
    let page = record(PAGE, &root)?;
    reading.finish(page)
}

/// An element. What its attributes say means nothing.
#[derive(Default)]
struct Element {
    name: String,
    children: Vec<Element>,
    /// All text directly in it.
    text: String,
    /// Its text is more than white space between its children.
    has_content: bool,
}

impl Reading {
    /// Reads a document to its end.
    fn tree(&mut self, text: &str) -> Result<Element, Refusal> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        reader.config_mut().expand_empty_elements = true;
        let mut root = None;
        let mut open: Vec<Element> = Vec::new();
        let mut is_first = true;
        loop {
            match reader.read_event().map_err(library)? {
                Event::Start(tag) => {
                    if root.is_some() {
                        return Err(Refusal::new("a second root"));
                    }
                    if open.len() == LIMIT {
                        return Err(Refusal::new("more than 64 levels"));
                    }
                    self.attributes(&tag)?;
                    let name = tag.name().into_inner().to_owned();
                    if !grammar::is_name(&name) {
                        self.differences.insert(Difference::Name);
                    }
                    open.push(Element { name, ..Element::default() });
                }
                Event::End(_) => match (open.pop(), open.last_mut()) {
                    (Some(done), Some(parent)) => parent.children.push(done),
                    (done, _) => root = done,
                },
                Event::Text(piece) => {
                    if piece.contains("]]>") {
                        self.differences.insert(Difference::CDataEnd);
                    }
                    let is_blank = piece.chars().all(grammar::is_blank);
                    add(&mut open, &piece.xml10_content(), !is_blank)?;
                }
                Event::CData(piece) => add(&mut open, &piece.xml10_content(), true)?,
                Event::GeneralRef(name) => match name.resolve_char_ref().map_err(library)? {
                    Some(character) => {
                        if !grammar::is_char(character) {
                            self.differences.insert(Difference::CharacterReference);
                        }
                        add(&mut open, character.encode_utf8(&mut [0; 4]), true)?;
                    }
                    None => match resolve_predefined_entity(&name) {
                        Some(text) => add(&mut open, text, true)?,
                        None => return Err(Refusal::new(format!("no entity {:?}", &*name))),
                    },
                },
                Event::Decl(declaration) => {
                    if !is_first || !grammar::is_declaration(&declaration) {
                        self.differences.insert(Difference::Declaration);
                    }
                    if declaration.xml_version().map_err(library)? != XmlVersion::Explicit1_0 {
                        return Err(Refusal::new("another version of XML"));
                    }
                    if let Some(encoding) = declaration.encoding()
                        && !encoding.map_err(library)?.eq_ignore_ascii_case("UTF-8")
                    {
                        return Err(Refusal::new("another encoding"));
                    }
                }
                Event::PI(instruction) => {
                    let target = instruction.target();
                    if !grammar::is_name(target) || target.eq_ignore_ascii_case("xml") {
                        self.differences.insert(Difference::ProcessingInstruction);
                    }
                }
                Event::Comment(_) => {}
                Event::DocType(_) => return Err(Refusal::new("a document type")),
                Event::Empty(_) => return Err(Refusal::new("an empty element not expanded")),
                Event::Eof if !open.is_empty() => return Err(Refusal::new("an open element")),
                Event::Eof => return root.ok_or_else(|| Refusal::new("no root")),
            }
            is_first = false;
        }
    }

    fn attributes(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        let mut count = 0;
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(library)?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(library)?;
            if !value.chars().all(grammar::is_char) {
                self.differences.insert(Difference::CharacterReference);
            }
            count += 1;
        }
        if count > LIMIT {
            return Err(Refusal::new("more than 64 attributes"));
        }
        if grammar::attributes(tag.attributes_raw()).is_none() {
            self.differences.insert(Difference::Attributes);
        }
        Ok(())
    }
}

fn add(open: &mut [Element], text: &str, is_content: bool) -> Result<(), Refusal> {
    match open.last_mut() {
        Some(element) => {
            element.text.push_str(text);
            element.has_content |= is_content;
            Ok(())
        }
        None if is_content => Err(Refusal::new("a text outside the root")),
        None => Ok(()),
    }
}

fn record(known: Members, element: &Element) -> Result<Map<String, Value>, Refusal> {
    only_children(element)?;
    let mut record = Map::new();
    for (name, shape) in known {
        let mut found = element.children.iter().filter(|child| child.name == *name);
        let Some(child) = found.next() else { continue };
        if found.next().is_some() {
            return Err(Refusal::new(format!("{name} comes twice")));
        }
        if let Some(value) = value(*shape, child)? {
            record.insert((*name).to_owned(), value);
        }
    }
    let others = element.children.iter();
    let others = others.filter(|child| !known.iter().any(|(name, _)| *name == child.name));
    record.extend(kept(others));
    Ok(record)
}

/// What elements that no table has are kept as: a list of those of one name, if there are several.
fn kept<'e>(elements: impl Iterator<Item = &'e Element>) -> Map<String, Value> {
    let mut by_name: Vec<(&str, Vec<Value>)> = Vec::new();
    for element in elements {
        let value = if element.children.is_empty() {
            Value::String(element.text.clone())
        } else {
            let mut members = kept(element.children.iter());
            if element.has_content {
                members.insert("$text".to_owned(), Value::String(element.text.clone()));
            }
            Value::Object(members)
        };
        match by_name.iter_mut().find(|(name, _)| *name == element.name) {
            Some((_, values)) => values.push(value),
            None => by_name.push((&element.name, vec![value])),
        }
    }
    let one_or_all = |mut values: Vec<Value>| {
        if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
    };
    by_name.into_iter().map(|(name, values)| (name.to_owned(), one_or_all(values))).collect()
}

/// Reads one element; `None` is no value.
fn value(shape: Shape, element: &Element) -> Result<Option<Value>, Refusal> {
    match shape {
        Shape::List(item, known, empty) => {
            only_children(element)?;
            let items = element.children.iter().filter(|child| child.name == item);
            let items = items.map(|child| record(known, child).map(Value::Object));
            Ok(wrap(item, items.collect::<Result<_, _>>()?, empty))
        }
        Shape::Object(known) => Ok(Some(Value::Object(record(known, element)?))),
        _ if !element.children.is_empty() => {
            Err(Refusal::new(format!("elements in the text {}", element.name)))
        }
        _ => from_text(shape, &element.text),
    }
}

fn only_children(element: &Element) -> Result<(), Refusal> {
    if element.has_content {
        return Err(Refusal::new(format!("text between the children of {}", element.name)));
    }
    Ok(())
}

fn library(error: impl Into<quick_xml::Error>) -> Refusal {
    Refusal::by_library(error.into())
}
