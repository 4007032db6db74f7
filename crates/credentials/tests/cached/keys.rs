//! Keys of unusual ages.

use std::time::{Duration, SystemTime};

use aliyun_credentials::{Cached, Credentials, Provide as _};
use aliyun_transport::Runtime as _;

use crate::source::{
    HOUR, MINUTE, SECOND, Source, Tasks, alone, error, id, key, poll, ready, start,
};

#[test]
fn a_key_without_an_expiry_is_asked_for_at_each_call_and_shared_by_callers_at_once() {
    let tasks = Tasks::default();
    for runtime in [alone(), tasks.runtime()] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        source.answer(|number, _| Ok(Credentials::new(format!("key-{number}"), "secret")));
        for number in 0..5 {
            assert_eq!(id(&cached), format!("key-{number}"));
        }
        // What ends at once needs no task.
        assert_eq!(tasks.run(), 0);
        source.shut();
        let mut callers: Vec<_> = (0..100).map(|_| cached.provide()).collect();
        assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
        source.open();
        for caller in &mut callers {
            assert_eq!(poll(caller).unwrap().unwrap().access_key_id(), "key-5");
        }
        assert_eq!((source.requests(), tasks.run()), (6, 0));
    }
}

#[test]
fn a_key_given_again_when_it_is_due_is_asked_for_ever_more_often() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.give_only(key("same", start() + HOUR));
    while runtime.elapsed() < 57 * MINUTE {
        assert_eq!(id(&cached), "same");
        runtime.advance(SECOND / 10);
    }
    let early = source.requests();
    while runtime.elapsed() < HOUR {
        assert_eq!(id(&cached), "same");
        runtime.advance(SECOND / 10);
    }
    let late = source.requests() - early;
    println!("asked {early} times until the reserve, and {late} times in it");
    assert!(early < 60, "{early}");
    assert_eq!(late, 180);
    // Long expired, it is an error.
    runtime.advance(24 * HOUR);
    assert!(error(&cached).contains("gave a key that expired at 2026-01-01T01:00:00Z"));
}

#[test]
fn a_key_given_again_nearly_expired_is_used_to_its_end_if_there_is_no_better() {
    let tasks = Tasks::default();
    for runtime in [alone(), tasks.runtime()] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        source.give_only(key("same", start() + HOUR));
        assert_eq!(id(&cached), "same");
        runtime.advance(58 * MINUTE);
        assert_eq!(id(&cached), "same");
        source.fail();
        for _ in 0..119 {
            runtime.advance(SECOND);
            assert_eq!(id(&cached), "same");
        }
        // Each call tries to get a better one.
        assert_eq!(source.requests(), 2 + 119);
        source.give(HOUR);
        runtime.advance(SECOND / 2);
        assert_eq!(id(&cached), "same");
        runtime.advance(SECOND / 2);
        assert_eq!(id(&cached), "key-121");
        tasks.run();
    }
}

#[test]
fn with_a_nearly_expired_key_and_a_hanging_source_calls_go_on_after_5_s() {
    let tasks = Tasks::default();
    for runtime in [alone(), tasks.runtime()] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        source.give_only(key("same", start() + HOUR));
        assert_eq!(id(&cached), "same");
        runtime.advance(58 * MINUTE);
        assert_eq!(id(&cached), "same");
        runtime.advance(SECOND);
        source.shut();
        let mut callers = [cached.provide(), cached.provide()];
        assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
        runtime.advance(5 * SECOND);
        for caller in &mut callers {
            assert_eq!(poll(caller).unwrap().unwrap().access_key_id(), "same");
        }
        assert_eq!(source.requests(), 3);
        tasks.run();
    }
}

#[test]
fn a_key_first_given_with_little_left_is_renewed_at_a_third_of_that() {
    let runtime = alone();
    let source = Source::of(90 * SECOND, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    runtime.advance(59 * SECOND);
    assert_eq!(id(&cached), "key-0");
    runtime.advance(5 * SECOND);
    assert_eq!(id(&cached), "key-1");
}

#[test]
fn lives_of_seconds_and_less_are_served() {
    for life in [3 * SECOND, SECOND, SECOND / 1000, Duration::from_nanos(1)] {
        let runtime = alone();
        let source = Source::of(life, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        for number in 0..5 {
            assert_eq!(id(&cached), format!("key-{number}"), "{life:?}");
            assert_eq!(id(&cached), format!("key-{number}"), "{life:?}");
            runtime.advance(life);
        }
    }
}

#[test]
fn a_key_that_expired_a_day_ago_is_an_error_once_a_second() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    for (requests, expiry) in
        [(1, start() - 24 * HOUR), (2, start() - 25 * HOUR), (3, SystemTime::UNIX_EPOCH)]
    {
        source.give_only(key("old", expiry));
        for _ in 0..10 {
            let text = error(&cached);
            assert!(text.contains("gave a key that expired at"), "{text}");
            assert!(text.contains("; renew it, or set the clock of this machine"), "{text}");
        }
        assert_eq!(source.requests(), requests);
        runtime.advance(SECOND);
    }
    source.give(HOUR);
    assert_eq!(id(&cached), "key-3");
}

#[test]
fn a_key_that_expires_on_its_way_is_used() {
    let runtime = alone();
    let source = Source::of(10 * SECOND, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.shut();
    let mut caller = cached.provide();
    assert!(poll(&mut caller).is_none());
    runtime.advance(10 * SECOND);
    source.open();
    assert_eq!(poll(&mut caller).unwrap().unwrap().access_key_id(), "key-0");
}

#[test]
fn with_a_clock_ahead_of_the_key_it_is_used_until_the_clock_is_corrected() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    let right = start() - 2 * HOUR;
    source.give_only(key("real", right + HOUR));
    for _ in 0..10 {
        assert_eq!(id(&cached), "real");
    }
    assert_eq!(source.requests(), 1, "once a second");
    // What a client does that has learned the service's time.
    runtime.advance(SECOND);
    let key = ready(cached.provide_at(right, None)).unwrap();
    assert_eq!((key.access_key_id(), source.requests()), ("real", 1));
}

#[test]
fn an_expiry_beyond_all_clocks_and_a_time_before_1970_do_no_harm() {
    let far = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(i64::MAX as u64)).unwrap();
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.give_only(key("far", far));
    let early = SystemTime::UNIX_EPOCH - 24 * HOUR;
    for now in [early, start(), far - SECOND, early] {
        if let Ok(key) = ready(cached.provide_at(now, None)) {
            assert_eq!(key.access_key_id(), "far");
        }
        runtime.advance(Duration::from_secs(u64::from(u32::MAX)));
    }
    source.give_only(key("early", SystemTime::UNIX_EPOCH - HOUR));
    assert!(ready(cached.provide_at(far, None)).is_err());
    runtime.advance(SECOND);
    let given = ready(cached.provide_at(early, Some(&key("far", far)))).unwrap();
    assert_eq!(given.access_key_id(), "early");
}

#[test]
fn what_cannot_be_a_key_is_not_kept() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.give_only(Credentials::new("id", "CANARY\n").with_expiry(start() + HOUR));
    let text = error(&cached);
    assert!(text.contains("what cannot be a key: the access key secret has"), "{text}");
    runtime.advance(SECOND);
    source.give(HOUR);
    assert_eq!(id(&cached), "key-1");
}
