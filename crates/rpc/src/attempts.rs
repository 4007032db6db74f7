//! One call: attempts, one after another, until one settles it.

use std::time::Duration;

use aliyun_rpc_signer::{Call, Credentials, Stamp};
use aliyun_transport::{FreshConnection, within};
use http::{HeaderMap, StatusCode};
use tracing::Instrument as _;

use crate::attempt::Attempt;
use crate::ended::Ended;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::failure::{Failure, MaybeSent, NotSent};
use crate::kind::ServiceErrorKind;
use crate::mask::Mask;
use crate::operation::Operation;
use crate::parts::Parts;
use crate::rate::Turn;
use crate::retry::{Decision, Schedule, Triage, hint, triage};
use crate::service_error::ServiceError;
use crate::skew::{Sample, shift};
use crate::watch::Watch;

/// All that the attempts of one call have in common.
pub(crate) struct Attempts<'a, O> {
    pub(crate) parts: &'a Parts,
    pub(crate) operation: &'a O,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) call: &'a Call,
    pub(crate) watch: &'a Watch<'a>,
}

impl<O: Operation> Attempts<'_, O> {
    /// Makes attempts until one settles the call, or until `started` is too long ago.
    pub(crate) async fn run(&self, started: Duration) -> Result<O::Output, Error> {
        let Parts { runtime, policy, skew, .. } = self.parts;
        let elapsed = || runtime.elapsed().saturating_sub(started);
        let remaining = || policy.operation_timeout.saturating_sub(elapsed());

        let budget = self.parts.budgets.of(self.endpoint);
        let mut schedule = Schedule::new(*policy, &budget);
        // What was answered last, and whether any attempt may have been sent.
        let mut last_answer = None;
        let mut sent = false;
        let mut keys = Keys::default();
        // Whether an attempt was stamped by an offset that this call has learned.
        let mut tries_clock = false;
        let mut earlier = Vec::new();
        loop {
            let limit = schedule.begin(remaining());
            let attempts = schedule.attempts();
            let began = elapsed();
            let mut seen = Seen { remaining: remaining(), ..Seen::default() };
            let attempt = self.attempt(&mut keys, attempts > 1, &mut seen);
            let outcome =
                within(&**runtime, limit, attempt.instrument(self.watch.attempt(attempts)))
                    .await
                    .unwrap_or_else(|| Err(seen.timed_out()));
            if let Some(turn) = seen.turn {
                schedule.put_off();
                match turn {
                    Ok(turn) => {
                        self.watch.put_off(turn.wait);
                        runtime.sleep(turn.wait).await;
                        keys.next = seen.key;
                        keys.turn = Some(turn);
                        continue;
                    }
                    Err(wait) => {
                        self.watch.put_off(wait);
                        return Err(self.late(wait, schedule.attempts(), elapsed(), sent));
                    }
                }
            }
            let took = elapsed().saturating_sub(began);
            // Reading an answer takes time, too, and no timer can end it.
            let outcome = outcome.and_then(|read| {
                if took > limit { Err(MaybeSent::TimedOut.into()) } else { Ok(read) }
            });
            let failure = match outcome {
                Ok((status, output)) => {
                    schedule.succeeded();
                    seen.sample.iter().for_each(|sample| skew.prove(sample.offset));
                    if Watch::is_looked_at() {
                        let mask = self.mask(&seen, &earlier);
                        let request_id = self.operation.request_id(&output);
                        let request_id = request_id.filter(|id| !mask.finds_in(id));
                        self.watch.succeeded(attempts, status, request_id, took);
                    }
                    return Ok(output);
                }
                Err(failure) => failure,
            };
            let failure = self.judged(failure, &seen, &earlier);
            self.watch.failed(attempts, seen.status, &failure, took);
            sent |= failure.may_have_been_sent();

            let triage = triage(&failure);
            let mended = match triage {
                Triage::Clock if schedule.is_first(triage) => self.learn_clock(&seen),
                Triage::Clock => false,
                Triage::ExpiredKey if schedule.is_first(triage) && schedule.has_attempts() => {
                    let limit = policy.attempt_timeout.min(remaining());
                    self.another_key(&mut keys, &seen, limit).await
                }
                Triage::ExpiredKey
                | Triage::Never
                | Triage::Once
                | Triage::Reused
                | Triage::PauseOnce
                | Triage::Provider
                | Triage::Pause
                | Triage::Unreachable
                | Triage::Throttled => false,
            };
            let hint = hint(&seen.headers, shift(runtime.now(), skew.offset()));
            match schedule.failed(triage, hint, mended, remaining(), self.jitter()) {
                Decision::Retry(wait) => {
                    self.watch.retries(attempts, wait, triage, hint);
                    tries_clock |= mended && triage == Triage::Clock;
                    earlier.push((seen.key, seen.stamp));
                    // What was refused and is another now, as a key or a nonce, is not to blame.
                    let is_mended = mended || triage == Triage::Once;
                    if matches!(failure, Failure::Refused(_) | Failure::NotUnderstood(_)) {
                        last_answer = Some(failure).filter(|_| !is_mended);
                    }
                    if !wait.is_zero() {
                        runtime.sleep(wait).await;
                    }
                }
                Decision::End(ended) => {
                    self.settle_clock(&seen, &failure, tries_clock);
                    let failure = match (failure, last_answer) {
                        // A failure that ends the call by itself is the one to tell.
                        (failure, _) if ended == Ended::NotRetryable => failure,
                        (Failure::MaybeSent(_) | Failure::NotSent(_), Some(answer)) => answer,
                        (failure, _) => failure,
                    };
                    // Where trying again is of no use, neither is waiting.
                    let retry_after = hint.filter(|_| ended != Ended::NotRetryable);
                    return Err(Error::new(failure, ended)
                        .with_attempts(attempts)
                        .with_elapsed(elapsed())
                        .with_sent(sent)
                        .with_retry_after(retry_after));
                }
            }
        }
    }

    /// One exchange: credentials, stamp, signature, request, response.
    async fn attempt(
        &self,
        keys: &mut Keys,
        is_retry: bool,
        seen: &mut Seen,
    ) -> Result<(StatusCode, O::Output), Failure> {
        let Parts { provide, transport, runtime, skew, .. } = self.parts;
        seen.key = match keys.next.take() {
            None if self.call.is_signed() => {
                let now = shift(runtime.now(), skew.offset());
                let refused = keys.refused.as_ref();
                Some(provide.provide_at(now, refused).await.map_err(NotSent::Credentials)?)
            }
            key => key,
        };
        if let Some(Err(error)) = seen.key.as_ref().map(Credentials::check) {
            return Err(NotSent::Key(error).into());
        }
        if let Some(turn) = self.turn(keys, seen) {
            seen.turn = Some(turn);
            return Err(NotSent::RateLimit(Duration::ZERO).into());
        }
        let mut random = [0; 16];
        runtime.random(&mut random).map_err(NotSent::Randomness)?;
        let (stamped, offset) = (runtime.now(), skew.offset());
        let stamp = seen.stamp.insert(Stamp::from_random(shift(stamped, offset), random));
        let attempt = self.signed_by(seen.key.as_ref(), stamp);
        let mut request = attempt.request().map_err(NotSent::Http)?;
        if is_retry {
            // After a server restart every idle connection is dead; a retry draws none of them.
            request.extensions_mut().insert(FreshConnection);
        }

        let began = runtime.elapsed();
        seen.sending = true;
        let response = transport.send(request).await?;
        let round_trip = runtime.elapsed().saturating_sub(began);
        let (head, body) = response.into_parts();
        seen.status = Some(head.status);
        seen.headers = head.headers;
        seen.sample = Some(Sample { stamped, offset, round_trip });
        Ok((head.status, self.operation.read(head.status, body)?))
    }

    /// Takes a place for the request by the rate limit, and returns how long it has to wait for it, or that this is
    /// too long; `None` if it is its turn.
    fn turn(&self, keys: &mut Keys, seen: &Seen) -> Option<Result<Turn, Duration>> {
        if let Some(turn) = keys.turn.take() {
            turn.take();
            return None;
        }
        let Parts { rate, rates, runtime, .. } = self.parts;
        let (limit, key) = (rate.as_ref()?, seen.key.as_ref()?);
        let (id, now) = (key.access_key_id(), runtime.elapsed());
        rates.take(*limit, id, self.endpoint, now, seen.remaining).transpose()
    }

    /// Returns the error of a call whose next request would be made too late.
    fn late(&self, wait: Duration, attempts: u32, elapsed: Duration, sent: bool) -> Error {
        Error::new(NotSent::RateLimit(wait), Ended::Deadline)
            .with_attempts(attempts)
            .with_elapsed(elapsed)
            .with_sent(sent)
            .with_retry_after(Some(wait))
    }

    fn signed_by<'k>(
        &'k self,
        credentials: Option<&'k Credentials>,
        stamp: &'k Stamp,
    ) -> Attempt<'k> {
        let (signing, call, endpoint) = (self.parts.signing, self.call, self.endpoint);
        Attempt { signing, call, endpoint, credentials, stamp }
    }

    /// Adds to a refused signature, or a parameter that the service does not find, what was wrong;
    /// and withholds what was signed from everything that was answered.
    fn judged(&self, failure: Failure, seen: &Seen, earlier: &[Signed]) -> Failure {
        match (failure, &seen.stamp) {
            (Failure::Refused(error), Some(stamp)) => {
                let attempt = self.signed_by(seen.key.as_ref(), stamp);
                attempt.diagnosed(error).masked(&self.mask(seen, earlier)).into()
            }
            (Failure::NotUnderstood(response), _) => {
                response.masked(&self.mask(seen, earlier)).into()
            }
            (failure, _) => failure,
        }
    }

    /// Returns what may not be shown of this attempt and those before it, which whoever answers has
    /// seen, too. It signs once more to know the signatures: only failed attempts need to.
    fn mask(&self, seen: &Seen, earlier: &[Signed]) -> Mask {
        let mut mask = Mask::default();
        let keys = earlier.iter().map(|(key, stamp)| (key, stamp));
        for (key, stamp) in keys.chain([(&seen.key, &seen.stamp)]) {
            if let Some(stamp) = stamp {
                self.signed_by(key.as_ref(), stamp).add_to(&mut mask);
            }
        }
        mask
    }

    /// Learns the service's time, and says whether there was something to learn.
    fn learn_clock(&self, seen: &Seen) -> bool {
        let sample = seen.sample.filter(|_| self.parts.corrects_clock);
        let learned = sample.and_then(|sample| self.parts.skew.learn(&seen.headers, sample));
        learned.into_iter().for_each(Watch::clock_corrected);
        learned.is_some()
    }

    /// Decides what becomes of the corrected clock when a call fails: a service that refuses what is
    /// asked for has accepted when it was asked; one that refuses the time again, or anything else
    /// after what this call learned, leaves it unproven, and whoever answers has chosen it. Where
    /// nobody answered, it stays on trial.
    fn settle_clock(&self, seen: &Seen, failure: &Failure, tries_clock: bool) {
        let skew = &self.parts.skew;
        let refusal = failure.service_error().map(ServiceError::kind);
        match (refusal, seen.sample) {
            (
                Some(
                    ServiceErrorKind::Operation
                    | ServiceErrorKind::Forbidden
                    | ServiceErrorKind::InvalidParameter
                    | ServiceErrorKind::Region,
                ),
                Some(sample),
            ) => skew.prove(sample.offset),
            (Some(ServiceErrorKind::ClockSkew), Some(sample)) => skew.roll_back(sample.offset),
            (Some(_) | None, Some(sample)) if tries_clock => skew.roll_back(sample.offset),
            (Some(_) | None, _) => {}
        }
    }

    /// Asks the provider for a key in place of one that was refused as expired, and says whether it
    /// has another. For the rest of the call it is told which one was refused.
    async fn another_key(&self, keys: &mut Keys, seen: &Seen, limit: Duration) -> bool {
        let Parts { provide, runtime, skew, .. } = self.parts;
        let Some(refused) = seen.key.as_ref() else { return false };
        keys.refused = Some(refused.clone());
        let now = shift(runtime.now(), skew.offset());
        match within(&**runtime, limit, provide.provide_at(now, Some(refused))).await {
            Some(Ok(key)) if !is_same_key(&key, refused) => keys.next = Some(key),
            Some(Ok(_)) => Watch::no_other_key(&"it gave the same key again"),
            Some(Err(error)) => Watch::no_other_key(&error),
            None => Watch::no_other_key(&"it took too long"),
        }
        keys.next.is_some()
    }

    /// Without randomness the wait is the longest there could be.
    fn jitter(&self) -> u64 {
        let mut bytes = [u8::MAX; 8];
        match self.parts.runtime.random(&mut bytes) {
            Ok(()) => u64::from_le_bytes(bytes),
            Err(_) => u64::MAX,
        }
    }
}

