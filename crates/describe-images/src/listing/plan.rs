//! The plan of a listing: which slice to ask for next.

use super::slice::Slice;

/// Chooses slices that begin a little before what was seen last and reach as far as they can.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The largest size that may be asked for.
    limit: u32,
    /// The offset behind the last image that was seen, as far as is known.
    reach: u64,
    /// The same, if all slices that are due are full.
    planned: Option<u64>,
    /// How many images before that the next slice begins.
    back: u64,
    overlap: u64,
    total: Option<u64>,
    /// Slices that were asked for and not answered, each with how often there had been progress then.
    due: Vec<(Slice, u64)>,
    progress: u64,
    has_begun: bool,
    /// An offset from which nothing new came.
    avoided: Option<u64>,
    /// Sizes tried for another look at the beginning.
    starts: u32,
    /// Slices without overlap: the number of the next.
    plain: Option<u32>,
    /// They were asked for.
    wants_plain: bool,
}

impl Plan {
    pub(crate) fn new(limit: u32) -> Self {
        Self {
            limit,
            reach: 0,
            planned: None,
            back: OVERLAP,
            overlap: OVERLAP,
            total: None,
            due: Vec::new(),
            progress: 0,
            has_begun: false,
            avoided: None,
            starts: 0,
            plain: None,
            wants_plain: false,
        }
    }

    /// Asks for slices without overlap.
    pub(crate) fn plainly(&mut self) {
        self.wants_plain = true;
    }

    /// Says whether slices without overlap were asked for.
    pub(crate) fn wants_plain(&self) -> bool {
        self.wants_plain
    }

    /// Returns the largest size that may be asked for.
    pub(crate) fn limit(&self) -> u32 {
        self.limit
    }

    /// Goes on behind images that were seen before.
    pub(crate) fn resume(&mut self, reach: u64, is_plain: bool) {
        self.reach = reach;
        self.has_begun = reach > 0;
        if is_plain {
            self.plain = self.plain_number();
        }
    }

    /// Chooses the next slice. `fitted` is the offset of a slice that would end the listing if one
    /// from another offset did, too.
    pub(crate) fn next(&mut self, is_begin_in_doubt: bool, fitted: Option<u64>) -> Option<Slice> {
        let slice = self.choose(is_begin_in_doubt, fitted)?;
        if slice.number() > 1 || !self.has_begun {
            self.planned = Some(slice.end().max(self.planned.unwrap_or(0)));
        }
        self.has_begun = true;
        self.due.push((slice, self.progress));
        Some(slice)
    }

    fn choose(&mut self, is_begin_in_doubt: bool, fitted: Option<u64>) -> Option<Slice> {
        if let Some(number) = self.plain {
            if !self.due.is_empty() {
                return None;
            }
            self.plain = number.checked_add(1);
            return Some(Slice::new(number, self.limit));
        }
        if self.wants_plain && self.reach > 0 {
            return self.choose_plain();
        }
        if !self.has_begun || self.reach == 0 {
            return self.due.is_empty().then(|| Slice::new(1, self.limit));
        }
        if is_begin_in_doubt && !self.due.iter().any(|(slice, _)| slice.number() == 1) {
            self.starts += 1;
            let smaller = self.limit.saturating_sub(self.starts).max(self.limit / 2);
            return Some(Slice::new(1, smaller));
        }
        if !self.due.is_empty() {
            return self.ahead();
        }
        self.planned = None;
        if self.back > self.overlap {
            let target = self.reach.saturating_sub(self.back);
            return Some(if target == 0 { Slice::new(1, self.limit) } else { self.at(target) });
        }
        if let Some((slice, overlap)) = self.farthest(self.reach, fitted.or(self.avoided)) {
            self.overlap = overlap;
            self.back = overlap;
            return Some(slice);
        }
        // No two pages of these sizes overlap here.
        self.choose_plain()
    }

    /// Begins with slices without overlap.
    fn choose_plain(&mut self) -> Option<Slice> {
        let number = self.plain_number()?;
        self.plain = number.checked_add(1);
        Some(Slice::new(number, self.limit))
    }

    /// Returns the number of the slice without overlap that has the image behind those that were seen.
    fn plain_number(&self) -> Option<u32> {
        u32::try_from(self.reach / u64::from(self.limit) + 1).ok()
    }

    /// Chooses what can be asked for while answers are due.
    fn ahead(&self) -> Option<Slice> {
        let planned = self.planned?;
        let is_more = self.total.is_none_or(|total| planned < total);
        let may = is_more && self.back == self.overlap && self.avoided.is_none();
        may.then(|| self.farthest(planned, None).map(|(slice, _)| slice))?
    }

