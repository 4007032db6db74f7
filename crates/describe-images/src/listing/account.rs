//! The account of a listing: what came, and what that proves.

use std::collections::HashSet;
use std::sync::Arc;

use aliyun_ecs_model::{DescribeImages, Revision};
use aliyun_ecs_wire::{ImageHandle, Page};

use super::answer::Answer;
use super::chain::{Chain, Overlap};
use super::id::{Id, Ids};
use super::plan::Plan;
use super::slice::Slice;
use super::verdict::{Proof, Reason, Verdict};

/// Keeps account of a listing over slices that overlap: which to ask for next, which images of an
/// answer are new, and at the end what was proved ([`Verdict`]).
///
/// Pure: it asks nobody and knows no clock. `P` is whatever holds the images of an answer, such as
/// `Arc<Page>`; an answer that cannot be placed yet is held with it.
#[derive(Debug)]
pub struct Account<P> {
    region: String,
    has_tags: bool,
    most: u64,
    ids: Ids,
    chain: Chain,
    plan: Plan,
    begin: Begin,
    /// A slice that ends the listing has joined, and from where it began if that was in doubt.
    end: End,
    held: Vec<Held<P>>,
    /// Answers in a row that brought nothing new, and whether one of them did not join.
    tries: u32,
    has_unjoined: bool,
    flaw: Option<Reason>,
    requests: u64,
    repeats: u64,
    verdict: Option<Verdict>,
}

/// Whether the chain is known to begin with the first image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begin {
    Unknown,
    InDoubt,
    Sure,
}

/// Whether the chain is known to end with the last image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Unknown,
    /// A slice from this offset fits, though its first image had moved.
    InDoubt(u64),
    Sure,
}

/// An answer that has not joined.
#[derive(Debug)]
struct Held<P> {
    slice: Slice,
    ids: Vec<Id>,
    /// Where each stands in the answer.
    indices: Vec<usize>,
    offset: u64,
    total: Option<u64>,
    /// It is not full, and all that it says of itself is what was asked for.
    fits: bool,
    /// It was asked for since something new came last.
    is_current: bool,
    /// It has been counted among the tries.
    is_counted: bool,
    answer: P,
}

/// An image that is to be delivered: its answer, and its index there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery<P> {
    /// What was handed in with the answer.
    pub answer: P,
    /// The index of the image in the answer.
    pub index: usize,
}

impl<P: Clone> Account<P> {
    /// Opens the account of a listing of what a request selects, in pages of at most its own page size
    /// or else the revision's largest. The key should be random, so that nobody can choose identifiers
    /// that are mistaken for each other.
    ///
    /// The number of the page in the request means nothing here.
    #[must_use]
    pub fn new(request: &DescribeImages, revision: &Revision, key: [u8; 16]) -> Self {
        let limit = request.page_size.unwrap_or(revision.limits().page_size).max(1);
        Self {
            region: request.region_id.clone(),
            has_tags: !request.tags.is_empty(),
            most: MOST_IMAGES,
            ids: Ids::new(key),
            chain: Chain::default(),
            plan: Plan::new(limit),
            begin: Begin::Unknown,
            end: End::Unknown,
            held: Vec::new(),
            tries: 0,
            has_unjoined: false,
            flaw: None,
            requests: 0,
            repeats: 0,
            verdict: None,
        }
    }

