//! The arithmetic of pages.

use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::Page;

/// Returns the number of the page after this one, or `None` when there is none to ask for.
///
/// The number asked for counts, not its echo, and the size that the response says, as a service
/// may clamp the size. An empty page is the last one whatever the total says, so a loop over this
/// function ends. Offset paging proves nothing about images that come and go meanwhile.
///
/// ```
/// use aliyun_ecs_describe_images::next_page;
/// use aliyun_ecs_model::DescribeImages;
/// use aliyun_ecs_wire::{Decoded, decode};
///
/// let request = DescribeImages::new("cn-hangzhou").page_size(1);
/// let body = r#"{"TotalCount":2,"PageSize":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#;
/// let Decoded::Page(page) = decode(body)? else { panic!("an error") };
/// assert_eq!(next_page(&request, &page), Some(2));
/// assert_eq!(next_page(&request.page_number(2), &page), None);
/// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
/// ```
#[must_use]
pub fn next_page(request: &DescribeImages, page: &Page) -> Option<u32> {
    if page.is_empty() {
        return None;
    }
    let number = request.page_number.unwrap_or(1);
    let size = page.page_size().or(request.page_size).unwrap_or(DEFAULT_PAGE_SIZE);
    let more = match page.total_count() {
        Some(total) => u64::from(number) * u64::from(size) < u64::from(total),
        None => page.len() >= size as usize,
    };
    (more && size > 0).then(|| number.checked_add(1)).flatten()
}

/// DescribeImages, request parameter PageSize, default value (every revision).
pub(crate) const DEFAULT_PAGE_SIZE: u32 = 10;
