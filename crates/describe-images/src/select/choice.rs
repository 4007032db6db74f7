//! Going through images once.

use super::condition::Condition;
use super::no_match::{Near, NoMatch, Removed};
use super::view::{Lend, View};

/// The best images that fit, and what kept the others away.
pub(crate) struct Choice<'c, T> {
    conditions: &'c [Condition],
    /// Ordered from the best to the worst.
    best: Vec<T>,
    most: usize,
    is_better: fn(&View<'_>, &View<'_>) -> bool,
    fitting: u64,
    considered: u64,
    removed: Vec<u64>,
    nearest: Vec<(Near, Rank)>,
}

/// How many conditions an image does not meet, and when it was created.
type Rank = (usize, std::cmp::Reverse<Option<aliyun_ecs_model::CreationTime>>);

impl<'c, T: Lend> Choice<'c, T> {
    pub(crate) fn new(
        conditions: &'c [Condition],
        most: usize,
        is_better: fn(&View<'_>, &View<'_>) -> bool,
    ) -> Self {
        let removed = vec![0; conditions.len()];
        let (best, nearest) = (Vec::new(), Vec::new());
        Self { conditions, best, most, is_better, fitting: 0, considered: 0, removed, nearest }
    }

    pub(crate) fn among(mut self, images: impl IntoIterator<Item = T>) -> Self {
        images.into_iter().for_each(|image| self.offer(image));
        self
    }

    fn offer(&mut self, image: T) {
        self.considered += 1;
        let view = image.view();
        let mut failed = Vec::new();
        for (condition, removed) in self.conditions.iter().zip(&mut self.removed) {
            if !condition.holds(&view) {
                *removed += 1;
                failed.push(condition);
            }
        }
        if !failed.is_empty() {
            self.note_near(&view, &failed);
            return;
        }
        self.fitting += 1;
        let at = self.best.partition_point(|other| !(self.is_better)(&view, &other.view()));
        if at < self.most {
            drop(view);
            self.best.insert(at, image);
            self.best.truncate(self.most);
        }
    }

    fn note_near(&mut self, view: &View<'_>, failed: &[&Condition]) {
        let rank = (failed.len(), std::cmp::Reverse(view.created));
        let at = self.nearest.partition_point(|(_, other)| *other <= rank);
        if at < NEAREST {
            let failed = failed.iter().map(|failed| (failed.to_string(), failed.found(view)));
            let near = Near { id: view.id.to_owned(), failed: failed.collect() };
            self.nearest.insert(at, (near, rank));
            self.nearest.truncate(NEAREST);
        }
    }

    /// Returns how many images fit.
    pub(crate) fn fitting(&self) -> u64 {
        self.fitting
    }

    /// Returns the best that fit.
    pub(crate) fn best(self) -> Result<Vec<T>, NoMatch> {
        if !self.best.is_empty() {
            return Ok(self.best);
        }
        let removed = self.conditions.iter().zip(self.removed);
        let removed = removed
            .map(|(condition, images)| Removed { condition: condition.to_string(), images })
            .collect();
        let nearest = self.nearest.into_iter().map(|(near, _)| near).collect();
        Err(NoMatch { considered: self.considered, removed, nearest })
    }
}

/// How many images that do not fit are named.
const NEAREST: usize = 3;
