//! Why nothing was chosen.

use std::error::Error;
use std::fmt;

/// No image fits.
///
/// The texts of images in it are other people's; its `Display` escapes them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoMatch {
    /// How many images were looked at.
    pub considered: u64,
    /// The conditions, each with how many images were not so.
    pub removed: Vec<Removed>,
    /// The three images that come nearest, the nearest first.
    pub nearest: Vec<Near>,
}

/// How many images a condition removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removed {
    /// The condition, such as `architecture x86_64`.
    pub condition: String,
    /// How many images were not so, whatever else they were not.
    pub images: u64,
}

/// An image that nearly fits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Near {
    /// Its identifier.
    pub id: String,
    /// The conditions that it does not meet, each with what it is instead.
    pub failed: Vec<(String, String)>,
}

impl fmt::Display for NoMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.considered == 0 {
            f.write_str("no images came to choose from")?;
            for (at, removed) in self.removed.iter().enumerate() {
                let begin = if at == 0 { "; wanted: " } else { ", " };
                write!(f, "{begin}{}", removed.condition)?;
            }
            return f.write_str(
                "; if the service has filtered, leave out conditions until something comes",
            );
        }
        write!(f, "none of {} images fits", self.considered)?;
        let removed = self.removed.iter().filter(|removed| removed.images > 0);
        for (at, Removed { condition, images }) in removed.enumerate() {
            let begin = if at == 0 { ": " } else { ", " };
            write!(f, "{begin}{images} not {condition}")?;
        }
        for (at, near) in self.nearest.iter().enumerate() {
            f.write_str(if at == 0 { "; nearest " } else { ", " })?;
            write!(f, "{} (", near.id.escape_debug())?;
            for (at, (condition, found)) in near.failed.iter().enumerate() {
                f.write_str(if at == 0 { "" } else { ", " })?;
                write!(f, "{condition}: {found}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl Error for NoMatch {}

/// Not exactly one image fits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotOne {
    /// None does.
    None(NoMatch),
    /// Several do: their number, and the identifiers of the newest ten.
    Several(u64, Vec<String>),
}

impl fmt::Display for NotOne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None(none) => none.fmt(f),
            Self::Several(count, ids) => {
                write!(f, "{count} images fit where one was to")?;
                for (at, id) in ids.iter().enumerate() {
                    write!(f, "{}{}", if at == 0 { ": " } else { ", " }, id.escape_debug())?;
                }
                f.write_str(if *count > ids.len() as u64 { ", …" } else { "" })
            }
        }
    }
}

impl Error for NotOne {}
