//! Single images, wherever they hide.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use aliyun_ecs_model::{DescribeImages, Image, ImageOwnerAlias, ImageStatus, Level, check};
use aliyun_ecs_wire::{ImageRef, Page};
use aliyun_rpc::{Ended, Error, InvalidRequest, NotUnderstood};
use http::StatusCode;

use crate::by_id;
use crate::client::Client;
use crate::endpoints;

/// What came of looking for an image.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Lookup {
    /// It is there.
    Found {
        /// The image.
        image: Box<Image>,
        /// Where it was.
        place: Place,
        /// The shortest request that finds it.
        request: Box<DescribeImages>,
    },
    /// It is not there, or not for this account.
    NotFound(NotFound),
}

impl Lookup {
    /// Returns the image, if there is one.
    #[must_use]
    pub fn image(&self) -> Option<&Image> {
        match self {
            Self::Found { image, .. } => Some(image),
            Self::NotFound(_) => None,
        }
    }
}

/// An image that was not found, and what was asked to find it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotFound {
    /// The identifier.
    pub id: String,
    /// Where it was looked for, and the request that did.
    pub asked: Vec<(Place, DescribeImages)>,
    /// Whether the endpoint is known to hold the region: one that does not answers with nothing.
    pub is_endpoint_sure: bool,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.asked.first().map_or("", |(_, request)| &request.region_id);
        let (id, region) = (self.id.escape_debug(), region.escape_debug());
        write!(f, "{id} is not in {region}, or not for this account; looked among")?;
        for (at, (place, _)) in self.asked.iter().enumerate() {
            write!(f, "{} {place}", if at == 0 { "" } else { "," })?;
        }
        f.write_str(", in any state")?;
        if !self.is_endpoint_sure {
            f.write_str("; the endpoint is not known to hold the region")?;
        }
        Ok(())
    }
}

/// Where an image can be. A plain request looks in the first place only, for `Available` ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// Public images, those of the account, and those that others share with it.
    Usual,
    /// Images of marketplace vendors.
    Marketplace,
    /// Community images.
    Community,
    /// Images of subscriptions that have expired.
    Expired,
}

impl Place {
    const ALL: [Self; 4] = [Self::Usual, Self::Marketplace, Self::Community, Self::Expired];

    /// Returns a request for images in this place.
    fn request(self, region: &str) -> DescribeImages {
        let request = DescribeImages::new(region);
        match self {
            Self::Usual => request,
            Self::Marketplace => request.image_owner_alias(ImageOwnerAlias::Marketplace),
            // The service wants both (error InvalidImageOwnerAlias.PublicImageUnsupported, 2025).
            Self::Community => request.image_owner_alias(ImageOwnerAlias::Others).is_public(true),
            Self::Expired => request.show_expired(true),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Usual => "public, own and shared images",
            Self::Marketplace => "marketplace images",
            Self::Community => "community images",
            Self::Expired => "expired images",
        })
    }
}

impl Client {
    /// Looks for an image in a region, wherever it hides: among marketplace, community and expired images, too, and
    /// in any state. Makes four calls at most.
    ///
    /// # Errors
    ///
    /// An [`Error`] when a call fails: then nobody knows.
    ///
    /// ```
    /// use aliyun_ecs_describe_images::{Client, Lookup};
    /// # use aliyun_ecs_emulator::Emulator;
    /// # use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
    /// #     .with_endpoint(emulator.url().parse()?);
    /// match client.find_image("cn-hangzhou", "m-none").await? {
    ///     Lookup::Found { image, place, .. } => println!("among {place}: {:?}", image.status),
    ///     Lookup::NotFound(not_found) => println!("{not_found}"),
    ///     _ => {}
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn find_image(&self, region: &str, id: &str) -> Result<Lookup, Error> {
        let mut lookups = self.find_images(region, [id]).await?;
        // There is one for each identifier.
        lookups.pop().ok_or_else(|| nothing("an identifier is missing"))
    }

    /// Looks for up to 1,000 images, as [`find_image`](Self::find_image) for one, and returns what came of each, in
    /// order. As many identifiers as one call can ask for, 100 or the largest page of the revision, take four calls at most.
    ///
    /// # Errors
    ///
    /// An [`Error`] when a call fails, an answer is not that of its request, or there are more than 1,000 identifiers.
    pub async fn find_images(
        &self,
        region: &str,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Vec<Lookup>, Error> {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        if ids.len() > MOST_IDS {
            return Err(nothing("look for at most 1,000 images at a time; nothing was sent"));
        }
        let mut found: HashMap<String, (Place, Image)> = HashMap::new();
        let mut asked = Vec::new();
        for place in Place::ALL {
            let missing: BTreeSet<&str> =
                ids.iter().map(String::as_str).filter(|id| !found.contains_key(*id)).collect();
            let missing: Vec<&str> = missing.into_iter().collect();
            let mut is_asked = false;
            for batch in missing.chunks(by_id::batch(self.revision())) {
                let Some(request) = self.request(place, region, batch) else { break };
                let page = self.describe_images(&request).await?;
                if let Some(mismatch) = page.mismatches().into_iter().next() {
                    let failure = NotUnderstood::other(StatusCode::OK, mismatch);
                    return Err(Error::new(failure, Ended::NotRetryable));
                }
                is_asked = true;
                found.extend(
                    take(&page, batch).map(|image| (image.image_id.clone(), (place, image))),
                );
            }
            if is_asked || missing.is_empty() {
                asked.push(place);
            }
        }
        let endpoint = self.endpoint_of(region);
        let is_endpoint_sure = endpoint.is_ok_and(|endpoint| endpoints::serves(&endpoint, region));
        let lookups = ids.into_iter().map(|id| match found.get(&id) {
            Some((place, image)) => {
                let request = shortest(*place, region, image);
                Lookup::Found {
                    image: Box::new(image.clone()),
                    place: *place,
                    request: Box::new(request),
                }
            }
            None => {
                let asked = asked.iter().filter_map(|place| {
                    Some((*place, self.request(*place, region, &[id.as_str()])?))
                });
                Lookup::NotFound(NotFound {
                    asked: asked.collect(),
                    is_endpoint_sure,
                    id: id.clone(),
                })
            }
        });
        Ok(lookups.collect())
    }

    /// Returns the request for images in a place, unless the revision does not allow it.
    fn request(&self, place: Place, region: &str, ids: &[&str]) -> Option<DescribeImages> {
        let request = by_id::ask(place.request(region), ids.iter().copied());
        let findings = check(&request, self.revision());
        // What is wrong with a plain request is the caller's, and is told.
        let is_denied = findings.iter().any(|finding| finding.level == Level::Deny);
        (place == Place::Usual || !is_denied).then_some(request)
    }
}

/// Returns the images of a page that were asked for.
fn take<'p>(page: &'p Page, ids: &'p [&str]) -> impl Iterator<Item = Image> + 'p {
    let images = page.images().filter(|image| ids.contains(&image.image_id()));
    images.map(ImageRef::to_image)
}

/// Returns the shortest request that finds an image.
fn shortest(place: Place, region: &str, image: &Image) -> DescribeImages {
    let request = place.request(region).image_id(image.image_id.as_str());
    match &image.status {
        None | Some(ImageStatus::Available) => request,
        Some(status) => request.status(status.clone()),
    }
}

fn nothing(why: &str) -> Error {
    Error::new(InvalidRequest::new(why), Ended::NotRetryable)
}

const MOST_IDS: usize = 1_000;
