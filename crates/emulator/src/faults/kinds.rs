//! Every kind of fault: its name, its members and how they are read.

use std::time::Duration;

use http::HeaderValue;
use http::StatusCode;

use super::change::Change;
use super::change::ChangeKind;
use super::change::PLACES;
use super::effect::Effect;
use super::error::FaultError;
use super::error::list;
use super::error::shown;
use super::members::Members;
use super::page_effect::PageEffect;
use super::page_effect::Total;
use super::substitute::Substitute;
use super::transmission::Part;
use super::transmission::Transmission;
use super::web_page::WebPage;
use super::when::When;
use crate::codes;

/// A kind of fault.
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// The names of its members, besides the conditions that all kinds share.
    pub(super) members: &'static [&'static str],
    read: fn(&mut Members) -> Result<Effect, FaultError>,
}

/// All of them, in the order of the documentation of [`Faults`](crate::Faults).
pub(super) const KINDS: &[Kind] = &[
    Kind { name: "latency", members: &["ms", "jitter_ms"], read: latency },
    Kind {
        name: "error",
        members: &["code", "status", "message", "retry_after", "wait_ms"],
        read: error,
    },
    Kind { name: "throttle", members: &["code", "status", "wait_ms"], read: throttle },
    Kind { name: "status", members: &["status"], read: status },
    Kind { name: "web-page", members: &["body", "status"], read: web_page },
    Kind { name: "garbage", members: &["bytes"], read: garbage },
    Kind { name: "clock", members: &["offset_s"], read: clock },
    Kind { name: "close", members: &[], read: close },
    Kind { name: "cut", members: &["after", "head"], read: cut },
    Kind { name: "reset", members: &["after", "head"], read: reset },
    Kind { name: "stall", members: &["after", "head"], read: stall },
    Kind { name: "drip", members: &["bytes", "every_ms"], read: drip },
    Kind { name: "wrong-length", members: &["by"], read: wrong_length },
    Kind { name: "garble", members: &["bytes"], read: garble },
    Kind { name: "insert", members: &["count", "at"], read: insert },
    Kind { name: "delete", members: &["count", "at"], read: delete },
    Kind { name: "toggle", members: &["count", "at"], read: toggle },
    Kind { name: "total", members: &["by", "value"], read: total },
    Kind { name: "clamp", members: &["size", "echo"], read: clamp },
    Kind { name: "echo", members: &["page_number", "page_size", "region_id"], read: echo },
    Kind { name: "stale", members: &["changes"], read: stale },
];

/// Reads a fault of this kind: the conditions, then what it does.
pub(super) fn read(kind: &str, mut members: Members) -> Result<(When, Effect), FaultError> {
    let Some(kind) = KINDS.iter().find(|known| known.name == kind) else {
        return Err(members.error(format!(
            "`{}` is no kind of fault; known are {}",
            shown(kind),
            list(KINDS.iter().map(|kind| kind.name))
        )));
    };
    // Before what is missing: it may be there under a wrong name.
    members.check_names(kind.name, || kind.members.iter().chain(When::NAMES).copied())?;
    let when = when(&mut members)?;
    let effect = (kind.read)(&mut members)?;
    Ok((when, effect))
}

fn when(members: &mut Members) -> Result<When, FaultError> {
    let all = When::default();
    let probability = members.take("probability", "a number from 0 to 1", |value| {
        value.number().filter(|number| (0.0..=1.0).contains(number))
    })?;
    Ok(When {
        operation: members.text("operation")?,
        region: members.text("region")?,
        page: members.whole("page", 1, U32)?,
        requests: members.parse("requests", str::parse)?.unwrap_or(all.requests),
        every: members.whole("every", 1, U64)?.unwrap_or(all.every),
        probability: probability.unwrap_or(all.probability),
    })
}

