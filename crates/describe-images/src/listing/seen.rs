//! What is remembered of images, in little memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::id::Id;

/// Where an image has been seen: in its first slice and in its last, and at which offset then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) offset: u32,
    /// The index in the first slice.
    pub(crate) index: u16,
}

/// Images by their ids.
///
/// Trees are small at every moment: a hash table takes three times as much while it grows. Several of them, by a
/// part of the id, are shallow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenImages {
    trees: Vec<BTreeMap<Id, Seen>>,
    count: usize,
}

impl Default for SeenImages {
    fn default() -> Self {
        Self { trees: vec![BTreeMap::new(); TREES], count: 0 }
    }
}

impl SeenImages {
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn get(&self, id: &Id) -> Option<&Seen> {
        self.trees.get(id.part(TREES))?.get(id)
    }

    /// Returns what is remembered of an image; for one that is new, remembers this and returns nothing.
    pub(crate) fn known_or_insert(&mut self, id: Id, seen: Seen) -> Option<&mut Seen> {
        match self.trees.get_mut(id.part(TREES))?.entry(id) {
            Entry::Occupied(known) => Some(known.into_mut()),
            Entry::Vacant(place) => {
                place.insert(seen);
                self.count += 1;
                None
            }
        }
    }

    pub(crate) fn remove(&mut self, id: &Id) -> Option<Seen> {
        let removed = self.trees.get_mut(id.part(TREES))?.remove(id)?;
        self.count -= 1;
        Some(removed)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Id, &Seen)> {
        self.trees.iter().flatten()
    }
}

const TREES: usize = 64;
