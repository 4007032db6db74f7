//! Single images that outlive the borrow of their page.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;
use std::sync::Arc;

use aliyun_ecs_model::Image;

use crate::fields::ImageRef;
use crate::page::Page;

/// One image, kept with its page: `'static`, cheap to clone, two words.
///
/// The whole page stays in memory as long as one of its handles does. To keep few images of many
/// pages, copy them with [`ImageRef::to_image`].
///
/// ```
/// use aliyun_ecs_wire::{Decoded, ImageHandle, decode};
///
/// fn first_image() -> Result<Option<ImageHandle>, aliyun_ecs_wire::DecodeError> {
///     match decode(r#"{"TotalCount":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#)? {
///         Decoded::Page(page) => Ok(page.into_handles().next()),
///         Decoded::Error(_) => Ok(None),
///     }
/// }
/// let handle = first_image()?.ok_or("one image")?;
/// assert_eq!(handle.image().image_id(), "m-1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ImageHandle {
    page: Arc<Page>,
    index: u32,
}

impl ImageHandle {
    /// Returns a handle for the image with this index, or `None` if the page has no such image.
    #[must_use]
    pub fn new(page: Arc<Page>, index: usize) -> Option<Self> {
        page.image(index)?;
        Some(Self { page, index: u32::try_from(index).ok()? })
    }

    /// Returns the image.
    #[must_use]
    #[expect(clippy::expect_used, reason = "every constructor checks the index")]
    pub fn image(&self) -> ImageRef<'_> {
        self.page.image(self.index as usize).expect("the index was checked at construction")
    }

    /// Returns the page the image is on.
    #[must_use]
    pub fn page(&self) -> &Arc<Page> {
        &self.page
    }

    /// Copies the image into the plain struct of the model.
    #[must_use]
    pub fn to_image(&self) -> Image {
        self.image().to_image()
    }
}

impl fmt::Debug for ImageHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImageHandle")
            .field("image_id", &self.image().image_id())
            .finish_non_exhaustive()
    }
}

impl Page {
    /// Turns the page into one handle per image; the page lives as long as any of them.
    #[must_use]
    pub fn into_handles(self) -> ImageHandles {
        // A page has fewer than 2³² images, as its body has fewer bytes.
        let images = u32::try_from(self.len()).unwrap_or(u32::MAX);
        ImageHandles { page: Arc::new(self), left: 0..images }
    }
}

impl IntoIterator for Page {
    type Item = ImageHandle;
    type IntoIter = ImageHandles;

    fn into_iter(self) -> ImageHandles {
        self.into_handles()
    }
}

/// The images of a page that is theirs: [`Page::into_handles`].
#[derive(Clone, Debug)]
pub struct ImageHandles {
    page: Arc<Page>,
    left: Range<u32>,
}

impl Iterator for ImageHandles {
    type Item = ImageHandle;

    fn next(&mut self) -> Option<ImageHandle> {
        let index = self.left.next()?;
        Some(ImageHandle { page: Arc::clone(&self.page), index })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl DoubleEndedIterator for ImageHandles {
    fn next_back(&mut self) -> Option<ImageHandle> {
        let index = self.left.next_back()?;
        Some(ImageHandle { page: Arc::clone(&self.page), index })
    }
}

impl ExactSizeIterator for ImageHandles {}

impl FusedIterator for ImageHandles {}
