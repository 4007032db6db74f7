//! Names that may come only once.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// The names of one object so far.
///
/// A sorted set and not a hash table: its cost is bounded whatever names a hostile body picks.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    few: Vec<Cow<'a, str>>,
    many: BTreeSet<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// Notes a name and says whether it is the first of its kind.
    pub(crate) fn insert(&mut self, name: Cow<'a, str>) -> bool {
        if self.few.len() < FEW {
            let first = !self.few.contains(&name);
            if first {
                self.few.push(name);
            }
            return first;
        }
        !self.few.contains(&name) && self.many.insert(name)
    }

    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.few.len() + self.many.len()
    }
}

/// Up to here comparing with each is faster than a set.
const FEW: usize = 16;

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn every_name_is_new_once_whatever_their_number() {
        let mut names = Names::default();
        for number in 0..100 {
            assert!(names.insert(number.to_string().into()), "{number}");
        }
        for number in 0..100 {
            assert!(!names.insert(number.to_string().into()), "{number}");
        }
    }
}
