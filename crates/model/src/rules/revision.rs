//! A revision of the documentation as a value.

use super::rule::Rule;
use crate::named::named;
use crate::request::Parameter;

/// What a broken rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// The rule is not looked at.
    Off,
    /// The finding is reported; the request can still be sent.
    Advise,
    /// The finding is reported, and the request is not encoded.
    Deny,
}

impl Level {
    /// Every level, the strictest last.
    pub const ALL: &'static [Self] = &[Self::Off, Self::Advise, Self::Deny];

    /// Returns the level as a word: `off`, `advise` or `deny`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Advise => "advise",
            Self::Deny => "deny",
        }
    }
}

named!(Level, Level::as_str, Level::ALL, "expected one of off, advise, deny");

/// The numbers of a revision. One that the revision itself does not state is taken from the
/// first that does; the rule that uses it then advises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limits {
    /// How many images one call may name.
    pub image_ids: u32,
    /// How many tags one call may name.
    pub tags: u32,
    /// The longest tag key, in characters (Unicode scalar values).
    pub tag_key_chars: u32,
    /// The longest tag value, in characters.
    pub tag_value_chars: u32,
    /// The largest page.
    pub page_size: u32,
}

/// Where `http://` and `https://` are forbidden in tag keys and values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagScheme {
    /// At the beginning (2019-02-18).
    AtStart,
    /// Anywhere (2019-08-14).
    Anywhere,
}

/// One revision of the documentation: a date, its numbers, its parameters and values, and what
/// each rule does.
///
/// The constants are the published revisions; the `with_…` functions change one number or level.
///
/// ```
/// use aliyun_ecs_model::{DescribeImages, Level, Revision, Rule, check};
///
/// let request = DescribeImages::new("cn-hangzhou").page_size(80);
/// assert!(check(&request, &Revision::LATEST).is_empty());
/// assert_eq!(check(&request, &Revision::V2018_06_15)[0].rule, Rule::PageSizeMax);
///
/// let clamped = Revision::LATEST.with_max_page_size(50).with_level(Rule::PageSizeMax, Level::Advise);
/// assert_eq!(check(&request, &clamped)[0].level, Level::Advise);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    pub(super) date: &'static str,
    /// The date as a number, by which parameters and values are looked up.
    pub(super) day: u32,
    pub(super) limits: Limits,
    pub(super) tag_scheme: TagScheme,
    /// A bit for each documented parameter.
    pub(super) parameters: u64,
    pub(super) levels: [Level; Rule::COUNT],
}

impl Revision {
    /// Returns the date of the revision, `YYYY-MM-DD`, or `unchecked`.
    #[must_use]
    pub const fn date(&self) -> &'static str {
        self.date
    }

    /// Returns the numbers.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns where `http://` and `https://` are forbidden in tags.
    #[must_use]
    pub const fn tag_scheme(&self) -> TagScheme {
        self.tag_scheme
    }

    /// Returns what the rule does.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the array has an entry for every rule")]
    pub const fn level(&self, rule: Rule) -> Level {
        self.levels[rule as usize]
    }

    /// Says whether the revision documents the parameter.
    #[must_use]
    pub const fn documents(&self, parameter: Parameter) -> bool {
        self.parameters & parameter.bit() != 0
    }

    /// Returns the documented values of a parameter with a closed set, else `None`.
    #[must_use]
    pub fn values(&self, parameter: Parameter) -> Option<Vec<&'static str>> {
        if self.documents(parameter) { parameter.values_on(self.day) } else { None }
    }

    /// Changes what a rule does.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the array has an entry for every rule")]
    pub const fn with_level(mut self, rule: Rule, level: Level) -> Self {
        self.levels[rule as usize] = level;
        self
    }

    /// Changes how many images one call may name.
    #[must_use]
    pub const fn with_max_image_ids(mut self, image_ids: u32) -> Self {
        self.limits.image_ids = image_ids;
        self
    }

    /// Changes how many tags one call may name.
    #[must_use]
    pub const fn with_max_tags(mut self, tags: u32) -> Self {
        self.limits.tags = tags;
        self
    }

    /// Changes the longest tag key, in characters.
    #[must_use]
    pub const fn with_max_tag_key_chars(mut self, chars: u32) -> Self {
        self.limits.tag_key_chars = chars;
        self
    }

    /// Changes the longest tag value, in characters.
    #[must_use]
    pub const fn with_max_tag_value_chars(mut self, chars: u32) -> Self {
        self.limits.tag_value_chars = chars;
        self
    }

    /// Changes the largest page.
    #[must_use]
    pub const fn with_max_page_size(mut self, page_size: u32) -> Self {
        self.limits.page_size = page_size;
        self
    }

    /// Changes where `http://` and `https://` are forbidden in tags.
    #[must_use]
    pub const fn with_tag_scheme(mut self, tag_scheme: TagScheme) -> Self {
        self.tag_scheme = tag_scheme;
        self
    }

    /// Adds a parameter to the documented ones.
    #[must_use]
    pub const fn with_parameter(mut self, parameter: Parameter) -> Self {
        self.parameters |= parameter.bit();
        self
    }
}
