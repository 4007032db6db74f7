//! The faults at work: what becomes of each request.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use bytes::Bytes;

use super::decision::Decision;
use super::effect::Effect;
use super::fault::Fault;
use super::set::Faults;
use super::substitute::Substitute;
use super::transmission::Transmission;
use super::when::When;
use crate::splitmix::SplitMix64;

/// The faults at work: it counts requests and draws by chance.
///
/// The same requests in the same order meet the same decisions. Requests at the same time are
/// counted one after the other, in no particular order.
pub(crate) struct Plan {
    faults: Vec<Planned>,
}

/// What a request asks for, as far as faults care.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked<'a> {
    pub(crate) operation: Option<&'a str>,
    pub(crate) region: Option<&'a str>,
    /// The `PageNumber`; a request that has none asks for page 1.
    pub(crate) page: Option<u32>,
}

struct Planned {
    when: When,
    effect: Effect,
    state: Mutex<State>,
}

struct State {
    /// How many requests were for this fault so far.
    requests: u64,
    random: SplitMix64,
}

impl Plan {
    pub(crate) fn new(faults: Faults) -> Self {
        let (seed, faults) = faults.into_parts();
        let faults = faults.into_iter().zip(0..);
        Self { faults: faults.map(|(fault, index)| Planned::new(fault, seed, index)).collect() }
    }

    /// Tells whether nothing ever goes wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// Decides about a request; each call counts as one.
    pub(crate) fn decide(&self, request: &Asked<'_>) -> Decision {
        let mut decision = Decision::default();
        for fault in &self.faults {
            fault.decide(request, &mut decision);
        }
        decision
    }
}

impl Planned {
    fn new(fault: Fault, seed: u64, index: u64) -> Self {
        let Fault { when, effect } = fault;
        // Both through the generator: streams of neighbouring seeds would overlap.
        let key = SplitMix64::new(seed).next() ^ SplitMix64::new(!index).next();
        let state = State { requests: 0, random: SplitMix64::new(key) };
        Self { when, effect, state: Mutex::new(state) }
    }

    fn decide(&self, request: &Asked<'_>, decision: &mut Decision) {
        if !self.when.is_for(request.operation, request.region, request.page) {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.requests = state.requests.saturating_add(1);
        if !self.when.takes(state.requests) {
            return;
        }
        let probability = self.when.probability;
        if probability < 1.0 && unit(&mut state.random) >= probability {
            return;
        }
        self.effect.apply(&mut state.random, decision);
    }
}

impl Effect {
    /// Adds what it does to a decision.
    ///
    /// It draws the same numbers whatever other faults decided.
    fn apply(&self, random: &mut SplitMix64, decision: &mut Decision) {
        match self {
            Self::Latency { delay, jitter } => {
                let jitter = u64::try_from(jitter.as_millis()).unwrap_or(u64::MAX);
                let extra = Duration::from_millis(random.below(jitter.saturating_add(1)));
                let delay = delay.saturating_add(extra);
                decision.delay = decision.delay.saturating_add(delay);
            }
            Self::Clock { offset_s } => {
                decision.clock_offset = decision.clock_offset.saturating_add(*offset_s);
            }
            Self::Reply(substitute) => {
                decision.reply.get_or_insert_with(|| substitute.clone());
            }
            Self::Garbage { bytes } => {
                let garbage = Substitute::Garbage(noise(random, *bytes));
                decision.reply.get_or_insert(garbage);
            }
            Self::Transmission(transmission) => {
                decision.transmission.get_or_insert_with(|| transmission.clone());
            }
            Self::Garble { bytes } => {
                let noise = Transmission::Replace(noise(random, *bytes));
                decision.transmission.get_or_insert(noise);
            }
            Self::Page(effect) => decision.page.push(effect.clone()),
            Self::Change(change) => {
                let draw = random.next();
                if decision.changes.is_empty() {
                    decision.draw = draw;
                }
                decision.changes.push(*change);
            }
        }
    }
}

/// Draws a number from 0 to below 1.
fn unit(random: &mut SplitMix64) -> f64 {
    (random.next() >> 11) as f64 / (1_u64 << 53) as f64
}

fn noise(random: &mut SplitMix64, bytes: usize) -> Bytes {
    let words = bytes.div_ceil(8);
    let mut noise: Vec<u8> = Vec::with_capacity(words * 8);
    for _ in 0..words {
        noise.extend_from_slice(&random.next().to_le_bytes());
    }
    noise.truncate(bytes);
    noise.into()
}
