//! Asking again and again.

use std::time::Duration;

use aliyun_ecs_model::{DescribeImages, Image};
use aliyun_ecs_wire::{ImageRef, Page};
use aliyun_rpc::{Ended, Error};

use super::error::WaitError;
use super::pace::Pace;
use super::state::Waiting;
use super::until::Wait;
use crate::by_id;
use crate::client::Client;
use crate::endpoints;

impl Client {
    /// Waits until images are ready, or gone, and returns them in order; those that are gone are left out.
    ///
    /// It asks every other second at first, and every half a minute in the end, later if the service asks for
    /// more time. A call that fails for now is made again. An image that is not there yet may come;
    /// one that was there and is gone ends it, as does one in a state that nothing comes after.
    ///
    /// # Errors
    ///
    /// [`WaitError`] when an image will never be ready, the time is over, or a call fails for good.
    pub async fn wait_until(&self, wait: &Wait) -> Result<Vec<Image>, WaitError> {
        let runtime = self.rpc().runtime();
        let began = runtime.elapsed();
        let elapsed = || runtime.elapsed().saturating_sub(began);
        let mut waiting: Vec<Waiting> = wait.ids.iter().cloned().map(Waiting::new).collect();
        let mut pace = Pace::new();
        loop {
            let failed =
                self.ask(wait, &mut waiting, &|| wait.timeout.saturating_sub(elapsed())).await?;
            if failed.is_none() {
                let tell = |image: &Waiting| (wait.on_progress)(&image.progress(elapsed()));
                waiting.iter().for_each(tell);
            }
            if waiting.iter().all(Waiting::is_done) {
                return Ok(waiting.into_iter().filter_map(Waiting::into_image).collect());
            }
            let remaining = wait.timeout.saturating_sub(elapsed());
            if remaining.is_zero() {
                let unready = waiting.iter().filter(|image| !image.is_done());
                let waiting = unready.map(|image| image.progress(elapsed())).collect();
                return Err(WaitError::TimedOut { waiting, last_error: failed.map(Box::new) });
            }
            let mut random = [u8::MAX; 8];
            // Without randomness the wait is the longest there could be.
            let _ = runtime.random(&mut random);
            let hint = failed.and_then(|error| error.retry_after()).unwrap_or_default();
            let pause = pace.next(u64::from_le_bytes(random)).max(hint);
            runtime.sleep(pause.min(remaining)).await;
        }
    }

    /// Asks for the images that are not ready, and returns why a call failed, if one did for now.
    async fn ask(
        &self,
        wait: &Wait,
        waiting: &mut [Waiting],
        remaining: &(dyn Fn() -> Duration + Sync),
    ) -> Result<Option<Error>, WaitError> {
        let policy = self.rpc().retry_policy();
        let endpoint = self.endpoint_of(&wait.region);
        let is_sure = endpoint.is_ok_and(|endpoint| endpoints::serves(&endpoint, &wait.region));
        let batch = by_id::batch(self.revision());
        let mut unready: Vec<&mut Waiting> =
            waiting.iter_mut().filter(|image| !image.is_done()).collect();
        let mut is_first = true;
        for images in unready.chunks_mut(batch) {
            // One last answer is worth a moment, several are not.
            let limit = if is_first { remaining().max(LAST) } else { remaining() };
            if limit.is_zero() {
                break;
            }
            is_first = false;
            let limit = policy.operation_timeout.min(limit);
            let client = self.clone().with_retry(policy.operation_timeout(limit));
            let ids: Vec<&str> = images.iter().map(|image| image.id.as_str()).collect();
            let request = by_id::ask(DescribeImages::new(&*wait.region), ids.into_iter());
            let page = match client.describe_images(&request).await {
                Ok(page) if is_right(&page, images) => page,
                // Somebody else's answer says nothing.
                Ok(_) => continue,
                Err(error) if error.ended() == Ended::NotRetryable => {
                    return Err(WaitError::Call(Box::new(error)));
                }
                Err(error) => return Ok(Some(error)),
            };
            for image in images {
                let found = page.images().find(|found| found.image_id() == image.id);
                let entered = image.enter(&wait.until, found.map(ImageRef::to_image), is_sure);
                entered.map_err(|why| WaitError::Failed { id: image.id.clone(), why })?;
            }
        }
        Ok(None)
    }
}

/// Says whether a page is the answer to the request, and whole.
fn is_right(page: &Page, images: &[&mut Waiting]) -> bool {
    let is_asked = |id: &str| images.iter().any(|image| image.id == id);
    page.mismatches().is_empty()
        && page.images().all(|image| is_asked(image.image_id()))
        && page.total_count().is_none_or(|total| total as usize <= page.len())
}

/// How long the last round may take at least.
const LAST: Duration = Duration::from_secs(2);
