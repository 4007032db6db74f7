//! What is waited for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_model::{Image, ImageStatus};

use super::failure::WaitFailure;
use super::progress::Progress;

/// Which images are waited for, what they are to become, and for how long.
#[derive(Clone)]
#[must_use]
pub struct Wait {
    pub(crate) region: String,
    pub(crate) ids: Vec<String>,
    pub(crate) until: Until,
    pub(crate) timeout: Duration,
    pub(crate) on_progress: Arc<dyn Fn(&Progress) + Send + Sync>,
}

/// What images are to become.
#[derive(Clone)]
pub(crate) enum Until {
    Available,
    Usable,
    Gone,
    Other(Arc<dyn Fn(&Image) -> Ready + Send + Sync>),
}

/// Whether an image is what it was to become.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ready {
    /// It is.
    Yes,
    /// It may become so.
    NotYet,
    /// It never will, for this reason.
    Never(String),
}

impl Wait {
    fn new(
        region: impl Into<String>,
        ids: impl IntoIterator<Item = impl Into<String>>,
        until: Until,
    ) -> Self {
        let ids = ids.into_iter().map(Into::into).collect();
        let on_progress = Arc::new(|_: &Progress| {});
        Self { region: region.into(), ids, until, timeout: TIMEOUT, on_progress }
    }

    /// Waits until the images are `Available`. That an instance can be launched is more:
    /// [`until_usable`](Self::until_usable).
    pub fn until_available(
        region: impl Into<String>,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::new(region, ids, Until::Available)
    }

    /// Waits until the images are `Available` and `Usable` is true. An endpoint that does not say whether an
    /// image is usable ends it with an error.
    pub fn until_usable(
        region: impl Into<String>,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::new(region, ids, Until::Usable)
    }

    /// Waits until the images are gone: two right answers in a row do not have them.
    pub fn until_gone(
        region: impl Into<String>,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::new(region, ids, Until::Gone)
    }

    /// Waits until a function says that each image is ready.
    pub fn until(
        region: impl Into<String>,
        ids: impl IntoIterator<Item = impl Into<String>>,
        is_ready: impl Fn(&Image) -> Ready + Send + Sync + 'static,
    ) -> Self {
        Self::new(region, ids, Until::Other(Arc::new(is_ready)))
    }

    /// Sets for how long; ten minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Is called with every image that is waited for, after every round of answers. A round with a call that failed is
    /// none.
    pub fn on_progress(mut self, tell: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Arc::new(tell);
        self
    }
}

impl Until {
    /// Judges an image that is there.
    pub(crate) fn judge(&self, image: &Image) -> Result<bool, WaitFailure> {
        match self {
            Self::Gone => return Ok(false),
            Self::Other(is_ready) => {
                return match is_ready(image) {
                    Ready::Yes => Ok(true),
                    Ready::NotYet => Ok(false),
                    Ready::Never(why) => Err(WaitFailure::Never(why)),
                };
            }
            Self::Available | Self::Usable => {}
        }
        match &image.status {
            Some(ImageStatus::Available) => {}
            // Nothing comes after these. A deprecated image can be made available again.
            Some(status @ (ImageStatus::CreateFailed | ImageStatus::UnAvailable)) => {
                return Err(WaitFailure::Status(status.clone()));
            }
            _ => return Ok(false),
        }
        match (self, image.usable) {
            (Self::Usable, None) => Err(WaitFailure::NotSaid),
            (Self::Usable, Some(usable)) => Ok(usable),
            _ => Ok(true),
        }
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("region", &self.region)
            .field("ids", &self.ids)
            .field("until", &self.until)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Available => "Available",
            Self::Usable => "Usable",
            Self::Gone => "Gone",
            Self::Other(_) => "Other",
        })
    }
}

const TIMEOUT: Duration = Duration::from_secs(600);
