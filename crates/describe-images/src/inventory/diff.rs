//! What changed between two snapshots.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use aliyun_ecs_model::{DescribeImages, Image};
use serde::Serialize;

use super::compare::changes;
use super::snapshot::{Inventory, RegionImages};
use crate::listing::AccountCheck;

/// What changed between two snapshots.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Diff {
    /// How both are known to be of one account.
    pub account: AccountCheck,
    /// The regions that both have.
    pub regions: Vec<RegionDiff>,
    /// The regions that only one of them has: nothing is said of them.
    pub not_compared: Vec<String>,
}

/// What changed in a region.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct RegionDiff {
    /// The region.
    pub region: String,
    /// Images that came: the earlier snapshot is complete, and does not have them.
    pub appeared: Vec<Image>,
    /// Images that went: the later snapshot is complete, and does not have them.
    pub vanished: Vec<Image>,
    /// Images that are in one of the two only, and of which nobody knows, as the other is not complete.
    pub unknown: Vec<Image>,
    /// Images that are in both, and are not the same.
    pub changed: Vec<ChangedImage>,
    /// Both snapshots are complete.
    pub is_proved: bool,
}

/// An image that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct ChangedImage {
    /// The identifier.
    pub id: String,
    /// What changed of it.
    pub changes: Vec<Change>,
}

/// A member that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Change {
    /// Its name on the wire, such as `Status`.
    pub member: String,
    /// What it was; `Null` for nothing.
    pub before: serde_json::Value,
    /// What it is.
    pub after: serde_json::Value,
}

impl Change {
    /// Returns what changed from an image to the same one later. The order in a list, of tags or of disks, means
    /// nothing.
    #[must_use]
    pub fn between(before: &Image, after: &Image) -> Vec<Self> {
        let changes = changes(before, after).into_iter();
        changes.map(|(member, before, after)| Self { member, before, after }).collect()
    }
}

impl Inventory {
    /// Compares with a later snapshot of the same request and account.
    ///
    /// # Errors
    ///
    /// [`DiffError`] when the two are snapshots of different things.
    pub fn diff(&self, later: &Self) -> Result<Diff, DiffError> {
        if self.what_is_selected() != later.what_is_selected() {
            return Err(DiffError::Request);
        }
        let account = match (&self.account, &later.account) {
            (Some(one), Some(other)) if one == other => AccountCheck::Name,
            (None, None) => match (&self.key, &later.key) {
                (Some(one), Some(other)) if one == other => AccountCheck::Key,
                (Some(_), Some(_)) => return Err(DiffError::Account),
                (None, _) | (_, None) => AccountCheck::NotCompared,
            },
            (Some(_) | None, _) => return Err(DiffError::Account),
        };
        let both =
            self.regions.iter().filter_map(|region| Some((region, later.region(&region.region)?)));
        let lacks = |other: &Self, region: &&RegionImages| other.region(&region.region).is_none();
        let before = self.regions.iter().filter(|region| lacks(later, region));
        let after = later.regions.iter().filter(|region| lacks(self, region));
        Ok(Diff {
            account,
            regions: both.map(|(before, after)| compare(before, after)).collect(),
            not_compared: before.chain(after).map(|region| region.region.clone()).collect(),
        })
    }
}

impl Inventory {
    /// Returns the request without what selects nothing.
    fn what_is_selected(&self) -> DescribeImages {
        let mut request = self.request.clone();
        request.page_size = None;
        request
    }
}

fn compare(before: &RegionImages, after: &RegionImages) -> RegionDiff {
    let mut earlier: BTreeMap<&str, &Image> = by_id(before);
    let mut diff = RegionDiff {
        region: before.region.clone(),
        appeared: Vec::new(),
        vanished: Vec::new(),
        unknown: Vec::new(),
        changed: Vec::new(),
        is_proved: before.is_complete() && after.is_complete(),
    };
    for (id, image) in by_id(after) {
        let Some(known) = earlier.remove(id) else {
            let list = if before.is_complete() { &mut diff.appeared } else { &mut diff.unknown };
            list.push(image.clone());
            continue;
        };
        let changes = Change::between(known, image);
        if !changes.is_empty() {
            diff.changed.push(ChangedImage { id: id.to_owned(), changes });
        }
    }
    let list = if after.is_complete() { &mut diff.vanished } else { &mut diff.unknown };
    list.extend(earlier.into_values().cloned());
    diff
}

fn by_id(region: &RegionImages) -> BTreeMap<&str, &Image> {
    region.images.iter().map(|image| (image.image_id.as_str(), image)).collect()
}

impl Diff {
    /// Says whether the two are known to be the same: all of both was compared, and nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.not_compared.is_empty() && self.regions.iter().all(RegionDiff::is_empty)
    }
}

impl RegionDiff {
    fn is_empty(&self) -> bool {
        let lists = [&self.appeared, &self.vanished, &self.unknown];
        self.is_proved && lists.iter().all(|list| list.is_empty()) && self.changed.is_empty()
    }
}

/// One line for each image.
impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for region in &self.regions {
            let name = region.region.escape_debug();
            let lists = [('+', &region.appeared), ('-', &region.vanished), ('?', &region.unknown)];
            for (sign, images) in lists {
                for image in images {
                    writeln!(f, "{sign} {name} {}", image.image_id.escape_debug())?;
                }
            }
            for image in &region.changed {
                write!(f, "~ {name} {}", image.id.escape_debug())?;
                for (at, Change { member, before, after }) in image.changes.iter().enumerate() {
                    let (comma, member) = (if at == 0 { "" } else { "," }, member.escape_debug());
                    write!(f, "{comma} {member}: {} -> {}", Json(before), Json(after))?;
                }
                writeln!(f)?;
            }
        }
        for region in self.regions.iter().filter(|region| !region.is_proved) {
            let name = region.region.escape_debug();
            writeln!(f, "! {name} is not complete in one of the two, or in both")?;
        }
        for region in &self.not_compared {
            writeln!(f, "! {} is in one of the two only", region.escape_debug())?;
        }
        Ok(())
    }
}

/// JSON for a terminal: what JSON leaves as it is may still be more than a character.
struct Json<'a>(&'a serde_json::Value);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.to_string().chars() {
            if character.is_ascii() && !character.is_ascii_control() {
                write!(f, "{character}")?;
            } else {
                // As in Rust: letters of all scripts stay, what controls a terminal does not.
                write!(f, "{}", character.escape_debug())?;
            }
        }
        Ok(())
    }
}

/// Why two snapshots cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiffError {
    /// They are of different requests.
    Request,
    /// They are of different accounts, or only one of them has a name for its account.
    Account,
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request => {
                "the snapshots were taken by different requests and cannot be compared: take both by the same"
            }
            Self::Account => {
                "the snapshots are of different accounts, or only one of them names its account"
            }
        })
    }
}

impl Error for DiffError {}
