//! What is printed and logged, and that no secret is.

use std::fmt;
use std::sync::{Arc, Mutex};

use aliyun_credentials::{Cached, Provide as _, ProvideError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::source::{HOUR, MINUTE, SECOND, Source, alone, id, key, ready, start};

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

#[test]
fn debug_shows_the_source_and_a_redacted_key() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source, runtime);
    assert_eq!(format!("{cached:?}"), "Cached { source: Source, key: None, .. }");
    id(&cached);
    let printed = format!("{cached:?} {cached:#?}");
    assert!(printed.contains("expiry: Some(\"2026-01-01T01:00:00Z\")"), "{printed}");
    assert!(!printed.contains("CANARY"), "{printed}");
}

#[test]
fn no_error_of_the_cache_shows_a_secret() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.give_only(key("CANARYID", start() - 24 * HOUR));
    let expired = ready(cached.provide()).unwrap_err();
    runtime.advance(SECOND);
    let same = key("CANARYID", start() + HOUR);
    source.give_only(same.clone());
    ready(cached.provide_at(start(), Some(&same))).unwrap();
    let given_again = ready(cached.provide_at(start(), Some(&same))).unwrap_err();
    for error in [expired, given_again] {
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("CANARY"), "{printed}");
    }
}