fn latency(members: &mut Members) -> Result<Effect, FaultError> {
    let delay = members.whole("ms", 0, U64)?;
    Ok(Effect::Latency {
        delay: Duration::from_millis(members.required("ms", delay)?),
        jitter: Duration::from_millis(members.whole("jitter_ms", 0, U64)?.unwrap_or(0)),
    })
}

fn error(members: &mut Members) -> Result<Effect, FaultError> {
    let code = members.text("code")?;
    let code = members.required("code", code)?;
    let status = status_of(members)?.unwrap_or_else(|| usual_status(&code));
    Ok(Effect::Reply(Substitute::Error {
        status,
        message: members.text("message")?,
        retry_after: members.take("retry_after", "a text that fits a header", |value| {
            HeaderValue::try_from(value.text_or_whole()?).ok()
        })?,
        wait_ms: members.whole("wait_ms", 0, U64)?,
        code,
    }))
}

/// Returns the status that an error of this code comes with unless it is set.
pub(super) fn usual_status(code: &str) -> StatusCode {
    let known = codes::ALL.iter().find(|known| known.code() == code);
    match code {
        "ServiceUnavailable" => StatusCode::SERVICE_UNAVAILABLE,
        _ => known.map_or(StatusCode::BAD_REQUEST, codes::ErrorCode::status),
    }
}

fn throttle(members: &mut Members) -> Result<Effect, FaultError> {
    Ok(Effect::Reply(Substitute::Throttle {
        code: members.text("code")?.unwrap_or_else(|| THROTTLED.to_owned()),
        status: status_of(members)?.unwrap_or(StatusCode::BAD_REQUEST),
        wait_ms: members.whole("wait_ms", 0, U64)?.unwrap_or(THROTTLED_WAIT_MS),
    }))
}

fn status(members: &mut Members) -> Result<Effect, FaultError> {
    let status = status_of(members)?;
    Ok(Effect::Reply(Substitute::Status(members.required("status", status)?)))
}

fn web_page(members: &mut Members) -> Result<Effect, FaultError> {
    let names = list(WebPage::ALL.iter().map(|(name, _)| *name));
    let page = members.take("body", format_args!("one of {names}"), |value| {
        let text = value.text()?;
        WebPage::ALL.iter().find_map(|(name, page)| (*name == text).then_some(*page))
    })?;
    let page = members.required("body", page)?;
    let status = status_of(members)?.unwrap_or_else(|| page.usual_status());
    Ok(Effect::Reply(Substitute::WebPage { page, status }))
}

fn garbage(members: &mut Members) -> Result<Effect, FaultError> {
    Ok(Effect::Garbage { bytes: members.whole("bytes", 0, MOST_BYTES)?.unwrap_or(GARBAGE) })
}

fn clock(members: &mut Members) -> Result<Effect, FaultError> {
    let offset_s = members.whole("offset_s", I64.0, I64.1)?;
    Ok(Effect::Clock { offset_s: members.required("offset_s", offset_s)? })
}

fn close(_: &mut Members) -> Result<Effect, FaultError> {
    Ok(Effect::Transmission(Transmission::Close))
}

fn cut(members: &mut Members) -> Result<Effect, FaultError> {
    let (after, of) = limit(members)?;
    Ok(Effect::Transmission(Transmission::Cut { after, of }))
}

fn reset(members: &mut Members) -> Result<Effect, FaultError> {
    let (after, of) = limit(members)?;
    Ok(Effect::Transmission(Transmission::Reset { after, of }))
}

fn stall(members: &mut Members) -> Result<Effect, FaultError> {
    let (after, of) = limit(members)?;
    Ok(Effect::Transmission(Transmission::Stall { after, of }))
}

fn limit(members: &mut Members) -> Result<(u64, Part), FaultError> {
    let after = members.whole("after", 0, U64)?;
    let of = if members.boolean("head")?.unwrap_or(false) { Part::Head } else { Part::Body };
    Ok((members.required("after", after)?, of))
}

