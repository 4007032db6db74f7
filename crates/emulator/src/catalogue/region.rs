//! The images of one region, and which of them a request is for.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aliyun_ecs_model::{CreationTime, DescribeImages, FilterKey};

use super::entry::{Entry, Facet, seconds};
use super::lookup::{Lookup, Names};
use super::pattern::Pattern;
use super::traits::{Traits, WantedTraits};

/// The images of a region, newest first, with what finds them.
///
/// A filtered page costs by its matches: a text that images have is looked up, a part of a name is looked
/// for in all names at once, and what has only few values is compared without looking at images. The
/// matches of a request are kept for its next pages.
#[derive(Default)]
pub(crate) struct Region {
    entries: Vec<Arc<Entry>>,
    traits: Vec<Traits>,
    found: Found,
}

/// What was made of the images, until they change.
#[derive(Default)]
struct Found {
    lookup: OnceLock<Lookup>,
    names: OnceLock<Option<Names>>,
    lists: Mutex<Vec<(DescribeImages, Arc<[u32]>)>>,
}

impl Region {
    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        // One that changes all the time is not worth a lookup.
        let Some(lookup) = self.found.lookup.get() else {
            return self.entries.iter().position(|entry| entry.id() == id);
        };
        let mut places = lookup.find(Facet::Id, id).map(|position| position as usize);
        places.find(|position| self.entries.get(*position).is_some_and(|entry| entry.id() == id))
    }

    /// Puts images where their creation times say, in front of others of the same time, and in place of those of the
    /// same ids.
    pub(crate) fn put(&mut self, entries: Vec<Entry>) {
        let ids: HashSet<&str> = entries.iter().map(Entry::id).collect();
        let mut kept = std::mem::take(&mut self.entries);
        kept.retain(|entry| !ids.contains(entry.id()));
        drop(ids);
        self.entries = entries.into_iter().map(Arc::new).chain(kept).collect();
        self.sort();
    }

    /// Puts images at places, which count without them.
    pub(crate) fn insert_many(&mut self, mut new: Vec<(usize, Entry)>) {
        new.sort_by_key(|(position, _)| *position);
        let mut new = new.into_iter().peekable();
        let mut entries = Vec::with_capacity(self.entries.len() + new.len());
        for (position, entry) in std::mem::take(&mut self.entries).into_iter().enumerate() {
            while let Some((_, new)) = new.next_if(|(place, _)| *place <= position) {
                entries.push(Arc::new(new));
            }
            entries.push(entry);
        }
        entries.extend(new.map(|(_, entry)| Arc::new(entry)));
        self.replace_all(entries);
    }

    /// Removes images at places.
    pub(crate) fn remove_many(&mut self, places: &HashSet<usize>) {
        let entries = std::mem::take(&mut self.entries).into_iter().enumerate();
        let kept = entries.filter(|(position, _)| !places.contains(position));
        let kept = kept.map(|(_, entry)| entry).collect();
        self.replace_all(kept);
    }

    fn replace_all(&mut self, entries: Vec<Arc<Entry>>) {
        self.traits = entries.iter().map(|entry| entry.traits()).collect();
        self.entries = entries;
        self.found = Found::default();
    }

    /// Adds many images, in any order.
    pub(crate) fn extend(&mut self, entries: Vec<Entry>) {
        self.entries.extend(entries.into_iter().map(Arc::new));
        self.sort();
    }

    /// Puts an image where its creation time says, in front of others of the same time.
    pub(crate) fn insert(&mut self, entry: Entry) {
        let time = entry.created();
        let position = self.entries.partition_point(|other| other.created() > time);
        self.traits.insert(position, entry.traits());
        self.entries.insert(position, Arc::new(entry));
        self.found = Found::default();
    }

    pub(crate) fn remove(&mut self, position: usize) {
        if position < self.entries.len() {
            self.entries.remove(position);
            self.traits.remove(position);
            self.found = Found::default();
        }
    }

    /// Replaces an image, which keeps its place unless it has another creation time now.
    pub(crate) fn replace(&mut self, position: usize, entry: Entry) {
        let time = self.entries.get(position).map(|old| old.created());
        if time.is_some_and(|time| time != entry.created()) {
            self.remove(position);
            return self.insert(entry);
        }
        if let (Some(old), Some(traits)) =
            (self.entries.get_mut(position), self.traits.get_mut(position))
        {
            *traits = entry.traits();
            *old = Arc::new(entry);
            self.found = Found::default();
        }
    }

    /// Puts the newest images first, as recordings of the live service show them; the documents
    /// do not say. Images without a time come last, equals stay in order.
    fn sort(&mut self) {
        self.entries.sort_by_key(|entry| std::cmp::Reverse(entry.created()));
        self.traits = self.entries.iter().map(|entry| entry.traits()).collect();
        self.entries.shrink_to_fit();
        self.found = Found::default();
    }

    fn lookup(&self) -> &Lookup {
        self.found.lookup.get_or_init(|| Lookup::of(&self.entries))
    }

    /// Returns the positions of the images a request is for, its page aside, in order.
    pub(crate) fn select(&self, request: &DescribeImages) -> Arc<[u32]> {
        let mut request = request.clone();
        (request.page_number, request.page_size) = (None, None);
        let lists = || self.found.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, list)) = lists().iter().find(|(other, _)| *other == request) {
            return Arc::clone(list);
        }
        let mut list = self.matches(&request);
        if !request.tags.is_empty() || request.resource_group_id.is_some() {
            list.truncate(MOST_TAGGED);
        }
        let list: Arc<[u32]> = list.into();
        if list.len() >= SMALLEST_KEPT {
            let mut lists = lists();
            if lists.len() >= MOST_KEPT {
                lists.remove(0);
            }
            lists.push((request, Arc::clone(&list)));
        }
        list
    }

    fn matches(&self, request: &DescribeImages) -> Vec<u32> {
        let wanted = WantedTraits::of(request);
        let is_wanted = |position: u32, traits: Traits| {
            if wanted.are(traits) {
                return true;
            }
            // A status without a code has to be looked at.
            wanted.is_status_unknown
                && traits.is_status_unknown()
                && wanted.are_but_for_status(traits)
                && self.entries.get(position as usize).is_some_and(|entry| {
                    let status = entry.image().status;
                    status.is_some_and(|status| request.statuses.contains(&status))
                })
        };
        let span = self.span(request);
        if let Some(candidates) = self.candidates(request) {
            let has_traits = |position: &u32| {
                let traits = self.traits.get(*position as usize);
                traits.is_some_and(|traits| is_wanted(*position, *traits))
            };
            let fits = |position: &u32| {
                self.entries.get(*position as usize).is_some_and(|entry| entry.fits(request))
            };
            let candidates = candidates.into_iter().filter(|position| span.contains(position));
            return candidates.filter(has_traits).filter(fits).collect();
        }
        // Nothing but traits, the time and perhaps the owner is asked about.
        let is_owner_asked = request.image_owner_id.is_some() || request.image_name.is_some();
        let of_traits = (0_u32..).zip(&self.traits).skip(span.start as usize).take(span.len());
        of_traits
            .filter(|(position, traits)| is_wanted(*position, **traits))
            .map(|(position, _)| position)
            .filter(|position| {
                let entry = || self.entries.get(*position as usize);
                !is_owner_asked || entry().is_some_and(|entry| entry.fits(request))
            })
            .collect()
    }

    /// Returns in order the positions of images among which all matches are, if there is a text to find them
    /// by.
    fn candidates(&self, request: &DescribeImages) -> Option<Vec<u32>> {
        if !request.image_ids.is_empty() {
            let ids = request.image_ids.iter();
            let mut found: Vec<u32> =
                ids.flat_map(|id| self.lookup().find(Facet::Id, id)).collect();
            found.sort_unstable();
            found.dedup();
            return Some(found);
        }
        let named = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let mut texts: Vec<(Facet, String)> = Vec::new();
        let name = request.image_name.as_deref().map(Pattern::new);
        if name.as_ref().is_some_and(Pattern::is_plain) {
            texts.extend(named(&request.image_name).map(|name| (Facet::Name, name)));
        }
        texts.extend(named(&request.snapshot_id).map(|id| (Facet::Snapshot, id)));
        texts.extend(named(&request.image_family).map(|family| (Facet::Family, family)));
        texts.extend(named(&request.resource_group_id).map(|group| (Facet::Group, group)));
        let tags = request.tags.iter().filter_map(|tag| tag.key.clone());
        texts.extend(tags.map(|key| (Facet::TagKey, key)));
        let found = texts.iter().map(|(facet, text)| self.lookup().find(*facet, text));
        if let Some(fewest) = found.min_by_key(ExactSizeIterator::len) {
            return Some(fewest.collect());
        }
        let names = self.found.names.get_or_init(|| Names::of(&self.entries)).as_ref()?;
        Some(names.fitting(&name?))
    }

    /// Returns the positions whose creation times the filters allow. Both ends of a span of time belong
    /// to it.
    fn span(&self, request: &DescribeImages) -> std::ops::Range<u32> {
        let (mut begin, mut end) = (0, self.entries.len());
        for filter in &request.filters {
            let value = filter.value.as_deref().unwrap_or_default();
            let bound = value.parse::<CreationTime>().ok().map(seconds);
            let before = |is_newer: &dyn Fn(i64) -> bool| {
                self.entries.partition_point(|entry| entry.created().is_some_and(is_newer))
            };
            match (&filter.key, bound) {
                (Some(FilterKey::CreationStartTime), Some(start)) => {
                    end = end.min(before(&|created| created >= start));
                }
                (Some(FilterKey::CreationEndTime), Some(stop)) => {
                    begin = begin.max(before(&|created| created > stop));
                    end = end.min(before(&|_| true));
                }
                _ => {}
            }
        }
        let position = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        position(begin)..position(end.max(begin))
    }
}

impl Clone for Region {
    /// Shares the images; what was found of them is found anew.
    fn clone(&self) -> Self {
        let (entries, traits) = (self.entries.clone(), self.traits.clone());
        Self { entries, traits, found: Found::default() }
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.len().fmt(f)
    }
}

/// Lists of so many matches are kept.
const SMALLEST_KEPT: usize = 32;

const MOST_KEPT: usize = 8;

/// So many images at most does a search by tags or by resource group find (ECS API Reference, DescribeImages,
/// `Tag.n.Key` and `ResourceGroupId`).
const MOST_TAGGED: usize = 1_000;
