//! The parameters of the operation, by their wire names.

/// A request parameter. `Tag.n.…` and `Filter.n.…` stand for all their `n`.
///
/// Source: ECS API Reference, DescribeImages, request parameters of all revisions; the last five
/// from the official SDK model of 2026-07-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is the wire name, described at `DescribeImages`")]
pub enum Parameter {
    RegionId,
    ImageId,
    Status,
    SnapshotId,
    ImageName,
    ImageOwnerAlias,
    Usage,
    TagKey,
    TagValue,
    PageNumber,
    PageSize,
    DryRun,
    ActionType,
    Architecture,
    OsType,
    InstanceType,
    IsSupportIoOptimized,
    IsSupportCloudinit,
    ShowExpired,
    ResourceGroupId,
    FilterKey,
    FilterValue,
    ImageFamily,
    IsPublic,
    ImageOwnerId,
    OwnerAccount,
    Usable,
    OwnerId,
    ResourceOwnerId,
    ResourceOwnerAccount,
}

impl Parameter {
    /// Every parameter.
    pub const ALL: &'static [Self] = &[
        Self::RegionId,
        Self::ImageId,
        Self::Status,
        Self::SnapshotId,
        Self::ImageName,
        Self::ImageOwnerAlias,
        Self::Usage,
        Self::TagKey,
        Self::TagValue,
        Self::PageNumber,
        Self::PageSize,
        Self::DryRun,
        Self::ActionType,
        Self::Architecture,
        Self::OsType,
        Self::InstanceType,
        Self::IsSupportIoOptimized,
        Self::IsSupportCloudinit,
        Self::ShowExpired,
        Self::ResourceGroupId,
        Self::FilterKey,
        Self::FilterValue,
        Self::ImageFamily,
        Self::IsPublic,
        Self::ImageOwnerId,
        Self::OwnerAccount,
        Self::Usable,
        Self::OwnerId,
        Self::ResourceOwnerId,
        Self::ResourceOwnerAccount,
    ];

    /// Returns the wire name, with the letter `n` for the number of a tag or filter.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RegionId => "RegionId",
            Self::ImageId => "ImageId",
            Self::Status => "Status",
            Self::SnapshotId => "SnapshotId",
            Self::ImageName => "ImageName",
            Self::ImageOwnerAlias => "ImageOwnerAlias",
            Self::Usage => "Usage",
            Self::TagKey => "Tag.n.Key",
            Self::TagValue => "Tag.n.Value",
            Self::PageNumber => "PageNumber",
            Self::PageSize => "PageSize",
            Self::DryRun => "DryRun",
            Self::ActionType => "ActionType",
            Self::Architecture => "Architecture",
            Self::OsType => "OSType",
            Self::InstanceType => "InstanceType",
            Self::IsSupportIoOptimized => "IsSupportIoOptimized",
            Self::IsSupportCloudinit => "IsSupportCloudinit",
            Self::ShowExpired => "ShowExpired",
            Self::ResourceGroupId => "ResourceGroupId",
            Self::FilterKey => "Filter.n.Key",
            Self::FilterValue => "Filter.n.Value",
            Self::ImageFamily => "ImageFamily",
            Self::IsPublic => "IsPublic",
            Self::ImageOwnerId => "ImageOwnerId",
            Self::OwnerAccount => "OwnerAccount",
            Self::Usable => "Usable",
            Self::OwnerId => "OwnerId",
            Self::ResourceOwnerId => "ResourceOwnerId",
            Self::ResourceOwnerAccount => "ResourceOwnerAccount",
        }
    }

    /// Returns the wire name of the `n`-th tag or filter, or the plain name of the others.
    #[must_use]
    pub fn numbered(self, n: usize) -> String {
        self.name().replace(".n.", &format!(".{n}."))
    }

    pub(super) const fn bit(self) -> u32 {
        1 << (self as u32)
    }
}
