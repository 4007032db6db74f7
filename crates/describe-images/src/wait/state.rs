//! The images that are waited for, from one answer to the next.

use std::time::Duration;

use aliyun_ecs_model::Image;

use super::failure::WaitFailure;
use super::progress::Progress;
use super::until::Until;

/// One image that is waited for.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) id: String,
    /// As the last answer had it.
    image: Option<Image>,
    was_there: bool,
    /// How many right answers in a row did not have it.
    absences: u32,
    is_done: bool,
}

impl Waiting {
    pub(crate) fn new(id: String) -> Self {
        Self { id, image: None, was_there: false, absences: 0, is_done: false }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.is_done
    }

    /// Takes what a right answer has of the image, from an endpoint that is known to hold the region or not.
    pub(crate) fn enter(
        &mut self,
        until: &Until,
        image: Option<Image>,
        is_sure: bool,
    ) -> Result<(), WaitFailure> {
        self.image = image;
        if let Some(image) = &self.image {
            self.was_there = true;
            self.absences = 0;
            self.is_done = until.judge(image)?;
            return Ok(());
        }
        self.absences += 1;
        if self.absences < ABSENCES {
            return Ok(());
        }
        match until {
            // One that does not hold a region answers with nothing.
            Until::Gone if !is_sure && !self.was_there => return Err(WaitFailure::Endpoint),
            Until::Gone => self.is_done = true,
            // One that was never there may still come.
            Until::Available | Until::Usable | Until::Other(_) if self.was_there => {
                return Err(WaitFailure::Vanished);
            }
            Until::Available | Until::Usable | Until::Other(_) => {}
        }
        Ok(())
    }

    pub(crate) fn progress(&self, elapsed: Duration) -> Progress {
        let image = self.image.as_ref();
        Progress {
            id: self.id.clone(),
            is_known: self.was_there || self.absences > 0,
            status: image.and_then(|image| image.status.clone()),
            percent: image.and_then(Image::progress_percent),
            usable: image.and_then(|image| image.usable),
            elapsed,
        }
    }

    pub(crate) fn into_image(self) -> Option<Image> {
        self.image
    }
}

/// How many right answers in a row without an image make it one that is gone.
const ABSENCES: u32 = 2;
