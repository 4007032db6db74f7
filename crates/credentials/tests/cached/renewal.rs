//! When keys are renewed, and what callers get meanwhile.

use aliyun_credentials::{Cached, Provide as _};
use aliyun_transport::Runtime as _;

use crate::source::{HOUR, MINUTE, SECOND, Source, Tasks, alone, error, id, poll, ready, start};

/// The span in which a key of an hour or more may become due, from the earliest to the latest.
const EARLIEST: std::time::Duration = MINUTE.saturating_mul(45);
const LATEST: std::time::Duration = SECOND.saturating_mul(46 * 60 + 30);

#[test]
fn a_fresh_key_is_served_without_asking() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(source.requests(), 0);
    for _ in 0..44 {
        assert_eq!(id(&cached), "key-0");
        assert_eq!(id(&cached.clone()), "key-0");
        runtime.advance(MINUTE);
    }
    assert_eq!(source.requests(), 1);
}

#[test]
fn renewal_in_the_background_delays_nobody() {
    let tasks = Tasks::default();
    let runtime = tasks.runtime();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    source.shut();
    runtime.advance(LATEST);
    for _ in 0..100 {
        assert_eq!(id(&cached), "key-0");
    }
    assert_eq!((tasks.run(), source.requests()), (1, 2));
    assert_eq!(id(&cached), "key-0");
    source.open();
    assert_eq!(tasks.run(), 0);
    assert_eq!(id(&cached), "key-1");
    assert_eq!(source.requests(), 2);
}

#[test]
fn without_a_background_one_caller_waits_and_others_do_not() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    source.shut();
    runtime.advance(LATEST);
    let mut first = cached.provide();
    assert!(poll(&mut first).is_none());
    assert_eq!(id(&cached), "key-0");
    source.open();
    assert_eq!(poll(&mut first).unwrap().unwrap().access_key_id(), "key-1");
    assert_eq!(id(&cached), "key-1");
    assert_eq!(source.requests(), 2);
}

#[test]
fn without_a_background_the_one_that_waits_goes_on_after_5_s_or_a_failure() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    source.shut();
    runtime.advance(LATEST);
    let mut first = cached.provide();
    assert!(poll(&mut first).is_none());
    runtime.advance(5 * SECOND - SECOND / 1000);
    assert!(poll(&mut first).is_none());
    runtime.advance(SECOND / 1000);
    assert_eq!(poll(&mut first).unwrap().unwrap().access_key_id(), "key-0");
    assert_eq!((source.requests(), source.under_way()), (2, 0));
    // The next second nobody waits.
    assert_eq!(id(&cached), "key-0");
    assert_eq!(source.requests(), 2);
    runtime.advance(SECOND);
    source.open();
    source.fail();
    assert_eq!(id(&cached), "key-0");
    assert_eq!(source.requests(), 3);
    runtime.advance(SECOND);
    source.give(HOUR);
    assert_eq!(id(&cached), "key-3");
}

