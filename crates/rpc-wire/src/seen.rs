//! Which members of a record have been seen.

/// The members of one record seen so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen(u64);

impl Seen {
    /// Notes a member and says whether it is the first of its name.
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let first = !self.contains(index);
        self.0 |= 1 << (index % MAX_MEMBERS);
        first
    }

    pub(crate) fn contains(self, index: usize) -> bool {
        self.0 & 1 << (index % MAX_MEMBERS) != 0
    }
}

/// The length of every order of members, and more than any record has.
pub(crate) const MAX_MEMBERS: usize = 64;

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn a_member_is_new_once() {
        let mut seen = Seen::default();
        assert!(seen.insert(3) && seen.insert(63) && !seen.insert(3));
        assert!(seen.contains(63) && !seen.contains(4));
    }
}
