//! The documented shape of a page, and what its scalars may look like.
//!
//! Source: ECS API Reference, DescribeImages, response parameters of every revision; the spellings
//! that are tolerated are those of `README.md` in this package, section "Deviations".

/// The members of an object or element, by their wire names.
pub(super) type Members = &'static [(&'static str, Shape)];

/// What a member holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// A text, kept as it is.
    Text,
    /// A text every image has, so that an empty one says no more than none.
    Key,
    /// A whole number from 0 to 2³² - 1.
    Count,
    /// A whole number of 64 bits with a sign.
    Id,
    /// `true` or `false`.
    Flag,
    /// An object or element that wraps the items of this name.
    List(&'static str, Members, Empty),
    /// An object or element with members of its own.
    Object(Members),
}

/// How the canonical form writes a list without items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Empty {
    Written,
    LeftOut,
}

use Empty::{LeftOut, Written};
use Shape::{Count, Flag, Id, Key, List, Object, Text};

/// The root element of a page in XML.
pub(super) const ROOT: &str = "DescribeImagesResponse";

/// Nesting and attributes beyond this are no page's.
pub(super) const LIMIT: usize = 64;

pub(super) const PAGE: Members = &[
    ("RequestId", Text),
    ("RegionId", Text),
    ("TotalCount", Count),
    ("PageNumber", Count),
    ("PageSize", Count),
    ("Images", List("Image", IMAGE, Written)),
];

const IMAGE: Members = &[
    ("ImageId", Key),
    ("ImageName", Text),
    ("ImageVersion", Text),
    ("Description", Text),
    ("Size", Count),
    ("ImageOwnerAlias", Text),
    ("OSName", Text),
    ("OSNameEn", Text),
    ("OSType", Text),
    ("Platform", Text),
    ("Architecture", Text),
    ("Status", Text),
    ("Progress", Text),
    ("ProductCode", Text),
    ("IsSubscribed", Flag),
    ("IsCopied", Flag),
    ("IsSelfShared", Text),
    ("IsSupportIoOptimized", Flag),
    ("IsSupportCloudinit", Flag),
    ("CreationTime", Text),
    ("Usage", Text),
    ("DiskDeviceMappings", List("DiskDeviceMapping", DISK, Written)),
    ("Tags", List("Tag", TAG, Written)),
    ("ResourceGroupId", Text),
    ("ImageFamily", Text),
    ("BootMode", Text),
    ("IsPublic", Flag),
    ("ImageOwnerId", Id),
    ("LoginAsNonRootSupported", Flag),
    ("SupplierName", Text),
    ("DetectionOptions", Object(DETECTION)),
    ("Features", Object(FEATURES)),
    ("SecureBootOptions", Object(SECURE_BOOT)),
    ("LicenseType", Text),
    ("Usable", Flag),
];

const DISK: Members = &[
    ("Device", Text),
    ("Size", Text),
    ("SnapshotId", Text),
    ("Type", Text),
    ("Format", Text),
    ("ImportOSSBucket", Text),
    ("ImportOSSObject", Text),
    ("Progress", Text),
    ("RemainTime", Count),
    ("Encrypted", Flag),
];

const TAG: Members = &[("TagKey", Text), ("TagValue", Text)];

const DETECTION: Members = &[("Status", Text), ("Items", List("Item", DETECTION_ITEM, LeftOut))];

const DETECTION_ITEM: Members =
    &[("Name", Text), ("Value", Text), ("RiskLevel", Text), ("RiskCode", Text)];

const SECURE_BOOT: Members = &[("SecureBootSupport", Text)];

const FEATURES: Members = &[
    ("NvmeSupport", Text),
    ("ImdsSupport", Text),
    ("CpuOnlineUpgrade", Text),
    ("CpuOnlineDowngrade", Text),
    ("MemoryOnlineUpgrade", Text),
    ("MemoryOnlineDowngrade", Text),
];
