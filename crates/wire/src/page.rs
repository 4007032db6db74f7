//! A page of images.

use std::fmt;

use aliyun_ecs_model::{DescribeImages, DescribeImagesResponse, Members};
use aliyun_rpc_wire::{BodyFormat, DecodeError, Document};

use crate::fields::{EnvelopeRef, ImageRef, Images, PageText};
use crate::mismatch::Mismatch;

/// One page of images, as a response carried it.
///
/// A page owns the body as one string and keeps, for every text, only where it lies; texts with
/// escapes are decoded into a second string. So a page of a hundred images takes a handful of
/// allocations, and its images are `Copy` views ([`ImageRef`]). To keep single images, use
/// [`ImageHandle`](crate::ImageHandle); for plain structs, [`ImageRef::to_image`] or [`Page::to_response`].
///
/// ```
/// use aliyun_ecs_wire::{Decoded, decode};
///
/// let body =
///     "<DescribeImagesResponse><TotalCount>2</TotalCount><Images>\
///      <Image><ImageId>m-1</ImageId></Image><Image><ImageId>m-2</ImageId></Image>\
///      </Images></DescribeImagesResponse>";
/// let Decoded::Page(page) = decode(body)? else { panic!("an error") };
/// assert_eq!(page.total_count(), Some(2));
/// let ids: Vec<&str> = page.images().map(|image| image.image_id()).collect();
/// assert_eq!(ids, ["m-1", "m-2"]);
/// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Page {
    document: Document,
    /// How many images were asked for, if that is known.
    asked: Option<u32>,
    is_of_other_region: bool,
    is_other_page: bool,
}

impl Page {
    pub(crate) fn new(document: Document) -> Self {
        Self { document, asked: None, is_of_other_region: false, is_other_page: false }
    }

    /// Returns the format the page came in.
    #[must_use]
    pub fn format(&self) -> BodyFormat {
        self.document.format()
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

    /// Returns the members of the envelope that this crate does not know, in the order of the body. Those
    /// of an image are at the image.
    ///
    /// ```
    /// use aliyun_ecs_model::Value;
    /// use aliyun_ecs_wire::{Decoded, decode};
    ///
    /// let body = r#"{"TotalCount":0,"Images":{"Image":[]},"NextToken":"t-1"}"#;
    /// let Decoded::Page(page) = decode(body)? else { panic!("an error") };
    /// assert_eq!(page.unknown().get("NextToken"), Some(&Value::from("t-1")));
    /// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
    /// ```
    #[must_use]
    pub fn unknown(&self) -> Members {
        self.envelope().unknown()
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
        self.images().nth(index)
    }

    /// Returns the number of images on this page.
    #[must_use]
    pub fn len(&self) -> usize {
        self.images().len()
    }

    /// Says whether the page has no images.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.images().len() == 0
    }

    /// Notes how many images were asked for.
    #[must_use]
    pub fn with_request_for(mut self, images: u32) -> Self {
        self.asked = Some(images);
        self
    }

    /// Says whether there are more images than were asked for, as far as that is known: an endpoint
    /// that does this goes by another size of a page than its caller.
    #[must_use]
    pub fn exceeds_request(&self) -> bool {
        self.asked.is_some_and(|asked| self.len() > asked as usize)
    }

    /// Compares what the page repeats of its request, the region and the number, with the request.
    #[must_use]
    pub fn compared_with(mut self, request: &DescribeImages) -> Self {
        let region = self.region_id();
        self.is_of_other_region = !region.is_empty() && region != request.region_id;
        let asked = request.page_number.unwrap_or(1);
        // An empty page is known to say 0.
        let is_other = |number| number != asked && !(number == 0 && self.is_empty());
        self.is_other_page = self.page_number().is_some_and(is_other);
        self
    }

    /// Returns what shows that this is not the answer to its request, as far as the request is known: such
    /// images may be those of somebody else's question.
    ///
    /// ```
    /// use aliyun_ecs_model::DescribeImages;
    /// use aliyun_ecs_wire::{Decoded, Mismatch, decode};
    ///
    /// let body = r#"{"RegionId":"cn-beijing","PageNumber":1,"TotalCount":0,"Images":{"Image":[]}}"#;
    /// let Decoded::Page(page) = decode(body)? else { panic!("an error") };
    /// let page = page.compared_with(&DescribeImages::new("cn-hangzhou"));
    /// assert_eq!(page.mismatches(), [Mismatch::Region]);
    /// # Ok::<(), aliyun_ecs_wire::DecodeError>(())
    /// ```
    #[must_use]
    pub fn mismatches(&self) -> Vec<Mismatch> {
        let found = [
            (self.is_of_other_region, Mismatch::Region),
            (self.is_other_page, Mismatch::Number),
            (self.exceeds_request(), Mismatch::Images),
        ];
        found.into_iter().filter_map(|(is, mismatch)| is.then_some(mismatch)).collect()
    }

    /// Copies everything into the plain structs of the model.
    #[must_use]
    pub fn to_response(&self) -> DescribeImagesResponse {
        self.envelope().to_response()
    }

    /// Returns the error to report where an error of the service was due and this page came
    /// instead, under a status that is no success.
    #[must_use]
    pub fn not_an_error(&self) -> DecodeError {
        self.document.not_an_error()
    }

    fn envelope(&self) -> EnvelopeRef<'_> {
        EnvelopeRef::new(self.document.root())
    }
}

/// Prints counts only: pages are large, and their texts are other people's.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("format", &self.format())
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

/// Pages are equal if they say the same, in whatever format and spelling they came. Of an unknown member
/// nobody knows that `1` and `"1"` say the same.
impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        self.to_response() == other.to_response()
    }
}

impl Eq for Page {}

impl<'p> IntoIterator for &'p Page {
    type Item = ImageRef<'p>;
    type IntoIter = Images<'p>;

    fn into_iter(self) -> Images<'p> {
        self.images()
    }
}
