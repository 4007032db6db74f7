//! One request for many callers, whoever of them goes away.

use std::sync::Arc;

use aliyun_credentials::{Cached, Provide as _};
use aliyun_transport::virtual_time::VirtualRuntime;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;

use crate::source::{HOUR, SECOND, Source, Tasks, alone, id, poll, start};

#[test]
fn a_thousand_callers_at_expiry_make_one_request() {
    let tasks = Tasks::default();
    for runtime in [alone(), tasks.runtime()] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        assert_eq!(id(&cached), "key-0");
        runtime.advance(HOUR);
        source.shut();
        let mut callers: Vec<_> = (0..1000).map(|_| cached.provide()).collect();
        assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
        assert_eq!((source.requests(), source.under_way()), (2, 1));
        source.open();
        for caller in &mut callers {
            assert_eq!(poll(caller).unwrap().unwrap().access_key_id(), "key-1");
        }
        assert_eq!((source.requests(), tasks.run()), (2, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_callers_on_many_threads_make_one_request() {
    let spawning = VirtualRuntime::manual(start()).spawn_with(|task| drop(tokio::spawn(task)));
    for runtime in [alone(), spawning] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        cached.provide().await.unwrap();
        for round in 1..10 {
            runtime.advance(HOUR);
            let barrier = Arc::new(Barrier::new(1000));
            let callers = (0..1000).map(|_| {
                let (cached, barrier) = (cached.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    cached.provide().await.unwrap().access_key_id().to_owned()
                })
            });
            for caller in callers.collect::<Vec<_>>() {
                assert_eq!(caller.await.unwrap(), format!("key-{round}"));
            }
            assert_eq!(source.requests(), round + 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_that_come_and_go_leave_nobody_waiting() {
    let runtime = VirtualRuntime::manual(start()).spawn_with(|task| drop(tokio::spawn(task)));
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    for round in 0..50 {
        runtime.advance(HOUR);
        source.shut();
        let callers: Vec<_> = (0..64)
            .map(|_| {
                let cached = cached.clone();
                tokio::spawn(async move { cached.provide().await.map(drop) })
            })
            .collect();
        while source.requests() == round {
            tokio::task::yield_now().await;
        }
        callers.iter().step_by(2).for_each(JoinHandle::abort);
        source.open();
        for (number, caller) in callers.into_iter().enumerate() {
            match caller.await {
                Ok(key) => key.unwrap(),
                Err(gone) => assert!(gone.is_cancelled() && number % 2 == 0),
            }
        }
        assert_eq!(source.requests(), round + 1);
    }
}

#[test]
fn a_caller_that_goes_away_ends_nothing_for_another() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.shut();
    let (mut first, mut second) = (cached.provide(), cached.provide());
    assert!(poll(&mut first).is_none() && poll(&mut second).is_none());
    drop(first);
    assert_eq!(source.under_way(), 1);
    source.open();
    assert_eq!(poll(&mut second).unwrap().unwrap().access_key_id(), "key-0");
    assert_eq!(source.requests(), 1);
}

#[test]
fn without_a_background_a_request_that_nobody_waits_for_is_dropped() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.shut();
    let (mut first, mut second) = (cached.provide(), cached.provide());
    assert!(poll(&mut first).is_none() && poll(&mut second).is_none());
    drop((first, second));
    assert_eq!((source.under_way(), runtime.sleeping()), (0, 0));
    source.open();
    assert_eq!(id(&cached), "key-1");
}

#[test]
fn in_the_background_a_request_that_nobody_waits_for_goes_to_its_end() {
    let tasks = Tasks::default();
    let runtime = tasks.runtime();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.shut();
    let (mut first, mut second) = (cached.provide(), cached.provide());
    assert!(poll(&mut first).is_none() && poll(&mut second).is_none());
    drop((first, second));
    assert_eq!((tasks.run(), source.under_way()), (1, 1));
    source.open();
    assert_eq!(tasks.run(), 0);
    assert_eq!(id(&cached), "key-0");
    assert_eq!(source.requests(), 1);
}

#[test]
fn tasks_that_a_runtime_drops_or_never_runs_keep_nobody_waiting() {
    let dropping = VirtualRuntime::manual(start()).spawn_with(drop);
    let forgetting = VirtualRuntime::manual(start()).spawn_with(std::mem::forget);
    for runtime in [dropping, forgetting] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        assert_eq!(id(&cached), "key-0");
        runtime.advance(50 * 60 * SECOND);
        assert_eq!(id(&cached), "key-0");
        runtime.advance(10 * 60 * SECOND);
        source.shut();
        let mut caller = cached.provide();
        assert!(poll(&mut caller).is_none());
        source.open();
        assert_eq!(poll(&mut caller).unwrap().unwrap().access_key_id(), "key-1");
    }
}

#[test]
fn a_cache_that_goes_away_leaves_no_request_behind() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.shut();
    let mut caller = cached.provide();
    assert!(poll(&mut caller).is_none());
    drop(caller);
    drop(cached);
    assert_eq!((source.under_way(), runtime.sleeping()), (0, 0));
}

#[test]
fn caches_may_be_nested() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let inner = Cached::new(source.clone(), runtime.clone());
    let cached = Cached::new(Cached::new(inner, runtime.clone()), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    let refused = crate::source::ready(cached.provide()).unwrap();
    let fresh = cached.provide_at(start(), Some(&refused));
    assert_eq!(crate::source::ready(fresh).unwrap().access_key_id(), "key-1");
    assert_eq!(source.asked()[1].refused.as_deref(), Some("key-0"));
}
