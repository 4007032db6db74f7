//! A decoded page: the body's own text, and flat lists of records that point into it.

use std::fmt;
use std::iter::FusedIterator;
use std::slice;
use std::sync::Arc;

use aliyun_ecs_model::DescribeImagesResponse;

use crate::fast::Found;
use crate::fields::{DetectionItemRef, DiskRef, Envelope, EnvelopeRef, ImageRef, PageText, TagRef};
use crate::handle::ImageHandle;
use crate::record::{Cell, Part, Records, Span};

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyFormat {
    /// JSON, as RFC 8259 has it.
    Json,
    /// XML 1.0 without a document type.
    Xml,
}

/// One page of images, as a response carried it.
///
/// A page owns the body as one string and keeps, for every text, only where it lies; texts with
/// escapes are decoded into a second string. So a page of a hundred images takes a handful of
/// allocations, and its images are `Copy` views ([`ImageRef`]). To keep single images, use
/// [`ImageHandle`]; for plain structs, [`ImageRef::to_image`] or [`Page::to_response`].
///
/// ```
/// use aliyun_ecs_wire::decode_page;
///
/// let page = decode_page(
///     "<DescribeImagesResponse><TotalCount>2</TotalCount><Images>\
///      <Image><ImageId>m-1</ImageId></Image><Image><ImageId>m-2</ImageId></Image>\
///      </Images></DescribeImagesResponse>",
/// )?;
/// assert_eq!(page.total_count(), Some(2));
/// let ids: Vec<&str> = page.images().map(|image| image.image_id()).collect();
/// assert_eq!(ids, ["m-1", "m-2"]);
/// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Page {
    body: String,
    /// Texts that could not stay as the body writes them. Their spans begin behind the body's.
    decoded: String,
    format: BodyFormat,
    envelope: Envelope,
    records: Records,
}

impl Page {
    /// Puts a page together from its body and what a reader found.
    pub(crate) fn new(body: String, format: BodyFormat, found: Found) -> Self {
        let Found { envelope, decoded, records } = found;
        Self { body, decoded, format, envelope, records }
    }

    /// Returns the format the page came in.
    #[must_use]
    pub fn format(&self) -> BodyFormat {
        self.format
    }

    /// Returns the identifier of the request, for support; empty when absent.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.envelope().request_id()
    }

    /// Returns the region of the images, an echo of the request; empty when absent.
    #[must_use]
    pub fn region_id(&self) -> &str {
        self.envelope().region_id()
    }

    /// Returns a text of the envelope as the response wrote it, or `None` when it left it out.
    #[must_use]
    pub fn text(&self, text: PageText) -> Option<&str> {
        self.envelope().text(text)
    }

    /// Returns how many images match over all pages.
    #[must_use]
    pub fn total_count(&self) -> Option<u32> {
        self.envelope().total_count()
    }

    /// Returns the number of the page, an echo of the request.
    #[must_use]
    pub fn page_number(&self) -> Option<u32> {
        self.envelope().page_number()
    }

    /// Returns the size of a page, an echo of the request; not the number of images here.
    #[must_use]
    pub fn page_size(&self) -> Option<u32> {
        self.envelope().page_size()
    }

    /// Returns the images, in the order of the body.
    #[must_use]
    pub fn images(&self) -> Images<'_> {
        self.envelope().images()
    }

    /// Returns the image with this index, from 0.
    #[must_use]
    pub fn image(&self, index: usize) -> Option<ImageRef<'_>> {
        self.all().nth(index)
    }

    /// Returns the number of images on this page.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all().len()
    }

    /// Says whether the page has no images.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all().len() == 0
    }

    /// Copies everything into the plain structs of the model.
    #[must_use]
    pub fn to_response(&self) -> DescribeImagesResponse {
        self.envelope().to_response()
    }

    /// Turns the page into one handle per image; the page lives as long as any of them.
    #[must_use]
    pub fn into_handles(self) -> impl ExactSizeIterator<Item = ImageHandle> + Send + 'static {
        ImageHandle::all(Arc::new(self))
    }

    pub(crate) fn str(&self, span: Span) -> &str {
        span.str(&self.body, &self.decoded)
    }

    /// Returns the cells of records; none for an absent span.
    pub(crate) fn cells(&self, part: Part, span: Option<Span>) -> &[Cell] {
        span.map_or(&[], |span| self.records.cells(part, span))
    }

    /// Returns the images, whatever the envelope says.
    fn all(&self) -> Images<'_> {
        Images::new(self, self.records.images())
    }

    fn envelope(&self) -> EnvelopeRef<'_> {
        EnvelopeRef::new(self, &self.envelope)
    }
}

/// Prints counts only: pages are large, and their texts are other people's.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("format", &self.format)
            .field("total_count", &self.total_count())
            .field("page_number", &self.page_number())
            .field("page_size", &self.page_size())
            .field("images", &self.len())
            .finish_non_exhaustive()
    }
}

impl From<&Page> for DescribeImagesResponse {
    fn from(page: &Page) -> Self {
        page.to_response()
    }
}

impl<'p> IntoIterator for &'p Page {
    type Item = ImageRef<'p>;
    type IntoIter = Images<'p>;

    fn into_iter(self) -> Images<'p> {
        self.images()
    }
}

/// Declares an iterator over records of a page that yields views.
macro_rules! views {
    ($(#[$doc:meta])* $iter:ident of $view:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $iter<'p> {
            page: &'p Page,
            records: slice::Iter<'p, [Cell; $view::MEMBERS]>,
        }

        impl<'p> $iter<'p> {
            pub(crate) fn new(page: &'p Page, cells: &'p [Cell]) -> Self {
                Self { page, records: cells.as_chunks().0.iter() }
            }
        }

        impl<'p> Iterator for $iter<'p> {
            type Item = $view<'p>;

            fn next(&mut self) -> Option<$view<'p>> {
                self.records.next().map(|record| $view::new(self.page, record))
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.records.size_hint()
            }

            fn nth(&mut self, n: usize) -> Option<$view<'p>> {
                self.records.nth(n).map(|record| $view::new(self.page, record))
            }
        }

        impl DoubleEndedIterator for $iter<'_> {
            fn next_back(&mut self) -> Option<Self::Item> {
                self.records.next_back().map(|record| $view::new(self.page, record))
            }
        }

        impl ExactSizeIterator for $iter<'_> {}

        impl FusedIterator for $iter<'_> {}

        impl fmt::Debug for $iter<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} left)", stringify!($iter), self.len())
            }
        }
    };
}

views! {
    /// The images of a page, from [`Page::images`].
    Images of ImageRef
}
views! {
    /// The disks of an image, from [`ImageRef::disk_device_mappings`].
    Disks of DiskRef
}
views! {
    /// The tags of an image, from [`ImageRef::tags`].
    Tags of TagRef
}
views! {
    /// The checked items of an image, from
    /// [`DetectionOptionsRef::items`](crate::DetectionOptionsRef::items).
    DetectionItems of DetectionItemRef
}
