//! Comparing a request with a revision.

use super::finding::{Finding, Problem};
use super::parameter::Parameter;
use super::revision::{Level, Revision, TagScheme};
use super::rule::Rule;
use crate::request::DescribeImages;
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
        for image_id in &request.image_ids {
            self.item(Parameter::ImageId, image_id);
        }
        for status in &request.statuses {
            self.item(Parameter::Status, status.as_str());
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

    fn texts(&mut self) {
        let request = self.request;
        let texts = [
            (Parameter::SnapshotId, request.snapshot_id.as_deref()),
            (Parameter::ImageName, request.image_name.as_deref()),
            (Parameter::ImageFamily, request.image_family.as_deref()),
            (Parameter::ImageOwnerAlias, request.image_owner_alias.as_ref().map(AsRef::as_ref)),
            (Parameter::Usage, request.usage.as_ref().map(AsRef::as_ref)),
            (Parameter::ActionType, request.action_type.as_ref().map(AsRef::as_ref)),
            (Parameter::Architecture, request.architecture.as_ref().map(AsRef::as_ref)),
            (Parameter::OsType, request.os_type.as_ref().map(AsRef::as_ref)),
            (Parameter::InstanceType, request.instance_type.as_deref()),
            (Parameter::ResourceGroupId, request.resource_group_id.as_deref()),
            (Parameter::OwnerAccount, request.owner_account.as_deref()),
            (Parameter::ResourceOwnerAccount, request.resource_owner_account.as_deref()),
        ];
        for (parameter, text) in texts {
            if text == Some("") {
                self.found(Rule::ValueEmpty, parameter, Problem::Empty);
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
                (None, _) => {
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
            self.found_at(rule, parameter, n, Problem::Forbidden { text });
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
        let request = self.request;
        for (n, filter) in (1..).zip(&request.filters) {
            match &filter.key {
                None => {
                    self.found_at(Rule::FilterPairing, Parameter::FilterKey, n, Problem::Missing);
                }
                Some(key) => self.value(Parameter::FilterKey, n, key.as_str()),
            }
        }
    }

    fn owners(&mut self) {
        let request = self.request;
        let others = request.image_owner_alias == Some(ImageOwnerAlias::Others);
        let needs_others =
            Problem::Needs { parameter: Parameter::ImageOwnerAlias, value: "others" };
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

    fn values(&mut self) {
        let request = self.request;
        for status in &request.statuses {
            self.value(Parameter::Status, 0, status.as_str());
        }
        let values = [
            (Parameter::ImageOwnerAlias, request.image_owner_alias.as_ref().map(AsRef::as_ref)),
            (Parameter::Usage, request.usage.as_ref().map(AsRef::as_ref)),
            (Parameter::ActionType, request.action_type.as_ref().map(AsRef::as_ref)),
            (Parameter::Architecture, request.architecture.as_ref().map(AsRef::as_ref)),
            (Parameter::OsType, request.os_type.as_ref().map(AsRef::as_ref)),
        ];
        for (parameter, value) in values {
            if let Some(value) = value {
                self.value(parameter, 0, value);
            }
        }
    }

    /// Empty texts are the business of [`Rule::ValueEmpty`] and [`Rule::ListItem`].
    fn value(&mut self, parameter: Parameter, n: usize, value: &str) {
        let documented = self.revision.values(parameter);
        if !value.is_empty() && documented.is_some_and(|values| !values.contains(&value)) {
            self.found_at(Rule::ValueDocumented, parameter, n, Problem::UndocumentedValue);
        }
    }

    fn documented(&mut self) {
        let request = self.request;
        let given = [
            (Parameter::DryRun, request.dry_run.is_some()),
            (Parameter::ActionType, request.action_type.is_some()),
            (Parameter::Architecture, request.architecture.is_some()),
            (Parameter::OsType, request.os_type.is_some()),
            (Parameter::InstanceType, request.instance_type.is_some()),
            (Parameter::IsSupportIoOptimized, request.is_support_io_optimized.is_some()),
            (Parameter::IsSupportCloudinit, request.is_support_cloudinit.is_some()),
            (Parameter::ShowExpired, request.show_expired.is_some()),
            (Parameter::ResourceGroupId, request.resource_group_id.is_some()),
            (Parameter::FilterKey, !request.filters.is_empty()),
            (Parameter::ImageFamily, request.image_family.is_some()),
            (Parameter::IsPublic, request.is_public.is_some()),
            (Parameter::ImageOwnerId, request.image_owner_id.is_some()),
            (Parameter::Usable, request.usable.is_some()),
            (Parameter::OwnerId, request.owner_id.is_some()),
            (Parameter::OwnerAccount, request.owner_account.is_some()),
            (Parameter::ResourceOwnerId, request.resource_owner_id.is_some()),
            (Parameter::ResourceOwnerAccount, request.resource_owner_account.is_some()),
        ];
        for (parameter, given) in given {
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
                name: parameter.numbered(n),
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
