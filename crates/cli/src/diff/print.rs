//! Differences for people and for programs.

use aliyun_ecs_model::Image;
use serde_json::{Value, json};

use super::compare::{Difference, RegionDifference};
use crate::find::line;
use crate::messages::counted;
use crate::printable::{escape_in_json, printable};

/// Returns a line for each image, and below a changed one a line for each member that changed.
pub(super) fn text(difference: &Difference) -> String {
    let mut lines = Vec::new();
    for region in &difference.regions {
        let lists = [('+', &region.added), ('-', &region.removed), ('?', &region.unknown)];
        for (sign, images) in lists {
            lines.extend(
                images.iter().map(|image| entry(sign, region, &line(image).replace('\t', "  "))),
            );
        }
        for (id, changes) in &region.changed {
            lines.push(entry('~', region, &printable(id)));
            lines.extend(changes.iter().map(|change| {
                let value = |value: &Value| escape_in_json(&value.to_string()).into_owned();
                let (before, after) = (value(&change.before), value(&change.after));
                format!("    {}: {before} → {after}", printable(&change.member))
            }));
        }
    }
    lines.join("\n")
}

fn entry(sign: char, region: &RegionDifference, image: &str) -> String {
    match region.region.as_str() {
        "" => format!("{sign} {image}"),
        region => format!("{sign} {}  {image}", printable(region)),
    }
}

/// Returns one object.
pub(super) fn json(difference: &Difference) -> String {
    let images = |images: &[Image]| json!(images);
    let region = |region: &RegionDifference| {
        let changed = region.changed.iter().map(|(id, changes)| {
            let changes = changes.iter().map(|change| {
                json!({"member": change.member, "before": change.before, "after": change.after})
            });
            json!({"id": id, "changes": changes.collect::<Value>()})
        });
        json!({
            "region": Some(&region.region).filter(|region| !region.is_empty()),
            "added": images(&region.added),
            "removed": images(&region.removed),
            "unknown": images(&region.unknown),
            "changed": changed.collect::<Value>(),
            "is_proved": region.doubts.is_empty(),
        })
    };
    let value = json!({
        "regions": difference.regions.iter().map(region).collect::<Value>(),
        "not_compared": difference.not_compared.iter().map(|(region, _)| region).collect::<Vec<_>>(),
    });
    escape_in_json(&format!("{value:#}")).into_owned()
}

/// Returns how many came, went and changed.
pub(super) fn summary(difference: &Difference) -> String {
    let sum = |count: fn(&RegionDifference) -> usize| {
        difference.regions.iter().map(|region| count(region) as u64).sum::<u64>()
    };
    let mut counts = vec![
        format!("{} added", counted(sum(|region| region.added.len()), "image")),
        format!("{} removed", sum(|region| region.removed.len())),
        format!("{} changed", sum(|region| region.changed.len())),
    ];
    match sum(|region| region.unknown.len()) {
        0 => {}
        unknown => {
            counts.push(format!("{unknown} in one only, and not known to be added or removed"));
        }
    }
    counts.push(format!(
        "{} the same",
        difference.regions.iter().map(|region| region.same).sum::<u64>()
    ));
    counts.join(", ")
}
