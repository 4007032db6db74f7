//! Which images a request is for.

use aliyun_ecs_model::CreationTime;
use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_model::Filter;
use aliyun_ecs_model::FilterKey;
use aliyun_ecs_model::Image;
use aliyun_ecs_model::ImageOwnerAlias;
use aliyun_ecs_model::ImageStatus;
use aliyun_ecs_model::TagFilter;

/// Tells whether a request is for this image, its region and page aside.
///
/// All conditions must hold. Without `Status` only `Available` images are meant, and without
/// `ImageOwnerAlias` all but those of the marketplace. (ECS API Reference, DescribeImages.)
pub(crate) fn matches(request: &DescribeImages, image: &Image) -> bool {
    let id = || request.image_ids.is_empty() || request.image_ids.contains(&image.image_id);
    let snapshot = || {
        let of_snapshot = |id: &String| {
            let mut disks = image.disk_device_mappings.iter();
            disks.any(|disk| disk.snapshot_id.as_ref() == Some(id))
        };
        request.snapshot_id.as_ref().is_none_or(of_snapshot)
    };
    let name = || {
        let wanted = request.image_name.as_deref();
        wanted.is_none_or(|wanted| fits(wanted, image.image_name.as_deref().unwrap_or_default()))
    };
    has_status(request, image)
        && is_owners(request, image)
        && id()
        && name()
        && snapshot()
        && equal(&request.image_family, &image.image_family)
        && equal(&request.usage, &image.usage)
        && equal(&request.architecture, &image.architecture)
        && equal(&request.os_type, &image.os_type)
        && equal(&request.resource_group_id, &image.resource_group_id)
        && equal(&request.is_support_io_optimized, &image.is_support_io_optimized)
        && equal(&request.is_support_cloudinit, &image.is_support_cloudinit)
        && request.tags.iter().all(|tag| has_tag(tag, image))
        && request.filters.iter().all(|filter| passes(filter, image))
}

fn equal<T: PartialEq>(wanted: &Option<T>, found: &Option<T>) -> bool {
    wanted.is_none() || wanted == found
}

fn has_status(request: &DescribeImages, image: &Image) -> bool {
    let Some(status) = &image.status else {
        return false;
    };
    if request.statuses.is_empty() {
        return *status == ImageStatus::Available;
    }
    request.statuses.contains(status)
}

/// Community images count as `others`, but are listed only when `IsPublic` asks for them (revision
/// 2025-04-22). System images are marked public too and are not meant by it.
fn is_owners(request: &DescribeImages, image: &Image) -> bool {
    let Some(owner) = &image.image_owner_alias else {
        return false;
    };
    let of_alias = match &request.image_owner_alias {
        Some(wanted) => wanted == owner,
        None => *owner != ImageOwnerAlias::Marketplace,
    };
    let community = *owner == ImageOwnerAlias::Others && image.is_public == Some(true);
    let of_kind = community == (request.is_public == Some(true));
    of_alias && of_kind && equal(&request.image_owner_id, &image.image_owner_id)
}

/// A key without a value is taken to mean any value; no document says.
fn has_tag(wanted: &TagFilter, image: &Image) -> bool {
    image
        .tags
        .iter()
        .any(|tag| tag.key == wanted.key && (wanted.value.is_none() || tag.value == wanted.value))
}

/// Holds an image against one `Filter.n`. Both ends of a span of time belong to it. The network
/// type of an image is not in the response, so it selects nothing.
fn passes(filter: &Filter, image: &Image) -> bool {
    let value = filter.value.as_deref().unwrap_or_default();
    let created = || Some(image.created()?.to_system_time());
    let bound = value.parse().ok().map(CreationTime::to_system_time);
    let features = image.features.as_ref();
    let is = |feature: Option<&Option<String>>| feature.and_then(Option::as_deref) == Some(value);
    match &filter.key {
        Some(FilterKey::CreationStartTime) => created().is_some_and(|it| Some(it) >= bound),
        Some(FilterKey::CreationEndTime) => created().is_some_and(|it| Some(it) <= bound),
        Some(FilterKey::CpuOnlineUpgrade) => is(features.map(|f| &f.cpu_online_upgrade)),
        Some(FilterKey::CpuOnlineDowngrade) => is(features.map(|f| &f.cpu_online_downgrade)),
        Some(FilterKey::MemoryOnlineUpgrade) => is(features.map(|f| &f.memory_online_upgrade)),
        Some(FilterKey::MemoryOnlineDowngrade) => is(features.map(|f| &f.memory_online_downgrade)),
        _ => true,
    }
}

/// Tells whether a text fits a pattern in which `*` stands for any run of characters.
///
/// Revisions from 2025-04-22 on say that names match loosely without saying how; `*` is what
/// sibling operations take. The rest of the pattern must be equal, case and spaces included.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = rest.split('*');
    let last = parts.next_back().unwrap_or_default();
    for part in parts {
        // The earliest place leaves the most for the parts that follow.
        let Some((_, after)) = text.split_once(part) else {
            return false;
        };
        text = after;
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run() {
        for (pattern, text) in [
            ("*", ""),
            ("**", "ab"),
            ("a*", "a"),
            ("*b", "ab"),
            ("a*c", "abc"),
            ("a*b*c", "a--b--b--c"),
            ("*中*", "文中文"),
            ("a*a", "aa"),
            ("a**a", "aba"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn everything_but_the_star_is_exact() {
        for (pattern, text) in [
            ("", "a"),
            ("a", "A"),
            ("a", "ab"),
            ("a b", "a  b"),
            ("a*a", "a"),
            ("*b*b", "ab"),
            ("a*b*c", "acb"),
            ("?", "a"),
            ("a*", "ba"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
