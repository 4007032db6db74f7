//! What a cache knows, what it does for a caller, and what it learns from an answer.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{Credentials, KeyError, ProvideError, timestamp};

use super::held::{Held, SHORTEST_PAUSE, Standing, is_long_over, is_same};
use crate::failed::failed;

/// The key at hand, the key that was refused, and when not to ask the source.
#[derive(Default)]
pub(super) struct State {
    held: Option<Held>,
    /// The last key that was held and refused, or refused and given again.
    refused: Option<Credentials>,
    pause: Option<Pause>,
    /// Whether it was already said that renewal fails.
    has_warned: bool,
}

/// The source is not asked until then.
struct Pause {
    /// On the monotonic clock.
    until: Duration,
    /// What calls get that need a key; they ask the source all the same if there is none.
    error: Option<Arc<ProvideError>>,
}

/// What to do for a caller.
pub(super) enum Step {
    /// Give it this key.
    Serve(Credentials),
    /// Give it this error.
    Fail(Arc<ProvideError>),
    /// Ask the source, and give this key if nobody need wait for that.
    Renew(Credentials),
    /// Ask the source, or wait for its answer if it was asked, and wait only so long as one can if
    /// there is a key to go on with.
    Wait { has_key: bool },
}

/// An answer of the source.
pub(super) struct Answer {
    pub(super) result: Result<Credentials, Arc<ProvideError>>,
    /// The refused key that the source was told of.
    pub(super) told: Option<Credentials>,
    /// When it was asked.
    pub(super) asked: SystemTime,
    /// When it answered.
    pub(super) now: SystemTime,
    /// The same, on the monotonic clock.
    pub(super) elapsed: Duration,
    /// Decides when within its span a new key is due.
    pub(super) chance: u16,
}

/// What those get who waited for the source.
#[derive(Clone)]
pub(super) enum Outcome {
    Key {
        key: Credentials,
        /// It is known to have been refused.
        is_refused: bool,
        /// The source was told that it was.
        was_told: bool,
    },
    Failed(Arc<ProvideError>),
}

/// What is worth a line in a log.
pub(super) enum News {
    /// There is a new key.
    Renewed { provider: Option<String>, left: Duration },
    /// There is none, for the first time in a row; the one at hand is used until then.
    NotRenewed { until: SystemTime, why: Arc<ProvideError> },
}

impl State {
    pub(super) fn key(&self) -> Option<&Credentials> {
        self.held.as_ref().map(Held::key)
    }

    /// Returns the key at hand if it may be used.
    pub(super) fn usable(&self, now: SystemTime) -> Option<Credentials> {
        let held = self.held.as_ref()?;
        (held.standing(now) != Standing::Over).then(|| held.key().clone())
    }

    /// Decides what to do for a caller. `is_asked` says that the source was asked and has not
    /// answered yet.
    pub(super) fn step(
        &mut self,
        now: SystemTime,
        elapsed: Duration,
        refused: Option<&Credentials>,
        is_asked: bool,
    ) -> Step {
        if let Some(refused) = refused {
            self.refuse(refused);
        }
        let pause = self.pause.as_ref().filter(|pause| !is_asked && elapsed < pause.until);
        let held = self.held.as_ref().map(|held| (held.standing(now), held.key()));
        match held {
            Some((Standing::Good, key)) => Step::Serve(key.clone()),
            Some((Standing::Due, key)) if is_asked || pause.is_some() => Step::Serve(key.clone()),
            Some((Standing::Due, key)) => Step::Renew(key.clone()),
            Some((Standing::Last, key)) if pause.is_some() => Step::Serve(key.clone()),
            Some((Standing::Last, _)) => Step::Wait { has_key: true },
            Some((Standing::Over, _)) | None => {
                match pause.and_then(|pause| pause.error.as_ref()) {
                    Some(error) => Step::Fail(Arc::clone(error)),
                    None => Step::Wait { has_key: false },
                }
            }
        }
    }

