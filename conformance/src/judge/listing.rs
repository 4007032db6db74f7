//! Area `listing`: a service whose images come and go, and what a subject makes of its answers.

use std::collections::BTreeSet;

use super::stage::{Stop, ensure, given, same, same_if_given};
use crate::case::{Listing, Oddity};
use crate::subject::Subject;
use crate::types::{ListingInput, ListingOutput, Slice, SliceAnswer};

pub(super) fn listing(case: &Listing, subject: &dyn Subject) -> Result<(), Stop> {
    let mut service = Service::new(case);
    let mut input = ListingInput {
        page_size: case.page_size,
        region: REGION.to_owned(),
        has_tag: case.has_tag,
        answers: Vec::new(),
    };
    let listed = loop {
        match given(subject.listing(&input))? {
            ListingOutput::Over(listed) => break listed,
            ListingOutput::Ask(slice) => {
                let asked = input.answers.len() + 1;
                ensure(asked <= case.requests, || format!("more than {} requests", case.requests))?;
                let fits = slice.number > 0 && (1..=case.page_size).contains(&slice.size);
                ensure(fits, || format!("{slice:?} is no page of at most {}", case.page_size))?;
                input.answers.push(service.answer(slice));
            }
        }
    };
    let delivered: BTreeSet<&String> = listed.delivered.iter().collect();
    let twice = listed.delivered.len() - delivered.len();
    ensure(twice == 0, || format!("{twice} images were delivered again"))?;
    if listed.verdict == "complete" {
        let lost: Vec<String> = service
            .throughout
            .iter()
            .map(|image| id(*image))
            .filter(|id| !delivered.contains(id))
            .collect();
        ensure(lost.is_empty(), || format!("called complete, and {lost:?} are lost"))?;
    }
    same("verdict", &listed.verdict, &case.verdict)?;
    if let Some(reason) = &case.reason {
        same_if_given("reason", listed.reason.as_ref(), reason, subject)?;
    }
    let expected: Vec<String> = runs(&case.delivered).into_iter().map(id).collect();
    if subject.is_complete() {
        return same("delivered", &as_runs(&listed.delivered), &as_runs(&expected));
    }
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        as_runs(&ids)
    };
    same("delivered, in any order", &sorted(listed.delivered), &sorted(expected))
}

/// Writes identifiers as runs, as far as they are of images.
fn as_runs(ids: &[String]) -> String {
    let mut text = String::new();
    let mut ids =
        ids.iter().map(|id| (id, id.strip_prefix("m-").and_then(|n| n.parse().ok()))).peekable();
    while let Some((id, number)) = ids.next() {
        let mut last: Option<u32> = number;
        while let Some((_, Some(next))) = ids.peek()
            && last.is_some_and(|last| last + 1 == *next)
        {
            last = Some(*next);
            ids.next();
        }
        text += if text.is_empty() { "" } else { " " };
        match (number, last) {
            (Some(first), Some(last)) if first < last => text += &format!("{first}-{last}"),
            (Some(first), _) => text += &first.to_string(),
            (None, _) => text += id,
        }
    }
    text
}

/// The service of a case.
struct Service<'c> {
    case: &'c Listing,
    images: Vec<u32>,
    /// The images that were there at every answer.
    throughout: BTreeSet<u32>,
    answered: usize,
}

impl<'c> Service<'c> {
    fn new(case: &'c Listing) -> Self {
        let images = runs(&case.images);
        Self { case, throughout: images.iter().copied().collect(), images, answered: 0 }
    }

    fn answer(&mut self, slice: Slice) -> SliceAnswer {
        self.answered += 1;
        for change in self.case.changes.iter().filter(|change| change.before == self.answered) {
            let gone: BTreeSet<u32> = runs(&change.delete).into_iter().collect();
            self.images.retain(|image| !gone.contains(image));
            let at = change.at.min(self.images.len());
            self.images.splice(at..at, runs(&change.insert));
        }
        let there: BTreeSet<u32> = self.images.iter().copied().collect();
        self.throughout.retain(|image| there.contains(image));

        let odd = self.oddity();
        let size = odd.cap.map_or(slice.size, |cap| slice.size.min(cap));
        let number = odd.as_number.unwrap_or(slice.number);
        let from = (number - 1) as usize * size as usize;
        let page = self.images.iter().copied().skip(from).take(size as usize);
        let images = odd.images.as_deref().map_or_else(|| page.collect(), runs);
        let says = |value: u32| (!odd.says_nothing).then_some(value);
        let shown = if odd.hides_cap { slice.size } else { size };
        SliceAnswer {
            asked: slice,
            ids: images.into_iter().map(id).collect(),
            total: says(odd.total.unwrap_or(self.images.len() as u32)),
            number: says(odd.number.unwrap_or(slice.number)),
            size: says(odd.size.unwrap_or(shown)),
            region: odd.region.unwrap_or_else(|| REGION.to_owned()),
        }
    }

    /// Returns what is odd about the answer that is due.
    fn oddity(&self) -> Oddity {
        let answers = &self.case.answers;
        let own = answers.get(&self.answered.to_string());
        let since = (1..=self.answered).rev().find_map(|at| answers.get(&format!("{at}-")));
        own.or(since).cloned().unwrap_or_default()
    }
}

fn id(image: u32) -> String {
    format!("m-{image}")
}

/// Reads runs such as `0-99 7`; `5-3` runs backwards.
fn runs(text: &str) -> Vec<u32> {
    let number = |text: &str| text.parse::<u32>().unwrap_or_else(|_| panic!("{text:?} in a case"));
    let run = |text: &str| -> Vec<u32> {
        match text.split_once('-') {
            None => vec![number(text)],
            Some((from, to)) if number(from) > number(to) => {
                (number(to)..=number(from)).rev().collect()
            }
            Some((from, to)) => (number(from)..=number(to)).collect(),
        }
    };
    text.split_whitespace().flat_map(run).collect()
}

const REGION: &str = "cn-hangzhou";
