//! A server whose images come and go between answers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use aliyun_ecs_describe_images::listing::{Answer, Slice};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

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

impl Churn {
    pub(crate) const ALL: [Self; 5] =
        [Self::None, Self::Uniform, Self::AtSeam, Self::InFront, Self::Bulk];
}

/// What of the assumption behind a verdict does not hold, in about one answer of four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Groups of ten images have no order among them: each answer has another.
    Ties,
    /// An image moves to another place.
    Moved,
    /// An image stands at two places.
    Doubled,
    /// An answer is made with another size than it echoes.
    OtherSize,
    /// An answer is another page than it echoes.
    OtherPage,
    /// An answer is older than the first request.
    BeforeTheFirst,
    /// The total is false, and the page ends where it says.
    Truncated,
    /// All pages are smaller than was asked for, and say nothing of it.
    HiddenClamp,
}

impl Broken {
    pub(crate) const ALL: [Self; 8] = [
        Self::Ties,
        Self::Moved,
        Self::Doubled,
        Self::OtherSize,
        Self::OtherPage,
        Self::BeforeTheFirst,
        Self::Truncated,
        Self::HiddenClamp,
    ];
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
    broken: Option<Broken>,
    /// The images before the first request.
    before: Vec<u32>,
    /// What pages hold at most, without saying so.
    hidden_cap: u32,
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
            broken: None,
            before: Vec::new(),
            hidden_cap: u32::MAX,
        }
    }

    /// Breaks the assumption.
    pub(crate) fn with_broken(mut self, broken: Broken) -> Self {
        self.broken = Some(broken);
        self.hidden_cap = (self.cap / 2).max(2) + (self.listed.len() as u32 % 7);
        // Some other images, which went before the first request, and some of today's did not come yet.
        let others = (0..self.listed.len() as u32 / 3).map(|id| 1_000_000 + id);
        self.before = others.chain(self.listed.values().skip(2).step_by(2).copied()).collect();
        self
    }

    pub(crate) fn cap(&self) -> u32 {
        self.cap
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
        let (state, size, number) = self.break_assumption(state, slice, rng);
        let from = ((number - 1) as usize * size as usize).min(state.len());
        let to = (from + size as usize).min(state.len());
        self.seam = to;
        let mut answer = Answer::default();
        answer.ids = state[from..to].iter().map(|id| format!("m-{id}")).collect();
        answer.total = Some(state.len() as u32);
        answer.number = Some(slice.number());
        answer.size = Some(slice.size().min(self.cap));
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

    /// Returns the images, the size and the number that an answer is made with.
    fn break_assumption(
        &mut self,
        mut state: Vec<u32>,
        slice: Slice,
        rng: &mut StdRng,
    ) -> (Vec<u32>, u32, u32) {
        let (mut size, mut number) = (slice.size().min(self.cap), slice.number());
        let Some(broken) = self.broken.filter(|broken| {
            matches!(broken, Broken::Ties | Broken::HiddenClamp) || rng.random_ratio(1, 4)
        }) else {
            return (state, size, number);
        };
        let place = |state: &[u32], rng: &mut StdRng| rng.random_range(0..state.len().max(1));
        match broken {
            Broken::Ties => state.chunks_mut(10).for_each(|ties| ties.shuffle(rng)),
            Broken::Moved | Broken::Doubled if !self.listed.is_empty() => {
                let at = rng.random_range(0..self.listed.len());
                let (key, id) =
                    self.listed.iter().nth(at).map(|(key, id)| (*key, *id)).expect("one");
                let to = rng.random_range(0..=self.listed.keys().next_back().copied().unwrap_or(0));
                if !self.listed.contains_key(&to) {
                    if broken == Broken::Moved {
                        self.listed.remove(&key);
                    }
                    self.listed.insert(to, id);
                }
                state = self.listed.values().copied().collect();
            }
            Broken::Moved | Broken::Doubled => {}
            Broken::OtherSize => size = rng.random_range(1..=size),
            Broken::OtherPage => number = rng.random_range(1..=number + 1),
            Broken::BeforeTheFirst => state = self.before.clone(),
            Broken::HiddenClamp => size = size.min(self.hidden_cap),
            Broken::Truncated => state.truncate(place(&state, rng)),
        }
        (state, size, number)
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