    /// Returns the slice that overlaps what was seen and reaches farthest, and by how many images it overlaps: by three,
    /// unless only two get on, or get on much better.
    fn farthest(&self, seen: u64, avoided: Option<u64>) -> Option<(Slice, u64)> {
        let [three, two] = OVERLAPS.map(|overlap| {
            let slice = self.reaching(seen.saturating_sub(overlap), seen, avoided)?;
            Some((slice, overlap))
        });
        let gain = |slice: Option<(Slice, u64)>| slice.map_or(0, |(slice, _)| slice.end() - seen);
        if gain(two) * 5 >= gain(three) * 6 { two.or(three) } else { three }
    }

    /// Returns the slice from an offset or before it that reaches as far as any.
    fn at(&self, target: u64) -> Slice {
        Slice::reaching(target, self.limit)
    }

    /// Returns the slice from an offset or before it that reaches as far as any, and beyond what was
    /// seen; from another offset than this one if there is such a slice.
    fn reaching(&self, target: u64, seen: u64, avoided: Option<u64>) -> Option<Slice> {
        let best = self.at(target);
        if Some(best.offset()) == avoided {
            let others = (1..=self.limit).filter_map(|size| {
                let number = u32::try_from(target / u64::from(size) + 1).ok()?;
                let slice = Slice::new(number, size);
                (Some(slice.offset()) != avoided && slice.end() > seen && number > 1)
                    .then_some(slice)
            });
            if let Some(other) = others.max_by_key(|slice| slice.end()) {
                return Some(other);
            }
        }
        (best.end() > seen).then_some(best)
    }

    pub(crate) fn lose(&mut self, slice: Slice) {
        self.answered(slice);
        self.planned = None;
        if self.plain.is_some() && slice.number() > 1 {
            // They are asked for one by one.
            self.plain = Some(slice.number());
        }
        if self.reach == 0 && self.due.is_empty() {
            self.has_begun = false;
        }
    }

    /// Notes that a slice is not due any more, and says whether it was asked for since something new
    /// came last: else it says little that it brings nothing.
    pub(crate) fn answered(&mut self, slice: Slice) -> bool {
        let at = self.due.iter().position(|(due, _)| *due == slice);
        at.is_none_or(|at| self.due.remove(at).1 == self.progress)
    }

    pub(crate) fn note_total(&mut self, total: Option<u64>) {
        self.total = total.or(self.total);
    }

    pub(crate) fn is_plain(&self) -> bool {
        self.plain.is_some()
    }

    /// Says whether a slice is due that begins before an offset.
    pub(crate) fn is_due_before(&self, offset: u64) -> bool {
        self.due.iter().any(|(slice, _)| slice.offset() < offset)
    }

    /// Says whether a slice begins before the end of what was seen.
    pub(crate) fn has_reached(&self, slice: Slice) -> bool {
        slice.offset() < self.reach
    }

    /// A slice up to `end` has joined. Either its last image is the last that was seen, or those that
    /// were seen have moved so far.
    pub(crate) fn joined(&mut self, end: u64, moved: Option<i64>) {
        self.reach = match moved {
            None => end,
            Some(moved) => self.reach.saturating_add_signed(moved).max(end),
        };
    }

    /// Something new came.
    pub(crate) fn advanced(&mut self) {
        self.back = self.overlap;
        self.avoided = None;
        self.progress += 1;
    }

    /// Nothing new came from there.
    pub(crate) fn avoid(&mut self, slice: Slice) {
        self.avoided = Some(slice.offset());
    }

    /// A slice did not join: the next one begins further back. Behind the end of the listing there was
    /// nothing, and it has so many images.
    pub(crate) fn step_back(&mut self, total: Option<u64>) {
        self.planned = None;
        match total.filter(|total| *total < self.reach) {
            Some(total) => self.reach = total,
            None => self.back = self.back.max(self.overlap) * 2,
        }
    }

    /// A slice without overlap has come, up to this offset.
    pub(crate) fn came_plainly(&mut self, end: u64) {
        self.reach = self.reach.max(end);
    }

    /// The size is at most this from now on.
    pub(crate) fn limit_to(&mut self, size: u32) {
        self.limit = self.limit.min(size).max(1);
        self.planned = None;
        if self.plain.is_some() {
            self.plain = self.plain_number();
        }
    }
}

/// How many images two slices share at the seam, if pages of some size can: three, else two.
const OVERLAPS: [u64; 2] = [3, 2];

const OVERLAP: u64 = 3;
