//! The request: every parameter that any revision documents.

use crate::values::{
    ActionType, Architecture, FilterKey, ImageOwnerAlias, ImageStatus, OsType, Usage,
};

/// A `DescribeImages` request.
///
/// Setting a value never fails: what a revision of the documentation says about it is the
/// business of [`check`](crate::check). A `None` or empty list is not sent. Parameters without a
/// note are documented since 2018-06-15; the others name the first revision that has them
/// (ECS API Reference, DescribeImages, request parameters).
///
/// ```
/// use aliyun_ecs_model::{DescribeImages, ImageOwnerAlias, ImageStatus};
///
/// let request = DescribeImages::new("cn-hangzhou")
///     .status(ImageStatus::Available)
///     .image_owner_alias(ImageOwnerAlias::Own)
///     .tag("team", "blue")
///     .page_size(50);
/// assert_eq!(request.page_size, Some(50));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DescribeImages {
    /// The region of the images. Required.
    pub region_id: String,
    /// Only these images; sent as one comma list.
    pub image_ids: Vec<String>,
    /// Only images in these states; sent as one comma list. Without any: `Available`.
    pub statuses: Vec<ImageStatus>,
    /// Only custom images made from this snapshot.
    pub snapshot_id: Option<String>,
    /// Only images of this name.
    pub image_name: Option<String>,
    /// Only images of this family (2020-10-26).
    pub image_family: Option<String>,
    /// Whose images. Without it: `system`, `self` and `others`, no marketplace images.
    pub image_owner_alias: Option<ImageOwnerAlias>,
    /// The account that shares the images (2025-04-22).
    pub image_owner_id: Option<i64>,
    /// Only images that are, or are not, in use.
    pub usage: Option<Usage>,
    /// Only images that carry all these tags; item `i` is sent as `Tag.{i+1}`.
    pub tags: Vec<TagFilter>,
    /// The page, from 1. The default is 1.
    pub page_number: Option<u32>,
    /// How many images a page holds at most. The default is 10.
    pub page_size: Option<u32>,
    /// Only check the request (2019-02-18). Success is the error `DryRunOperation`.
    pub dry_run: Option<bool>,
    /// What the images are wanted for (2019-05-31).
    pub action_type: Option<ActionType>,
    /// Only images for this architecture (2019-05-31).
    pub architecture: Option<Architecture>,
    /// Only images with this family of operating system (2019-05-31).
    pub os_type: Option<OsType>,
    /// Only images that this instance type can run (2019-05-31).
    pub instance_type: Option<String>,
    /// Only images that do, or do not, work on I/O optimized instances (2019-05-31).
    pub is_support_io_optimized: Option<bool>,
    /// Only images that do, or do not, support cloud-init (2019-05-31).
    pub is_support_cloudinit: Option<bool>,
    /// Whether the subscription image is expired (2019-05-31).
    pub show_expired: Option<bool>,
    /// Only custom images of this resource group (2019-05-31).
    pub resource_group_id: Option<String>,
    /// Further conditions; item `i` is sent as `Filter.{i+1}` (2019-05-31).
    pub filters: Vec<Filter>,
    /// Whether to list community images (2025-04-22).
    pub is_public: Option<bool>,
    /// Undocumented (official SDK model of 2026-07-16).
    pub usable: Option<bool>,
    /// The caller's account id; hidden, on every ECS operation of the official SDKs.
    pub owner_id: Option<i64>,
    /// The caller's account name (2019-05-31).
    pub owner_account: Option<String>,
    /// The resource owner's account id; hidden, as [`Self::owner_id`].
    pub resource_owner_id: Option<i64>,
    /// The resource owner's account name; hidden, as [`Self::owner_id`].
    pub resource_owner_account: Option<String>,
}

/// One `Tag.n` condition of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TagFilter {
    /// `Tag.n.Key`.
    pub key: Option<String>,
    /// `Tag.n.Value`; may be an empty text.
    pub value: Option<String>,
}

