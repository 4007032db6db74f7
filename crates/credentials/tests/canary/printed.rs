//! Everything that can be printed of a source, its keys and its errors.

use std::error::Error;
use std::fmt::Write as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use aliyun_credentials::{Credentials, MemoryHost, ProvideError};
use aliyun_transport::Runtime as _;
use aliyun_transport::virtual_time::VirtualRuntime;

use crate::canaries::Canaries;
use crate::log::Log;
use crate::server::Server;
use crate::sources::{Made, Setup, Source};

/// Checks one combination after the other, and counts them.
pub(crate) struct Bench {
    canaries: Canaries,
    log: Log,
    pub(crate) checked: usize,
    pub(crate) keys: usize,
    /// Bytes of the log.
    pub(crate) logged: usize,
}

impl Bench {
    pub(crate) fn new(canaries: Canaries) -> Self {
        Self { canaries, log: Log::default(), checked: 0, keys: 0, logged: 0 }
    }

    /// Asks a source for its key; if there is a cache, again at once, when an error is remembered, and with the key
    /// refused.
    #[track_caller]
    pub(crate) fn check(
        &mut self,
        source: &Source,
        situation: &str,
        host: MemoryHost,
        server: &Server,
    ) {
        // 2026-01-01
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600);
        let runtime = VirtualRuntime::automatic(start);
        let setup = Setup { host, server: server.clone(), runtime };
        let mut printed = String::new();
        tracing::subscriber::with_default(self.log.clone(), || match (source.make)(&setup) {
            Ok(made) => {
                let has_key = use_up(&made, &setup, !source.is_alone, &mut printed);
                self.keys += usize::from(has_key);
            }
            Err(error) => print(&error, &mut printed),
        });
        let log = self.log.take();
        self.logged += log.len();
        self.checked += 1;
        for (what, text) in [("prints", &printed), ("logs", &log)] {
            if let Some(part) = self.canaries.find(text) {
                panic!("{}, {situation}: it {what} {part:?}\n{text}", source.name);
            }
        }
    }
}

/// Returns whether there was a key.
fn use_up(made: &Made, setup: &Setup, again: bool, printed: &mut String) -> bool {
    let Made(source, chain) = made;
    writeln!(printed, "{source:?} {source:#?}").unwrap();
    let first = ready(source.provide());
    let key = first.as_ref().ok().cloned();
    write(first, printed);
    if again {
        write(ready(source.provide()), printed);
        write(ready(source.provide_at(setup.runtime.now(), key.as_ref())), printed);
    }
    writeln!(printed, "{source:?} {source:#?} {setup:?}", setup = setup.host).unwrap();
    writeln!(printed, "{:?} {:?}", setup.server, setup.host.ran()).unwrap();
    if let Some(chain) = chain {
        let report = chain.report();
        writeln!(printed, "{report} {report:?} {report:#?} {chain:?}").unwrap();
        writeln!(printed, "{:?}", report.warnings()).unwrap();
        if let Ok(sts) = chain.sts() {
            writeln!(printed, "{sts:?}").unwrap();
        }
    }
    key.is_some()
}

fn write(key: Result<Credentials, ProvideError>, printed: &mut String) {
    match key {
        Ok(key) => writeln!(printed, "{key:?} {key:#?}").unwrap(),
        Err(error) => print(&error, printed),
    }
}

/// Prints an error and its causes.
pub(crate) fn print(error: &ProvideError, printed: &mut String) {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        writeln!(printed, "{error} {error:?} {error:#?}").unwrap();
        next = error.source();
    }
}

/// Runs a future on the clock that moves by itself.
fn ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..10_000 {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
    panic!("it waits for what never comes");
}
