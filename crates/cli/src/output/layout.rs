//! Which columns of a table are shown, and how wide.

/// A column that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// How wide it is with nothing cut.
    pub(super) natural: usize,
    /// How far its texts may be cut.
    pub(super) min: usize,
}

/// Returns the widths of the columns that are shown: a prefix of `columns`, which stand in the
/// order of their importance.
///
/// What can be cut is cut, the widest first; then columns are left out from the end. The first
/// column stays. It is cut only when it is alone, still too wide, and `may_cut_first`.
pub(super) fn fit(columns: &[Extent], available: Option<usize>, may_cut_first: bool) -> Vec<usize> {
    let natural = || columns.iter().map(|column| column.natural).collect();
    let Some(available) = available else {
        return natural();
    };
    for kept in (1..=columns.len()).rev() {
        let columns = columns.get(..kept).unwrap_or(columns);
        let gaps = GAP * (kept - 1);
        let least: usize = columns.iter().map(|column| column.min).sum();
        if least + gaps <= available {
            return cut(columns, available - gaps);
        }
    }
    let first = columns.first().map(|column| column.natural);
    first
        .map(|width| if may_cut_first { width.min(available) } else { width })
        .into_iter()
        .collect()
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

    const ID: Extent = Extent { natural: 20, min: 20 };
    const NAME: Extent = Extent { natural: 30, min: 10 };
    const OS: Extent = Extent { natural: 20, min: 10 };
    const SIZE: Extent = Extent { natural: 6, min: 6 };

    #[test]
    fn without_a_width_nothing_is_cut() {
        assert_eq!(fit(&[ID, NAME, OS, SIZE], None, true), [20, 30, 20, 6]);
        assert_eq!(fit(&[ID, NAME, OS, SIZE], Some(82), true), [20, 30, 20, 6]);
    }

    #[test]
    fn the_widest_gives_first() {
        assert_eq!(fit(&[ID, NAME, OS, SIZE], Some(77), true), [20, 25, 20, 6]);
        assert_eq!(fit(&[ID, NAME, OS, SIZE], Some(62), true), [20, 15, 15, 6]);
        assert_eq!(fit(&[ID, NAME, OS, SIZE], Some(52), true), [20, 10, 10, 6]);
    }

    #[test]
    fn the_last_columns_go_first_and_the_rest_gets_their_room() {
        assert_eq!(fit(&[ID, NAME, OS, SIZE], Some(51), true), [20, 14, 13]);
        assert_eq!(fit(&[ID, NAME, OS, SIZE], Some(32), true), [20, 10]);
        assert_eq!(fit(&[ID, NAME, OS, SIZE], Some(31), true), [20]);
    }

    #[test]
    fn the_first_column_is_cut_only_alone_and_only_if_it_may() {
        assert_eq!(fit(&[ID, SIZE], Some(12), true), [12]);
        assert_eq!(fit(&[ID, SIZE], Some(12), false), [20]);
        assert_eq!(fit(&[], Some(12), true), [0; 0]);
    }

    #[test]
    fn a_line_is_never_wider_than_asked() {
        let huge = Extent { natural: 1_000_000, min: 10 };
        for available in 20..200 {
            let widths = fit(&[ID, huge, OS, huge, SIZE], Some(available), true);
            let line = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
            assert!(line <= available, "{available}: {widths:?}");
        }
    }
}