    /// Sets at how many images the listing ends; 10,000,000 unless set.
    #[must_use]
    pub fn with_most_images(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    /// Returns the slice to ask for next, or `None` when the listing has ended or an answer has to come
    /// first. May be called again while answers are due: then it returns what can be asked for meanwhile.
    pub fn next_slice(&mut self) -> Option<Slice> {
        if self.verdict.is_some() {
            return None;
        }
        let is_begin_in_doubt = self.begin == Begin::InDoubt;
        let fitted = match self.end {
            End::InDoubt(offset) => Some(offset),
            End::Unknown | End::Sure => None,
        };
        self.plan.next(is_begin_in_doubt, fitted)
    }

    /// Notes that a slice which was asked for was not answered: it can be asked for again.
    pub fn lose(&mut self, slice: Slice) {
        self.plan.lose(slice);
    }

    /// Enters the answer to a slice, and returns the images to deliver, in order: new ones of this
    /// answer and of those that were held.
    pub fn enter(&mut self, slice: Slice, answer: &Answer, holder: P) -> Vec<Delivery<P>> {
        let is_current = self.plan.answered(slice);
        if self.verdict.is_some() {
            return Vec::new();
        }
        self.requests += 1;
        let held = self.read(slice, answer, holder, is_current);
        self.plan.note_total(held.total);
        self.held.push(held);
        let mut delivered = Vec::new();
        if self.plan.is_plain() {
            self.enter_plain(&mut delivered);
        } else {
            self.settle(&mut delivered);
            self.count_unjoined();
        }
        self.conclude(&mut delivered);
        delivered
    }

    /// Returns what was proved, once the listing has ended.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// Returns how many answers were entered.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Returns how many different images came.
    #[must_use]
    pub fn images(&self) -> u64 {
        self.chain.len() as u64
    }

    /// Returns how often an image came again in one answer.
    #[must_use]
    pub fn repeats(&self) -> u64 {
        self.repeats
    }

    fn read(&mut self, slice: Slice, answer: &Answer, holder: P, is_current: bool) -> Held<P> {
        let (mut ids, mut indices) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for (index, identifier) in answer.ids.iter().enumerate() {
            let id = self.ids.of(identifier);
            if seen.insert(id) {
                ids.push(id);
                indices.push(index);
            } else {
                self.repeats += 1;
                self.flaw.get_or_insert(Reason::Repeats);
            }
        }
        let length = answer.ids.len() as u64;
        let total = answer.total.map(u64::from);
        let region_fits = answer.region.is_empty() || answer.region == self.region;
        // An empty answer is known to echo page 0.
        let number_fits = answer
            .number
            .is_none_or(|number| number == slice.number() || number == 0 && length == 0);
        let size_fits = answer.size.is_none_or(|size| size == slice.size());
        let mut offset = slice.offset();
        let fits = region_fits
            && number_fits
            && size_fits
            && length < u64::from(slice.size())
            && total == Some(offset + length);
        // A smaller size is believed if what came agrees with it.
        if let Some(clamped) = answer.size.filter(|size| (1..slice.size()).contains(size)) {
            let begins = Slice::new(slice.number(), clamped).offset();
            let is_full = length == u64::from(clamped);
            if is_full || length < u64::from(clamped) && total == Some(begins + length) {
                offset = begins;
                self.plan.limit_to(clamped);
            }
        }
        let is_counted = false;
        Held { slice, ids, indices, offset, total, fits, is_current, is_counted, answer: holder }
    }

    /// Joins whatever can be joined, until nothing more can.
    fn settle(&mut self, delivered: &mut Vec<Delivery<P>>) {
        loop {
            let mut found = None;
            for (at, held) in self.held.iter().enumerate() {
                let overlap = self.chain.overlap(&held.ids, held.offset);
                if overlap.is_inverted {
                    self.flaw.get_or_insert(Reason::Order);
                }
                if held.slice.number() == 1 || overlap.joins {
                    found = Some((at, overlap));
                    break;
                }
            }
            let Some((at, overlap)) = found else { break };
            let held = self.held.remove(at);
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
        let end = held.offset + held.ids.len() as u64;
        self.plan.joined(end, (!joined.is_ahead && !is_first).then_some(overlap.moved));
        let is_new = !joined.new.is_empty();
        self.deliver(held, &joined.new, delivered);
        if is_new {
            self.tries = 0;
            self.has_unjoined = false;
            self.end = End::Unknown;
            self.plan.advanced();
        }
        if held.fits {
            self.note_end(held, overlap, is_start);
        }
        if !is_new && self.end != End::Sure && held.is_current && !held.is_counted {
            self.tries += 1;
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
    fn count_unjoined(&mut self) {
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
            self.has_unjoined = true;
            self.plan.step_back(held.ids.is_empty().then_some(held.total).flatten());
        }
        self.held.retain(|held| !held.ids.is_empty());
    }

    fn enter_plain(&mut self, delivered: &mut Vec<Delivery<P>>) {
        for held in std::mem::take(&mut self.held) {
            let joined = self.chain.join(&held.ids, held.offset);
            self.deliver(&held, &joined.new, delivered);
            if joined.new.is_empty() {
                self.verdict = Some(Verdict::Unproven(Reason::SmallPages));
            }
        }
    }

    /// Ends the listing if it has come to an end.
    fn conclude(&mut self, delivered: &mut Vec<Delivery<P>>) {
        if self.end == End::Sure && self.begin == Begin::Sure {
            self.verdict = Some(Verdict::Complete(Proof::Seams));
        }
        if self.verdict.is_none() && self.tries >= MOST_TRIES {
            let misfit = Verdict::Unproven(Reason::Misfit);
            self.verdict = Some(if self.has_unjoined { Verdict::Drifted } else { misfit });
        }
        if self.verdict.is_none() && self.images() > self.most {
            self.verdict = Some(Verdict::Unproven(Reason::Limit));
        }
        let Some(Verdict::Complete(_)) = self.verdict else {
            if self.verdict.is_some() {
                self.deliver_held(delivered);
            }
            return;
        };
        let tag_search = self.has_tags && self.images() >= TAG_SEARCH;
        let flaw = self.flaw.or(tag_search.then_some(Reason::TagSearch));
        if let Some(reason) = flaw {
            self.verdict = Some(Verdict::Unproven(reason));
            self.deliver_held(delivered);
        }
    }

    /// Delivers what was held to the end.
    fn deliver_held(&mut self, delivered: &mut Vec<Delivery<P>>) {
        for held in std::mem::take(&mut self.held) {
            let joined = self.chain.join(&held.ids, held.offset);
            self.deliver(&held, &joined.new, delivered);
        }
    }
}

impl Account<Arc<Page>> {
    /// Enters a page as the answer to a slice, and returns the images to deliver, in order.
    pub fn enter_page(&mut self, slice: Slice, page: Page) -> Vec<ImageHandle> {
        let answer = Answer::from(&page);
        let delivered = self.enter(slice, &answer, Arc::new(page));
        delivered.into_iter().filter_map(|new| ImageHandle::new(new.answer, new.index)).collect()
    }
}

/// Answers in a row that bring nothing new, after which a listing ends.
const MOST_TRIES: u32 = 6;

/// A size that every revision allows.
const SAFE_SIZE: u32 = 50;

/// A search by tags finds no more (DescribeImages, request parameter Tag.n.Key, 2019).
const TAG_SEARCH: u64 = 1_000;

const MOST_IMAGES: u64 = 10_000_000;
