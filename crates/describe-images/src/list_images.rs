//! Listings over a client.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::Page;
use aliyun_rpc::{Error, RetryPolicy};
use aliyun_rpc_signer::Credentials;
use aliyun_transport::Runtime;

use crate::client::Client;
use crate::endpoints;
use crate::listing::{Account, Asker, Later, Listing, ResumeError, Source, Token};

impl Client {
    /// Lists every image that a request selects, in the order of the service, and says in the end
    /// whether any can have been missed ([`Verdict`](crate::listing::Verdict)).
    ///
    /// What a request selects is the service's to say: without a status it is the `Available` ones, without an owner no images
    /// of the marketplace, and without `IsPublic` no community images. The page size of the request is the largest that is
    /// asked for; a page number in it is refused.
    ///
    /// An answer is tried for at least five times, unless the client never tries again.
    ///
    /// ```
    /// use aliyun_ecs_describe_images::{Client, model::DescribeImages, signer::Credentials};
    /// # use aliyun_ecs_emulator::Emulator;
    /// # use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
    /// #     .with_endpoint(emulator.url().parse()?);
    /// let mut listing = client.list_images(&DescribeImages::new("cn-hangzhou"));
    /// while let Some(image) = listing.next().await {
    ///     println!("{}", image?.image().image_id());
    /// }
    /// let verdict = listing.verdict().ok_or("the listing has not ended")?;
    /// assert!(verdict.to_string().starts_with("complete"));
    /// # Ok(()) }
    /// ```
    pub fn list_images(&self, request: &DescribeImages) -> Listing {
        let source = Asking::new(self, request);
        let mut key = [0; 16];
        // Whoever has no randomness cannot sign either, and says so with the first answer.
        let _ = source.runtime().random(&mut key);
        let account = Account::new(request, self.revision(), key);
        let is_doubtful = source.is_doubtful(&request.region_id);
        let listing = Listing::new(request.clone(), account, Arc::new(source));
        if is_doubtful { listing.with_doubtful_endpoint() } else { listing }
    }

    /// Goes on with a listing that another process began, by its [token](Listing::token): nothing is delivered
    /// again, and nothing is left out.
    ///
    /// ```
    /// use aliyun_ecs_describe_images::listing::Token;
    /// use aliyun_ecs_describe_images::{Client, DescribeImages};
    /// # use aliyun_ecs_emulator::Emulator;
    /// # use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
    /// #     .with_endpoint(emulator.url().parse()?);
    /// let request = DescribeImages::new("cn-hangzhou").page_size(20);
    /// let mut listing = client.list_images(&request);
    /// let first = listing.next().await.ok_or("an image")??;
    /// let text = listing.token().await.to_string(); // into a file, say
    /// drop(listing);
    ///
    /// let token: Token = text.parse()?;
    /// let mut listing = client.resume_images(&request, &token).await?;
    /// let (rest, verdict) = listing.finish().await?;
    /// assert!(rest.iter().all(|image| image.image().image_id() != first.image().image_id()));
    /// assert!(verdict.is_complete());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ResumeError`] when the token belongs to another request, endpoint or account: the account by its
    /// [name](Self::with_account), else by the id of a long-lived key. The id of a temporary key names no
    /// account; then nothing is compared, and the [summary](Listing::summary) says so.
    pub async fn resume_images(
        &self,
        request: &DescribeImages,
        token: &Token,
    ) -> Result<Listing, ResumeError> {
        let source = Asking::new(self, request);
        let is_doubtful = source.is_doubtful(&request.region_id);
        let asker = source.asker().await;
        let (request, revision) = (request.clone(), self.revision());
        let listing = Listing::resume(request, revision, token, &asker, Arc::new(source))?;
        Ok(if is_doubtful { listing.with_doubtful_endpoint() } else { listing })
    }
}

/// A client as a listing uses it.
struct Asking {
    client: Client,
    endpoint: String,
}

impl Asking {
    /// Unless the policy was changed, an answer is tried for five times: much depends on each.
    fn new(client: &Client, request: &DescribeImages) -> Self {
        let policy = client.rpc().retry_policy();
        let is_usual = policy.max_attempts == RetryPolicy::new().max_attempts;
        let attempts = if is_usual { ATTEMPTS } else { policy.max_attempts };
        let endpoint = client.endpoint_of(&request.region_id);
        let endpoint = endpoint.map_or_else(|_| String::new(), |endpoint| endpoint.to_string());
        Self { client: client.clone().with_retry(policy.max_attempts(attempts)), endpoint }
    }

    /// Says whether the endpoint may be one that does not hold the region.
    fn is_doubtful(&self, region: &str) -> bool {
        let endpoint = self.client.endpoint_of(region);
        endpoint.is_ok_and(|endpoint| !endpoints::serves(&endpoint, region))
    }
}

impl Source for Asking {
    fn page(&self, request: DescribeImages) -> Later<Result<Page, Error>> {
        let client = self.client.clone();
        Box::pin(async move { client.describe_images(&request).await })
    }

    fn asker(&self) -> Later<Asker> {
        let client = self.client.clone();
        let endpoint = self.endpoint.clone();
        Box::pin(async move {
            let name = client.account().map(str::to_owned);
            let is_lasting = |key: &Credentials| key.security_token().is_none();
            let key = client.rpc().key().await.filter(is_lasting);
            Asker { endpoint, name, key_id: key.map(|key| key.access_key_id().to_owned()) }
        })
    }

    fn patience(&self) -> Duration {
        self.client.rpc().retry_policy().operation_timeout
    }

    fn runtime(&self) -> Arc<dyn Runtime> {
        self.client.rpc().runtime()
    }
}

/// How often an answer of a listing is tried for.
const ATTEMPTS: u32 = 5;