fn drip(members: &mut Members) -> Result<Effect, FaultError> {
    let every_ms = members.whole("every_ms", 0, U64)?.unwrap_or(DRIP_MS);
    Ok(Effect::Transmission(Transmission::Drip {
        bytes: members.whole("bytes", 1, MOST_BYTES)?.unwrap_or(1),
        every: Duration::from_millis(every_ms),
    }))
}

fn wrong_length(members: &mut Members) -> Result<Effect, FaultError> {
    let by = members.whole("by", I64.0, I64.1)?;
    Ok(Effect::Transmission(Transmission::WrongLength { by: members.required("by", by)? }))
}

fn garble(members: &mut Members) -> Result<Effect, FaultError> {
    Ok(Effect::Garble { bytes: members.whole("bytes", 0, MOST_BYTES)?.unwrap_or(GARBLE) })
}

fn insert(members: &mut Members) -> Result<Effect, FaultError> {
    change(ChangeKind::Insert, members)
}

fn delete(members: &mut Members) -> Result<Effect, FaultError> {
    change(ChangeKind::Delete, members)
}

fn toggle(members: &mut Members) -> Result<Effect, FaultError> {
    change(ChangeKind::Toggle, members)
}

fn change(what: ChangeKind, members: &mut Members) -> Result<Effect, FaultError> {
    let change = Change::new(what);
    let count = members.whole("count", 0, U32)?.unwrap_or(change.count);
    let at = members.parse("at", |text| text.parse().map_err(|_| PLACES))?.unwrap_or(change.at);
    Ok(Effect::Change(change.count(count).at(at)))
}

fn total(members: &mut Members) -> Result<Effect, FaultError> {
    let total = match (members.whole("by", I64.0, I64.1)?, members.whole("value", 0, U32)?) {
        (Some(by), None) => Total::By(by),
        (None, Some(value)) => Total::Value(value),
        _ => return Err(members.error("give one of `by` and `value`".to_owned())),
    };
    Ok(Effect::Page(PageEffect::Total(total)))
}

fn clamp(members: &mut Members) -> Result<Effect, FaultError> {
    let size = members.whole("size", 1, U32)?;
    let echo = members.boolean("echo")?.unwrap_or(true);
    Ok(Effect::Page(PageEffect::Clamp { size: members.required("size", size)?, echo }))
}

fn echo(members: &mut Members) -> Result<Effect, FaultError> {
    let page_number = members.whole("page_number", 0, U32)?;
    let page_size = members.whole("page_size", 0, U32)?;
    let region_id = members.text("region_id")?;
    if page_number.is_none() && page_size.is_none() && region_id.is_none() {
        let message = "give at least one of `page_number`, `page_size` and `region_id`";
        return Err(members.error(message.to_owned()));
    }
    Ok(Effect::Page(PageEffect::Echo { page_number, page_size, region_id }))
}

fn stale(members: &mut Members) -> Result<Effect, FaultError> {
    let changes = members.whole("changes", 0, U32)?.unwrap_or(1);
    Ok(Effect::Page(PageEffect::Stale { changes }))
}

fn status_of(members: &mut Members) -> Result<Option<StatusCode>, FaultError> {
    members.take("status", "an HTTP status from 200 to 999", |value| {
        // Those below are no answers, and hyper sends none of them.
        let status = value.whole().and_then(|status| u16::try_from(status).ok());
        status.filter(|status| *status >= 200).and_then(|status| StatusCode::from_u16(status).ok())
    })
}

/// The code of a throttled request.
pub(super) const THROTTLED: &str = "Throttling.User";
/// How long a throttled request should wait, in milliseconds.
pub(super) const THROTTLED_WAIT_MS: u64 = 1_000;
const GARBAGE: usize = 256;
const GARBLE: usize = 64;
const DRIP_MS: u64 = 10;

/// 16 MiB: no file makes the emulator run out of memory.
const MOST_BYTES: i128 = 16 << 20;
const U32: i128 = u32::MAX as i128;
const U64: i128 = u64::MAX as i128;
const I64: (i128, i128) = (i64::MIN as i128, i64::MAX as i128);
