//! What a client is made of.

use std::sync::Arc;

use aliyun_rpc_signer::{Provide, Signing};
use aliyun_transport::{Runtime, Transport};

use crate::counts::Counters;
use crate::rate::{RateLimit, Rates};
use crate::retry::{Budgets, RetryPolicy};
use crate::skew::Skew;

/// What a client is made of. Clones share everything but the settings.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) provide: Arc<dyn Provide>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) budgets: Arc<Budgets>,
    pub(crate) skew: Arc<Skew>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) rates: Arc<Rates>,
    pub(crate) signing: Signing,
    pub(crate) policy: RetryPolicy,
    pub(crate) corrects_clock: bool,
    pub(crate) rate: Option<RateLimit>,
}
