//! The images the emulator knows, region by region.

pub(crate) mod entry;
mod error;
mod generate;
mod load;
mod lookup;
mod new_image;
mod pattern;
pub(crate) mod region;
mod seed;
mod traits;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use aliyun_ecs_model::{DescribeImagesResponse, Image};

use self::entry::Entry;
use self::region::Region;

pub use self::error::CatalogueError;
pub use self::new_image::NewImage;

/// The images of every region, newest first. It is cheap to clone.
///
/// ```
/// use aliyun_ecs_emulator::{Catalogue, NewImage};
///
/// let seeded = Catalogue::seeded();
/// assert!(seeded.count("cn-hangzhou") > 100);
///
/// let own = Catalogue::new()
///     .with("cn-beijing", NewImage::own("m-1").named("web").tagged("env", "prod"))
///     .with("cn-beijing", NewImage::system("ubuntu_22_04.vhd").of_family("acs:ubuntu"));
/// assert_eq!(own.images("cn-beijing").len(), 2);
/// assert!(own.images("cn-nowhere").is_empty());
/// ```
#[derive(Clone, Default)]
pub struct Catalogue {
    regions: BTreeMap<String, Arc<Region>>,
    /// Images whose state is yet to change, in the order they were added in.
    young: Vec<(String, NewImage)>,
    /// Images whose state was set, so that time changes it no more.
    settled: Vec<(String, String)>,
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
        let mut gathered = Gathered::default();
        for (region, image) in seed::images() {
            gathered.add(region, &image);
        }
        gathered.unchecked()
    }

    /// Returns so many generated images of one region, `cn-hangzhou`, all the caller's own and available, each a minute
    /// older than the one before: `m-emulator00000000000000001` is the newest.
    #[must_use]
    pub fn generated(images: u32) -> Self {
        let mut region = Region::default();
        region.extend(generate::images(images).map(|image| Entry::new(&image, false)).collect());
        let mut catalogue = Self::new();
        catalogue.regions.insert(generate::REGION.to_owned(), Arc::new(region));
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
        let mut gathered = Gathered::default();
        for page in pages {
            let region = page.region_id.filter(|region| !region.is_empty());
            let region = region.ok_or_else(CatalogueError::no_region)?;
            for image in page.images {
                gathered.add(&region, &image);
            }
        }
        gathered.finish()
    }

    /// Takes the images of texts, each of which is one of these:
    ///
    /// * a body as the service sends it, JSON or XML, which may be indented;
    /// * lines of JSON, each an image, such as `aliyun-images list -o jsonl` prints, or a body;
    /// * a list of images in JSON;
    /// * an inventory as `aliyun-ecs-describe-images` saves it.
    ///
    /// Images without a region of their own are in `cn-hangzhou`; see [`from_named`](Self::from_named).
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] as for [`from_pages`](Self::from_pages), and when a text is none of these.
    ///
    /// ```
    /// use aliyun_ecs_emulator::Catalogue;
    ///
    /// let body = r#"{"RegionId":"cn-qingdao","TotalCount":1,
    ///                "Images":{"Image":[{"ImageId":"m-1"}]}}"#;
    /// let lines = "{\"ImageId\":\"m-2\"}\n{\"ImageId\":\"m-3\"}\n";
    /// let catalogue = Catalogue::from_bodies([body, lines])?;
    /// assert_eq!(catalogue.images("cn-qingdao")[0].image_id, "m-1");
    /// assert_eq!(catalogue.count("cn-hangzhou"), 2);
    /// # Ok::<(), aliyun_ecs_emulator::CatalogueError>(())
    /// ```
    pub fn from_bodies<B: Into<Vec<u8>>>(
        bodies: impl IntoIterator<Item = B>,
    ) -> Result<Self, CatalogueError> {
        let mut gathered = Gathered::default();
        for body in bodies {
            load::read(body.into(), None, &mut |region, image| gathered.add(region, &image))?;
        }
        gathered.finish()
    }

    /// Takes the images of texts as [`from_bodies`](Self::from_bodies) does, each with the name of its file, which
    /// errors say, and with the region of images that name none.
    ///
    /// # Errors
    ///
    /// As [`from_bodies`](Self::from_bodies), with the file, the line and the member.
    pub fn from_named<B: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (String, Option<String>, B)>,
    ) -> Result<Self, CatalogueError> {
        let mut gathered = Gathered::default();
        for (name, region, body) in files {
            let mut take = |region: &str, image| gathered.add(region, &image);
            let read = load::read(body.into(), region.as_deref(), &mut take);
            read.map_err(|error| error.in_file(&name))?;
        }
        gathered.finish()
    }

    /// Adds an image. One of its id in this region is replaced.
    #[must_use]
    pub fn with(mut self, region: impl Into<String>, image: NewImage) -> Self {
        self.insert(region, image);
        self
    }

    /// Adds an image, as [`with`](Self::with) does.
    pub fn insert(&mut self, region: impl Into<String>, image: NewImage) {
        self.insert_all(region, [image]);
    }

    /// Adds many images to a region, as [`with`](Self::with) does with one.
    pub fn insert_all(
        &mut self,
        region: impl Into<String>,
        images: impl IntoIterator<Item = NewImage>,
    ) {
        let region = region.into();
        let mut entries: Vec<Entry> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for image in images {
            let entry = image.entry();
            // Of two of one id the last counts.
            match places.get(entry.id()).and_then(|place| entries.get_mut(*place)) {
                Some(other) => *other = entry,
                None => {
                    places.insert(entry.id().to_owned(), entries.len());
                    entries.push(entry);
                }
            }
            self.settled.push((region.clone(), image.id().to_owned()));
            if image.will_change() {
                self.young.push((region.clone(), image));
            }
        }
        self.region_mut(&region).put(entries);
    }

    /// Removes an image, and tells whether it was there.
    pub fn remove(&mut self, region: &str, id: &str) -> bool {
        let Some(position) = self.position(region, id) else { return false };
        self.region_mut(region).remove(position);
        true
    }

    /// Changes an image, and tells whether it is there. One that is still being created, and whose status, progress or
    /// usability this changes, grows up no further.
    pub fn update(&mut self, region: &str, id: &str, change: impl FnOnce(&mut Image)) -> bool {
        let Some(position) = self.position(region, id) else { return false };
        self.update_at(region, position, |image| {
            change(image);
            id.clone_into(&mut image.image_id);
        });
        true
    }

    /// Returns the images of a region, newest first, none if the region is not known.
    #[must_use]
    pub fn images(&self, region: &str) -> Vec<Image> {
        self.entries(region).iter().map(|entry| entry.image()).collect()
    }

    /// Returns how many images a region has.
    #[must_use]
    pub fn count(&self, region: &str) -> usize {
        self.entries(region).len()
    }

    /// Returns the regions that have images, in the order of their ids.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.keys().map(String::as_str)
    }

    pub(crate) fn region(&self, region: &str) -> Option<&Arc<Region>> {
        self.regions.get(region)
    }

    pub(crate) fn region_mut(&mut self, region: &str) -> &mut Region {
        Arc::make_mut(self.regions.entry(region.to_owned()).or_default())
    }

    pub(crate) fn update_at(
        &mut self,
        region: &str,
        position: usize,
        change: impl FnOnce(&mut Image),
    ) {
        let Some(entry) = self.entries(region).get(position).cloned() else { return };
        let mut image = entry.image();
        let state = |image: &Image| (image.status.clone(), image.progress.clone(), image.usable);
        let before = state(&image);
        change(&mut image);
        if state(&image) != before {
            self.settled.push((region.to_owned(), image.image_id.clone()));
        }
        let entry = Entry::new(&image, entry.is_expired());
        self.region_mut(region).replace(position, entry);
    }

    /// Reads images from a text as [`from_bodies`](Self::from_bodies) does, for a region unless they name their own.
    pub(crate) fn read(
        text: Vec<u8>,
        region: &str,
    ) -> Result<Vec<(String, Image)>, CatalogueError> {
        let mut images = Vec::new();
        load::read(text, Some(region), &mut |region, image| {
            images.push((region.to_owned(), image));
        })?;
        Ok(images)
    }

    /// Shows an image in a state of its growth.
    pub(crate) fn grow_at(&mut self, region: &str, position: usize, state: Image) {
        let images = self.region_mut(region);
        let Some(entry) = images.entries().get(position) else { return };
        let mut image = entry.image();
        (image.status, image.progress, image.usable) = (state.status, state.progress, state.usable);
        let entry = Entry::new(&image, entry.is_expired());
        images.replace(position, entry);
    }

    /// Hands over the images whose state was set.
    pub(crate) fn take_settled(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.settled)
    }

    /// Hands over the images whose state is yet to change.
    pub(crate) fn take_young(&mut self) -> Vec<(String, NewImage)> {
        std::mem::take(&mut self.young)
    }

    fn position(&self, region: &str, id: &str) -> Option<usize> {
        self.region(region)?.position(id)
    }

    fn entries(&self, region: &str) -> &[Arc<Entry>] {
        self.region(region).map_or(&[], |region| region.entries())
    }
}

