//! Comparing a request with a revision.

use std::borrow::Cow;

use super::finding::{Finding, Problem};
use super::revision::{Level, Revision, TagScheme};
use super::rule::Rule;
use crate::request::{DescribeImages, Parameter, ParameterKind};
use crate::values::ImageOwnerAlias;

/// Returns everything the revision finds about the request, in the order of the parameters.
///
/// Findings at [`Level::Deny`] mean that the revision's documentation rules the request out;
/// the others advise. Rules that are [`Level::Off`] yield nothing.
///
/// ```
/// use aliyun_ecs_model::{DescribeImages, Revision, Rule, check};
///
/// let request = DescribeImages::new("").tag("acs:team", "blue").page_number(0);
/// let rules: Vec<Rule> =
///     check(&request, &Revision::V2018_06_15).iter().map(|finding| finding.rule).collect();
/// assert_eq!(rules, [Rule::RegionIdRequired, Rule::TagKeyPrefix, Rule::PageNumberMin]);
/// ```
#[must_use]
pub fn check(request: &DescribeImages, revision: &Revision) -> Vec<Finding> {
    let mut check = Check { request, revision, findings: Vec::new() };
    check.region();
    check.lists();
    check.texts();
    check.tags();
    check.paging();
    check.filters();
    check.owners();
    check.values();
    check.documented();
    check.findings.sort_by_key(|finding| finding.parameter);
    check.findings
}

