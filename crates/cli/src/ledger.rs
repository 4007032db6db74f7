//! Keeps account of a listing: what came, which page to ask for next, and what was out of order.
//!
//! Pages are numbered, not linked, so images that come and go while a listing runs shift the rest:
//! one is skipped, or one comes twice. And a server may ignore what it is asked for. Neither is an
//! error of any single page; only the account over all of them shows it.

mod discrepancy;

use std::collections::HashSet;

use aliyun_ecs_describe_images::next_page;
use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::Page;

pub(crate) use discrepancy::Discrepancy;

/// The account of one listing.
#[derive(Debug)]
pub(crate) struct Ledger {
    first_page: u32,
    pages: u32,
    images: u64,
    /// Identifiers seen, to notice repeats.
    seen: HashSet<String>,
    repeated: u64,
    /// The identifiers of the page before.
    last_page: Vec<String>,
    totals: Option<Totals>,
    /// The page size that the service counts with.
    size: Option<u32>,
    discrepancies: Vec<Discrepancy>,
}

#[derive(Clone, Copy, Debug)]
struct Totals {
    first: u32,
    last: u32,
    changed: bool,
}

/// What to do with a page, and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Whether the page is new and its images are to be printed.
    pub(crate) print: bool,
    /// The page to ask for next.
    pub(crate) next: Option<u32>,
}

impl Ledger {
    /// Opens the account of a listing that begins at this page.
    pub(crate) fn new(first_page: u32) -> Self {
        Self {
            first_page,
            pages: 0,
            images: 0,
            seen: HashSet::new(),
            repeated: 0,
            last_page: Vec::new(),
            totals: None,
            size: None,
            discrepancies: Vec::new(),
        }
    }

    /// Enters a page and says how to go on. Ends for every server: see [`next_page`], and there
    /// is a limit above.
    pub(crate) fn enter(&mut self, request: &DescribeImages, page: &Page) -> Step {
        let number = request.page_number.unwrap_or(1);
        self.pages += 1;
        let ids: Vec<String> = page.images().map(|image| image.image_id().to_owned()).collect();
        if !ids.is_empty() && ids == self.last_page {
            self.discrepancies.push(Discrepancy::NotAdvancing { page: number });
            return Step { print: false, next: None };
        }
        self.compare_with_request(request, page);
        self.note_total(page.total_count());
        self.note_size(number, page.page_size());
        self.images += ids.len() as u64;
        for id in &ids {
            if !self.seen.insert(id.clone()) {
                self.repeated += 1;
            }
        }
        self.last_page = ids;
        let next = next_page(request, page);
        if next.is_some() && self.pages >= MAX_PAGES {
            self.discrepancies.push(Discrepancy::TooManyPages { limit: MAX_PAGES });
            return Step { print: true, next: None };
        }
        Step { print: true, next }
    }

    /// What the page says about itself must be what was asked for.
    fn compare_with_request(&mut self, request: &DescribeImages, page: &Page) {
        let asked = request.page_number.unwrap_or(1);
        match page.page_number() {
            // Empty pages are known to say 0.
            Some(answered) if answered != asked && !page.is_empty() => {
                self.discrepancies.push(Discrepancy::OtherPage { asked, answered });
            }
            _ => {}
        }
        if let Some(size) = request.page_size
            && page.len() > size as usize
        {
            self.discrepancies.push(Discrepancy::OverfullPage {
                page: asked,
                asked: size,
                found: page.len(),
            });
        }
        let region = page.region_id();
        if !region.is_empty() && region != request.region_id {
            self.discrepancies.push(Discrepancy::OtherRegion {
                asked: request.region_id.clone(),
                answered: region.to_owned(),
            });
        }
    }

    fn note_total(&mut self, total: Option<u32>) {
        match (&mut self.totals, total) {
            (Some(totals), Some(total)) => {
                totals.changed |= total != totals.last;
                totals.last = total;
            }
            (totals @ None, Some(total)) => {
                *totals = Some(Totals { first: total, last: total, changed: false });
            }
            (_, None) => {}
        }
    }

    /// A page size that changes on the way shifts all pages after it.
    fn note_size(&mut self, page: u32, size: Option<u32>) {
        match (self.size, size) {
            (Some(before), Some(now)) if before != now => {
                self.discrepancies.push(Discrepancy::SizeChanged { page, before, now });
            }
            _ => {}
        }
        self.size = size.or(self.size);
    }

    /// Returns how many pages came.
    pub(crate) fn pages(&self) -> u32 {
        self.pages
    }

    /// Returns how many images came, repeated ones counted.
    pub(crate) fn images(&self) -> u64 {
        self.images
    }

    /// Returns how many images the service counts, as it said last.
    pub(crate) fn total(&self) -> Option<u32> {
        self.totals.map(|totals| totals.last)
    }

    /// Returns the page size that the service said last.
    pub(crate) fn size(&self) -> Option<u32> {
        self.size
    }

    /// Closes the account and returns what was out of order. `to_the_end` says that the listing
    /// went on until the service had no more to give.
    pub(crate) fn close(mut self, to_the_end: bool) -> Vec<Discrepancy> {
        if self.repeated > 0 {
            self.discrepancies.push(Discrepancy::Repeated { images: self.repeated });
        }
        match self.totals {
            Some(Totals { first, last, changed: true }) => {
                self.discrepancies.push(Discrepancy::TotalChanged { first, last });
            }
            // What a changed total says is not worth counting against.
            Some(Totals { last, .. }) if to_the_end => self.compare_with_total(last),
            None if to_the_end && self.pages > 0 => self.discrepancies.push(Discrepancy::NoTotal),
            _ => {}
        }
        self.discrepancies
    }

    fn compare_with_total(&mut self, total: u32) {
        let skipped =
            u64::from(self.first_page.saturating_sub(1)) * u64::from(self.size.unwrap_or(0));
        let expected = u64::from(total).saturating_sub(skipped);
        let found = self.seen.len() as u64;
        if found < expected {
            self.discrepancies.push(Discrepancy::TooFew { found, expected });
        } else if found > expected {
            self.discrepancies.push(Discrepancy::TooMany { found, expected });
        }
    }
}

/// Half a million images with the usual page; no account has as many.
const MAX_PAGES: u32 = 10_000;

#[cfg(test)]
mod tests;
