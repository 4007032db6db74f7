//! Documents of a schema, made at random: any members in any order, in every form that is understood.

use std::fmt::Write;

use proptest::prelude::*;
use proptest::test_runner::TestRng;

use crate::schema::{ROOT, Schema};
use crate::table::{Kind, Table};

/// A document that can be written in both formats.
pub(super) struct Made {
    root: &'static str,
    members: Vec<Member>,
}

/// Which texts a document has.
#[derive(Clone, Copy)]
pub(super) enum Texts {
    Any,
    OfXml,
    Plain,
}

/// A member: its name, and its value.
type Member = (&'static str, Value);

enum Value {
    Text(String),
    /// A number or boolean, as it is spelled.
    Word(String),
    Null,
    List(&'static str, Vec<Vec<Member>>),
    Object(Vec<Member>),
}

/// Makes a document, which has all that makes it one.
pub(super) fn document(schema: &'static Schema, texts: Texts, rng: &mut TestRng) -> Made {
    let table = schema.node(ROOT).table;
    let mut members = record(table, texts, rng);
    // Null or an empty text would be no mark.
    members.retain(|(name, _)| *name != "TotalCount");
    members.push(("TotalCount", Value::Word(rng.random_range(0..200_u32).to_string())));
    Made { root: schema.root(), members }
}

fn record(table: &'static Table, texts: Texts, rng: &mut TestRng) -> Vec<Member> {
    let mut members = Vec::new();
    for field in table.fields() {
        if rng.random_ratio(1, 4) {
            continue;
        }
        let value = match field.kind {
            Kind::Text => match rng.random_range(0..8_u8) {
                0 => Value::Word("-1.5e3".to_owned()),
                1 => Value::Null,
                _ => Value::Text(text(texts, rng)),
            },
            Kind::Integer => scalar(&rng.random_range(0..=u32::MAX).to_string(), rng),
            Kind::Integer64 => scalar(&rng.random_range(i64::MIN..=i64::MAX).to_string(), rng),
            Kind::Boolean => scalar(if rng.random_ratio(1, 2) { "true" } else { "false" }, rng),
            Kind::List(item) => {
                let items = (0..rng.random_range(0..4_u8)).map(|_| record(item, texts, rng));
                Value::List(field.item.text, items.collect())
            }
            Kind::Object(object) => Value::Object(record(object, texts, rng)),
        };
        let place = rng.random_range(0..=members.len());
        // Every other time in the order of the table.
        members
            .insert(if place % 2 == 0 { members.len() } else { place }, (field.name.text, value));
    }
    for name in UNKNOWN {
        if rng.random_ratio(1, 8) {
            let place = rng.random_range(0..=members.len());
            members.insert(place, (name, unknown(texts, 3, rng)));
        }
    }
    members
}

fn unknown(texts: Texts, deep: u8, rng: &mut TestRng) -> Value {
    let members = |rng: &mut TestRng| -> Vec<Member> {
        UNKNOWN[..rng.random_range(0..=UNKNOWN.len())]
            .iter()
            .map(|name| (*name, unknown(texts, deep - 1, rng)))
            .collect()
    };
    match rng.random_range(0..if deep == 0 { 3 } else { 5 }) {
        0 => Value::Text(text(texts, rng)),
        1 => Value::Word("-1.50E+3".to_owned()),
        2 => Value::Null,
        3 => Value::Object(members(rng)),
        _ => Value::List("Of", (0..rng.random_range(0..3)).map(|_| members(rng)).collect()),
    }
}

/// Names that no table has.
const UNKNOWN: [&str; 3] = ["New", "Imageid", "Of_2-a.b"];

fn scalar(word: &str, rng: &mut TestRng) -> Value {
    match rng.random_range(0..8_u8) {
        0 => Value::Null,
        1 => Value::Text(word.to_owned()),
        2 => Value::Text(format!(" {}\t", word.to_uppercase())),
        3 => Value::Text(String::new()),
        _ => Value::Word(word.to_owned()),
    }
}

fn text(texts: Texts, rng: &mut TestRng) -> String {
    let mut text = String::new();
    for _ in 0..rng.random_range(0..6_u8) {
        let pieces = match texts {
            Texts::Plain => PLAIN,
            Texts::Any | Texts::OfXml => SPECIAL,
        };
        text += pieces[rng.random_range(0..pieces.len())];
        let character = char::from_u32(rng.random_range(0..0x11_0000_u32));
        match texts {
            Texts::Any => text.extend(character),
            Texts::OfXml => text.extend(character.filter(|c| crate::xml::is_char(*c))),
            Texts::Plain => {}
        }
    }
    text
}

impl Made {
    /// Writes JSON with so much space between its tokens.
    pub(super) fn json(&self, space: &str) -> String {
        let mut out = String::new();
        json_object(&self.members, space, &mut out);
        out
    }

    /// Writes XML with so much space between its elements.
    pub(super) fn xml(&self, space: &str) -> String {
        let mut out = format!("<?xml version='1.0' encoding='UTF-8'?><{}>", self.root);
        xml_members(&self.members, space, &mut out);
        write!(out, "</{}>", self.root).expect("a String");
        out
    }
}

fn json_object(members: &[Member], space: &str, out: &mut String) {
    out.push('{');
    for (index, (name, value)) in members.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}{space}\"{name}\"{space}:{space}").expect("a String");
        match value {
            Value::Text(text) => *out += &serde_json::to_string(text).expect("a text"),
            Value::Word(word) => *out += word,
            Value::Null => *out += "null",
            Value::Object(members) => json_object(members, space, out),
            Value::List(item, items) => {
                write!(out, "{{{space}\"{item}\"{space}:[").expect("a String");
                for (index, members) in items.iter().enumerate() {
                    *out += if index == 0 { "" } else { "," };
                    *out += space;
                    json_object(members, space, out);
                }
                write!(out, "{space}]{space}}}").expect("a String");
            }
        }
    }
    *out += space;
    out.push('}');
}

fn xml_members(members: &[Member], space: &str, out: &mut String) {
    for (name, value) in members {
        write!(out, "{space}<{name}>").expect("a String");
        match value {
            Value::Text(text) => *out += &quick_xml::escape::escape(text.as_str()),
            Value::Word(word) => *out += word,
            Value::Null => {}
            Value::Object(members) => xml_members(members, space, out),
            Value::List(item, items) => {
                for members in items {
                    write!(out, "{space}<{item}>").expect("a String");
                    xml_members(members, space, out);
                    write!(out, "</{item}>").expect("a String");
                }
            }
        }
        write!(out, "</{name}>").expect("a String");
    }
    *out += space;
}

const PLAIN: &[&str] = &["a", "Z9", "100%", "位", "-", ".", ""];

const SPECIAL: &[&str] = &[
    "",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\"",
    "\\",
    "/",
    "&",
    "<",
    ">",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "--",
    "<!--",
    "?>",
    "\\u0041",
    "'",
    "20",
    "true",
    "False",
    "null",
    "{}",
    "64位",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffd}",
    "\u{1f600}",
];
