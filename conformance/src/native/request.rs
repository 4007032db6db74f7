//! From the neutral request to the model's, and back to what the model says of itself.

use aliyun_ecs_model::{DescribeImages, Filter, FilterKey, Revision, TagFilter};

use crate::types::Request;

/// Returns the published revision of this date.
#[must_use]
pub fn revision(date: &str) -> Option<&'static Revision> {
    Revision::PUBLISHED.iter().find(|revision| revision.date() == date)
}

/// Returns the same request in the types of the model.
#[must_use]
pub fn request(neutral: &Request) -> DescribeImages {
    let mut request = DescribeImages::new(neutral.region_id.clone());
    request.image_ids.clone_from(&neutral.image_id);
    request.statuses = neutral.status.iter().map(|status| status.as_str().into()).collect();
    request.snapshot_id.clone_from(&neutral.snapshot_id);
    request.image_name.clone_from(&neutral.image_name);
    request.image_family.clone_from(&neutral.image_family);
    request.image_owner_alias = neutral.image_owner_alias.as_deref().map(Into::into);
    request.image_owner_id = neutral.image_owner_id;
    request.usage = neutral.usage.as_deref().map(Into::into);
    let tags = neutral.tag.iter();
    request.tags = tags.map(|tag| TagFilter::new(tag.key.clone(), tag.value.clone())).collect();
    request.page_number = neutral.page_number;
    request.page_size = neutral.page_size;
    request.dry_run = neutral.dry_run;
    request.action_type = neutral.action_type.as_deref().map(Into::into);
    request.architecture = neutral.architecture.as_deref().map(Into::into);
    request.os_type = neutral.os_type.as_deref().map(Into::into);
    request.instance_type.clone_from(&neutral.instance_type);
    request.is_support_io_optimized = neutral.is_support_io_optimized;
    request.is_support_cloudinit = neutral.is_support_cloudinit;
    request.show_expired = neutral.show_expired;
    request.resource_group_id.clone_from(&neutral.resource_group_id);
    for filter in &neutral.filter {
        let key = filter.key.as_deref().map(FilterKey::from);
        request.filters.push(Filter::new(key, filter.value.clone()));
    }
    request.is_public = neutral.is_public;
    request.usable = neutral.usable;
    request.owner_id = neutral.owner_id;
    request.owner_account.clone_from(&neutral.owner_account);
    request.resource_owner_id = neutral.resource_owner_id;
    request.resource_owner_account.clone_from(&neutral.resource_owner_account);
    request
}
