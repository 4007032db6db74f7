//! The images the emulator knows, region by region.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;

use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_model::Image;
use aliyun_ecs_wire::Decoded;
use aliyun_ecs_wire::Printable;
use aliyun_ecs_wire::decode;

use crate::catalogue_error::CatalogueError;
use crate::operations::describe_images::filter;
use crate::seed;

/// The images of every region, newest first.
///
/// ```
/// use aliyun_ecs_emulator::Catalogue;
///
/// let catalogue = Catalogue::seeded();
/// assert!(catalogue.images("cn-hangzhou").len() > 100);
/// assert!(catalogue.images("cn-nowhere").is_empty());
/// ```
#[derive(Clone, Default)]
pub struct Catalogue {
    regions: BTreeMap<String, Vec<Image>>,
}

impl Catalogue {
    /// Returns a catalogue without images.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the built-in catalogue: the same some 360 images in six regions on every run.
    ///
    /// It has every owner, status and usage, images with one to three disks, with none, one and
    /// two tags, snapshots, families, resource groups, names with spaces and in Chinese, and the
    /// image of the documents' example. All creation times differ.
    #[must_use]
    pub fn seeded() -> Self {
        let mut catalogue = Self::new();
        for (region, image) in seed::images() {
            catalogue.insert(region, image);
        }
        catalogue.sort();
        catalogue
    }

    /// Takes the images of pages, each page's under its `RegionId`.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] when a page names no region, or when a region has two images of one id.
    ///
    /// ```
    /// use aliyun_ecs_emulator::Catalogue;
    /// use aliyun_ecs_model::{DescribeImagesResponse, Image};
    ///
    /// let mut page = DescribeImagesResponse::default();
    /// page.region_id = Some("cn-qingdao".to_owned());
    /// page.images = vec![Image::new("m-1")];
    /// let catalogue = Catalogue::from_pages([page])?;
    /// assert_eq!(catalogue.images("cn-qingdao"), [Image::new("m-1")]);
    /// # Ok::<(), aliyun_ecs_emulator::CatalogueError>(())
    /// ```
    pub fn from_pages(
        pages: impl IntoIterator<Item = DescribeImagesResponse>,
    ) -> Result<Self, CatalogueError> {
        let mut catalogue = Self::new();
        for page in pages {
            let region = page.region_id.filter(|region| !region.is_empty());
            let region = region.ok_or_else(CatalogueError::no_region)?;
            for image in page.images {
                catalogue.insert(&region, image);
            }
        }
        for (region, images) in &catalogue.regions {
            let mut ids = BTreeSet::new();
            if let Some(twice) = images.iter().find(|image| !ids.insert(&image.image_id)) {
                return Err(CatalogueError::repeated(&twice.image_id, region));
            }
        }
        catalogue.sort();
        Ok(catalogue)
    }

    /// Takes the images of response bodies as the service sends them, JSON or XML, one page each.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] as for [`from_pages`](Self::from_pages), and when a body is no response.
    ///
    /// ```
    /// use aliyun_ecs_emulator::Catalogue;
    ///
    /// let body = r#"{"RegionId":"cn-qingdao","TotalCount":1,
    ///                "Images":{"Image":[{"ImageId":"m-1"}]}}"#;
    /// let catalogue = Catalogue::from_bodies([body])?;
    /// assert_eq!(catalogue.images("cn-qingdao")[0].image_id, "m-1");
    /// # Ok::<(), aliyun_ecs_emulator::CatalogueError>(())
    /// ```
    pub fn from_bodies<B: Into<Vec<u8>>>(
        bodies: impl IntoIterator<Item = B>,
    ) -> Result<Self, CatalogueError> {
        let read = |body: B| match decode(body).map_err(CatalogueError::not_a_page)? {
            Decoded::Page(page) => Ok(page.to_response()),
            Decoded::Error(error) => {
                let cause = format!("it is the error {}", Printable(&error.code));
                Err(CatalogueError::not_a_page(cause))
            }
        };
        Self::from_pages(bodies.into_iter().map(read).collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns the images of a region, newest first, none if the region is not known.
    #[must_use]
    pub fn images(&self, region: &str) -> &[Image] {
        self.regions.get(region).map_or(&[], Vec::as_slice)
    }

    /// Returns the regions that have images, in the order of their ids.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.keys().map(String::as_str)
    }

    /// Returns the images a request is for, newest first, regardless of its page.
    pub(crate) fn select<'a>(
        &'a self,
        request: &'a DescribeImages,
    ) -> impl Iterator<Item = &'a Image> {
        self.images(&request.region_id).iter().filter(|image| filter::matches(request, image))
    }

    fn insert(&mut self, region: &str, image: Image) {
        match self.regions.get_mut(region) {
            Some(images) => images.push(image),
            None => {
                self.regions.insert(region.to_owned(), vec![image]);
            }
        }
    }

    /// Puts the newest images first, as recordings of the live service show them; the documents
    /// do not say. Images without a time come last, equals stay in order.
    fn sort(&mut self) {
        for images in self.regions.values_mut() {
            images.sort_by_cached_key(|image| std::cmp::Reverse(image.created()));
        }
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.regions.iter().map(|(region, images)| (region, images.len()));
        f.write_str("Catalogue ")?;
        f.debug_map().entries(counts).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(id: &str, time: Option<&str>) -> Image {
        let mut image = Image::new(id);
        image.creation_time = time.map(str::to_owned);
        image
    }

    fn page(region: Option<&str>, images: Vec<Image>) -> DescribeImagesResponse {
        let mut page = DescribeImagesResponse::default();
        page.region_id = region.map(str::to_owned);
        page.images = images;
        page
    }

    #[test]
    fn pages_of_a_region_are_joined_newest_first() {
        let pages = [
            page(Some("a"), vec![image("none", None), image("old", Some("2020-01-01T00:00Z"))]),
            page(Some("b"), vec![image("old", None)]),
            page(Some("a"), vec![image("new", Some("2021-01-01T00:00:00Z"))]),
        ];
        let catalogue = Catalogue::from_pages(pages).unwrap();
        let ids: Vec<_> = catalogue.images("a").iter().map(|i| i.image_id.as_str()).collect();
        assert_eq!(ids, ["new", "old", "none"]);
        assert_eq!(catalogue.regions().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(format!("{catalogue:?}"), r#"Catalogue {"a": 3, "b": 1}"#);
    }

    #[test]
    fn a_page_without_a_region_and_a_repeated_image_are_refused() {
        for region in [None, Some("")] {
            assert!(Catalogue::from_pages([page(region, Vec::new())]).is_err());
        }
        let twice =
            [page(Some("a"), vec![image("m", None)]), page(Some("a"), vec![image("m", None)])];
        let error = Catalogue::from_pages(twice).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The region a has two images of the id m; give every image an id of its own."
        );
    }
}
