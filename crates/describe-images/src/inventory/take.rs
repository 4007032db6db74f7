//! Taking a snapshot.

use std::collections::BTreeMap;
use std::hash::Hasher as _;
use std::sync::Arc;

use aliyun_ecs_model::{DescribeImages, Image};
use siphasher::sip128::{Hasher128 as _, SipHasher24};

use super::snapshot::{Inventory, RegionImages, VERSION};
use crate::client::Client;

impl Client {
    /// Takes a snapshot of every image that a request selects in these regions, so many regions at a time, as
    /// [`list_regions`](Self::list_regions). A region that fails is in it with its error.
    pub async fn inventory(
        &self,
        request: &DescribeImages,
        regions: impl IntoIterator<Item = impl Into<Arc<str>>>,
        concurrency: usize,
    ) -> Inventory {
        let mut listing = self.list_regions(request, regions, concurrency);
        let mut images: BTreeMap<Arc<str>, Vec<Image>> = BTreeMap::new();
        while let Some((region, image)) = listing.next().await {
            if let Ok(image) = image {
                images.entry(region).or_default().push(image.to_image());
            }
        }
        let mut regions: Vec<RegionImages> = listing
            .outcomes()
            .iter()
            .map(|outcome| RegionImages {
                region: outcome.region.to_string(),
                summary: outcome.summary.clone(),
                error: outcome.error.as_ref().map(ToString::to_string),
                images: images.remove(&outcome.region).unwrap_or_default(),
            })
            .collect();
        regions.sort_by(|one, other| one.region.cmp(&other.region));
        let mut request = request.clone();
        request.region_id.clear();
        let key = self.rpc().key().await.filter(|key| key.security_token().is_none());
        Inventory {
            version: VERSION,
            request,
            account: self.account().map(str::to_owned),
            key: key.map(|key| hash(key.access_key_id())),
            regions,
        }
    }
}

/// Says nothing of the id to whoever does not have it to compare with.
fn hash(id: &str) -> String {
    let mut hasher = SipHasher24::new_with_key(b"key of inventory");
    hasher.write(id.as_bytes());
    format!("{:032x}", hasher.finish128().as_u128())
}
