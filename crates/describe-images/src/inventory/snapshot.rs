//! A snapshot of images.

use std::io::{self, Read, Write};

use aliyun_ecs_model::{DescribeImages, Image};
use serde::{Deserialize, Serialize};

use crate::listing::{Summary, Verdict};

/// The images of some regions, with what is proved about them: a snapshot that can be saved, and
/// [compared](Self::diff) with a later one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Inventory {
    /// The version of this form.
    pub(crate) version: u32,
    /// What was asked for, without a region.
    pub request: DescribeImages,
    /// What the caller calls the account.
    pub account: Option<String>,
    /// A hash of the id of a long-lived key.
    pub(crate) key: Option<String>,
    /// The regions, in the order of their ids.
    pub regions: Vec<RegionImages>,
}

/// The images of one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct RegionImages {
    /// The region.
    pub region: String,
    /// What was proved, and when.
    pub summary: Summary,
    /// Why the listing broke off, if it did.
    pub error: Option<String>,
    /// The images, in the order of the service.
    pub images: Vec<Image>,
}

impl RegionImages {
    /// Says whether every image is there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.error.is_none() && self.summary.verdict.is_some_and(Verdict::is_complete)
    }
}

impl Inventory {
    /// Returns a region.
    #[must_use]
    pub fn region(&self, region: &str) -> Option<&RegionImages> {
        self.regions.iter().find(|images| images.region == region)
    }

    /// Writes the snapshot as JSON.
    ///
    /// # Errors
    ///
    /// An error of the writer.
    pub fn save(&self, writer: impl Write) -> io::Result<()> {
        let mut writer = writer;
        serde_json::to_writer(&mut writer, self)?;
        writer.write_all(b"\n")?;
        writer.flush()
    }

    /// Reads a snapshot that was [saved](Self::save).
    ///
    /// # Errors
    ///
    /// An error of the reader, or one of kind `InvalidData` that says where the text is no snapshot.
    pub fn load(reader: impl Read) -> io::Result<Self> {
        let inventory: Self = serde_json::from_reader(reader)?;
        if inventory.version != VERSION {
            let text = format!(
                "the snapshot has form {}, and this program knows form {VERSION}",
                inventory.version
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        Ok(inventory)
    }
}

pub(crate) const VERSION: u32 = 1;
