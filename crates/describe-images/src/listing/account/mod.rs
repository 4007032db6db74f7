//! The account of a listing: what came, and what that proves.

mod joining;

use std::sync::Arc;

use aliyun_ecs_model::{DescribeImages, Revision};
use aliyun_ecs_wire::{ImageHandle, Page};

use crate::listing::answer::Answer;
use crate::listing::chain::Chain;
use crate::listing::held::{Echo, Held};
use crate::listing::id::{Id, Ids};
use crate::listing::plan::Plan;
use crate::listing::saved::SavedAccount;
use crate::listing::slice::Slice;
use crate::listing::summary::Summary;
use crate::listing::verdict::{Proof, Reason, Verdict};

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
    /// What keeps the listing from ever being complete.
    flaw: Option<Verdict>,
    is_endpoint_doubtful: bool,
    requests: u64,
    repeats: u64,
    first_total: Option<u64>,
    last_total: Option<u64>,
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
        let limit = request.page_size.unwrap_or(revision.limits().page_size).clamp(1, MOST_SIZE);
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
            is_endpoint_doubtful: false,
            requests: 0,
            repeats: 0,
            first_total: None,
            last_total: None,
            verdict: None,
        }
    }

    /// Goes on with an account that was [saved](Self::save), for the same request. A key is saved with
    /// it.
    #[must_use]
    pub fn resume(request: &DescribeImages, revision: &Revision, saved: &SavedAccount) -> Self {
        let mut account = Self::new(request, revision, saved.key);
        account.most = saved.most;
        account.plan.limit_to(saved.limit);
        if saved.wants_plain {
            account.plan.plainly();
        }
        account.plan.resume(saved.reach.min(saved.chain.reach()), saved.is_plain);
        account.chain = saved.chain.clone();
        account.begin = match (account.chain.is_empty(), saved.begin) {
            (true, _) | (_, None) => Begin::Unknown,
            (false, Some(false)) => Begin::InDoubt,
            (false, Some(true)) => Begin::Sure,
        };
        (account.tries, account.has_unjoined) = (saved.tries, saved.has_unjoined);
        account.flaw = saved.flaw;
        account.requests = saved.requests;
        account.repeats = saved.repeats;
        (account.first_total, account.last_total) = (saved.first_total, saved.last_total);
        account.verdict = saved.verdict;
        account
    }

    /// Ends the listing once more than so many images have come, which is looked at after each answer; 10,000,000 unless
    /// set.
    #[must_use]
    pub fn with_most_images(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    /// Asks for pages that do not overlap, as other clients do. A listing of more than one such page proves
    /// nothing.
    #[must_use]
    pub fn with_plain_pages(mut self) -> Self {
        self.plan.plainly();
        self
    }

    /// Notes that the endpoint is not known to be the region's own, so that nothing proves nothing.
    #[must_use]
    pub fn with_doubtful_endpoint(mut self) -> Self {
        self.is_endpoint_doubtful = true;
        self
    }

    /// Saves the account, so that another process can [go on](Self::resume) with it. The images with these
    /// identifiers, which were returned for delivery, were not delivered: the other process delivers
    /// them, if they are still there.
    ///
    /// Answers that are due or held are left out: they are asked for again.
    pub fn save<'i>(&self, undelivered: impl IntoIterator<Item = &'i str>) -> SavedAccount {
        let mut chain = self.chain.clone();
        let mut is_whole = true;
        let mut reach = u64::MAX;
        for identifier in undelivered {
            let offset = chain.forget(self.ids.of(identifier));
            reach = reach.min(offset.unwrap_or(u64::MAX));
            is_whole = false;
        }
        let reach = reach.min(chain.reach());
        let verdict = self.verdict.filter(|_| is_whole);
        // Images that were held to the end are in the chain without having joined.
        let has_unjoined = self.verdict.filter(|verdict| !verdict.is_complete());
        SavedAccount {
            key: self.ids.key,
            limit: self.plan.limit(),
            wants_plain: self.plan.wants_plain(),
            is_plain: self.plan.is_plain(),
            most: self.most,
            begin: match self.begin {
                Begin::Unknown => None,
                Begin::InDoubt => Some(false),
                Begin::Sure => Some(true),
            },
            // What is delivered again is no progress that was made since.
            tries: if is_whole { self.tries } else { 0 },
            has_unjoined: is_whole && self.has_unjoined,
            flaw: self.flaw.or(has_unjoined),
            requests: self.requests,
            repeats: self.repeats,
            first_total: self.first_total,
            last_total: self.last_total,
            verdict,
            reach,
            chain,
        }
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

    /// Notes that a slice which was asked for was refused because of its size, and says whether there is a
    /// smaller one to ask for: 50, which every revision allows.
    pub fn refuse_size(&mut self, slice: Slice) -> bool {
        let is_large = slice.size() > SAFE_SIZE;
        if is_large {
            self.plan.lose(slice);
            self.plan.limit_to(SAFE_SIZE);
        }
        is_large
    }

    /// Enters the answer to a slice, and returns the images to deliver, in order: new ones of this
    /// answer and of those that were held.
    pub fn enter(&mut self, slice: Slice, answer: &Answer, holder: P) -> Vec<Delivery<P>> {
        let ids = answer.ids.iter().map(|id| self.ids.of(id)).collect();
        let Answer { total, number, size, region, .. } = answer;
        let echo = Echo { total: *total, number: *number, size: *size, region };
        self.enter_ids(slice, ids, echo, holder)
    }

    fn enter_ids(
        &mut self,
        slice: Slice,
        ids: Vec<Id>,
        echo: Echo<'_>,
        holder: P,
    ) -> Vec<Delivery<P>> {
        if self.verdict.is_some() {
            return Vec::new();
        }
        self.requests = self.requests.saturating_add(1);
        let held = self.read(slice, ids, echo, holder);
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

    /// Returns the verdict and what was counted. When it was, an account does not know.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary {
            verdict: self.verdict,
            requests: self.requests,
            images: self.images(),
            repeats: self.repeats,
            first_total: self.first_total,
            last_total: self.last_total,
            first_moment: None,
            last_moment: None,
            account: None,
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
        if self.verdict.is_none() && self.held.len() > MOST_HELD {
            self.verdict = Some(Verdict::Drifted);
        }
        if self.verdict.is_none() && self.images() > self.most {
            self.verdict = Some(Verdict::Unproven(Reason::Limit));
        }
        if self.verdict.is_some_and(Verdict::is_complete) {
            self.verdict = self.doubt().or(self.verdict);
        }
        if self.verdict.is_some_and(|verdict| !verdict.is_complete()) {
            self.deliver_held(delivered);
        }
    }

    /// Returns what stands against a listing that would be complete.
    fn doubt(&self) -> Option<Verdict> {
        let is_empty = self.chain.is_empty();
        let reason = if self.has_tags && self.images() >= TAG_SEARCH {
            Some(Reason::TagSearch)
        } else {
            (is_empty && self.is_endpoint_doubtful).then_some(Reason::Endpoint)
        };
        self.flaw.or(reason.map(Verdict::Unproven))
    }
}

