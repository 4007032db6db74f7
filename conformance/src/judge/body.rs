//! Areas `decode` and `error`.

use serde_json::Value;

use super::stage::{Stop, ensure, given, same, same_if_given};
use crate::case::{Decode, DecodeVerdict, Error, ErrorExpected};
use crate::subject::Subject;
use crate::types::{
    Body, DecodeInput, DecodeOutput, Decoded, Deviation, ErrorInput, ErrorOutput, Refusal,
};

pub(super) fn decode(case: &Decode, subject: &dyn Subject) -> Result<(), Stop> {
    let got = given(subject.decode(&DecodeInput { body: Body(case.body.clone()) }))?;
    match (got, &case.verdict) {
        (_, DecodeVerdict::Either { .. }) => Ok(()),
        (DecodeOutput::Decoded(got), DecodeVerdict::Accept { deviations, unknown }) => {
            accepted(got, case.page.as_ref(), deviations, unknown, subject)
        }
        (DecodeOutput::Refused(got), DecodeVerdict::Reject(expected)) => {
            refused(&got, expected, subject)
        }
        (DecodeOutput::Refused(got), DecodeVerdict::Accept { .. }) => {
            Err(Stop::Failed(format!("must be decoded, was refused: {got:?}")))
        }
        (DecodeOutput::Decoded(got), DecodeVerdict::Reject(expected)) => {
            Err(Stop::Failed(format!("must be refused ({expected:?}), was decoded: {}", got.page)))
        }
    }
}

fn accepted(
    got: Decoded,
    page: Option<&Value>,
    deviations: &[Deviation],
    unknown: &[String],
    subject: &dyn Subject,
) -> Result<(), Stop> {
    same_page(&got.page, page)?;
    let got_deviations = got.deviations.map(sorted);
    let expected = sorted(deviations.to_vec());
    same_if_given("deviations", got_deviations.as_ref(), &expected, subject)?;
    let got_unknown = got.unknown.map(sorted);
    same_if_given("unknown members", got_unknown.as_ref(), &sorted(unknown.to_vec()), subject)
}

/// Compares pages member by member, so that the message names the first that differs.
fn same_page(got: &Value, expected: Option<&Value>) -> Result<(), Stop> {
    let expected = expected.unwrap_or(&Value::Null);
    match first_difference(got, expected, String::new()) {
        None => Ok(()),
        Some((path, got, expected)) => Err(Stop::Failed(format!(
            "page: {path}\n       got: {}\n  expected: {}",
            shown(got),
            shown(expected)
        ))),
    }
}

type Difference<'v> = (String, Option<&'v Value>, Option<&'v Value>);

fn first_difference<'v>(
    got: &'v Value,
    expected: &'v Value,
    path: String,
) -> Option<Difference<'v>> {
    match (got, expected) {
        (Value::Object(a), Value::Object(b)) => a.keys().chain(b.keys()).find_map(|name| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match (a.get(name), b.get(name)) {
                (Some(a), Some(b)) => first_difference(a, b, path),
                (a, b) => Some((path, a, b)),
            }
        }),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let items = a.iter().zip(b).enumerate();
            items
                .into_iter()
                .find_map(|(at, (a, b))| first_difference(a, b, format!("{path}[{at}]")))
        }
        _ if got == expected => None,
        _ => Some((path, Some(got), Some(expected))),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

fn refused(got: &Refusal, expected: &Refusal, subject: &dyn Subject) -> Result<(), Stop> {
    same("kind of refusal", &got.kind, &expected.kind)?;
    if subject.is_complete() {
        let says_where = got.line.is_some() && got.column.is_some() && got.offset.is_some();
        ensure(says_where, || "the refusal does not say where".to_owned())?;
    }
    let numbers = [
        ("line", got.line, expected.line),
        ("column", got.column, expected.column),
        ("offset", got.offset, expected.offset),
    ];
    for (what, got, expected) in numbers {
        if let Some(expected) = expected {
            same_if_given(what, got.as_ref(), &expected, subject)?;
        }
    }
    match &expected.path {
        Some(path) => same_if_given("path", got.path.as_ref(), path, subject),
        None => Ok(()),
    }
}

pub(super) fn error(case: &Error, subject: &dyn Subject) -> Result<(), Stop> {
    let input = ErrorInput { status: case.status, body: Body(case.body.clone()) };
    match (given(subject.error(&input))?, case.verdict) {
        (ErrorOutput::ServiceError(mut got), ErrorExpected::ServiceError) => {
            let Some(mut expected) = case.service_error.clone() else {
                return Err(Stop::Failed("service-error.json is missing".to_owned()));
            };
            let (got_kind, kind) = (got.kind.take(), expected.kind.take());
            same("error of the service", &got, &expected)?;
            match kind {
                Some(kind) => same_if_given("kind", got_kind.as_ref(), &kind, subject),
                None => Ok(()),
            }
        }
        (ErrorOutput::Page(got), ErrorExpected::Page) => same_page(&got, case.page.as_ref()),
        (ErrorOutput::NotUnderstood, ErrorExpected::NotUnderstood) => Ok(()),
        (got, expected) => {
            Err(Stop::Failed(format!("must be {expected:?}, was taken for {got:?}")))
        }
    }
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}
