//! Where a listing gets its answers.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::Page;
use aliyun_rpc::Error;
use aliyun_transport::Runtime;

/// What a listing needs of a client.
pub(crate) trait Source: Send + Sync {
    /// Asks for one page.
    fn page(&self, request: DescribeImages) -> Later<Result<Page, Error>>;

    /// Finds out who asks.
    fn asker(&self) -> Later<Asker>;

    /// How long an answer may take, with all its attempts.
    fn patience(&self) -> Duration;

    fn runtime(&self) -> Arc<dyn Runtime>;
}

/// Who asks, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asker {
    pub(crate) endpoint: String,
    /// What the caller calls the account.
    pub(crate) name: Option<String>,
    /// The id of a long-lived key.
    pub(crate) key_id: Option<String>,
}

/// Something that comes later, whoever waits for it.
pub(crate) type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;
