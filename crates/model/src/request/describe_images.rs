//! The request: every parameter that any revision documents, written once.

use super::condition::{Filter, TagFilter};
use super::field::Field;
use super::period::{DatedValue, Period, between, since};
use super::table::{field_type, parameters, setter, values};
use crate::values::{
    ActionType, Architecture, FilterKey, ImageOwnerAlias, ImageStatus, OsType, Usage,
};

parameters! {
    /// A `DescribeImages` request.
    ///
    /// Setting a value never fails: what a revision of the documentation says about it is the
    /// business of [`check`](crate::check). A `None` or empty list is not sent. Parameters without
    /// a note are documented since 2018-06-15; the others name the first revision that has them
    /// (ECS API Reference, DescribeImages, request parameters; the last five: official SDK model
    /// of 2026-07-16).
    ///
    /// With serde, a request is an object of its parameters under their wire names: lists are
    /// arrays, `Tag` and `Filter` arrays of `{"Key": …, "Value": …}`. An unknown name is refused.
    ///
    /// ```
    /// use aliyun_ecs_model::{DescribeImages, ImageOwnerAlias, ImageStatus};
    ///
    /// let request = DescribeImages::new("cn-hangzhou")
    ///     .status(ImageStatus::Available)
    ///     .image_owner_alias(ImageOwnerAlias::Own)
    ///     .image_ids(["m-1", "m-2"])
    ///     .tag("team", "blue")
    ///     .page_size(50);
    /// assert_eq!(request.page_size, Some(50));
    /// assert_eq!(request.image_ids, ["m-1", "m-2"]);
    /// ```
    pub struct DescribeImages;

    /// The region of the images. Required.
    region_id: required = "RegionId" [RegionId], since("2018-06-15");
    /// Only these images; sent as one comma list.
    image_ids: list<String> = "ImageId" [ImageId], since("2018-06-15");
    /// Only images in these states; sent as one comma list. Without any: `Available`.
    statuses: list<ImageStatus> = "Status" [Status of STATUS], since("2018-06-15");
    /// Only custom images made from this snapshot.
    snapshot_id: string = "SnapshotId" [SnapshotId], since("2018-06-15");
    /// Only images of this name.
    image_name: string = "ImageName" [ImageName], since("2018-06-15");
    /// Only images of this family (2020-10-26).
    image_family: string = "ImageFamily" [ImageFamily], since("2020-10-26");
    /// Whose images. Without it: `system`, `self` and `others`, no marketplace images.
    image_owner_alias: one_of<ImageOwnerAlias> = "ImageOwnerAlias" [ImageOwnerAlias of OWNERS],
        since("2018-06-15");
    /// Whether to list community images (2025-04-22).
    is_public: boolean = "IsPublic" [IsPublic], since("2025-04-22");
    /// The account that shares the images (2025-04-22).
    image_owner_id: integer64 = "ImageOwnerId" [ImageOwnerId], since("2025-04-22");
    /// Only images that are, or are not, in use.
    usage: one_of<Usage> = "Usage" [Usage of USAGES], since("2018-06-15");
    /// Only images that carry all these tags; item `i` is sent as `Tag.{i+1}`.
    tags: list<TagFilter> = "Tag" [TagKey ".n.Key", TagValue ".n.Value"], since("2018-06-15");
    /// The page, from 1. The default is 1.
    page_number: integer = "PageNumber" [PageNumber], since("2018-06-15");
    /// How many images a page holds at most. The default is 10.
    page_size: integer = "PageSize" [PageSize], since("2018-06-15");
    /// Only check the request (2019-02-18). Success is the error `DryRunOperation`.
    dry_run: boolean = "DryRun" [DryRun], since("2019-02-18");
    /// What the images are wanted for (2019-05-31).
    action_type: one_of<ActionType> = "ActionType" [ActionType of ACTIONS], since("2019-05-31");
    /// Only images for this architecture (2019-05-31).
    architecture: one_of<Architecture> = "Architecture" [Architecture of ARCHITECTURES],
        since("2019-05-31");
    /// Only images with this family of operating system (2019-05-31).
    os_type: one_of<OsType> = "OSType" [OsType of SYSTEMS], since("2019-05-31");
    /// Only images that this instance type can run (2019-05-31).
    instance_type: string = "InstanceType" [InstanceType], since("2019-05-31");
    /// Only images that do, or do not, work on I/O optimized instances (2019-05-31).
    is_support_io_optimized: boolean = "IsSupportIoOptimized" [IsSupportIoOptimized],
        since("2019-05-31");
    /// Only images that do, or do not, support cloud-init (2019-05-31).
    is_support_cloudinit: boolean = "IsSupportCloudinit" [IsSupportCloudinit], since("2019-05-31");
    /// Whether the subscription image is expired (2019-05-31).
    show_expired: boolean = "ShowExpired" [ShowExpired], since("2019-05-31");
    /// Only custom images of this resource group (2019-05-31).
    resource_group_id: string = "ResourceGroupId" [ResourceGroupId], since("2019-05-31");
    /// Further conditions; item `i` is sent as `Filter.{i+1}` (2019-05-31).
    filters: list<Filter> = "Filter" [FilterKey ".n.Key" of FILTERS, FilterValue ".n.Value"],
        since("2019-05-31");
    /// Undocumented (official SDK model of 2026-07-16).
    usable: boolean = "Usable" [Usable], since("2026-07-16");
    /// The caller's account id; hidden, on every ECS operation of the official SDKs.
    owner_id: integer64 = "OwnerId" [OwnerId], since("2026-07-16");
    /// The caller's account name (2019-05-31; hidden again since 2019-08-14).
    owner_account: string = "OwnerAccount" [OwnerAccount],
        between("2019-05-31", "2019-08-14"), since("2026-07-16");
    /// The resource owner's account id; hidden, as `OwnerId`.
    resource_owner_id: integer64 = "ResourceOwnerId" [ResourceOwnerId], since("2026-07-16");
    /// The resource owner's account name; hidden, as `OwnerId`.
    resource_owner_account: string = "ResourceOwnerAccount" [ResourceOwnerAccount],
        since("2026-07-16");
}

