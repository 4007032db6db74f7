//! One of the two that are compared: images by region and id.

use std::collections::BTreeMap;

use aliyun_ecs_describe_images::inventory::{Inventory, RegionImages};
use aliyun_ecs_describe_images::select::Selection;
use aliyun_ecs_model::Image;

use super::packed::Packed;
use crate::exit::Exit;
use crate::failure::Failure;

/// What a file has, or the service.
pub(super) enum Source {
    /// It knows how it was asked for, and what is proved about it.
    Snapshot(Box<Inventory>),
    /// Images, which are taken for all there are.
    Images(Vec<Listed>),
}

/// Images of a file.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) region: Option<String>,
    /// How many there are, if the file says so.
    total: Option<u32>,
    /// How many came.
    came: usize,
    /// Those that are wanted.
    images: BTreeMap<String, Packed>,
}

impl Listed {
    pub(super) fn of(region: Option<String>, total: Option<u32>) -> Self {
        Self { region, total, ..Self::default() }
    }

    pub(super) fn add(&mut self, image: &Image, wanted: &Selection) -> Result<(), Failure> {
        self.came += 1;
        if wanted.fits(image) {
            self.images.insert(image.image_id.clone(), Packed::new(image)?);
        }
        Ok(())
    }
}

impl Source {
    /// Returns the regions that it names.
    pub(super) fn regions(&self) -> Vec<String> {
        match self {
            Self::Snapshot(snapshot) => {
                snapshot.regions.iter().map(|region| region.region.clone()).collect()
            }
            Self::Images(listed) => listed.iter().filter_map(|of| of.region.clone()).collect(),
        }
    }
}

/// One of the two that are compared.
pub(super) struct Side {
    /// As it was given.
    pub(super) name: String,
    pub(super) regions: BTreeMap<String, Region>,
}

/// The images of a region.
#[derive(Default)]
pub(super) struct Region {
    pub(super) images: BTreeMap<String, Packed>,
    /// Why images may be missing.
    pub(super) doubt: Option<String>,
}

impl Side {
    /// Takes the images that are wanted.
    pub(super) fn new(name: &str, source: Source, wanted: &Selection) -> Result<Self, Failure> {
        let mut regions = BTreeMap::new();
        match source {
            Source::Snapshot(snapshot) => {
                for region in snapshot.regions {
                    let mut listed = Listed::default();
                    for image in &region.images {
                        listed.add(image, wanted)?;
                    }
                    let doubt = doubt(&region);
                    regions.insert(region.region, Region { images: listed.images, doubt });
                }
            }
            Source::Images(listed) => {
                for Listed { region, total, came, images } in listed {
                    let missing = total.filter(|total| *total as usize > came);
                    let doubt = missing.map(|total| format!("it has {came} of {total} images"));
                    regions.insert(region.unwrap_or_default(), Region { images, doubt });
                }
            }
        }
        Ok(Self { name: name.to_owned(), regions })
    }

    /// Whether no region is named.
    fn is_nameless(&self) -> bool {
        self.regions.keys().all(String::is_empty)
    }

    fn name_region(&mut self, region: &str) {
        let regions = std::mem::take(&mut self.regions);
        let images = regions.into_values().next().unwrap_or_default();
        self.regions.insert(region.to_owned(), images);
    }
}

fn doubt(region: &RegionImages) -> Option<String> {
    if region.is_complete() {
        return None;
    }
    Some(match (&region.error, region.summary.verdict) {
        (Some(error), _) => error.clone(),
        (None, Some(verdict)) => verdict.to_string(),
        (None, None) => "the listing did not come to its end".to_owned(),
    })
}

/// Gives the images of a file that names no region the one that is given, or that of the other.
pub(super) fn name_regions(
    before: &mut Side,
    after: &mut Side,
    given: Option<&str>,
) -> Result<(), Failure> {
    let (one, other) = match (before.is_nameless(), after.is_nameless()) {
        (true, true) | (false, false) => return Ok(()),
        (true, false) => (before, after),
        (false, true) => (after, before),
    };
    let only = match other.regions.len() {
        1 => other.regions.keys().next().map(String::as_str),
        _ => None,
    };
    let Some(region) = given.or(only) else {
        let message = format!("{} names no region, and {} has several", one.name, other.name);
        return Err(Failure::new(Exit::Usage, message).hint("name the region of it with --region"));
    };
    one.name_region(region);
    Ok(())
}
