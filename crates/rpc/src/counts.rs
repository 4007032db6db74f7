//! How much a client has done.

use std::sync::atomic::{AtomicU64, Ordering};

/// How much a client and its clones have done since the first of them was made.
///
/// ```
/// # use aliyun_rpc::Client;
/// # use aliyun_rpc_signer::Credentials;
/// # use aliyun_transport::{replay::Replay, virtual_time::VirtualRuntime};
/// # use std::time::SystemTime;
/// # let credentials = Credentials::new("testid", "testsecret");
/// # let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
/// let client = Client::new(credentials, Replay::new(), runtime);
/// let before = client.counts();
/// // … calls …
/// let retries = client.counts().retries - before.retries;
/// # assert_eq!(retries, 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Counts {
    /// Calls begun.
    pub calls: u64,
    /// Calls that ended with an error. Cancelled calls are not among them.
    pub failed: u64,
    /// Attempts begun.
    pub attempts: u64,
    /// Attempts decided on after a failed one.
    pub retries: u64,
}

/// The counts of the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) calls: Counter,
    pub(crate) failed: Counter,
    pub(crate) attempts: Counter,
    pub(crate) retries: Counter,
}

/// A number.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes back what was added for something that did not happen.
    pub(crate) fn take_back(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    pub(crate) fn read(&self) -> Counts {
        Counts {
            calls: self.calls.read(),
            failed: self.failed.read(),
            attempts: self.attempts.read(),
            retries: self.retries.read(),
        }
    }
}