impl TagFilter {
    /// Returns a condition on a key and a value, each of which may be left out.
    #[must_use]
    pub fn new(key: Option<String>, value: Option<String>) -> Self {
        Self { key, value }
    }
}

/// One `Filter.n` condition of a request (2019-05-31).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Filter {
    /// `Filter.n.Key`.
    pub key: Option<FilterKey>,
    /// `Filter.n.Value`.
    pub value: Option<String>,
}

impl Filter {
    /// Returns a condition with a key and a value, each of which may be left out.
    #[must_use]
    pub fn new(key: Option<FilterKey>, value: Option<String>) -> Self {
        Self { key, value }
    }
}

impl DescribeImages {
    /// Returns a request for the images of one region, with every default of the service.
    #[must_use]
    pub fn new(region_id: impl Into<String>) -> Self {
        Self { region_id: region_id.into(), ..Self::default() }
    }

    /// Adds an image to the list of wanted images.
    #[must_use]
    pub fn image_id(mut self, image_id: impl Into<String>) -> Self {
        self.image_ids.push(image_id.into());
        self
    }

    /// Adds a state to the list of wanted states.
    #[must_use]
    pub fn status(mut self, status: impl Into<ImageStatus>) -> Self {
        self.statuses.push(status.into());
        self
    }

    /// Adds the condition that an image carries this tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push(TagFilter::new(Some(key.into()), Some(value.into())));
        self
    }

    /// Adds the condition that an image carries a tag with this key.
    ///
    /// The documents do not say how the service reads a key without a value.
    #[must_use]
    pub fn tag_key(mut self, key: impl Into<String>) -> Self {
        self.tags.push(TagFilter::new(Some(key.into()), None));
        self
    }

    /// Adds a `Filter.n` condition.
    #[must_use]
    pub fn filter(mut self, key: impl Into<FilterKey>, value: impl Into<String>) -> Self {
        self.filters.push(Filter::new(Some(key.into()), Some(value.into())));
        self
    }
}

/// Declares setters that replace a value.
macro_rules! setters {
    ($( $(#[$meta:meta])* $field:ident: $type:ty, )+) => {
        impl DescribeImages {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $field(mut self, $field: $type) -> Self {
                    self.$field = Some($field.into());
                    self
                }
            )+
        }
    };
}

setters! {
    /// Sets the snapshot that the images are made from.
    snapshot_id: impl Into<String>,
    /// Sets the name of the images.
    image_name: impl Into<String>,
    /// Sets the family of the images.
    image_family: impl Into<String>,
    /// Sets whose images are wanted.
    image_owner_alias: impl Into<ImageOwnerAlias>,
    /// Sets the account that shares the images.
    image_owner_id: i64,
    /// Sets whether the images are in use.
    usage: impl Into<Usage>,
    /// Sets the page, from 1.
    page_number: u32,
    /// Sets how many images a page holds at most.
    page_size: u32,
    /// Sets whether the service only checks the request.
    dry_run: bool,
    /// Sets what the images are wanted for.
    action_type: impl Into<ActionType>,
    /// Sets the architecture of the images.
    architecture: impl Into<Architecture>,
    /// Sets the family of the operating system.
    os_type: impl Into<OsType>,
    /// Sets the instance type that must be able to run the images.
    instance_type: impl Into<String>,
    /// Sets whether the images work on I/O optimized instances.
    is_support_io_optimized: bool,
    /// Sets whether the images support cloud-init.
    is_support_cloudinit: bool,
    /// Sets whether the subscription image is expired.
    show_expired: bool,
    /// Sets the resource group of the images.
    resource_group_id: impl Into<String>,
    /// Sets whether community images are wanted.
    is_public: bool,
    /// Sets the undocumented parameter `Usable`.
    usable: bool,
    /// Sets the caller's account id.
    owner_id: i64,
    /// Sets the caller's account name.
    owner_account: impl Into<String>,
    /// Sets the resource owner's account id.
    resource_owner_id: i64,
    /// Sets the resource owner's account name.
    resource_owner_account: impl Into<String>,
}