/// The keys of a call after one was refused as expired.
#[derive(Debug, Default)]
struct Keys {
    /// The one that was refused.
    refused: Option<Credentials>,
    /// The one to sign the next attempt with.
    next: Option<Credentials>,
    /// By the rate limit it is the turn of the next request.
    turn: Option<Turn>,
}

/// What an attempt was signed by, if it came so far.
type Signed = (Option<Credentials>, Option<Stamp>);

/// How far an attempt came, and what it saw of a response, whatever became of it.
#[derive(Debug, Default)]
struct Seen {
    /// How long the call may take from here.
    remaining: Duration,
    /// By the rate limit the request has to wait this long, or would have to wait too long.
    turn: Option<Result<Turn, Duration>>,
    key: Option<Credentials>,
    stamp: Option<Stamp>,
    sending: bool,
    status: Option<StatusCode>,
    headers: HeaderMap,
    sample: Option<Sample>,
}

impl Seen {
    /// Names what the time of the attempt went for.
    fn timed_out(&self) -> Failure {
        if self.sending { MaybeSent::TimedOut.into() } else { NotSent::CredentialsTimedOut.into() }
    }
}

fn is_same_key(one: &Credentials, other: &Credentials) -> bool {
    one.access_key_id() == other.access_key_id() && one.security_token() == other.security_token()
}
