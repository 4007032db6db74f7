//! The cache in front of a source.

mod flight;
mod held;
mod joint;
mod shared_error;
mod state;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, Provide, ProvideFuture};
use aliyun_transport::Runtime;

use flight::{Inner, Moment};

/// The keys of a source, renewed ahead of time, with one request however many callers there are.
///
/// Clones share the cache. It judges every expiry by the time it is asked with: a client passes the
/// service's time as far as it knows it ([`Provide::provide_at`]).
///
/// * **Renewal** begins when 15 minutes or a third of a key's life are left, whichever is less, and
///   up to a tenth of that span later, by chance, so that many machines do not ask together. A key's
///   life counts from when the source first gave it. Where the runtime can
///   [spawn](Runtime::spawn), renewal runs in the background and no caller waits for it. Where it
///   cannot, the caller that finds the key due waits, for 5 s at most.
/// * **A source that fails** is asked again after a second, by the first call that comes then. Until
///   then calls get the key at hand, or the same error at once. The key at hand is used until 3
///   minutes or a tenth of its life are left, whichever is less.
/// * **A source that gives the same key again** although it is due is asked again after a tenth of
///   the time that the key may still be used, at least a second and at most a minute. A key that it
///   gives again as late as that is used until it expires; each call tries to get a better one,
///   once a second at most.
/// * **A refused key** is dropped for good, and the source is told of it once however many callers
///   were refused. If the source gives it again, those callers get it, and the source is asked
///   again after a second.
/// * **A key that has expired when it comes** is used all the same, as the clock may be ahead, which the
///   service tells a client that signs with it; the source is asked again after a second. If it expired
///   a day ago or more, that is an error.
/// * **A key without an expiry** is not kept: each call asks the source, and calls at the same time
///   share an answer.
/// * **A caller that goes away** ends nothing that others wait for. A request for which nobody waits
///   goes to its end where the runtime can spawn, and is dropped where it cannot.
/// * **A source that hangs** is given up after 90 s.
///
/// ```
/// use aliyun_credentials::{Cached, Credentials, Provide, ProvideError, signer::ProvideFuture};
/// use aliyun_credentials::transport::{Runtime, virtual_time::VirtualRuntime};
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use std::time::{Duration, SystemTime};
///
/// /// Gives keys that live an hour.
/// #[derive(Debug)]
/// struct Hourly(VirtualRuntime, AtomicU64);
///
/// impl Provide for Hourly {
///     fn provide(&self) -> ProvideFuture<'_> {
///         let id = format!("STS.{}", self.1.fetch_add(1, Ordering::Relaxed));
///         let expiry = self.0.now() + Duration::from_secs(3600);
///         Box::pin(async move { Ok(Credentials::new(id, "example-secret").with_expiry(expiry)) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), ProvideError> {
/// let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
/// let cached = Cached::new(Hourly(runtime.clone(), AtomicU64::new(0)), runtime.clone());
///
/// assert_eq!(cached.provide().await?.access_key_id(), "STS.0");
/// runtime.advance(Duration::from_secs(44 * 60));
/// assert_eq!(cached.provide().await?.access_key_id(), "STS.0");
/// runtime.advance(Duration::from_secs(3 * 60));
/// assert_eq!(cached.provide().await?.access_key_id(), "STS.1");
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// [`provide`](Provide::provide) fails when there is no key to use and
///
/// * the source failed, now or less than a second ago: each caller gets an error with the message
///   and the causes of the source's;
/// * the source gave a key that has expired;
/// * the source gave, less than a second ago, the key that was refused;
/// * the source did not answer within 90 s, or panicked. The panic itself reaches one of those that
///   waited, or the background task; the others get the error.
pub struct Cached<P> {
    inner: Arc<Inner<P>>,
}

impl<P: Provide + 'static> Cached<P> {
    /// Returns an empty cache in front of a source, which is not asked before the first call.
    pub fn new(source: P, runtime: impl Runtime + 'static) -> Self {
        Self { inner: Arc::new(Inner::new(source, Arc::new(runtime))) }
    }
}

impl<P: Provide + 'static> Provide for Cached<P> {
    fn provide(&self) -> ProvideFuture<'_> {
        self.provide_at(self.inner.runtime().now(), None)
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        let called = Moment { now, elapsed: self.inner.runtime().elapsed() };
        let refused = refused.cloned();
        Box::pin(self.inner.key(called, refused))
    }
}

impl<P> Clone for Cached<P> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<P: fmt::Debug> fmt::Debug for Cached<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached")
            .field("source", self.inner.source())
            .field("key", &self.inner.held())
            .finish_non_exhaustive()
    }
}