/// The page of 2019-02-18 lost its bullet lists; the values of 2018-06-15 stand for them.
const STATUS: &[DatedValue] = &[
    ("Creating", &[since("2018-06-15")]),
    ("Waiting", &[since("2019-05-31")]),
    ("Available", &[since("2018-06-15")]),
    ("UnAvailable", &[since("2018-06-15")]),
    ("CreateFailed", &[since("2018-06-15")]),
    ("Deprecated", &[since("2020-10-26")]),
];

const OWNERS: &[DatedValue] = &[
    ("system", &[since("2018-06-15")]),
    ("self", &[since("2018-06-15")]),
    ("others", &[since("2018-06-15")]),
    ("marketplace", &[since("2018-06-15")]),
];

const USAGES: &[DatedValue] =
    &[("instance", &[since("2018-06-15")]), ("none", &[since("2018-06-15")])];

const ACTIONS: &[DatedValue] = &[
    ("CreateEcs", &[since("2019-05-31")]),
    ("ChangeOS", &[since("2019-05-31")]),
    ("*", &[between("2019-05-31", "2019-08-14")]),
];

const ARCHITECTURES: &[DatedValue] = &[
    ("i386", &[since("2019-05-31")]),
    ("x86_64", &[since("2019-05-31")]),
    ("arm64", &[since("2021-07-14")]),
];

const SYSTEMS: &[DatedValue] =
    &[("windows", &[since("2019-05-31")]), ("linux", &[since("2019-05-31")])];

const FILTERS: &[DatedValue] = &[
    ("CreationStartTime", &[since("2019-05-31")]),
    ("CreationEndTime", &[since("2021-07-14")]),
    ("NetworkType", &[since("2025-04-22")]),
    ("CpuOnlineUpgrade", &[since("2026-07-16")]),
    ("CpuOnlineDowngrade", &[since("2026-07-16")]),
    ("MemoryOnlineUpgrade", &[since("2026-07-16")]),
    ("MemoryOnlineDowngrade", &[since("2026-07-16")]),
];

impl DescribeImages {
    /// Returns a request for the images of one region, with every default of the service.
    #[must_use]
    pub fn new(region_id: impl Into<String>) -> Self {
        Self { region_id: region_id.into(), ..Self::default() }
    }

    /// Adds an image to the list of wanted images.
    #[must_use]
    pub fn image_id(self, image_id: impl Into<String>) -> Self {
        self.image_ids([image_id])
    }

    /// Adds a state to the list of wanted states.
    #[must_use]
    pub fn status(self, status: impl Into<ImageStatus>) -> Self {
        self.statuses([status])
    }

    /// Adds the condition that an image carries this tag.
    #[must_use]
    pub fn tag(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags([(key, value)])
    }

    /// Adds the condition that an image carries a tag with this key.
    ///
    /// The documents do not say how the service reads a key without a value.
    #[must_use]
    pub fn tag_key(self, key: impl Into<String>) -> Self {
        self.tags([TagFilter::new(Some(key.into()), None)])
    }

    /// Adds a `Filter.n` condition.
    #[must_use]
    pub fn filter(self, key: impl Into<FilterKey>, value: impl Into<String>) -> Self {
        self.filters([(key, value)])
    }
}

/// What is absent is not written.
fn is_absent<F: Field>(field: &F) -> bool {
    field.is_absent()
}
