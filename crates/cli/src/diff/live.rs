//! What the service has now.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use aliyun_ecs_describe_images::inventory::{Inventory, RegionImages};
use aliyun_ecs_model::DescribeImages;

use super::side::Source;
use crate::args::DiffArgs;
use crate::diagnose::diagnose;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::session::{Session, region};

/// Asks for what is compared with `other`: by the same request in the same regions, if it knows them.
pub(super) async fn source(
    args: &DiffArgs,
    other: &Source,
    messages: Messages,
) -> Result<Source, Failure> {
    let request = match other {
        Source::Snapshot(snapshot) => snapshot.request.clone(),
        Source::Images(_) if args.selection.owner.len() > 1 => {
            let message = "what is live is asked for of one owner at a time";
            return Err(Failure::new(Exit::Usage, message).hint("name --owner once"));
        }
        Source::Images(_) => args.selection.selection().request(""),
    };
    let given = args.region.first().map(String::as_str);
    let session = Session::open(&args.connection, region(given), messages).await?;
    let mut regions = args.region.clone();
    if regions.is_empty() {
        regions = other.regions();
    }
    if regions.is_empty() {
        regions.push(session.region()?);
    }
    let live = session.client().inventory(&request, regions, CONCURRENCY).await;
    if live.regions.iter().all(|region| region.error.is_some()) {
        return Err(why(&session, &request, &live).await);
    }
    Ok(Source::Snapshot(Box::new(live)))
}

/// Asks once more, as a snapshot keeps of an error only its text.
async fn why(session: &Session, request: &DescribeImages, live: &Inventory) -> Failure {
    let first = live.regions.first();
    let mut request = request.clone();
    request.region_id = first.map(|region| region.region.clone()).unwrap_or_default();
    match session.client().describe_images(&request).await {
        Err(error) => diagnose(&error),
        Ok(_) => {
            let text = first.and_then(|region| region.error.clone()).unwrap_or_default();
            Failure::new(Exit::Unavailable, text).hint("try again")
        }
    }
}

/// A snapshot that is written beside the file that it is to replace, and goes away unless it is kept.
pub(super) struct Draft {
    new: PathBuf,
    file: PathBuf,
}

impl Draft {
    /// Writes a snapshot, if it is known to be whole.
    pub(super) fn write(
        live: &Inventory,
        file: &Path,
        messages: Messages,
    ) -> Result<Option<Self>, Failure> {
        if !live.regions.iter().all(RegionImages::is_complete) {
            let file = file.display();
            messages.warning(format!("{file} is not written: images may be missing"));
            return Ok(None);
        }
        let mut new = file.as_os_str().to_owned();
        new.push(".new");
        let draft = Self { new: new.into(), file: file.to_owned() };
        let written = File::create(&draft.new).and_then(|new| live.save(BufWriter::new(new)));
        written.map_err(|error| draft.failure(&error))?;
        Ok(Some(draft))
    }

    /// Replaces the file.
    pub(super) fn keep(self) -> Result<(), Failure> {
        fs::rename(&self.new, &self.file).map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &io::Error) -> Failure {
        let message = format!("{} cannot be written", self.file.display());
        Failure::new(Exit::Other, message).because(Some(error))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // One that was kept is not there any more.
        fs::remove_file(&self.new).unwrap_or_default();
    }
}

/// How many regions are asked at a time.
const CONCURRENCY: usize = 4;