    /// Drops the key at hand if it is the one that was refused.
    fn refuse(&mut self, refused: &Credentials) {
        if self.held.take_if(|held| is_same(held.key(), refused)).is_some() {
            self.refused = Some(refused.clone());
        }
    }

    /// Returns the refused key to tell the source of when a caller names one.
    pub(super) fn to_tell(&self, refused: Option<&Credentials>) -> Option<Credentials> {
        self.refused.as_ref().or(refused).cloned()
    }

    /// Learns from an answer.
    pub(super) fn learn(&mut self, answer: Answer) -> (Outcome, Option<News>) {
        let Answer { result, told, asked, now, elapsed, chance } = answer;
        let key = match result {
            Ok(key) => key,
            Err(error) => {
                let news = self.not_renewed(&error, now, elapsed);
                return (Outcome::Failed(error), news);
            }
        };
        if let Err(why) = key.check() {
            let error = Arc::new(unusable(why));
            let news = self.not_renewed(&error, now, elapsed);
            return (Outcome::Failed(error), news);
        }
        // One that has just expired is passed on: the clock may be ahead, which the service tells.
        if key.expiry().is_some_and(|expiry| is_long_over(expiry, now)) {
            let error = Arc::new(expired(&key));
            let news = self.not_renewed(&error, now, elapsed);
            return (Outcome::Failed(error), news);
        }
        let was_told = told.as_ref().is_some_and(|told| is_same(told, &key));
        let is_refused = was_told || self.refused.as_ref().is_some_and(|it| is_same(it, &key));
        if is_refused && key.expiry().is_some() {
            // A source that was not told is asked again at once.
            let news = was_told.then(|| {
                self.refused = Some(key.clone());
                self.not_renewed(&Arc::new(given_again()), now, elapsed)
            });
            return (Outcome::Key { key, is_refused, was_told }, news.flatten());
        }
        let news = self.keep(&key, asked, now, elapsed, chance);
        (Outcome::Key { key, is_refused: false, was_told }, news)
    }

    /// Keeps a key if it has an expiry; one without replaces what was kept.
    fn keep(
        &mut self,
        key: &Credentials,
        asked: SystemTime,
        now: SystemTime,
        elapsed: Duration,
        chance: u16,
    ) -> Option<News> {
        self.has_warned = false;
        self.pause = None;
        if let Some(held) = self.held.as_mut().filter(|held| held.is_given_again_as(key)) {
            let until = elapsed.saturating_add(held.given_again(now));
            self.pause = Some(Pause { until, error: None });
            return None;
        }
        let is_expired = key.is_expired_at(now);
        if is_expired {
            let until = elapsed.saturating_add(SHORTEST_PAUSE);
            self.pause = Some(Pause { until, error: None });
        }
        // What came expired counts from when it came, however short its way was.
        let given = if is_expired { now } else { asked };
        self.held = Held::new(key.clone(), given, chance);
        let left = key.expiry()?.duration_since(now).unwrap_or_default();
        Some(News::Renewed { provider: key.provider().map(str::to_owned), left })
    }

    /// Learns that the source has no key to give now.
    pub(super) fn not_renewed(
        &mut self,
        error: &Arc<ProvideError>,
        now: SystemTime,
        elapsed: Duration,
    ) -> Option<News> {
        let until = elapsed.saturating_add(SHORTEST_PAUSE);
        self.pause = Some(Pause { until, error: Some(Arc::clone(error)) });
        let held = self.held.as_ref().filter(|held| held.standing(now) != Standing::Over)?;
        let is_first = !std::mem::replace(&mut self.has_warned, true);
        is_first.then(|| News::NotRenewed { until: held.last_use(), why: Arc::clone(error) })
    }
}

fn unusable(why: KeyError) -> ProvideError {
    failed(format_args!("the source of credentials gave what cannot be a key: {why}"))
}

fn expired(key: &Credentials) -> ProvideError {
    let when = key.expiry().map(timestamp::format).unwrap_or_default();
    failed(format_args!(
        "the source of credentials gave a key that expired at {when}, a day ago or more; renew it, or \
         set the clock of this machine if that is still to come"
    ))
}

