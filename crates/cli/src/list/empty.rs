//! Why a listing may be empty: what was asked for, before where.

use std::sync::Arc;

use aliyun_ecs_model::DescribeImages;

use super::sieve::Sieve;

/// Returns what may have kept images away, the most likely first.
pub(super) fn hints(
    requests: &[DescribeImages],
    sieve: &Sieve,
    regions: &[Arc<str>],
) -> Vec<String> {
    let mut hints: Vec<String> = sieve
        .removed()
        .iter()
        .map(|(flag, count)| format!("{flag} left out {count} that the service gave"))
        .collect();
    let Some(request) = requests.first() else { return hints };
    if let [id] = request.image_ids.as_slice() {
        hints.push(format!("no image {id} was found; `aliyun-images show {id}` looks everywhere"));
    } else if !request.image_ids.is_empty() {
        let ids = request.image_ids.join(", ");
        hints.push(format!("none of {ids} was found; `aliyun-images show ID` looks everywhere"));
    }
    if let Some(name) = request.image_name.as_deref().filter(|name| !name.contains('*')) {
        hints.push(format!(
            "--name {name} is the whole name; --name '{name}*' also finds what begins so"
        ));
    }
    if request.statuses.is_empty() {
        hints.push("without --status only Available images are listed".to_owned());
    }
    if requests.iter().all(|request| request.image_owner_alias.is_none()) {
        hints.push("without --owner the marketplace is left out; --owner any takes all".to_owned());
    }
    if let [region] = regions {
        hints.push(format!("{region} may not be the region; --region all asks in each"));
    }
    hints
}
