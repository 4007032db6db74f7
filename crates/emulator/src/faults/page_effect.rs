//! What is wrong about a page.

/// What is wrong about a page of images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageEffect {
    /// `TotalCount` lies.
    Total(Total),
    /// At most `size` images are answered; `echo` tells whether the page says so, or echoes what
    /// was asked.
    Clamp { size: u32, echo: bool },
    /// The page echoes these instead of what was asked.
    Echo { page_number: Option<u32>, page_size: Option<u32>, region_id: Option<String> },
    /// The page is of the catalogue as it was so many changes ago.
    Stale { changes: u32 },
}

/// A `TotalCount` that lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    /// Off by so many.
    By(i64),
    /// Always this.
    Value(u32),
}

impl Total {
    /// Returns what the page says when it should say `truth`.
    pub(crate) fn of(self, truth: u32) -> u32 {
        match self {
            Self::Value(value) => value,
            Self::By(by) => {
                let lie = i64::from(truth).saturating_add(by).clamp(0, i64::from(u32::MAX));
                u32::try_from(lie).unwrap_or(u32::MAX)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Total;

    #[test]
    fn a_total_stays_a_total() {
        assert_eq!(Total::By(-3).of(10), 7);
        assert_eq!(Total::By(-30).of(10), 0);
        assert_eq!(Total::By(i64::MIN).of(10), 0);
        assert_eq!(Total::By(i64::MAX).of(10), u32::MAX);
        assert_eq!(Total::Value(3).of(10), 3);
    }
}
