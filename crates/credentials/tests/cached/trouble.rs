//! Sources that hang or panic, and a machine without randomness.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, SystemTime};

use aliyun_credentials::{Cached, Provide as _};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Runtime, SleepFuture, Task};

use crate::source::{HOUR, MINUTE, SECOND, Source, Tasks, alone, error, id, poll, start};

const HANGS: &str = "the source of credentials has not answered within 90 s; check that it can be \
                     reached";

#[test]
fn a_source_that_hangs_is_given_up_after_90_s() {
    let tasks = Tasks::default();
    for runtime in [alone(), tasks.runtime()] {
        let source = Source::of(HOUR, &runtime);
        let cached = Cached::new(source.clone(), runtime.clone());
        source.shut();
        let mut callers: Vec<_> = (0..10).map(|_| cached.provide()).collect();
        assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
        runtime.advance(90 * SECOND - SECOND / 1000);
        assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
        runtime.advance(SECOND / 1000);
        for caller in &mut callers {
            assert_eq!(poll(caller).unwrap().unwrap_err().to_string(), HANGS);
        }
        assert_eq!((source.requests(), source.under_way(), tasks.run()), (1, 0, 0));
        assert_eq!(error(&cached), HANGS);
        source.open();
        runtime.advance(SECOND);
        assert_eq!(id(&cached), "key-1");
    }
}

#[tokio::test]
async fn a_source_that_hangs_takes_90_s_of_a_clock_that_moves_by_itself() {
    let runtime = VirtualRuntime::automatic(start()).spawn_with(|task| drop(tokio::spawn(task)));
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.shut();
    let (one, other) = tokio::join!(cached.provide(), cached.provide());
    assert_eq!(one.unwrap_err().to_string(), HANGS);
    assert_eq!(other.unwrap_err().to_string(), HANGS);
    assert_eq!(runtime.elapsed(), 90 * SECOND);
}

#[test]
fn a_renewal_that_hangs_in_the_background_is_given_up_and_begun_anew() {
    let tasks = Tasks::default();
    let runtime = tasks.runtime();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    runtime.advance(47 * MINUTE);
    source.shut();
    for _ in 0..89 {
        assert_eq!(id(&cached), "key-0");
        assert_eq!(tasks.run(), 1);
        runtime.advance(SECOND);
    }
    assert_eq!(source.requests(), 2);
    runtime.advance(SECOND);
    assert_eq!(tasks.run(), 0);
    source.open();
    runtime.advance(SECOND);
    assert_eq!(id(&cached), "key-0");
    assert_eq!(tasks.run(), 0);
    assert_eq!(id(&cached), "key-2");
}

fn panic_text(caught: &(dyn Any + Send)) -> &'static str {
    caught.downcast_ref::<&'static str>().copied().expect("the source's own panic")
}

#[test]
fn a_panic_of_the_source_reaches_one_caller_and_harms_no_other() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    source.answer(|_, _| panic!("a mistake"));
    source.shut();
    let mut callers: Vec<_> = (0..3).map(|_| cached.provide()).collect();
    assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
    source.open();
    let first = catch_unwind(AssertUnwindSafe(|| poll(&mut callers[0])));
    assert_eq!(panic_text(&*first.unwrap_err()), "a mistake");
    for caller in &mut callers[1..] {
        let text = poll(caller).expect("it must not hang").unwrap_err().to_string();
        assert!(text.starts_with("the source of credentials panicked"), "{text}");
    }
    // It counts as a failure: asked again after a second.
    assert!(error(&cached).starts_with("the source of credentials panicked"));
    source.give(HOUR);
    runtime.advance(SECOND);
    assert_eq!(id(&cached), "key-1");
}

#[test]
fn a_panic_in_the_background_leaves_the_key_at_hand() {
    let tasks = Tasks::default();
    let runtime = tasks.runtime();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), runtime.clone());
    assert_eq!(id(&cached), "key-0");
    source.answer(|_, _| panic!("a mistake"));
    runtime.advance(47 * MINUTE);
    assert_eq!(id(&cached), "key-0");
    let caught = catch_unwind(AssertUnwindSafe(|| tasks.run()));
    assert_eq!(panic_text(&*caught.unwrap_err()), "a mistake");
    assert_eq!(id(&cached), "key-0");
    source.give(HOUR);
    runtime.advance(SECOND);
    assert_eq!(id(&cached), "key-0");
    tasks.run();
    assert_eq!(id(&cached), "key-2");
}

#[test]
fn a_panic_before_the_source_returns_a_future_is_no_different() {
    #[derive(Debug)]
    struct Rash;
    impl aliyun_credentials::Provide for Rash {
        fn provide(&self) -> aliyun_credentials::signer::ProvideFuture<'_> {
            panic!("at once");
        }
    }
    let runtime = alone();
    let cached = Cached::new(Rash, runtime.clone());
    for _ in 0..3 {
        let caught = catch_unwind(AssertUnwindSafe(|| poll(&mut cached.provide())));
        assert_eq!(panic_text(&*caught.unwrap_err()), "at once");
        assert!(error(&cached).starts_with("the source of credentials panicked"));
        runtime.advance(SECOND);
    }
}

/// A clock without randomness.
#[derive(Debug)]
struct NoRandomness(VirtualRuntime);

impl Runtime for NoRandomness {
    fn now(&self) -> SystemTime {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        self.0.sleep(duration)
    }

    fn random(&self, _: &mut [u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        self.0.spawn(task)
    }
}

#[test]
fn without_randomness_a_key_is_renewed_as_soon_as_it_is_due() {
    let runtime = alone();
    let source = Source::of(HOUR, &runtime);
    let cached = Cached::new(source.clone(), NoRandomness(runtime.clone()));
    assert_eq!(id(&cached), "key-0");
    runtime.advance(45 * MINUTE - SECOND / 1000);
    assert_eq!(id(&cached), "key-0");
    runtime.advance(SECOND / 1000);
    assert_eq!(id(&cached), "key-1");
}
