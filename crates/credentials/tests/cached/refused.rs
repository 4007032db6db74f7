//! Keys that the service refused as expired.

use aliyun_credentials::{Cached, Credentials, Provide as _};
use aliyun_transport::Runtime as _;

use crate::source::{
    HOUR, MINUTE, SECOND, Source, Tasks, alone, error, id, key, poll, ready, start,
};

#[test]
fn many_refusals_of_a_key_fetch_another_once() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    let refused = ready(cached.provide()).unwrap();
    source.shut();
    let mut callers: Vec<_> =
        (0..1000).map(|_| cached.provide_at(runtime.now(), Some(&refused))).collect();
    assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
    // Nor does anybody else get it.
    assert!(poll(&mut cached.provide()).is_none());
    source.open();
    for caller in &mut callers {
        assert_eq!(poll(caller).unwrap().unwrap().access_key_id(), "key-1");
    }
    // One that comes late gets the key that is there.
    let late = cached.provide_at(runtime.now(), Some(&refused));
    assert_eq!(ready(late).unwrap().access_key_id(), "key-1");
    let asked = source.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].refused.as_deref(), Some("key-0"));
}

#[test]
fn a_refused_key_is_no_fallback() {
    let tasks = Tasks::default();
    for runtime in [alone(), tasks.runtime()] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        let refused = ready(cached.provide()).unwrap();
        source.fail();
        let fresh = ready(cached.provide_at(runtime.now(), Some(&refused)));
        assert_eq!(fresh.unwrap_err().to_string(), "the source is down");
        assert_eq!(error(&cached), "the source is down");
        runtime.advance(SECOND);
        source.give(HOUR);
        assert_eq!(id(&cached), "key-2");
        // Until there was another, the source was told.
        assert_eq!(source.asked()[2].refused.as_deref(), Some("key-0"));
    }
}

#[test]
fn a_source_that_gives_it_again_is_asked_once_a_second() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    let refused = key("old", start() + HOUR);
    source.give_only(refused.clone());
    assert_eq!(id(&cached), "old");
    let again = |now| ready(cached.provide_at(now, Some(&refused)));
    assert_eq!(again(runtime.now()).unwrap().access_key_id(), "old");
    assert_eq!(source.requests(), 2);
    for _ in 0..100 {
        let text = again(runtime.now()).unwrap_err().to_string();
        assert!(text.contains("refused as expired; renew the key there"), "{text}");
        assert_eq!(error(&cached), text);
    }
    assert_eq!(source.requests(), 2);
    runtime.advance(SECOND);
    assert_eq!(again(runtime.now()).unwrap().access_key_id(), "old");
    assert_eq!(source.requests(), 3);
    runtime.advance(SECOND);
    source.give(HOUR);
    assert_eq!(id(&cached), "key-3");
}

#[test]
fn a_refusal_during_a_renewal_is_told_by_another_request() {
    let tasks = Tasks::default();
    let runtime = tasks.runtime();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    let refused = ready(cached.provide()).unwrap();
    runtime.advance(50 * MINUTE);
    source.shut();
    assert_eq!(id(&cached), "key-0");
    assert_eq!(tasks.run(), 1);
    // The source gives the same key to the one request, and a new one to that which tells it more.
    let same = refused.clone();
    source.answer(move |number, now| {
        Ok(if number == 1 { same.clone() } else { key("new", now + HOUR) })
    });
    let mut callers: Vec<_> =
        (0..10).map(|_| cached.provide_at(runtime.now(), Some(&refused))).collect();
    callers.push(cached.provide());
    assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
    source.open();
    for caller in &mut callers {
        assert_eq!(poll(caller).unwrap().unwrap().access_key_id(), "new");
    }
    let told: Vec<_> = source.asked().into_iter().map(|asked| asked.refused).collect();
    assert_eq!(told, [None, None, Some("key-0".to_owned())]);
}

#[test]
fn a_source_that_goes_back_to_a_refused_key_is_not_followed() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    let refused = ready(cached.provide()).unwrap();
    let fresh = cached.provide_at(runtime.now(), Some(&refused));
    assert_eq!(ready(fresh).unwrap().access_key_id(), "key-1");
    runtime.advance(50 * MINUTE);
    source.give_only(refused);
    for _ in 0..600 {
        assert_eq!(id(&cached), "key-1");
        runtime.advance(SECOND / 100);
    }
    assert_eq!(source.requests(), 2 + 6);
}

#[test]
fn a_key_with_another_token_is_another_key() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    let other = Credentials::new("key-0", "secret").with_security_token("another");
    let served = cached.provide_at(runtime.now(), Some(&other));
    assert_eq!(ready(served).unwrap().access_key_id(), "key-0");
    assert_eq!(source.requests(), 1);
}

#[test]
fn a_key_without_an_expiry_that_is_refused_is_asked_for_and_given() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    let forever = Credentials::new("forever", "secret");
    source.give_only(forever.clone());
    for _ in 0..3 {
        assert_eq!(id(&cached), "forever");
        let again = cached.provide_at(runtime.now(), Some(&forever));
        assert_eq!(ready(again).unwrap().access_key_id(), "forever");
    }
    let told: Vec<_> = source.asked().iter().map(|asked| asked.refused.is_some()).collect();
    assert_eq!(told, [false, true, false, true, false, true]);
}
