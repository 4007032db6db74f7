//! What is printed, and that no secret is.

use aliyun_credentials::{Cached, Provide as _};

use crate::source::{HOUR, SECOND, Source, alone, id, key, ready, start};

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
