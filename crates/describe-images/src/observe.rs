//! What an operator sees of a call: spans, events and counts.
//!
//! Nothing here takes a request, a response or credentials, so no field can hold a secret: what is
//! recorded comes from the request's region, the response's status and request id, and failures,
//! whose `Display` shows no signatures. Text from outside is escaped.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aliyun_ecs_wire::Printable;
use http::StatusCode;
use tracing::{Level, Span};

use crate::encode::ACTION;
use crate::error::Error;
use crate::failure::{Failure, NotUnderstoodKind};

/// How much a client and its clones have done since the first of them was made.
///
/// ```
/// # use aliyun_ecs_describe_images::Client;
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
    calls: AtomicU64,
    failed: AtomicU64,
    attempts: AtomicU64,
    retries: AtomicU64,
}

impl Counters {
    pub(crate) fn read(&self) -> Counts {
        Counts {
            calls: self.calls.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            attempts: self.attempts.load(Ordering::Relaxed),
            retries: self.retries.load(Ordering::Relaxed),
        }
    }
}

/// Watches one call.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    counters: &'a Counters,
    span: Span,
}

impl<'a> Watch<'a> {
    pub(crate) fn call(counters: &'a Counters, region: &str) -> Self {
        add(&counters.calls);
        let span = tracing::span!(Level::INFO, ACTION, region = %Printable(region));
        Self { counters, span }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Returns the span of an attempt, counted from 1.
    pub(crate) fn attempt(&self, attempt: u32) -> Span {
        add(&self.counters.attempts);
        tracing::span!(Level::DEBUG, "attempt", attempt)
    }

    pub(crate) fn succeeded(
        &self,
        attempt: u32,
        status: StatusCode,
        request_id: &str,
        took: Duration,
    ) {
        tracing::debug!(
            attempt,
            status = status.as_u16(),
            request_id = %Printable(request_id),
            elapsed = ?took,
            "the attempt succeeded"
        );
    }

    pub(crate) fn failed(
        &self,
        attempt: u32,
        status: Option<StatusCode>,
        failure: &Failure,
        took: Duration,
    ) {
        let refusal = failure.service_error();
        tracing::debug!(
            attempt,
            status = status.map(|status| status.as_u16()),
            code = refusal.map(|refusal| tracing::field::display(Printable(refusal.code()))),
            request_id = refusal
                .and_then(|refusal| refusal.request_id())
                .map(|id| tracing::field::display(Printable(id))),
            elapsed = ?took,
            failure = %Bodiless(failure),
            "the attempt failed"
        );
    }

    /// `hint` is the wait that the service asked for.
    pub(crate) fn retries(
        &self,
        attempt: u32,
        wait: Duration,
        why: &'static str,
        hint: Option<Duration>,
    ) {
        add(&self.counters.retries);
        let hint = hint.map(tracing::field::debug);
        tracing::debug!(attempt, ?wait, why, hint, "trying again");
    }

    pub(crate) fn clock_corrected(offset_milliseconds: i64) {
        tracing::warn!(
            offset_milliseconds,
            "the local clock is wrong; requests are stamped by the service's"
        );
    }

    pub(crate) fn ended(&self, error: Option<&Error>) {
        let Some(error) = error else { return };
        add(&self.counters.failed);
        self.span.in_scope(|| {
            tracing::debug!(
                attempts = error.attempts(),
                ended = ?error.ended(),
                elapsed = ?error.elapsed(),
                "the call failed"
            );
        });
    }
}

/// Displays a failure without the piece of the body that its own `Display` quotes: what is logged
/// is kept and copied, and the page of a proxy may repeat the request.
struct Bodiless<'a>(&'a Failure);

impl fmt::Display for Bodiless<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Failure::NotUnderstood(response) => match response.kind() {
                NotUnderstoodKind::Body(error) => {
                    write!(f, "the response is not understood: {}", error.kind())
                }
                NotUnderstoodKind::DryRunIgnored => response.fmt(f),
            },
            failure => failure.fmt(f),
        }
    }
}

fn add(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
