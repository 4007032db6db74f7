//! Which columns of a table are shown, and how wide.

/// A column that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// How wide it is with nothing cut.
    pub(super) natural: usize,
    /// How far its texts may be cut.
    pub(super) min: usize,
    /// The lower, the longer it stays.
    pub(super) rank: u8,
}

/// Returns the widths of the columns, `None` for those that are left out.
///
/// What can be cut is cut, the widest first; then columns are left out, the highest rank first. The
/// one of the lowest rank stays as it is, even if it is too wide.
pub(super) fn fit(columns: &[Extent], available: Option<usize>) -> Vec<Option<usize>> {
    let Some(available) = available else {
        return columns.iter().map(|column| Some(column.natural)).collect();
    };
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let extents = |kept: &[usize]| -> Vec<Extent> {
        kept.iter().filter_map(|at| columns.get(*at).copied()).collect()
    };
    loop {
        let left = extents(&kept);
        let gaps = GAP * kept.len().saturating_sub(1);
        let least: usize = left.iter().map(|column| column.min).sum();
        if least + gaps <= available || kept.len() <= 1 {
            let widths = cut(&left, available.saturating_sub(gaps));
            let width = |at: usize| {
                let place = kept.iter().position(|other| *other == at)?;
                widths.get(place).copied()
            };
            return (0..columns.len()).map(width).collect();
        }
        let last = left.iter().enumerate().max_by_key(|(at, column)| (column.rank, *at));
        if let Some((at, _)) = last {
            kept.remove(at);
        }
    }
}

/// Takes from the widest column that can give, until all fit.
fn cut(columns: &[Extent], available: usize) -> Vec<usize> {
    // Nothing wider than the line can stay, so the loop below has few steps.
    let mut widths: Vec<usize> =
        columns.iter().map(|column| column.natural.min(available).max(column.min)).collect();
    while widths.iter().sum::<usize>() > available {
        let can_give =
            widths.iter_mut().zip(columns).filter(|(width, column)| **width > column.min);
        match can_give.max_by_key(|(width, _)| **width) {
            Some((width, _)) => *width -= 1,
            None => break,
        }
    }
    widths
}

/// Whitespace between two columns.
pub(super) const GAP: usize = 2;

#[cfg(test)]
mod tests {
    use super::{Extent, GAP, fit};

    const ID: Extent = Extent { natural: 20, min: 20, rank: 0 };
    const NAME: Extent = Extent { natural: 30, min: 10, rank: 3 };
    const OS: Extent = Extent { natural: 20, min: 10, rank: 1 };
    const SIZE: Extent = Extent { natural: 6, min: 6, rank: 2 };
    const ALL: [Extent; 4] = [ID, NAME, OS, SIZE];

    #[track_caller]
    fn fitted(available: Option<usize>, expected: [Option<usize>; 4]) {
        assert_eq!(fit(&ALL, available), expected, "{available:?}");
    }

    #[test]
    fn without_a_width_nothing_is_cut() {
        fitted(None, [Some(20), Some(30), Some(20), Some(6)]);
        fitted(Some(82), [Some(20), Some(30), Some(20), Some(6)]);
    }

    #[test]
    fn the_widest_gives_first() {
        fitted(Some(77), [Some(20), Some(25), Some(20), Some(6)]);
        fitted(Some(62), [Some(20), Some(15), Some(15), Some(6)]);
        fitted(Some(52), [Some(20), Some(10), Some(10), Some(6)]);
    }

    #[test]
    fn the_highest_rank_goes_first_and_the_rest_gets_its_room() {
        fitted(Some(51), [Some(20), None, Some(20), Some(6)]);
        fitted(Some(39), [Some(20), None, Some(17), None]);
        fitted(Some(31), [Some(20), None, None, None]);
    }

    #[test]
    fn the_first_stays_whole() {
        fitted(Some(12), [Some(20), None, None, None]);
        assert_eq!(fit(&[], Some(12)), []);
    }

    #[test]
    fn a_line_is_never_wider_than_asked() {
        let huge = Extent { natural: 1_000_000, min: 10, rank: 9 };
        for available in 20..200 {
            let widths: Vec<usize> =
                fit(&[ID, huge, OS, huge, SIZE], Some(available)).into_iter().flatten().collect();
            let line = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
            assert!(line <= available, "{available}: {widths:?}");
        }
    }
}
