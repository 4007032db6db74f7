//! Asking for images by their identifiers, in whatever state they are.

use aliyun_ecs_model::{DescribeImages, ImageStatus, Revision};

/// Returns how many images one request can ask for, so that one page holds them.
pub(crate) fn batch(revision: &Revision) -> usize {
    let limits = revision.limits();
    limits.image_ids.min(limits.page_size).clamp(1, BATCH) as usize
}

/// Asks for these images, of what a request selects.
pub(crate) fn ask<'i>(
    request: DescribeImages,
    ids: impl ExactSizeIterator<Item = &'i str>,
) -> DescribeImages {
    let size = u32::try_from(ids.len()).unwrap_or(BATCH);
    request
        .image_ids(ids)
        .statuses(ImageStatus::KNOWN.iter().copied())
        .page_size(size.max(SMALLEST))
}

/// DescribeImages, request parameters ImageId (Chinese edition of 2018) and PageSize (2019).
const BATCH: u32 = 100;

/// The default of PageSize.
const SMALLEST: u32 = 10;
