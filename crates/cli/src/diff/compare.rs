//! What differs between two sides.

use aliyun_ecs_describe_images::inventory::Change;
use aliyun_ecs_model::Image;

use super::side::{Region, Side};
use crate::failure::Failure;

/// What differs.
#[derive(Default)]
pub(super) struct Difference {
    /// The regions that both have.
    pub(super) regions: Vec<RegionDifference>,
    /// The regions that one has, and which one that is.
    pub(super) not_compared: Vec<(String, String)>,
}

/// What differs in a region.
#[derive(Default)]
pub(super) struct RegionDifference {
    pub(super) region: String,
    pub(super) added: Vec<Image>,
    pub(super) removed: Vec<Image>,
    /// Images of one side of which nobody knows, as the other is not complete.
    pub(super) unknown: Vec<Image>,
    pub(super) changed: Vec<(String, Vec<Change>)>,
    /// How many images are the same.
    pub(super) same: u64,
    /// Why images may be missing, in the words of a side.
    pub(super) doubts: Vec<String>,
}

impl Difference {
    /// Says whether nothing is known to differ.
    pub(super) fn is_empty(&self) -> bool {
        let is_empty = |region: &RegionDifference| {
            region.added.is_empty() && region.removed.is_empty() && region.changed.is_empty()
        };
        self.regions.iter().all(|region| is_empty(region) && region.unknown.is_empty())
    }

    /// Says whether nothing is left unknown.
    pub(super) fn is_proved(&self) -> bool {
        self.not_compared.is_empty() && self.regions.iter().all(|region| region.doubts.is_empty())
    }

    /// Says what is left unknown.
    pub(super) fn doubts(&self) -> Vec<String> {
        let regions = self.regions.iter().flat_map(|region| region.doubts.iter().cloned());
        let not_compared = self.not_compared.iter().map(|(region, side)| {
            format!("{} is in {side} only, and nothing is said of it", named(region))
        });
        regions.chain(not_compared).collect()
    }
}

/// Compares two sides.
pub(super) fn compare(before: Side, after: Side) -> Result<Difference, Failure> {
    let mut difference = Difference::default();
    let mut later = after.regions;
    for (region, images) in before.regions {
        match later.remove(&region) {
            Some(other) => {
                let names = (before.name.as_str(), after.name.as_str());
                difference.regions.push(in_region(region, images, other, names)?);
            }
            None => difference.not_compared.push((region, before.name.clone())),
        }
    }
    let rest = later.into_keys().map(|region| (region, after.name.clone()));
    difference.not_compared.extend(rest);
    Ok(difference)
}

fn in_region(
    region: String,
    before: Region,
    after: Region,
    (first, second): (&str, &str),
) -> Result<RegionDifference, Failure> {
    let doubt = |side: &str, of: &Region| {
        let doubt = of.doubt.as_ref()?;
        Some(format!("{side}, {}: images may be missing; {doubt}", named(&region)))
    };
    let doubts = [doubt(first, &before), doubt(second, &after)];
    let mut difference = RegionDifference {
        doubts: doubts.into_iter().flatten().collect(),
        ..RegionDifference::default()
    };
    let mut earlier = before.images;
    for (id, image) in after.images {
        let Some(known) = earlier.remove(&id) else {
            let is_new = before.doubt.is_none();
            let list = if is_new { &mut difference.added } else { &mut difference.unknown };
            list.push(image.image()?);
            continue;
        };
        let changes = match known.is_written_as(&image) {
            true => Vec::new(),
            false => Change::between(&known.image()?, &image.image()?),
        };
        if changes.is_empty() {
            difference.same += 1;
        } else {
            difference.changed.push((id, changes));
        }
    }
    let is_gone = after.doubt.is_none();
    let left = if is_gone { &mut difference.removed } else { &mut difference.unknown };
    for image in earlier.into_values() {
        left.push(image.image()?);
    }
    difference.region = region;
    Ok(difference)
}

/// Returns a region for people.
fn named(region: &str) -> &str {
    if region.is_empty() { "the region that is not named" } else { region }
}
