//! A fault as the value of a flag: `KIND,name=value,name=value`.

use std::str::FromStr;

use super::error::FaultError;
use super::error::shown;
use super::fault::Fault;
use super::kinds;
use super::members::Member;
use super::members::Members;
use super::members::Place;
use super::value::Value;

/// Reads `KIND,name=value,name=value`, with the names of a file.
///
/// A value has no comma in it; a file has room for those that do.
impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut words = text.split(',').map(str::trim);
        let kind = words.next().unwrap_or_default();
        let mut members: Vec<Member> = Vec::new();
        for word in words {
            let place = Place::Word(word.to_owned());
            let Some((name, value)) = word.split_once('=') else {
                let message = "give `name=value`; a value with a comma needs a file";
                return Err(place.error(message.to_owned()));
            };
            let (name, value) = (name.trim().to_owned(), Value::Word(value.trim().to_owned()));
            if members.iter().any(|member| member.name == name) {
                return Err(place.error(format!("`{}` comes twice; give it once", shown(&name))));
            }
            members.push(Member { name, value, place });
        }
        let members = Members::new(members, Place::Word(text.to_owned()));
        let (when, effect) = kinds::read(kind, members)?;
        Ok(Self { when, effect })
    }
}