fn given_again() -> ProvideError {
    failed(
        "the source of credentials gives the key again that the service refused as expired; renew \
         the key there",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn key(id: &str, expiry: u64) -> Credentials {
        Credentials::new(id, "secret").with_security_token("token").with_expiry(at(expiry))
    }

    /// An answer at a time, at once, by a source that was told of a key.
    fn answer(result: Result<Credentials, &str>, now: u64, told: Option<&Credentials>) -> Answer {
        Answer {
            result: result.map_err(|message| Arc::new(ProvideError::new(message))),
            told: told.cloned(),
            asked: at(now),
            now: at(now),
            elapsed: Duration::from_secs(now),
            chance: 0,
        }
    }

    /// What a step is, with the id of its key or the text of its error.
    fn step_with(
        state: &mut State,
        now: u64,
        refused: Option<&Credentials>,
        is_asked: bool,
    ) -> String {
        match state.step(at(now), Duration::from_secs(now), refused, is_asked) {
            Step::Serve(key) => format!("serve {}", key.access_key_id()),
            Step::Fail(error) => format!("fail: {error}"),
            Step::Renew(key) => format!("renew {}", key.access_key_id()),
            Step::Wait { has_key: true } => "wait with a key".to_owned(),
            Step::Wait { has_key: false } => "wait".to_owned(),
        }
    }

    fn step(state: &mut State, now: u64) -> String {
        step_with(state, now, None, false)
    }

    fn with_an_hour() -> State {
        let mut state = State::default();
        let (_, news) = state.learn(answer(Ok(key("one", HOUR)), 0, None));
        assert!(matches!(news, Some(News::Renewed { left, .. }) if left.as_secs() == HOUR));
        state
    }

    #[test]
    fn a_key_is_served_then_renewed_then_waited_for() {
        let mut state = State::default();
        assert_eq!(step(&mut state, 0), "wait");
        let mut state = with_an_hour();
        assert_eq!(step(&mut state, 0), "serve one");
        assert_eq!(step(&mut state, HOUR - 900), "renew one");
        assert_eq!(step_with(&mut state, HOUR - 900, None, true), "serve one");
        assert_eq!(step(&mut state, HOUR - 180), "wait");
        assert!(state.usable(at(HOUR - 181)).is_some());
        assert!(state.usable(at(HOUR - 180)).is_none());
    }

    #[test]
    fn a_failure_pauses_a_second_and_is_told_once_in_a_row() {
        let mut state = with_an_hour();
        let due = HOUR - 900;
        let (_, news) = state.learn(answer(Err("down"), due, None));
        let Some(News::NotRenewed { until, .. }) = news else { panic!("it is the first") };
        assert_eq!(until, at(HOUR - 180));
        assert_eq!(step(&mut state, due), "serve one");
        assert_eq!(step(&mut state, due + 1), "renew one");
        assert!(state.learn(answer(Err("down"), due + 1, None)).1.is_none());
        state.learn(answer(Err("down"), HOUR - 180, None));
        assert_eq!(step(&mut state, HOUR - 180), "fail: down");
        assert_eq!(step_with(&mut state, HOUR - 180, None, true), "wait");
        assert_eq!(step(&mut state, HOUR - 179), "wait");
        state.learn(answer(Ok(key("two", 2 * HOUR)), HOUR, None));
        assert_eq!(step(&mut state, HOUR), "serve two");
        let (_, news) = state.learn(answer(Err("down"), 2 * HOUR - 900, None));
        assert!(matches!(news, Some(News::NotRenewed { .. })));
    }

    #[test]
    fn a_refused_key_is_dropped_and_told_of_until_the_next_refusal() {
        let mut state = with_an_hour();
        let one = key("one", HOUR);
        assert_eq!(step_with(&mut state, 1, Some(&one), false), "wait");
        assert_eq!(step(&mut state, 1), "wait");
        let told = state.to_tell(None).unwrap();
        assert_eq!(told.access_key_id(), "one");
        let (outcome, news) = state.learn(answer(Ok(one.clone()), 1, Some(&told)));
        assert!(matches!(outcome, Outcome::Key { is_refused: true, was_told: true, .. }));
        assert!(news.is_none());
        assert!(step(&mut state, 1).starts_with("fail: the source of credentials gives the key"));
        assert_eq!(step(&mut state, 2), "wait");
        state.learn(answer(Ok(key("two", HOUR)), 2, Some(&told)));
        assert_eq!(step_with(&mut state, 2, Some(&one), false), "serve two");
    }

    #[test]
    fn a_source_that_was_not_told_is_asked_again_at_once() {
        let mut state = with_an_hour();
        let one = key("one", HOUR);
        step_with(&mut state, 1, Some(&one), true);
        let (outcome, _) = state.learn(answer(Ok(one), 1, None));
        assert!(matches!(outcome, Outcome::Key { is_refused: true, was_told: false, .. }));
        assert_eq!(step(&mut state, 1), "wait");
        assert!(state.key().is_none());
    }

    #[test]
    fn a_key_given_again_in_its_reserve_is_the_last_resort() {
        let mut state = with_an_hour();
        let late = HOUR - 100;
        assert_eq!(step(&mut state, late), "wait");
        state.learn(answer(Ok(key("one", HOUR)), late, None));
        assert_eq!(step(&mut state, late), "serve one");
        assert_eq!(step(&mut state, late + 1), "wait with a key");
        state.learn(answer(Err("down"), late + 1, None));
        assert_eq!(step(&mut state, late + 1), "serve one");
        assert_eq!(step(&mut state, HOUR), "wait");
    }

    #[test]
    fn a_key_that_has_long_expired_is_a_failure() {
        let mut state = State::default();
        let day = 24 * HOUR;
        let (outcome, _) = state.learn(answer(Ok(key("one", 5)), 5 + day, None));
        let Outcome::Failed(error) = outcome else { panic!("it is expired") };
        let text = error.to_string();
        assert!(text.contains("expired at 1970-01-01T00:00:05Z, a day ago or more"), "{text}");
        assert_eq!(step(&mut state, 5 + day), format!("fail: {text}"));
    }

    #[test]
    fn a_key_that_has_just_expired_is_used_as_the_clock_may_be_wrong() {
        let mut state = State::default();
        let ahead = 2 * HOUR;
        let (outcome, _) = state.learn(answer(Ok(key("one", HOUR)), ahead, None));
        assert!(matches!(outcome, Outcome::Key { is_refused: false, .. }));
        assert_eq!(step(&mut state, ahead), "serve one");
        assert_eq!(step(&mut state, ahead + 1), "wait with a key", "asked again after a second");
        // The service's time has become known.
        let corrected = state.step(at(1), Duration::from_secs(ahead + 1), None, false);
        assert!(matches!(corrected, Step::Serve(_)));
    }

    #[test]
    fn a_key_without_an_expiry_is_not_kept_and_replaces_one_that_was() {
        let mut state = with_an_hour();
        let forever = Credentials::new("forever", "secret");
        let (outcome, news) = state.learn(answer(Ok(forever.clone()), HOUR - 900, None));
        assert!(matches!(outcome, Outcome::Key { is_refused: false, .. }) && news.is_none());
        assert_eq!(step(&mut state, HOUR - 900), "wait");
        // Refused and given again, it is given all the same: asking costs nothing.
        state.learn(answer(Ok(forever.clone()), HOUR - 900, Some(&forever)));
        assert_eq!(step(&mut state, HOUR - 900), "wait");
    }

    #[test]
    fn a_pause_at_the_end_of_the_monotonic_clock_does_not_overflow() {
        let mut state = State::default();
        let error = Arc::new(ProvideError::new("down"));
        assert!(state.not_renewed(&error, at(0), Duration::MAX).is_none());
        assert!(matches!(state.step(at(0), Duration::MAX, None, false), Step::Wait { .. }));
    }
}
