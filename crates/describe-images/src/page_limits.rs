//! How much a page of a call may hold.

use aliyun_ecs_wire::Limits;

/// How much a page may hold, whatever its sender would like it to.
///
/// A page of a call has at most the larger of the size asked for and 1,000 images, and an image at most
/// as many disks, tags and results of detection as can be right. What has more is refused
/// ([`OverLimit`](aliyun_ecs_wire::DecodeErrorKind::OverLimit)). So the memory that a call takes is bounded
/// by the size of the body: at these defaults by three times that size and 1 MiB.
///
/// ```
/// use aliyun_ecs_describe_images::PageLimits;
///
/// let limits = PageLimits::new().tags(20);
/// assert_eq!((limits.images, limits.tags), (1_000, 20));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageLimits {
    /// How many images a page may have if it was not asked for more.
    pub images: u32,
    /// How many disks an image may have.
    pub disks: u32,
    /// How many tags an image may have.
    pub tags: u32,
    /// How many results the detection of an imported image may have.
    pub detection_items: u32,
}

impl PageLimits {
    /// Returns the defaults, which the setters name.
    #[must_use]
    pub const fn new() -> Self {
        Self { images: 1_000, disks: 128, tags: 128, detection_items: 128 }
    }

    /// Sets how many images a page may have if it was not asked for more; 1,000 by default. The service
    /// has at most 100 on a page (DescribeImages, request parameter PageSize, 2019).
    #[must_use]
    pub const fn images(mut self, most: u32) -> Self {
        self.images = most;
        self
    }

    /// Sets how many disks an image may have; 128 by default. It has one mapping for each disk; no
    /// document of the operation says how many there may be.
    #[must_use]
    pub const fn disks(mut self, most: u32) -> Self {
        self.disks = most;
        self
    }

    /// Sets how many tags an image may have; 128 by default. A resource has up to 20
    /// (DescribeImages, request parameter Tag.n.Key, 2019).
    #[must_use]
    pub const fn tags(mut self, most: u32) -> Self {
        self.tags = most;
        self
    }

    /// Sets how many results the detection of an imported image may have; 128 by default. No
    /// document of the operation says how many there may be.
    #[must_use]
    pub const fn detection_items(mut self, most: u32) -> Self {
        self.detection_items = most;
        self
    }

    /// Returns the limits of a reader for a body of this length that answers a request for so many
    /// images.
    pub(crate) fn within(self, asked: u32, body: usize) -> Limits {
        let images = self.images.max(asked);
        Limits::of_body(body)
            .items("Images", images as usize)
            .items("DiskDeviceMappings", self.disks as usize)
            .items("Tags", self.tags as usize)
            .items("Items", self.detection_items as usize)
            .record_bytes(body / 4 * 3 + SMALL)
            .unknown_members(UNKNOWN_MEMBERS)
    }
}

impl Default for PageLimits {
    fn default() -> Self {
        Self::new()
    }
}

/// What the records of a small body may take: of a thousand images without any text, and more.
/// Documented images take 0.7 bytes of records for each of their own.
const SMALL: usize = 640 << 10; // 640 KiB

/// The most unknown members of one object. Each revision of the document has added some to the 33 that
/// an image has.
const UNKNOWN_MEMBERS: usize = 128;
