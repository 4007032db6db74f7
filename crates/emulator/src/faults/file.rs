//! Faults as a file in TOML.

use std::collections::BTreeMap;

use aliyun_rpc_wire::Printable;
use serde::Deserialize;
use toml::Spanned;

use super::error::FaultError;
use super::fault::Fault;
use super::kinds;
use super::members::Member;
use super::members::Members;
use super::members::Place;
use super::value::Value;

/// The file; the members of its faults are looked at later, with better words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seed: Option<u64>,
    #[serde(default)]
    fault: Vec<Spanned<BTreeMap<Spanned<String>, toml::Value>>>,
}

/// Reads a seed and faults.
pub(super) fn read(text: &str) -> Result<(Option<u64>, Vec<Fault>), FaultError> {
    let file: File = toml::from_str(text).map_err(|error| {
        let message = Printable(error.message()).to_string();
        match error.span() {
            Some(span) => FaultError::at_line(line(text, span.start), message),
            None => FaultError::of_all(message),
        }
    })?;
    let faults = file.fault.into_iter().map(|table| {
        let place = Place::Line(line(text, table.span().start));
        let members = table.into_inner().into_iter().map(|(name, value)| Member {
            place: Place::Line(line(text, name.span().start)),
            name: name.into_inner(),
            value: Value::from(value),
        });
        fault(members.collect(), place)
    });
    Ok((file.seed, faults.collect::<Result<_, _>>()?))
}

fn fault(members: Vec<Member>, place: Place) -> Result<Fault, FaultError> {
    // The first unknown member is the one that stands first.
    let mut members = members;
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

/// Returns the line of a byte, counted from 1.
fn line(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().iter().take(byte);
    before.filter(|byte| **byte == b'\n').count() + 1
}
