//! An image as compact text: a third of the memory that it takes with a place for every member.

use aliyun_ecs_model::Image;

use crate::exit::Exit;
use crate::failure::Failure;

/// An image as JSON.
pub(super) struct Packed(Box<str>);

impl Packed {
    pub(super) fn new(image: &Image) -> Result<Self, Failure> {
        serde_json::to_string(image).map(|text| Self(text.into())).map_err(|error| failure(&error))
    }

    pub(super) fn image(&self) -> Result<Image, Failure> {
        serde_json::from_str(&self.0).map_err(|error| failure(&error))
    }

    /// Whether two are written the same; those that are not may still mean the same.
    pub(super) fn is_written_as(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// What was written by the same program reads back.
fn failure(error: &serde_json::Error) -> Failure {
    Failure::of(Exit::Other, error)
}
