//! From a request to the parameters of a call.

use std::borrow::Cow;

use aliyun_ecs_model::{DescribeImages, Level, Parameter, Revision, check};
use aliyun_rpc_signer::Call;

use crate::broken_rules::BrokenRules;

/// The wire name of the operation.
pub const ACTION: &str = "DescribeImages";

/// The API version every revision of the documentation describes.
pub const VERSION: &str = "2014-05-26";

/// Checks a request and turns it into a call.
///
/// Parameters come out in the order of the documentation; lists as `Tag.1.Key` and so on, or
/// joined by commas; booleans as `true` and `false`. What is `None` or empty is not sent.
/// Findings that only advise do not stop the call: see [`check`].
///
/// # Errors
///
/// [`BrokenRules`] with every finding when one of them denies.
///
/// ```
/// use aliyun_ecs_describe_images::encode;
/// use aliyun_ecs_model::{DescribeImages, Revision};
///
/// let request = DescribeImages::new("cn-hangzhou").image_id("m-1").image_id("m-2").tag("k", "v");
/// let call = encode(&request, &Revision::LATEST)?;
/// assert_eq!(
///     call.params().collect::<Vec<_>>(),
///     [
///         ("RegionId", "cn-hangzhou"),
///         ("ImageId", "m-1,m-2"),
///         ("Tag.1.Key", "k"),
///         ("Tag.1.Value", "v"),
///     ]
/// );
/// # Ok::<(), aliyun_ecs_describe_images::BrokenRules>(())
/// ```
pub fn encode(request: &DescribeImages, revision: &Revision) -> Result<Call, BrokenRules> {
    let findings = check(request, revision);
    if findings.iter().any(|finding| finding.level == Level::Deny) {
        return Err(BrokenRules { findings, revision: revision.date() });
    }
    Ok(call(request))
}

fn call(request: &DescribeImages) -> Call {
    let mut params = Parameters(Call::new(ACTION, VERSION));
    if !request.region_id.is_empty() {
        params.set(Parameter::RegionId, request.region_id.as_str());
    }
    params.list(Parameter::ImageId, request.image_ids.iter().map(String::as_str));
    params.list(Parameter::Status, request.statuses.iter().map(AsRef::as_ref));
    params.text(Parameter::SnapshotId, request.snapshot_id.as_deref());
    params.text(Parameter::ImageName, request.image_name.as_deref());
    params.text(Parameter::ImageFamily, request.image_family.as_deref());
    params.text(Parameter::ImageOwnerAlias, request.image_owner_alias.as_ref());
    params.shown(Parameter::ImageOwnerId, request.image_owner_id);
    params.text(Parameter::Usage, request.usage.as_ref());
    for (n, tag) in (1..).zip(&request.tags) {
        params.numbered(Parameter::TagKey, n, tag.key.as_deref());
        params.numbered(Parameter::TagValue, n, tag.value.as_deref());
    }
    params.shown(Parameter::PageNumber, request.page_number);
    params.shown(Parameter::PageSize, request.page_size);
    params.shown(Parameter::DryRun, request.dry_run);
    params.text(Parameter::ActionType, request.action_type.as_ref());
    params.text(Parameter::Architecture, request.architecture.as_ref());
    params.text(Parameter::OsType, request.os_type.as_ref());
    params.text(Parameter::InstanceType, request.instance_type.as_deref());
    params.shown(Parameter::IsSupportIoOptimized, request.is_support_io_optimized);
    params.shown(Parameter::IsSupportCloudinit, request.is_support_cloudinit);
    params.shown(Parameter::ShowExpired, request.show_expired);
    params.text(Parameter::ResourceGroupId, request.resource_group_id.as_deref());
    for (n, filter) in (1..).zip(&request.filters) {
        params.numbered(Parameter::FilterKey, n, filter.key.as_ref().map(AsRef::as_ref));
        params.numbered(Parameter::FilterValue, n, filter.value.as_deref());
    }
    params.shown(Parameter::IsPublic, request.is_public);
    params.shown(Parameter::Usable, request.usable);
    params.shown(Parameter::OwnerId, request.owner_id);
    params.text(Parameter::OwnerAccount, request.owner_account.as_deref());
    params.shown(Parameter::ResourceOwnerId, request.resource_owner_id);
    params.text(Parameter::ResourceOwnerAccount, request.resource_owner_account.as_deref());
    params.0
}

struct Parameters(Call);

impl Parameters {
    fn set(&mut self, parameter: Parameter, value: impl Into<String>) {
        self.0.push_param(Cow::Borrowed(parameter.name()), value);
    }

    fn text(&mut self, parameter: Parameter, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.set(parameter, value.as_ref());
        }
    }

    fn shown(&mut self, parameter: Parameter, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.set(parameter, value.to_string());
        }
    }

    fn numbered(&mut self, parameter: Parameter, n: usize, value: Option<&str>) {
        if let Some(value) = value {
            self.0.push_param(parameter.numbered(n), value);
        }
    }

    fn list<'i>(&mut self, parameter: Parameter, items: impl Iterator<Item = &'i str>) {
        let items: Vec<&str> = items.collect();
        if !items.is_empty() {
            self.set(parameter, items.join(","));
        }
    }
}
