//! What there is behind the gateway.

use std::collections::BTreeSet;
use std::sync::Arc;

use aliyun_transport::Runtime;

use crate::Catalogue;
use crate::access::keyring::Keyring;
use crate::operations::describe_images::parse::RequestLimits;

/// What operations read and change.
pub(crate) struct World {
    pub(crate) keyring: Keyring,
    pub(crate) catalogue: Catalogue,
    pub(crate) regions: BTreeSet<String>,
    pub(crate) limits: RequestLimits,
    pub(crate) runtime: Arc<dyn Runtime>,
}

impl World {
    /// Tells whether a region exists: one that was named, or one with images.
    pub(crate) fn has_region(&self, region: &str) -> bool {
        self.regions.contains(region) || !self.catalogue.images(region).is_empty()
    }
}