#[test]
fn who_has_waited_5_s_waits_on_if_the_key_is_not_usable_any_more() {
    let runtime = alone();
    // Due with 3 s left at the earliest, usable until 0.9 s are left.
    let source = Source::of(9 * SECOND, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    source.shut();
    runtime.advance(6 * SECOND + SECOND / 2);
    let mut first = cached.provide();
    assert!(poll(&mut first).is_none());
    runtime.advance(5 * SECOND);
    assert!(poll(&mut first).is_none());
    source.open();
    assert_eq!(poll(&mut first).unwrap().unwrap().access_key_id(), "key-1");
}

#[test]
fn renewal_is_spread_over_a_tenth_of_the_span() {
    let mut seen = Vec::new();
    for seed in 0..50 {
        let runtime = alone().seed(seed);
        let source = Source::of(12 * HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        assert_eq!(id(&cached), "key-0");
        runtime.advance(11 * HOUR + EARLIEST - SECOND);
        while id(&cached) == "key-0" {
            runtime.advance(SECOND);
        }
        let after = runtime.elapsed() - 11 * HOUR;
        assert!(EARLIEST <= after && after <= LATEST + SECOND, "{after:?}");
        seen.push(after);
    }
    seen.sort();
    let spread = seen[seen.len() - 1] - seen[0];
    assert!(spread > MINUTE, "{spread:?}");
}

/// One call each 100 ms for so many minutes: what became of them, in words.
fn calls_while_down(minutes: u32, in_background: bool) -> String {
    let tasks = Tasks::default();
    let runtime = if in_background { tasks.runtime() } else { alone() };
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    runtime.advance(44 * MINUTE);
    source.fail();
    let before = source.requests();
    let (mut succeeded, mut failed) = (0, 0);
    for _ in 0..minutes * 600 {
        match ready(cached.provide()) {
            Ok(key) => {
                assert_eq!(key.access_key_id(), "key-0");
                assert_eq!(failed, 0, "a key came back");
                assert!(runtime.elapsed() < 57 * MINUTE);
                succeeded += 1;
            }
            Err(error) => {
                assert_eq!(error.to_string(), "the source is down");
                assert!(runtime.elapsed() >= 57 * MINUTE);
                failed += 1;
            }
        }
        tasks.run();
        runtime.advance(SECOND / 10);
    }
    let requests = source.requests() - before;
    let asked = source.asked();
    assert!(asked.windows(2).all(|two| two[1].elapsed - two[0].elapsed >= SECOND));
    assert!(requests > (minutes as usize - 3) * 60 * 9 / 10, "it is asked again and again");
    // Back again: the first call that may ask gets the new key, or the background does.
    runtime.advance(SECOND);
    source.give(HOUR);
    ready(cached.provide()).unwrap();
    tasks.run();
    assert_eq!(id(&cached), format!("key-{}", before + requests));
    format!("{succeeded} succeeded, {failed} failed, {requests} requests")
}

#[test]
fn a_source_down_for_10_minutes_is_not_noticed() {
    println!("10 min, background false: {}", calls_while_down(10, false));
    println!("10 min, background true: {}", calls_while_down(10, true));
}

#[test]
fn a_source_down_for_longer_fails_calls_from_3_minutes_before_expiry() {
    println!("16 min, background false: {}", calls_while_down(16, false));
    println!("16 min, background true: {}", calls_while_down(16, true));
}

#[test]
fn during_the_second_after_a_failure_calls_get_the_same_error_with_its_causes_at_once() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.fail();
    for _ in 0..10 {
        let error = ready(cached.provide()).unwrap_err();
        assert_eq!(error.to_string(), "the source is down");
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("no route"));
    }
    source.give(HOUR);
    runtime.advance(SECOND - SECOND / 1000);
    assert_eq!(error(&cached), "the source is down");
    assert_eq!(source.requests(), 1);
    runtime.advance(SECOND / 1000);
    assert_eq!(id(&cached), "key-1");
}

#[test]
fn expiry_is_judged_by_the_time_that_is_passed() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    // The clock of this machine is an hour slow.
    let service = || runtime.now() + HOUR;
    let given = ready(cached.provide_at(service(), None)).unwrap();
    assert_eq!(given.expiry(), Some(start() + 2 * HOUR));
    assert_eq!(source.asked()[0].now, start() + HOUR);
    runtime.advance(EARLIEST - SECOND);
    assert_eq!(ready(cached.provide_at(service(), None)).unwrap().access_key_id(), "key-0");
    runtime.advance(LATEST - EARLIEST + SECOND);
    assert_eq!(ready(cached.provide_at(service(), None)).unwrap().access_key_id(), "key-1");
    // By this machine's own clock it would have been good for another hour.
    runtime.advance(HOUR);
    source.fail();
    assert!(ready(cached.provide_at(service(), None)).is_err());
    assert_eq!(id(&cached), "key-1");
}
