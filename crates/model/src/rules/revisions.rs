//! The published revisions.
//!
//! Each is written as what changed since the one before it. Sources: ECS API Reference, page
//! DescribeImages, at the date in the name; the last one the official SDK model of that date.

use super::parameter::Parameter;
use super::revision::{Level, Limits, Revision, TagScheme};
use super::rule::Rule;

impl Revision {
    /// The English page of 2018-06-15: five tags, pages of 50, no `DryRun`.
    pub const V2018_06_15: Self = Self {
        date: "2018-06-15",
        limits: Limits {
            image_ids: 100,
            tags: 5,
            tag_key_chars: 64,
            tag_value_chars: 128,
            page_size: 50,
        },
        tag_scheme: TagScheme::AtStart,
        parameters: set(&[
            Parameter::RegionId,
            Parameter::ImageId,
            Parameter::Status,
            Parameter::SnapshotId,
            Parameter::ImageName,
            Parameter::ImageOwnerAlias,
            Parameter::Usage,
            Parameter::TagKey,
            Parameter::TagValue,
            Parameter::PageNumber,
            Parameter::PageSize,
        ]),
        values: &[
            (Parameter::Status, STATUS_2018),
            (Parameter::ImageOwnerAlias, OWNERS),
            (Parameter::Usage, USAGES),
        ],
        levels: ALL_ADVISE,
    }
    .denying(&[
        Rule::RegionIdRequired,
        Rule::ListItem,
        Rule::TagCount,
        Rule::TagKeyEmpty,
        Rule::TagPairing,
        Rule::PageNumberMin,
        Rule::PageSizeMax,
    ]);

    /// The English page of 2019-02-18: twenty tags with lengths and prefixes, pages of 100,
    /// `DryRun`. It does not say that pages start at 1.
    pub const V2019_02_18: Self = Self { date: "2019-02-18", ..Self::V2018_06_15 }
        .with_max_tags(20)
        .with_max_page_size(100)
        .with_parameter(Parameter::DryRun)
        .with_level(Rule::PageNumberMin, Level::Advise)
        .denying(TAG_TEXT);

    /// The English page of 2019-05-31: filters, architecture, operating system and more.
    pub const V2019_05_31: Self = Self {
        date: "2019-05-31",
        values: &[
            (Parameter::Status, STATUS_2019),
            (Parameter::ImageOwnerAlias, OWNERS),
            (Parameter::Usage, USAGES),
            (Parameter::Architecture, &["i386", "x86_64"]),
            (Parameter::OsType, SYSTEMS),
            (Parameter::ActionType, &["CreateEcs", "ChangeOS", "*"]),
            (Parameter::FilterKey, &["CreationStartTime"]),
        ],
        parameters: Self::V2019_02_18.parameters
            | set(&[
                Parameter::ActionType,
                Parameter::Architecture,
                Parameter::OsType,
                Parameter::InstanceType,
                Parameter::IsSupportIoOptimized,
                Parameter::IsSupportCloudinit,
                Parameter::ShowExpired,
                Parameter::ResourceGroupId,
                Parameter::FilterKey,
                Parameter::FilterValue,
                Parameter::OwnerAccount,
            ]),
        ..Self::V2019_02_18
    }
    .denying(&[Rule::PageNumberMin]);

    /// The Chinese page of 2019-08-14: URLs may stand nowhere in tags; `OwnerAccount` is gone.
    pub const V2019_08_14: Self = Self {
        date: "2019-08-14",
        tag_scheme: TagScheme::Anywhere,
        parameters: Self::V2019_05_31.parameters & !Parameter::OwnerAccount.bit(),
        values: &[
            (Parameter::Status, STATUS_2019),
            (Parameter::ImageOwnerAlias, OWNERS),
            (Parameter::Usage, USAGES),
            (Parameter::Architecture, &["i386", "x86_64"]),
            (Parameter::OsType, SYSTEMS),
            (Parameter::ActionType, ACTIONS),
            (Parameter::FilterKey, &["CreationStartTime"]),
        ],
        ..Self::V2019_05_31
    };

    /// The English page of 2020-10-26: image families; pages from 1 to 100; nothing is said
    /// about the text of tags any more.
    pub const V2020_10_26: Self = Self {
        date: "2020-10-26",
        values: &[
            (Parameter::Status, STATUS_2020),
            (Parameter::ImageOwnerAlias, OWNERS),
            (Parameter::Usage, USAGES),
            (Parameter::Architecture, &["i386", "x86_64"]),
            (Parameter::OsType, SYSTEMS),
            (Parameter::ActionType, ACTIONS),
            (Parameter::FilterKey, &["CreationStartTime"]),
        ],
        ..Self::V2019_08_14
    }
    .with_parameter(Parameter::ImageFamily)
    .denying(&[Rule::PageSizeMin])
    .with_level(Rule::TagKeyEmpty, Level::Advise)
    .with_level(Rule::TagKeyLength, Level::Advise)
    .with_level(Rule::TagKeyPrefix, Level::Advise)
    .with_level(Rule::TagValueLength, Level::Advise)
    .with_level(Rule::TagValuePrefix, Level::Advise);

