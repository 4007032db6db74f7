//! One page, as it comes.

use aliyun_ecs_wire::ImageRef;

use super::Run;
use super::requests;
use crate::diagnose::diagnose;
use crate::exit::Exit;
use crate::failure::Stop;
use crate::messages::counted;
use crate::output::{Frame, Printer};

impl Run<'_> {
    /// Prints one page.
    pub(super) async fn one_page(&mut self, mut printer: Printer) -> Result<Exit, Stop> {
        let region = self.session.region()?;
        let (client, _) = self.session.client_of(&region)?;
        let Some(request) = requests(self.args, &region).pop() else { return Ok(Exit::Usage) };
        let mut interrupt = self.interrupt.clone();
        let page = tokio::select! {
            page = client.describe_images(&request) => page,
            () = interrupt.wait() => return Ok(Exit::Interrupted),
        };
        let page = page.map_err(|error| diagnose(&error))?;
        let images =
            page.images().map(|image: ImageRef<'_>| (region.as_str().into(), image.to_image()));
        printer.images(images.collect()).map_err(|error| Stop::output(&error))?;
        let total = page.total_count();
        let frame = Frame { region: Some(region.clone()), total, ..Frame::default() };
        printer.finish(frame).map_err(|error| Stop::output(&error))?;
        let count = page.len() as u64;
        let what = match total {
            Some(total) if u64::from(total) != count => {
                format!("{count} of {}", counted(total.into(), "image"))
            }
            _ => counted(count, "image"),
        };
        self.summarize(&what, 1, None);
        if count == 0 && total.is_some_and(|total| total > 0) {
            self.messages.note("the page is behind the last one; ask for an earlier --page");
        }
        let mismatches = page.mismatches();
        mismatches.iter().for_each(|mismatch| self.messages.warning(mismatch));
        Ok(if mismatches.is_empty() { Exit::Success } else { Exit::Incomplete })
    }
}
