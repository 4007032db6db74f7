//! What counts of an answer.

use aliyun_ecs_wire::Page;

/// What an answer says about the listing it is a slice of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The identifiers of its images, in order.
    pub ids: Vec<String>,
    /// How many images match.
    pub total: Option<u32>,
    /// The echo of the number.
    pub number: Option<u32>,
    /// The echo of the size.
    pub size: Option<u32>,
    /// The echo of the region; empty for none.
    pub region: String,
}

impl From<&Page> for Answer {
    fn from(page: &Page) -> Self {
        Self {
            ids: page.images().map(|image| image.image_id().to_owned()).collect(),
            total: page.total_count(),
            number: page.page_number(),
            size: page.page_size(),
            region: page.region_id().to_owned(),
        }
    }
}