/// Images that are to become a catalogue.
#[derive(Default)]
struct Gathered {
    regions: BTreeMap<String, Vec<Entry>>,
}

impl Gathered {
    fn add(&mut self, region: &str, image: &Image) {
        let entry = Entry::new(image, false);
        match self.regions.get_mut(region) {
            Some(entries) => entries.push(entry),
            None => {
                self.regions.insert(region.to_owned(), vec![entry]);
            }
        }
    }

    fn finish(self) -> Result<Catalogue, CatalogueError> {
        for (region, entries) in &self.regions {
            let mut ids = HashSet::with_capacity(entries.len());
            if let Some(twice) = entries.iter().find(|entry| !ids.insert(entry.id())) {
                return Err(CatalogueError::repeated(twice.id(), region));
            }
        }
        Ok(self.unchecked())
    }

    fn unchecked(self) -> Catalogue {
        let regions = self.regions.into_iter().map(|(id, entries)| {
            let mut region = Region::default();
            region.extend(entries);
            (id, Arc::new(region))
        });
        Catalogue { regions: regions.collect(), ..Catalogue::default() }
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Catalogue ")?;
        f.debug_map().entries(&self.regions).finish()
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
        let ids: Vec<_> = catalogue.images("a").into_iter().map(|i| i.image_id).collect();
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
