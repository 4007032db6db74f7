//! Holds `aliyun-ecs-wire` to the reference readers.

use aliyun_ecs_wire::{DecodeError, DecodeErrorKind, Decoded, decode};
use serde_json::{Number, Value};

use super::differences::{Difference, Side};
use super::read::read;
use super::reading::{Reading, Refusal};

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Both accept the body, with equal values.
    Same,
    /// Both refuse it.
    BothRefuse,
    /// They differ in the way the variant describes.
    AllowedDifference(Difference),
    /// They differ, and nothing in the body explains it.
    Unexplained(Disagreement),
}

/// What one and the other say: the page in its canonical form, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// What `aliyun-ecs-wire` says.
    pub ours: Result<Value, String>,
    /// What the reference says.
    pub reference: Result<Value, String>,
}

/// Reads a body with both and judges what they say.
///
/// A difference is allowed by what the reference reader met at the place, never by how the body
/// looks on the whole; only [`Difference::NumberOutOfRange`] ends the comparison early, as
/// serde_json stops there.
///
/// ```
/// use conformance::reference::{Difference, Verdict, compare};
///
/// assert_eq!(compare(br#"{"TotalCount":"37"}"#), Verdict::Same);
/// assert_eq!(compare(br#"{"TotalCount":37,}"#), Verdict::BothRefuse);
/// assert_eq!(
///     compare(br#"{"TotalCount":37,"RegionId":1.50}"#),
///     Verdict::AllowedDifference(Difference::NumberSpelling),
/// );
/// ```
#[must_use]
pub fn compare(body: &[u8]) -> Verdict {
    let ours = match decode(body) {
        Ok(Decoded::Page(page)) => Ok(serde_json::to_value(page.to_response()).unwrap_or_default()),
        Ok(Decoded::Error(_)) => Err(None),
        Err(error) => Err(Some(error)),
    };
    let reference = read(body);
    match (&ours, &reference) {
        (Ok(ours), Ok(reading)) if !reading.must_be_refused() => {
            if let Some(verdict) = equal(ours, reading) {
                return verdict;
            }
        }
        (Ok(_), Err(Refusal { difference: Some(difference), .. })) => {
            return Verdict::AllowedDifference(*difference);
        }
        (Err(_), Err(_)) => return Verdict::BothRefuse,
        (Err(error), Ok(reading)) => {
            let at_id = |error: &DecodeError| {
                error.path().ends_with("ImageOwnerId") && error.kind() == DecodeErrorKind::WrongType
            };
            let explains = |difference: &&Difference| match difference.side() {
                Side::MustBeRefusedHere => true,
                Side::MayBeRefusedHere => error.as_ref().is_some_and(at_id),
                Side::Values | Side::AcceptedHere => false,
            };
            if let Some(difference) = reading.differences.iter().find(explains) {
                return Verdict::AllowedDifference(*difference);
            }
        }
        (Ok(_), _) => {}
    }
    Verdict::Unexplained(Disagreement {
        ours: ours.map_err(|error| {
            error.map_or_else(|| "an error of the service".to_owned(), |error| error.to_string())
        }),
        reference: match reference {
            Ok(reading) if reading.must_be_refused() => {
                Err(format!("to be refused for {:?}", reading.differences))
            }
            Ok(reading) => Ok(reading.page),
            Err(refusal) => Err(refusal.to_string()),
        },
    })
}

impl Reading {
    fn must_be_refused(&self) -> bool {
        self.differences.iter().any(|difference| difference.side() == Side::MustBeRefusedHere)
    }
}

/// Compares values, but for the spelling of numbers that stand for texts.
fn equal(ours: &Value, reading: &Reading) -> Option<Verdict> {
    if *ours == reading.page {
        return Some(Verdict::Same);
    }
    let mut respelled = ours.clone();
    for (path, number) in &reading.numbers_for_texts {
        let text = path.iter().try_fold(&mut respelled, |value, step| match value {
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            value => value.get_mut(step),
        })?;
        if serde_json::from_str::<Number>(text.as_str()?).ok()? == *number {
            *text = number.to_string().into();
        }
    }
    (respelled == reading.page).then_some(Verdict::AllowedDifference(Difference::NumberSpelling))
}
