//! How answers join, one after another.

use super::{Account, Begin, Delivery, End, SAFE_SIZE};
use crate::listing::chain::Overlap;
use crate::listing::held::{Echo, Held};
use crate::listing::id::Id;
use crate::listing::slice::Slice;
use crate::listing::verdict::{Proof, Reason, Verdict};

impl<P: Clone> Account<P> {
    pub(super) fn read(
        &mut self,
        slice: Slice,
        ids: Vec<Id>,
        echo: Echo<'_>,
        holder: P,
    ) -> Held<P> {
        let mut held = Held::read(slice, ids, echo, &self.region, holder);
        held.is_current = self.plan.answered(slice);
        if held.repeats > 0 {
            self.repeats += held.repeats;
            self.flaw(Verdict::Unproven(Reason::Repeats));
        }
        if let Some(size) = held.clamped {
            self.plan.limit_to(size);
        }
        self.first_total = self.first_total.or(held.total);
        self.last_total = held.total.or(self.last_total);
        held
    }

    /// Notes what keeps the listing from ever being complete.
    fn flaw(&mut self, verdict: Verdict) {
        self.flaw.get_or_insert(verdict);
    }

    /// Joins whatever can be joined, until nothing more can.
    pub(super) fn settle(&mut self, delivered: &mut Vec<Delivery<P>>) {
        loop {
            let mut found = None;
            for (at, held) in self.held.iter().enumerate() {
                let overlap = self.chain.overlap(&held.ids, held.offset);
                if overlap.is_inverted {
                    self.flaw.get_or_insert(Verdict::Unproven(Reason::Order));
                }
                if held.slice.number() == 1 || overlap.joins {
                    found = Some((at, overlap));
                    break;
                }
            }
            let Some((at, overlap)) = found else { break };
            let mut held = self.held.remove(at);
            if held.is_misfit && held.slice.number() > 1 {
                // Where it says that it begins is worth less than what it shares.
                held.offset = overlap.inferred.unwrap_or(held.offset);
            }
            self.join(&held, overlap, delivered);
        }
    }

    fn join(&mut self, held: &Held<P>, overlap: Overlap, delivered: &mut Vec<Delivery<P>>) {
        let is_start = held.slice.number() == 1;
        let is_first = self.chain.is_empty();
        if is_start && !is_first {
            if self.begin == Begin::InDoubt && overlap.shares_start {
                self.begin = Begin::Sure;
            }
        } else if !is_start && self.begin == Begin::Unknown {
            self.begin = if overlap.is_in_place { Begin::Sure } else { Begin::InDoubt };
        }
        let joined = self.chain.join(&held.ids, held.offset);
        self.plan.joined(held.end(), (!joined.is_ahead && !is_first).then_some(overlap.moved));
        let is_new = !joined.new.is_empty();
        self.deliver(held, &joined.new, delivered);
        // Images from the beginning that hold on to nothing are no progress: it may go on like that.
        let is_followed = !is_start || is_first || overlap.joins;
        if is_new {
            if is_followed {
                self.tries = 0;
                self.has_unjoined = false;
            }
            self.end = End::Unknown;
            self.plan.advanced();
        }
        if held.fits {
            self.note_end(held, overlap, is_start);
        }
        let is_over = self.begin == Begin::Sure && self.end == End::Sure;
        let is_try = !is_over && held.is_current && !held.is_counted;
        if is_try && !(is_new && is_followed) {
            self.tries += 1;
            self.has_unjoined |= !is_followed;
        }
        if is_try && !is_new {
            self.plan.avoid(held.slice);
        }
    }

    fn note_end(&mut self, held: &Held<P>, overlap: Overlap, is_start: bool) {
        if is_start && held.ids.is_empty() && held.slice.size() > SAFE_SIZE {
            // A size that is too large was seen to be answered by nothing.
            self.plan.limit_to(SAFE_SIZE);
        } else if is_start {
            self.verdict = Some(Verdict::Complete(Proof::OnePage));
        } else if overlap.begins_in_place {
            self.end = End::Sure;
        } else {
            self.end = match self.end {
                End::InDoubt(offset) if offset != held.offset => End::Sure,
                End::Unknown | End::InDoubt(_) => End::InDoubt(held.offset),
                End::Sure => End::Sure,
            };
        }
    }

    fn deliver(&self, held: &Held<P>, new: &[usize], delivered: &mut Vec<Delivery<P>>) {
        let indices = new.iter().filter_map(|at| held.indices.get(*at));
        let deliveries =
            indices.map(|index| Delivery { answer: held.answer.clone(), index: *index });
        delivered.extend(deliveries);
    }

    /// Counts held answers that nothing can come before any more.
    pub(super) fn count_unjoined(&mut self) {
        for held in &mut self.held {
            // One that begins after all that was seen says nothing yet.
            let is_early =
                self.plan.is_due_before(held.offset) || !self.plan.has_reached(held.slice);
            if held.is_counted || is_early {
                continue;
            }
            held.is_counted = true;
            if !held.is_current {
                continue;
            }
            self.tries += 1;
            // Nothing is no image that could not be placed.
            self.has_unjoined |= !held.ids.is_empty();
            self.plan.step_back(held.ids.is_empty().then_some(held.total).flatten());
        }
        self.held.retain(|held| !held.ids.is_empty());
    }

    pub(super) fn enter_plain(&mut self, delivered: &mut Vec<Delivery<P>>) {
        for held in std::mem::take(&mut self.held) {
            let joined = self.chain.join(&held.ids, held.offset);
            self.plan.came_plainly(held.end());
            self.deliver(&held, &joined.new, delivered);
            if joined.new.is_empty() {
                let wanted = self.plan.wants_plain();
                let reason = if wanted { Reason::PlainPages } else { Reason::SmallPages };
                self.verdict = Some(Verdict::Unproven(reason));
            }
        }
    }

    /// Delivers what was held to the end.
    pub(super) fn deliver_held(&mut self, delivered: &mut Vec<Delivery<P>>) {
        for held in std::mem::take(&mut self.held) {
            let joined = self.chain.join(&held.ids, held.offset);
            self.deliver(&held, &joined.new, delivered);
        }
    }
}
