//! The decoders and the classification, in the words of the cases.

use aliyun_ecs_describe_images::{
    DescribeImagesErrorKind, ServiceErrorKind as Meaning, read_response,
};
use aliyun_ecs_wire::{
    DecodeError, DecodeErrorKind, Decoded as Read, DeviationKind, EntryKind, Page, Report,
    decode_with,
};
use http::StatusCode;
use serde_json::Value;

use crate::subject::Answer;
use crate::types::{DecodeOutput, Decoded, Deviation, ErrorOutput, Refusal, ServiceError};

pub(super) fn decode(body: &[u8]) -> DecodeOutput {
    let mut report = Report::new();
    match decode_with(body, &mut report) {
        Ok(Read::Page(page)) => {
            let (deviations, unknown) = observations(&report);
            let (deviations, unknown) = (Some(deviations), Some(unknown));
            DecodeOutput::Decoded(Decoded { page: canonical(&page), deviations, unknown })
        }
        Ok(Read::Error(_)) => DecodeOutput::Refused(no_page(body)),
        Err(error) => DecodeOutput::Refused(refusal(&error)),
    }
}

pub(super) fn error(status: u16, body: &[u8]) -> Answer<ErrorOutput> {
    let Ok(status) = StatusCode::from_u16(status) else {
        return Answer::Unsupported(format!("the status {status}"));
    };
    Answer::Given(match read_response(status, body) {
        Ok(page) => ErrorOutput::Page(canonical(&page)),
        Err(failure) => match failure.service_error() {
            Some(error) => ErrorOutput::ServiceError(service_error(error)),
            None => ErrorOutput::NotUnderstood,
        },
    })
}

/// Returns a page in its canonical form: the documented one.
pub(crate) fn canonical(page: &Page) -> Value {
    serde_json::to_value(page.to_response()).unwrap_or_default()
}

pub(crate) fn service_error(error: &aliyun_ecs_describe_images::ServiceError) -> ServiceError {
    let body = error.raw_body();
    ServiceError {
        http_status: error.status().as_u16(),
        code: body.code.clone(),
        kind: Some(meaning(error).to_owned()),
        message: body.message.clone(),
        request_id: body.request_id.clone(),
        host_id: body.host_id.clone(),
        recommend: body.recommend.clone(),
    }
}

fn observations(report: &Report) -> (Vec<Deviation>, Vec<String>) {
    let mut deviations = Vec::new();
    let mut unknown = Vec::new();
    for entry in report.entries() {
        match entry.kind() {
            EntryKind::Deviation(kind) => deviations.push(Deviation {
                path: entry.path().to_owned(),
                kind: deviation(kind).to_owned(),
            }),
            EntryKind::Unknown(_) => unknown.push(entry.path().to_owned()),
            _ => deviations
                .push(Deviation { path: entry.path().to_owned(), kind: "other".to_owned() }),
        }
    }
    (deviations, unknown)
}

/// An error of the service is no page from the first character on that is not whitespace.
fn no_page(body: &[u8]) -> Refusal {
    let offset = body.len() - body.trim_ascii_start().len();
    let before = body.get(..offset).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    let number = |number: usize| u64::try_from(number).ok();
    Refusal {
        kind: NOT_A_PAGE.to_owned(),
        line: number(line + 1),
        column: number(column + 1),
        offset: number(offset),
        path: Some(String::new()),
    }
}

fn refusal(error: &DecodeError) -> Refusal {
    let number = |number: usize| u64::try_from(number).ok();
    Refusal {
        kind: refusal_kind(error.kind()).to_owned(),
        line: number(error.line()),
        column: number(error.column()),
        offset: number(error.offset()),
        path: Some(error.path().to_owned()),
    }
}

fn refusal_kind(kind: DecodeErrorKind) -> &'static str {
    match kind {
        DecodeErrorKind::Empty => "empty",
        DecodeErrorKind::NotUtf8 => "not-utf8",
        DecodeErrorKind::TooLarge => "too-large",
        DecodeErrorKind::Neither { .. } => NOT_A_PAGE,
        DecodeErrorKind::Truncated => "truncated",
        DecodeErrorKind::Syntax => "syntax",
        DecodeErrorKind::Doctype => "doctype",
        DecodeErrorKind::Duplicate => "duplicate",
        DecodeErrorKind::TooDeep => "too-deep",
        DecodeErrorKind::WrongType => "wrong-type",
        _ => "other",
    }
}

fn deviation(kind: DeviationKind) -> &'static str {
    match kind {
        DeviationKind::ByteOrderMark => "byte-order-mark",
        DeviationKind::NumberAsText => "number-as-text",
        DeviationKind::NumberForText => "number-for-text",
        DeviationKind::BooleanAsText => "boolean-as-text",
        DeviationKind::BooleanForText => "boolean-for-text",
        DeviationKind::BooleanSpelling => "boolean-spelling",
        DeviationKind::Whitespace => "whitespace",
        DeviationKind::EmptyScalar => "empty-scalar",
        DeviationKind::Null => "null",
        DeviationKind::SingleItem => "single-item",
        DeviationKind::EmptyWrapper => "empty-wrapper",
        DeviationKind::Missing => "missing",
        _ => "other",
    }
}

/// Names what a code means: to the operation, else to any product.
fn meaning(error: &aliyun_ecs_describe_images::ServiceError) -> &'static str {
    match DescribeImagesErrorKind::of(error.code()) {
        Some(kind) => kind.as_str(),
        // What only the operation documents is known above.
        None if error.kind() == Meaning::Operation => Meaning::Other.as_str(),
        None => error.kind().as_str(),
    }
}

/// A body that is no page, whatever else it is.
const NOT_A_PAGE: &str = "not-a-page";
