//! A server whose images come and go between answers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use aliyun_ecs_describe_images::listing::{Answer, Slice};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// What happens to the images between two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Churn {
    None,
    /// At any position.
    Uniform,
    /// Where the last answer ended.
    AtSeam,
    /// Before the last answer.
    InFront,
    /// Many at once, anywhere.
    Bulk,
}

/// What answers say of themselves that is not so: at most one thing each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lies {
    None,
    Sometimes,
}

pub(crate) struct Server {
    /// The images by their places in the one order.
    listed: BTreeMap<u64, u32>,
    /// Images that have gone, and may come back to the same place.
    gone: Vec<(u64, u32)>,
    next_id: u32,
    /// Images that were listed from the first request on.
    throughout: BTreeSet<u32>,
    /// The states before, the latest last.
    older: VecDeque<Vec<u32>>,
    has_begun: bool,
    churn: Churn,
    lies: Lies,
    /// The most changes between two answers.
    most_changes: usize,
    /// The largest page.
    cap: u32,
    may_be_old: bool,
    seam: usize,
}

impl Server {
    pub(crate) fn new(images: u32, churn: Churn, lies: Lies, cap: u32) -> Self {
        let listed: BTreeMap<u64, u32> =
            (0..images).map(|id| (u64::from(id + 1) << 32, id)).collect();
        let most_changes = if churn == Churn::Bulk { 200 } else { 3 };
        Self {
            throughout: listed.values().copied().collect(),
            listed,
            gone: Vec::new(),
            next_id: images,
            older: VecDeque::new(),
            has_begun: false,
            churn,
            lies,
            most_changes,
            cap,
            may_be_old: false,
            seam: 0,
        }
    }

    pub(crate) fn with_most_changes(mut self, most: usize) -> Self {
        self.most_changes = most;
        self
    }

    pub(crate) fn with_older_answers(mut self) -> Self {
        self.may_be_old = true;
        self
    }

    /// Returns the images that were listed from the first request on.
    pub(crate) fn throughout(&self) -> &BTreeSet<u32> {
        &self.throughout
    }

    pub(crate) fn answer(&mut self, slice: Slice, rng: &mut StdRng) -> Answer {
        if self.has_begun {
            self.change(rng);
        }
        self.has_begun = true;
        if self.may_be_old {
            self.older.push_back(self.listed.values().copied().collect());
            if self.older.len() > 5 {
                self.older.pop_front();
            }
        }
        let state: Vec<u32> = match self.older.make_contiguous().choose(rng) {
            Some(state) if self.may_be_old => state.clone(),
            _ => self.listed.values().copied().collect(),
        };
        let size = slice.size().min(self.cap);
        let from = ((slice.number() - 1) as usize * size as usize).min(state.len());
        let to = (from + size as usize).min(state.len());
        self.seam = to;
        let mut answer = Answer::default();
        answer.ids = state[from..to].iter().map(|id| format!("m-{id}")).collect();
        answer.total = Some(state.len() as u32);
        answer.number = Some(slice.number());
        answer.size = Some(size);
        if self.lies == Lies::Sometimes && rng.random_ratio(1, 4) {
            let seen = (slice.offset() as u32) + answer.ids.len() as u32;
            let lie = *[0, 1, seen, size, slice.size(), rng.random_range(0..500)]
                .choose(rng)
                .expect("some");
            match rng.random_range(0..3) {
                0 => answer.total = Some(lie),
                1 => answer.number = Some(lie),
                _ => answer.size = Some(lie),
            }
        }
        answer
    }

    fn change(&mut self, rng: &mut StdRng) {
        let changes = match self.churn {
            Churn::None => 0,
            _ => rng.random_range(0..=self.most_changes),
        };
        let is_bulk = self.churn == Churn::Bulk && rng.random_ratio(1, 2);
        let from = self.place(rng);
        for n in 0..changes {
            let place = if is_bulk { from + n } else { self.place(rng) };
            match if is_bulk { 1 } else { rng.random_range(0..3_u8) } {
                0 => self.insert(place),
                1 => self.delete(place),
                _ if self.gone.is_empty() => self.insert(place),
                _ => {
                    let at = rng.random_range(0..self.gone.len());
                    let (key, id) = self.gone.swap_remove(at);
                    self.listed.insert(key, id);
                }
            }
        }
    }

    fn place(&self, rng: &mut StdRng) -> usize {
        let length = self.listed.len();
        match self.churn {
            Churn::AtSeam => (self.seam + rng.random_range(0..5)).saturating_sub(3).min(length),
            Churn::InFront => rng.random_range(0..=self.seam.min(length)),
            _ => rng.random_range(0..=length),
        }
    }

    fn insert(&mut self, place: usize) {
        let mut keys = self.listed.keys().copied();
        let before = if place == 0 { 0 } else { keys.nth(place - 1).unwrap_or(0) };
        let after =
            self.listed.range(before + 1..).next().map_or(before + (1 << 32), |(key, _)| *key);
        let key = before + (after - before) / 2;
        let is_taken = |key: &u64| self.gone.iter().any(|(other, _)| other == key);
        if key > before && !self.listed.contains_key(&key) && !is_taken(&key) {
            self.listed.insert(key, self.next_id);
            self.next_id += 1;
        }
    }

    fn delete(&mut self, place: usize) {
        if let Some((key, id)) = self.listed.iter().nth(place).map(|(key, id)| (*key, *id)) {
            self.listed.remove(&key);
            self.gone.push((key, id));
            self.throughout.remove(&id);
        }
    }
}
