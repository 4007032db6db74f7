//! A source that does what a test says, and the tools to look at a cache step by step.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use aliyun_credentials::signer::ProvideFuture;
use aliyun_credentials::{Credentials, Provide, ProvideError};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Runtime, Task};
use tokio::sync::Semaphore;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);

/// When the tests begin: 2026-01-01.
pub(crate) fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)
}

pub(crate) fn key(id: &str, expiry: SystemTime) -> Credentials {
    Credentials::new(id, "CANARYSECRET")
        .with_security_token(format!("CANARYTOKEN-of-{id}"))
        .with_expiry(expiry)
        .with_provider("double")
}

/// How a source was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) elapsed: Duration,
    pub(crate) now: SystemTime,
    pub(crate) refused: Option<String>,
}

type Result = std::result::Result<Credentials, ProvideError>;
type Answer = Box<dyn FnMut(usize, SystemTime) -> Result + Send>;

/// A source of keys; clones are one. Its gate is open at first.
#[derive(Clone)]
pub(crate) struct Source(Arc<Inner>);

struct Inner {
    runtime: VirtualRuntime,
    asked: Mutex<Vec<Asked>>,
    under_way: AtomicUsize,
    gate: Semaphore,
    answer: Mutex<Answer>,
}

impl Inner {
    /// An answer that panics poisons the lock.
    fn answer(&self) -> MutexGuard<'_, Answer> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source {
    /// Keys that live so long, `key-0` first.
    pub(crate) fn of(life: Duration, runtime: &VirtualRuntime) -> Self {
        let this = Self(Arc::new(Inner {
            runtime: runtime.clone(),
            asked: Mutex::default(),
            under_way: AtomicUsize::new(0),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            answer: Mutex::new(Box::new(|_, _| Err(ProvideError::new("replaced below")))),
        }));
        this.give(life);
        this
    }

    /// From now on, keys that live so long from when they were asked for.
    pub(crate) fn give(&self, life: Duration) {
        self.answer(move |number, now| Ok(key(&format!("key-{number}"), now + life)));
    }

    /// From now on, this key.
    pub(crate) fn give_only(&self, key: Credentials) {
        self.answer(move |_, _| Ok(key.clone()));
    }

    /// From now on, no key.
    pub(crate) fn fail(&self) {
        self.answer(|_, _| Err(ProvideError::new("the source is down").with_source("no route")));
    }

    /// From now on, this answer to the number of the request and the time it was asked with.
    pub(crate) fn answer(&self, answer: impl FnMut(usize, SystemTime) -> Result + Send + 'static) {
        *self.0.answer() = Box::new(answer);
    }

    pub(crate) fn shut(&self) {
        self.0.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn open(&self) {
        self.0.gate.add_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.0.asked.lock().unwrap().clone()
    }

    pub(crate) fn requests(&self) -> usize {
        self.0.asked.lock().unwrap().len()
    }

    /// How many requests have neither ended nor been dropped.
    pub(crate) fn under_way(&self) -> usize {
        self.0.under_way.load(Ordering::SeqCst)
    }
}

impl Provide for Source {
    fn provide(&self) -> ProvideFuture<'_> {
        panic!("a cache tells its source the time");
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        let refused = refused.map(|refused| refused.access_key_id().to_owned());
        Box::pin(async move {
            let number = {
                let mut asked = self.0.asked.lock().unwrap();
                asked.push(Asked { elapsed: self.0.runtime.elapsed(), now, refused });
                asked.len() - 1
            };
            let _under_way = UnderWay::new(&self.0.under_way);
            drop(self.0.gate.acquire().await.unwrap());
            let mut answer = self.0.answer();
            answer(number, now)
        })
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

struct UnderWay<'a>(&'a AtomicUsize);

impl<'a> UnderWay<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Background tasks that run when the test says.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<Mutex<Vec<Task>>>);

impl Tasks {
    /// A clock that the test moves, and these tasks.
    pub(crate) fn runtime(&self) -> VirtualRuntime {
        let tasks = self.clone();
        VirtualRuntime::manual(start()).spawn_with(move |task| tasks.0.lock().unwrap().push(task))
    }

    /// Polls each once, and returns how many have not ended.
    pub(crate) fn run(&self) -> usize {
        let tasks = std::mem::take(&mut *self.0.lock().unwrap());
        let mut left: Vec<Task> = tasks
            .into_iter()
            .filter_map(|mut task| poll(&mut task).is_none().then_some(task))
            .collect();
        let mut tasks = self.0.lock().unwrap();
        tasks.append(&mut left);
        tasks.len()
    }
}

/// A clock that the test moves, without background tasks.
pub(crate) fn alone() -> VirtualRuntime {
    VirtualRuntime::manual(start())
}

/// Polls once.
pub(crate) fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Option<F::Output> {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// What there is without waiting.
#[track_caller]
pub(crate) fn ready<T>(mut future: Pin<Box<dyn Future<Output = T> + Send + '_>>) -> T {
    poll(&mut future).expect("there is nothing to wait for")
}

/// The id of the key there is without waiting.
#[track_caller]
pub(crate) fn id(cached: &impl Provide) -> String {
    ready(cached.provide()).unwrap().access_key_id().to_owned()
}

/// The text of the error there is without waiting.
#[track_caller]
pub(crate) fn error(cached: &impl Provide) -> String {
    ready(cached.provide()).unwrap_err().to_string()
}
