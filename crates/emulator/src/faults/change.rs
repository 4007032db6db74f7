//! A change of the catalogue.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Deserializer;
use serde::de;

use super::error::FaultError;

/// A change of the catalogue: images come, go, or leave a listing for a while.
///
/// As JSON it has the members of the [faults](crate::Faults) of these kinds:
/// `{"kind": "delete", "count": 2, "at": "front"}`.
///
/// ```
/// use aliyun_ecs_emulator::{Change, ChangeKind, Place};
///
/// let change = Change::new(ChangeKind::Delete).count(2).at(Place::Front);
/// assert_eq!((change.count, change.at), (2, Place::Front));
/// ```
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Change {
    /// What happens.
    #[serde(rename = "kind")]
    pub what: ChangeKind,
    /// To how many images: 1 unless set.
    #[serde(default = "one")]
    pub count: u32,
    /// Where in the listing: anywhere unless set.
    #[serde(default)]
    pub at: Place,
}

impl Change {
    /// Returns the change of one image, anywhere.
    #[must_use]
    pub const fn new(what: ChangeKind) -> Self {
        Self { what, count: one(), at: Place::Anywhere }
    }

    /// Sets how many images change.
    #[must_use]
    pub const fn count(mut self, images: u32) -> Self {
        self.count = images;
        self
    }

    /// Sets where in the listing they stand.
    #[must_use]
    pub const fn at(mut self, place: Place) -> Self {
        self.at = place;
        self
    }
}

/// What happens to images.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ChangeKind {
    /// New images are listed.
    Insert,
    /// Images are gone for good.
    Delete,
    /// Images leave the listing, or come back to where they were if they had left it.
    Toggle,
}

/// Where in a listing, the newest image first.
///
/// As a text it is `front`, `back`, `anywhere` or an index counted from 0; as JSON and TOML one
/// of these words, or a number.
///
/// ```
/// use aliyun_ecs_emulator::Place;
///
/// assert_eq!("front".parse(), Ok(Place::Front));
/// assert_eq!("12".parse(), Ok(Place::Index(12)));
/// assert!("middle".parse::<Place>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// Before the first image.
    Front,
    /// After the last image.
    Back,
    /// Wherever chance has it, the same for the same seed.
    #[default]
    Anywhere,
    /// At this index, counted from 0; the back if there are fewer images.
    Index(usize),
}

impl FromStr for Place {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let refused = || FaultError::at_word(text, format!("this is no place; give {PLACES}"));
        match text {
            "front" => Ok(Self::Front),
            "back" => Ok(Self::Back),
            "anywhere" => Ok(Self::Anywhere),
            // `usize` would take a plus sign.
            _ if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().map(Self::Index).map_err(|_| refused())
            }
            _ => Err(refused()),
        }
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlaceVisitor)
    }
}

struct PlaceVisitor;

impl de::Visitor<'_> for PlaceVisitor {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PLACES)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Place, E> {
        text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_u64<E: de::Error>(self, index: u64) -> Result<Place, E> {
        let place = usize::try_from(index).map(Place::Index);
        place.map_err(|_| E::invalid_value(de::Unexpected::Unsigned(index), &self))
    }

    fn visit_i64<E: de::Error>(self, index: i64) -> Result<Place, E> {
        match u64::try_from(index) {
            Ok(index) => self.visit_u64(index),
            Err(_) => Err(E::invalid_value(de::Unexpected::Signed(index), &self)),
        }
    }
}

const fn one() -> u32 {
    1
}

/// The places there are, for messages.
pub(super) const PLACES: &str = "`front`, `back`, `anywhere` or an index counted from 0";

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Result<Change, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_change_has_the_names_of_the_faults() {
        assert_eq!(json(r#"{"kind":"insert"}"#), Ok(Change::new(ChangeKind::Insert)));
        let change = Change::new(ChangeKind::Toggle).count(3);
        for (at, place) in [
            (r#""front""#, Place::Front),
            (r#""back""#, Place::Back),
            (r#""anywhere""#, Place::Anywhere),
            (r#""7""#, Place::Index(7)),
            ("7", Place::Index(7)),
        ] {
            let text = format!(r#"{{"kind":"toggle","count":3,"at":{at}}}"#);
            assert_eq!(json(&text), Ok(change.at(place)), "{text}");
        }
    }

    #[test]
    fn what_is_no_change_is_refused() {
        for text in [
            r#"{}"#,
            r#"{"kind":"rename"}"#,
            r#"{"kind":"insert","count":-1}"#,
            r#"{"kind":"insert","at":-1}"#,
            r#"{"kind":"insert","at":"+1"}"#,
            r#"{"kind":"insert","at":""}"#,
            r#"{"kind":"insert","at":"middle"}"#,
            r#"{"kind":"insert","where":1}"#,
        ] {
            assert!(json(text).is_err(), "{text}");
        }
        let error = json(r#"{"kind":"insert","at":"middle"}"#).unwrap_err();
        assert!(error.contains("`anywhere` or an index"), "{error}");
    }
}
