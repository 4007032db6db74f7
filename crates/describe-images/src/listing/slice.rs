//! Where an answer begins in the order of all images.

use aliyun_ecs_model::DescribeImages;

/// A page of a size that is chosen so that it begins where it should.
///
/// The page `number` of a size begins at `(number - 1) * size`, so sizes below the largest reach
/// offsets that the largest does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slice {
    number: u32,
    size: u32,
}

impl Slice {
    /// Returns the page with this number, from 1, of this size, from 1.
    pub(crate) fn new(number: u32, size: u32) -> Self {
        Self { number: number.max(1), size: size.max(1) }
    }

    /// Returns the slice that begins at an offset or before it, reaches as far as any of at most so
    /// many images, and is the largest of those.
    ///
    /// ```
    /// # use aliyun_ecs_describe_images::listing::Slice;
    /// // Behind a full page of 100 and three images before its end.
    /// let slice = Slice::reaching(97, 100);
    /// assert_eq!((slice.number(), slice.size(), slice.offset()), (2, 97, 97));
    /// ```
    #[must_use]
    pub fn reaching(offset: u64, limit: u32) -> Self {
        let slices = (1..=limit.max(1)).map(|size| {
            let number = offset / u64::from(size) + 1;
            Self { number: u32::try_from(number).unwrap_or(u32::MAX), size }
        });
        slices.max_by_key(|slice| (slice.end(), slice.size)).unwrap_or(Self { number: 1, size: 1 })
    }

    /// Returns the number of the page, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// Returns the size of the page.
    #[must_use]
    pub fn size(self) -> u32 {
        self.size
    }

    /// Returns how many images stand before it.
    #[must_use]
    pub fn offset(self) -> u64 {
        u64::from(self.number - 1) * u64::from(self.size)
    }

    /// Returns the offset behind its last image, if it is full.
    #[must_use]
    pub fn end(self) -> u64 {
        self.offset() + u64::from(self.size)
    }

    /// Returns the request for this slice of what a request selects.
    #[must_use]
    pub fn of(self, request: &DescribeImages) -> DescribeImages {
        request.clone().page_number(self.number).page_size(self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::Slice;

    #[test]
    fn a_slice_reaches_beyond_what_was_seen_at_every_offset() {
        for limit in [20, 50, 100] {
            for seen in (limit..5_000).map(u64::from) {
                let slice = Slice::reaching(seen - 3, limit);
                assert!(slice.offset() <= seen - 3 && slice.end() > seen, "{limit} {seen}");
            }
        }
    }
}