impl Account<Arc<Page>> {
    /// Enters a page as the answer to a slice, and returns the images to deliver, in order.
    pub fn enter_page(&mut self, slice: Slice, page: Page) -> Vec<ImageHandle> {
        let ids = page.images().map(|image| self.ids.of(image.image_id())).collect();
        let page = Arc::new(page);
        let echo = Echo {
            total: page.total_count(),
            number: page.page_number(),
            size: page.page_size(),
            region: page.region_id(),
        };
        let delivered = self.enter_ids(slice, ids, echo, Arc::clone(&page));
        delivered.into_iter().filter_map(|new| ImageHandle::new(new.answer, new.index)).collect()
    }
}

/// Answers in a row that bring nothing new, after which a listing ends.
const MOST_TRIES: u32 = 6;

/// Answers that could not be placed, beyond which a listing ends.
const MOST_HELD: usize = 64;

/// A size that every revision allows.
const SAFE_SIZE: u32 = 50;

/// No service is known to have larger pages, and the plan weighs every size up to the largest.
const MOST_SIZE: u32 = 1_000;

/// A search by tags finds no more (DescribeImages, request parameter Tag.n.Key, 2019).
const TAG_SEARCH: u64 = 1_000;

const MOST_IMAGES: u64 = 10_000_000;
