//! What the cache logs. A program of its own: whether an event is wanted is asked once in a process, and
//! tests beside this one want none.

use std::fmt;
use std::sync::{Arc, Mutex};

use aliyun_credentials::{Cached, ProvideError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[allow(dead_code, unreachable_pub, reason = "the other tests use the rest")]
#[path = "cached/source.rs"]
mod source;

use source::{HOUR, MINUTE, SECOND, Source, alone, id};

/// Writes every event down.
#[derive(Clone, Default)]
struct Capture(Arc<Mutex<Vec<String>>>);

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

#[test]
fn events_tell_of_renewal_and_once_of_its_failure() {
    let capture = Capture::default();
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    tracing::subscriber::with_default(capture.clone(), || {
        id(&cached);
        for _ in 0..2 {
            runtime.advance(48 * MINUTE);
            source.answer(|_, _| Err(ProvideError::new("down\u{1b}[2J")));
            for _ in 0..5 {
                id(&cached);
                runtime.advance(SECOND);
            }
            source.give(HOUR);
            id(&cached);
        }
    });
    let lines = capture.0.lock().unwrap().clone();
    let renewed = "DEBUG message=the credentials were renewed provider=\"double\" \
                   remaining_seconds=3600";
    let not_renewed = |until| {
        format!(
            "WARN message=the credentials could not be renewed; the current ones are used until \
             2026-01-01T{until}Z why=down\\u{{1b}}[2J"
        )
    };
    let first = not_renewed("00:57:00");
    let second = not_renewed("01:45:05");
    assert_eq!(lines, [renewed, &first, renewed, &second, renewed]);
}