/// Says whether a text has the form of a region id and can be part of a host name: 2 to 63 of
/// `a-z`, `0-9` and `-`, not beginning with `-`.
#[must_use]
pub fn is_region_label(text: &str) -> bool {
    (2..=63).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

struct Check<'a> {
    request: &'a DescribeImages,
    revision: &'a Revision,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn region(&mut self) {
        let region = &self.request.region_id;
        if region.is_empty() {
            self.found(Rule::RegionIdRequired, Parameter::RegionId, Problem::Missing);
        } else if !is_region_label(region) {
            self.found(Rule::RegionIdSyntax, Parameter::RegionId, Problem::NotARegion);
        }
    }

    fn lists(&mut self) {
        let request = self.request;
        for &parameter in Parameter::ALL {
            if parameter.kind() == ParameterKind::List {
                for (_, item) in parameter.sent(request) {
                    self.item(parameter, &item);
                }
            }
        }
        let limit = self.revision.limits.image_ids;
        if exceeds(request.image_ids.len(), limit) {
            let problem = Problem::TooMany { found: request.image_ids.len(), limit };
            self.found(Rule::ImageIdCount, Parameter::ImageId, problem);
        }
    }

    fn item(&mut self, parameter: Parameter, item: &str) {
        if item.is_empty() {
            self.found(Rule::ListItem, parameter, Problem::Empty);
        }
        if item.contains(',') {
            self.found(Rule::ListItem, parameter, Problem::Comma);
        }
    }

    /// Empty texts, but for items of lists and tags, which have rules of their own.
    fn texts(&mut self) {
        for &parameter in Parameter::ALL {
            let is_filter = matches!(parameter, Parameter::FilterKey | Parameter::FilterValue);
            if parameter.kind() == ParameterKind::String || is_filter {
                for (n, text) in parameter.sent(self.request) {
                    if text.is_empty() {
                        self.found_at(Rule::ValueEmpty, parameter, n, Problem::Empty);
                    }
                }
            }
        }
    }

    fn tags(&mut self) {
        let request = self.request;
        let limits = self.revision.limits;
        if exceeds(request.tags.len(), limits.tags) {
            let first_over = limits.tags as usize + 1;
            let problem = Problem::TooMany { found: request.tags.len(), limit: limits.tags };
            self.found_at(Rule::TagCount, Parameter::TagKey, first_over, problem);
        }
        for (n, tag) in (1..).zip(&request.tags) {
            match (&tag.key, &tag.value) {
                (None, value) => {
                    self.nothing(Rule::TagPairing, Parameter::TagKey, n, value.is_none());
                    self.found_at(Rule::TagPairing, Parameter::TagKey, n, Problem::Missing);
                }
                (Some(_), None) => {
                    self.found_at(Rule::TagKeyAlone, Parameter::TagValue, n, Problem::Missing);
                }
                (Some(_), Some(_)) => {}
            }
            if let Some(key) = &tag.key {
                if key.is_empty() {
                    self.found_at(Rule::TagKeyEmpty, Parameter::TagKey, n, Problem::Empty);
                }
                self.length(Rule::TagKeyLength, Parameter::TagKey, n, key, limits.tag_key_chars);
                self.forbidden(Rule::TagKeyPrefix, Parameter::TagKey, n, key);
            }
            if let Some(value) = &tag.value {
                let limit = limits.tag_value_chars;
                self.length(Rule::TagValueLength, Parameter::TagValue, n, value, limit);
                self.forbidden(Rule::TagValuePrefix, Parameter::TagValue, n, value);
            }
        }
    }

    fn length(&mut self, rule: Rule, parameter: Parameter, n: usize, text: &str, limit: u32) {
        let chars = text.chars().count();
        if exceeds(chars, limit) {
            self.found_at(rule, parameter, n, Problem::TooLong { chars, limit });
        }
    }

    fn forbidden(&mut self, rule: Rule, parameter: Parameter, n: usize, text: &str) {
        let prefix = OWN_PREFIXES.iter().find(|prefix| text.starts_with(**prefix));
        let scheme = SCHEMES.iter().find(|scheme| match self.revision.tag_scheme {
            TagScheme::AtStart => text.starts_with(**scheme),
            TagScheme::Anywhere => text.contains(**scheme),
        });
        for text in [prefix, scheme].into_iter().flatten() {
            self.found_at(rule, parameter, n, Problem::Forbidden { text: Cow::Borrowed(*text) });
        }
    }

    fn paging(&mut self) {
        if let Some(found @ 0) = self.request.page_number {
            let problem = Problem::TooSmall { found, min: 1 };
            self.found(Rule::PageNumberMin, Parameter::PageNumber, problem);
        }
        let max = self.revision.limits.page_size;
        match self.request.page_size {
            Some(found @ 0) => {
                let problem = Problem::TooSmall { found, min: 1 };
                self.found(Rule::PageSizeMin, Parameter::PageSize, problem);
            }
            Some(found) if found > max => {
                let problem = Problem::TooLarge { found, max };
                self.found(Rule::PageSizeMax, Parameter::PageSize, problem);
            }
            _ => {}
        }
    }

    fn filters(&mut self) {
        for (n, filter) in (1..).zip(&self.request.filters) {
            match (&filter.key, &filter.value) {
                (Some(_), _) => {}
                (None, value) => {
                    self.nothing(Rule::FilterPairing, Parameter::FilterKey, n, value.is_none());
                    self.found_at(Rule::FilterPairing, Parameter::FilterKey, n, Problem::Missing);
                }
            }
        }
    }

    /// A condition with neither key nor value would be left out, and more images be asked for. Where
    /// the rule about pairs does not keep it from being sent, the one about lists does.
    fn nothing(&mut self, pairing: Rule, parameter: Parameter, n: usize, is_nothing: bool) {
        if is_nothing && self.revision.level(pairing) != Level::Deny {
            self.found_at(Rule::ListItem, parameter, n, Problem::Missing);
        }
    }

    fn owners(&mut self) {
        let request = self.request;
        let others = request.image_owner_alias == Some(ImageOwnerAlias::Others);
        let needs_others = Problem::Needs {
            parameter: Parameter::ImageOwnerAlias,
            value: Cow::Borrowed("others"),
        };
        if request.is_public == Some(true) && !others {
            self.found(Rule::PublicOwnerAlias, Parameter::IsPublic, needs_others.clone());
        }
        if request.image_owner_id.is_some() && !others {
            self.found(Rule::OwnerIdContext, Parameter::ImageOwnerId, needs_others);
        }
        if request.owner_id.is_some() && request.owner_account.is_some() {
            let problem = Problem::Excludes { parameter: Parameter::OwnerAccount };
            self.found(Rule::OwnerExclusive, Parameter::OwnerId, problem);
        }
    }

    /// Empty texts are the business of [`Rule::ValueEmpty`] and [`Rule::ListItem`].
    fn values(&mut self) {
        for &parameter in Parameter::ALL {
            let Some(documented) = self.revision.values(parameter) else { continue };
            for (n, value) in parameter.sent(self.request) {
                if !value.is_empty() && !documented.contains(&value.as_ref()) {
                    let problem = Problem::UndocumentedValue;
                    self.found_at(Rule::ValueDocumented, parameter, n, problem);
                }
            }
        }
    }

    /// A numbered condition that is not documented is found once, at its first key.
    fn documented(&mut self) {
        for &parameter in Parameter::ALL {
            let is_second_half = parameter.name().ends_with(".n.Value");
            let given = !is_second_half && !parameter.is_absent(self.request);
            if given && !self.revision.documents(parameter) {
                self.found_at(Rule::ParameterDocumented, parameter, 1, Problem::Undocumented);
            }
        }
    }

    fn found(&mut self, rule: Rule, parameter: Parameter, problem: Problem) {
        self.found_at(rule, parameter, 0, problem);
    }

    fn found_at(&mut self, rule: Rule, parameter: Parameter, n: usize, problem: Problem) {
        let level = self.revision.level(rule);
        if level != Level::Off {
            self.findings.push(Finding {
                rule,
                level,
                parameter,
                name: parameter.numbered(n).into_owned(),
                problem,
            });
        }
    }
}

fn exceeds(found: usize, limit: u32) -> bool {
    u32::try_from(found).map_or(true, |found| found > limit)
}

/// Prefixes the service keeps for itself.
const OWN_PREFIXES: [&str; 2] = ["aliyun", "acs:"];
const SCHEMES: [&str; 2] = ["http://", "https://"];
