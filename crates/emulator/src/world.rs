//! What there is behind the gateway.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use aliyun_transport::Runtime;

use crate::access::keyring::Keyring;
use crate::access::roles::Roles;
use crate::drift::Drift;
use crate::metadata::instance::Instance;
use crate::operations::describe_images::parse::RequestLimits;
use crate::store::Store;

/// What operations read and change.
pub(crate) struct World {
    pub(crate) keyring: Keyring,
    pub(crate) roles: Roles,
    pub(crate) instance: Instance,
    pub(crate) store: Store,
    pub(crate) drift: Drift,
    pub(crate) regions: BTreeSet<String>,
    pub(crate) limits: RequestLimits,
    pub(crate) runtime: Arc<dyn Runtime>,
}

impl World {
    /// Tells whether a region exists: one that was named, or one with images.
    pub(crate) fn has_region(&self, region: &str, now: SystemTime) -> bool {
        self.regions.contains(region) || self.store.at(now).region(region).is_some()
    }
}
