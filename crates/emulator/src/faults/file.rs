//! Faults as a file in TOML.

use std::collections::BTreeMap;
use std::fmt;

use aliyun_rpc_wire::Printable;
use serde::Deserialize;
use serde::Deserializer;
use serde::de;
use toml::Spanned;

use super::error::FaultError;
use super::fault::Fault;
use super::kinds;
use super::members::Member;
use super::members::Members;
use super::members::Place;
use super::value::Value;

/// The file; what its values mean is looked at later, with better words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seed: Option<Spanned<toml::Value>>,
    #[serde(default, deserialize_with = "tables")]
    fault: Vec<Table>,
}

type Table = Spanned<BTreeMap<Spanned<String>, toml::Value>>;

/// Reads a seed and faults.
pub(super) fn read(text: &str) -> Result<(Option<u64>, Vec<Fault>), FaultError> {
    let file: File = toml::from_str(text).map_err(|error| {
        let message = Printable(error.message()).to_string();
        match error.span() {
            Some(span) => FaultError::at_line(line(text, span.start), message),
            None => FaultError::of_all(message),
        }
    })?;
    let seed = match file.seed {
        Some(seed) => self::seed(Place::Line(line(text, seed.span().start)), seed.into_inner())?,
        None => None,
    };
    let faults = file.fault.into_iter().map(|table| {
        let place = Place::Line(line(text, table.span().start));
        let members = table.into_inner().into_iter().map(|(name, value)| Member {
            place: Place::Line(line(text, name.span().start)),
            name: name.into_inner(),
            value: Value::from(value),
        });
        fault(members.collect(), place)
    });
    Ok((seed, faults.collect::<Result<_, _>>()?))
}

fn seed(place: Place, value: toml::Value) -> Result<Option<u64>, FaultError> {
    let (name, value) = ("seed".to_owned(), Value::from(value));
    let member = Member { name, value, place: place.clone() };
    // TOML has no larger numbers.
    Members::new(vec![member], place).whole("seed", 0, i128::from(i64::MAX))
}

fn fault(mut members: Vec<Member>, place: Place) -> Result<Fault, FaultError> {
    // The first unknown member is the one that stands first.
    members.sort_by_key(|member| match member.place {
        Place::Line(line) => line,
        Place::Word(_) => 0,
    });
    let place_of_kind = members.iter().find(|member| member.name == "kind");
    let place = place_of_kind.map_or(place, |member| member.place.clone());
    let mut members = Members::new(members, place);
    let kind = members.text("kind")?;
    let kind = members.required("kind", kind)?;
    let (when, effect) = kinds::read(&kind, members)?;
    Ok(Fault { when, effect })
}

fn tables<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Table>, D::Error> {
    deserializer.deserialize_seq(TablesVisitor)
}

/// Takes a list of tables; a plain one would not say how such a list is written.
struct TablesVisitor;

impl<'de> de::Visitor<'de> for TablesVisitor {
    type Value = Vec<Table>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tables, each of which begins with `[[fault]]`")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut tables: A) -> Result<Vec<Table>, A::Error> {
        let mut list = Vec::new();
        while let Some(table) = tables.next_element()? {
            list.push(table);
        }
        Ok(list)
    }
}

/// Returns the line of a byte, counted from 1.
fn line(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().iter().take(byte);
    before.filter(|byte| **byte == b'\n').count() + 1
}