    /// The Chinese page of 2021-07-14: `arm64`, `CreationEndTime`, filter values need a key.
    pub const V2021_07_14: Self = Self {
        date: "2021-07-14",
        values: &[
            (Parameter::Status, STATUS_2020),
            (Parameter::ImageOwnerAlias, OWNERS),
            (Parameter::Usage, USAGES),
            (Parameter::Architecture, ARCHITECTURES),
            (Parameter::OsType, SYSTEMS),
            (Parameter::ActionType, ACTIONS),
            (Parameter::FilterKey, &["CreationStartTime", "CreationEndTime"]),
        ],
        ..Self::V2020_10_26
    }
    .denying(&[Rule::FilterPairing]);

    /// The English page with changes up to 2025-04-22: community images.
    pub const V2025_04_22: Self = Self {
        date: "2025-04-22",
        values: &[
            (Parameter::Status, STATUS_2020),
            (Parameter::ImageOwnerAlias, OWNERS),
            (Parameter::Usage, USAGES),
            (Parameter::Architecture, ARCHITECTURES),
            (Parameter::OsType, SYSTEMS),
            (Parameter::ActionType, ACTIONS),
            (Parameter::FilterKey, &["CreationStartTime", "CreationEndTime", "NetworkType"]),
        ],
        ..Self::V2021_07_14
    }
    .with_parameter(Parameter::IsPublic)
    .with_parameter(Parameter::ImageOwnerId)
    .denying(&[Rule::PublicOwnerAlias, Rule::OwnerIdContext]);

    /// The official SDK model of 2026-07-16: `Usable`, four more filters, and the caller
    /// parameters the pages leave out.
    pub const V2026_07_16: Self = Self {
        date: "2026-07-16",
        values: &[
            (Parameter::Status, STATUS_2020),
            (Parameter::ImageOwnerAlias, OWNERS),
            (Parameter::Usage, USAGES),
            (Parameter::Architecture, ARCHITECTURES),
            (Parameter::OsType, SYSTEMS),
            (Parameter::ActionType, ACTIONS),
            (Parameter::FilterKey, crate::values::FilterKey::KNOWN),
        ],
        ..Self::V2025_04_22
    }
    .with_parameter(Parameter::Usable)
    .with_parameter(Parameter::OwnerId)
    .with_parameter(Parameter::OwnerAccount)
    .with_parameter(Parameter::ResourceOwnerId)
    .with_parameter(Parameter::ResourceOwnerAccount);

    /// The newest revision this version of the crate knows.
    pub const LATEST: Self = Self::V2026_07_16;

    /// No revision: only what would break the request itself is refused, and nothing is advised.
    pub const UNCHECKED: Self =
        Self { date: "unchecked", levels: [Level::Off; Rule::COUNT], ..Self::LATEST }
            .denying(&[Rule::ListItem]);

    /// Every published revision, oldest first.
    pub const PUBLISHED: &'static [Self] = &[
        Self::V2018_06_15,
        Self::V2019_02_18,
        Self::V2019_05_31,
        Self::V2019_08_14,
        Self::V2020_10_26,
        Self::V2021_07_14,
        Self::V2025_04_22,
        Self::V2026_07_16,
    ];

    #[expect(clippy::indexing_slicing, reason = "evaluated for constants only, and bounded")]
    const fn denying(mut self, rules: &[Rule]) -> Self {
        let mut at = 0;
        while at < rules.len() {
            self.levels[rules[at] as usize] = Level::Deny;
            at += 1;
        }
        self
    }
}

#[expect(clippy::indexing_slicing, reason = "evaluated for constants only, and bounded")]
const fn set(parameters: &[Parameter]) -> u32 {
    let mut bits = 0;
    let mut at = 0;
    while at < parameters.len() {
        bits |= parameters[at].bit();
        at += 1;
    }
    bits
}

const ALL_ADVISE: [Level; Rule::COUNT] = [Level::Advise; Rule::COUNT];

/// The rules about the text of tags, which only the pages of 2019 state in full.
const TAG_TEXT: &[Rule] =
    &[Rule::TagKeyLength, Rule::TagKeyPrefix, Rule::TagValueLength, Rule::TagValuePrefix];

/// The page of 2019-02-18 lost its bullet lists; the values of 2018-06-15 stand for them.
const STATUS_2018: &[&str] = &["Creating", "Available", "UnAvailable", "CreateFailed"];
const STATUS_2019: &[&str] = &["Creating", "Waiting", "Available", "UnAvailable", "CreateFailed"];
const STATUS_2020: &[&str] =
    &["Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated"];
const OWNERS: &[&str] = &["system", "self", "others", "marketplace"];
const USAGES: &[&str] = &["instance", "none"];
const SYSTEMS: &[&str] = &["windows", "linux"];
const ARCHITECTURES: &[&str] = &["i386", "x86_64", "arm64"];
const ACTIONS: &[&str] = &["CreateEcs", "ChangeOS"];
