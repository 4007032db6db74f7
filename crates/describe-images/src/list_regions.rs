//! Listings of several regions over a client.

use std::sync::Arc;

use aliyun_ecs_model::DescribeImages;
use aliyun_rpc::{Endpoint, Error};

use crate::client::Client;
use crate::endpoints;
use crate::regions::{DescribeRegions, RegionInfo, RegionsListing};

impl Client {
    /// Asks which regions the account has, and at which endpoints. It asks the client's endpoint, else the
    /// central one. A table of known regions is in [`model::regions`](crate::model::regions).
    ///
    /// # Errors
    ///
    /// An [`Error`]; a key may be allowed to list images and not regions.
    pub async fn describe_regions(&self) -> Result<Vec<RegionInfo>, Error> {
        let central = || endpoints::CENTRAL.parse::<Endpoint>();
        match self.endpoint().cloned().map_or_else(central, Ok) {
            Ok(endpoint) => self.rpc().run(&DescribeRegions, &endpoint).await,
            Err(error) => Err(self.rpc().no_endpoint(&DescribeRegions, error)),
        }
    }

    /// Lists every image that a request selects in each of these regions, so many regions at a time. The region
    /// of the request means nothing here; a region that is named again is listed once, and at least one is listed at a
    /// time.
    ///
    /// A region that is dead holds one of the places until its deadline, and a region that throttles waits
    /// by itself. All of them together keep to the client's [rate limit](Self::with_rate_limit). A region with no images is
    /// looked up once in [`describe_regions`](Self::describe_regions): if its endpoint is another one,
    /// nothing is proved of it.
    pub fn list_regions(
        &self,
        request: &DescribeImages,
        regions: impl IntoIterator<Item = impl Into<Arc<str>>>,
        concurrency: usize,
    ) -> RegionsListing {
        let (client, request) = (self.clone(), request.clone());
        let begin = move |region: &str| {
            let mut request = request.clone();
            region.clone_into(&mut request.region_id);
            client.list_images(&request)
        };
        let client = self.clone();
        let host = move |region: &str| {
            let endpoint = client.endpoint_of(region);
            endpoint.as_ref().map(endpoints::host_of).unwrap_or_default()
        };
        let client = self.clone();
        let known = async move { client.describe_regions().await.ok().map(Arc::new) };
        let regions = regions.into_iter().map(Into::into);
        RegionsListing::new(regions, concurrency, Box::new(begin), Box::new(host), Box::pin(known))
    }
}
