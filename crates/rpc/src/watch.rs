//! What an operator sees of a call: spans and events.
//!
//! Nothing here takes a signed request, a response or credentials, so no field can hold a secret:
//! what is recorded is the operation, its `RegionId` and the endpoint, the response's status and
//! request id, and failures, whose `Display` shows no signatures. Text from outside is escaped.

use std::fmt;
use std::time::Duration;

use aliyun_rpc_signer::Call;
use aliyun_rpc_wire::identifiers::is_request_id;
use aliyun_rpc_wire::{Brief, Printable};
use http::StatusCode;
use tracing::{Level, Span};

use crate::counts::Counters;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::failure::Failure;
use crate::not_understood::NotUnderstoodKind;
use crate::retry::Triage;

/// Watches one call.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    counters: &'a Counters,
    span: Span,
}

impl<'a> Watch<'a> {
    /// Begins to watch a call; there is none if the operation does not allow the request.
    pub(crate) fn begin(
        counters: &'a Counters,
        endpoint: Option<&Endpoint>,
        call: Option<&Call>,
    ) -> Self {
        counters.calls.add();
        let region = call.and_then(|call| call.params().find(|(name, _)| *name == "RegionId"));
        let span = tracing::span!(
            Level::INFO,
            "call",
            action = call.map(|call| tracing::field::display(Printable(call.action()))),
            region = region.map(|(_, region)| tracing::field::display(Printable(region))),
            endpoint = endpoint.map(tracing::field::display),
        );
        Self { counters, span }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Returns the span of an attempt, counted from 1.
    pub(crate) fn attempt(&self, attempt: u32) -> Span {
        self.counters.attempts.add();
        tracing::span!(Level::DEBUG, "attempt", attempt)
    }

    /// Says whether anybody looks at what [`succeeded`](Self::succeeded) records.
    pub(crate) fn is_looked_at() -> bool {
        tracing::enabled!(Level::DEBUG)
    }

    pub(crate) fn succeeded(
        &self,
        attempt: u32,
        status: StatusCode,
        request_id: Option<&str>,
        took: Duration,
    ) {
        tracing::debug!(
            attempt,
            status = status.as_u16(),
            request_id = request_id.filter(|id| is_request_id(id)).map(tracing::field::display),
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
            code = refusal.map(|refusal| tracing::field::display(refusal.code())),
            request_id = refusal
                .and_then(|refusal| refusal.request_id())
                .map(tracing::field::display),
            elapsed = ?took,
            failure = %Brief::new(&Bodiless(failure).to_string(), LONGEST),
            "the attempt failed"
        );
    }

    /// `hint` is the wait that the service asked for.
    pub(crate) fn retries(
        &self,
        attempt: u32,
        wait: Duration,
        triage: Triage,
        hint: Option<Duration>,
    ) {
        self.counters.retries.add();
        let hint = hint.map(tracing::field::debug);
        tracing::debug!(attempt, ?wait, reason = triage.name(), hint, "trying again");
    }

    /// An attempt that was begun has to wait, and is none yet.
    pub(crate) fn put_off(&self, wait: Duration) {
        self.counters.attempts.take_back();
        tracing::debug!(?wait, "waiting for the client's own rate limit");
    }

    pub(crate) fn clock_corrected(offset_milliseconds: i64) {
        tracing::warn!(
            offset_milliseconds,
            "the local clock differs from the service's; requests are stamped by the service's"
        );
    }

    /// An expired key is told in the error of the call; why there is no other, only here.
    pub(crate) fn no_other_key(why: &dyn fmt::Display) {
        let why = Brief::new(&why.to_string(), LONGEST).to_string();
        tracing::warn!(%why, "the key has expired, and the provider has no other");
    }

    pub(crate) fn ended(&self, error: Option<&Error>) {
        let Some(error) = error else { return };
        self.counters.failed.add();
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
                NotUnderstoodKind::Status | NotUnderstoodKind::Other(_) => response.fmt(f),
            },
            failure => failure.fmt(f),
        }
    }
}

/// The most bytes of a failure in a line of a log.
const LONGEST: usize = 400;
