//! Asking for images and keeping those that may be the one.

use aliyun_ecs_describe_images::listing::Verdict;
use aliyun_ecs_describe_images::select::{Near, Selection};
use aliyun_ecs_describe_images::{Client, ImageHandle};
use aliyun_ecs_model::{DescribeImages, Image, ImageStatus};

use super::near;
use crate::args::FindArgs;
use crate::diagnose::diagnose;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;

/// A search in a region.
pub(super) struct Search<'a> {
    pub(super) args: &'a FindArgs,
    pub(super) region: String,
    wanted: Selection,
    client: Client,
}

/// The image that was meant, and what is proved about those it was chosen from.
pub(super) struct Found {
    pub(super) image: Image,
    pub(super) verdict: Verdict,
}

/// Why there is not exactly one, and what is proved about the images that came.
pub(super) struct NotFound {
    pub(super) failure: Failure,
    pub(super) verdict: Option<Verdict>,
}

impl From<Failure> for NotFound {
    fn from(failure: Failure) -> Self {
        Self { failure, verdict: None }
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(args: &'a FindArgs, client: Client, region: String) -> Self {
        let wanted = args.selection.selection();
        let wanted = match &args.selection.status {
            Some(_) => wanted,
            // Some services do not say whether an image is usable.
            None => wanted
                .status(ImageStatus::Available)
                .other("usable", |image| image.usable != Some(false)),
        };
        Self { args, region, wanted, client }
    }

    pub(super) async fn run(&self, messages: Messages) -> Result<Found, NotFound> {
        let mut kept = Kept::new(self);
        let mut verdict =
            self.list(self.wanted.request(&*self.region), None, |page| kept.offer(page)).await?;
        if kept.fitting == 0 {
            // The service has filtered, and nobody knows what it left out.
            let mut all = Vec::new();
            let near = self.list(near::request(&self.region), Some(near::MOST), |page| {
                all.extend_from_slice(page);
            });
            let near = near.await?;
            match self.wanted.newest(&all) {
                Err(mut none) => {
                    none.nearest = self.nearest(&all).unwrap_or(none.nearest);
                    let failure = near::failure(&self.region, &self.args.selection, &none);
                    return Err(NotFound { failure, verdict: Some(verdict) });
                }
                Ok(image) => {
                    let id = image.image().image_id();
                    messages.warning(format!(
                        "{id} fits, and the service leaves it out when it filters by what is wanted"
                    ));
                    kept.offer(&all);
                    verdict = near;
                }
            }
        }
        let (is_one, fitting) = (kept.is_one(), kept.fitting);
        let best = kept.finish();
        if !is_one && fitting > 1 {
            let failure = near::ambiguous(fitting, &best);
            return Err(NotFound { failure, verdict: Some(verdict) });
        }
        let image =
            best.into_iter().next().ok_or_else(|| Failure::new(Exit::NoImage, "no image fits"))?;
        Ok(Found { image, verdict })
    }

    /// Returns what comes nearest of the images with the right names, if there are any: what else is
    /// wrong with them says more than the names of others.
    fn nearest(&self, images: &[ImageHandle]) -> Option<Vec<Near>> {
        let names = self.args.selection.named()?;
        let named: Vec<&ImageHandle> = images.iter().filter(|image| names.fits(*image)).collect();
        let none = self.wanted.newest(named).err()?;
        Some(none.nearest).filter(|nearest| !nearest.is_empty())
    }

    /// Lists what a request selects, of each owner that is wanted, and returns what is proved of all.
    async fn list(
        &self,
        request: DescribeImages,
        most: Option<u64>,
        mut take: impl FnMut(&[ImageHandle]),
    ) -> Result<Verdict, Failure> {
        let mut owners = self.args.selection.owner.clone();
        owners.sort();
        owners.dedup();
        let requests: Vec<DescribeImages> = match owners.as_slice() {
            [] => vec![request],
            owners => {
                let of = |owner| request.clone().image_owner_alias(owner);
                owners.iter().cloned().map(of).collect()
            }
        };
        let mut weakest: Option<Verdict> = None;
        for request in requests {
            let mut listing = self.client.list_images(&request);
            if let Some(most) = most {
                listing = listing.with_most_images(most);
            }
            while let Some(images) = listing.next_many().await {
                take(&images.map_err(|error| diagnose(error.error()))?);
            }
            weakest = match (weakest, listing.verdict()) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        weakest.ok_or_else(|| Failure::new(Exit::Other, "the listing has no end"))
    }
}

/// Images that fit, as many as are needed to choose.
struct Kept<'a> {
    search: &'a Search<'a>,
    fitting: u64,
    images: Vec<Image>,
}

impl<'a> Kept<'a> {
    fn new(search: &'a Search<'a>) -> Self {
        Self { search, fitting: 0, images: Vec::new() }
    }

    /// Whether several that fit are one in the end.
    fn is_one(&self) -> bool {
        self.search.args.latest || self.search.args.oldest
    }

    fn offer(&mut self, images: &[ImageHandle]) {
        for image in images.iter().filter(|image| self.search.wanted.fits(*image)) {
            self.fitting += 1;
            self.images.push(image.to_image());
        }
        self.prune();
    }

    /// Keeps the one that is best, or some to name.
    fn prune(&mut self) {
        let (any, images) = (Selection::new(), std::mem::take(&mut self.images));
        let best = match () {
            () if self.search.args.latest => any.newest(images).map(|image| vec![image]),
            () if self.search.args.oldest => any.oldest(images).map(|image| vec![image]),
            () => any.top(near::NAMED, images),
        };
        // There is nothing to choose from nothing.
        self.images = best.unwrap_or_default();
    }

    fn finish(self) -> Vec<Image> {
        self.images
    }
}
