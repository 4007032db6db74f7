//! The published revisions.
//!
//! Each is written as what changed since the one before it; which parameters and values it
//! documents stands in their table. Sources: ECS API Reference, page DescribeImages, at the date in
//! the name; the last one the official SDK model of that date.

use super::revision::{Level, Limits, Revision, TagScheme};
use super::rule::Rule;
use crate::request::{Parameter, day};

impl Revision {
    /// The English page of 2018-06-15: five tags, pages of 50, no `DryRun`.
    pub const V2018_06_15: Self = Self {
        date: "2018-06-15",
        day: day("2018-06-15"),
        limits: Limits {
            image_ids: 100,
            tags: 5,
            tag_key_chars: 64,
            tag_value_chars: 128,
            page_size: 50,
        },
        tag_scheme: TagScheme::AtStart,
        parameters: Parameter::documented_on(day("2018-06-15")),
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
    pub const V2019_02_18: Self = Self::V2018_06_15
        .later("2019-02-18")
        .with_max_tags(20)
        .with_max_page_size(100)
        .with_level(Rule::PageNumberMin, Level::Advise)
        .denying(TAG_TEXT);

    /// The English page of 2019-05-31: filters, architecture, operating system and more.
    pub const V2019_05_31: Self =
        Self::V2019_02_18.later("2019-05-31").denying(&[Rule::PageNumberMin]);

    /// The Chinese page of 2019-08-14: URLs may stand nowhere in tags; `OwnerAccount` is gone.
    pub const V2019_08_14: Self =
        Self::V2019_05_31.later("2019-08-14").with_tag_scheme(TagScheme::Anywhere);

    /// The English page of 2020-10-26: image families; pages from 1 to 100; nothing is said
    /// about the text of tags any more.
    pub const V2020_10_26: Self = Self::V2019_08_14
        .later("2020-10-26")
        .denying(&[Rule::PageSizeMin])
        .with_level(Rule::TagKeyEmpty, Level::Advise)
        .with_level(Rule::TagKeyLength, Level::Advise)
        .with_level(Rule::TagKeyPrefix, Level::Advise)
        .with_level(Rule::TagValueLength, Level::Advise)
        .with_level(Rule::TagValuePrefix, Level::Advise);

    /// The Chinese page of 2021-07-14: `arm64`, `CreationEndTime`, filter values need a key.
    pub const V2021_07_14: Self =
        Self::V2020_10_26.later("2021-07-14").denying(&[Rule::FilterPairing]);

    /// The English page with changes up to 2025-04-22: community images.
    pub const V2025_04_22: Self = Self::V2021_07_14
        .later("2025-04-22")
        .denying(&[Rule::PublicOwnerAlias, Rule::OwnerIdContext]);

    /// The official SDK model of 2026-07-16: `Usable`, four more filters, and the caller
    /// parameters the pages leave out.
    pub const V2026_07_16: Self = Self::V2025_04_22.later("2026-07-16");

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

    /// Begins a revision with what held in the one before it and what its own date documents.
    const fn later(self, date: &'static str) -> Self {
        let day = day(date);
        Self { date, day, parameters: Parameter::documented_on(day), ..self }
    }

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

const ALL_ADVISE: [Level; Rule::COUNT] = [Level::Advise; Rule::COUNT];

/// The rules about the text of tags, which only the pages of 2019 state in full.
const TAG_TEXT: &[Rule] =
    &[Rule::TagKeyLength, Rule::TagKeyPrefix, Rule::TagValueLength, Rule::TagValuePrefix];
