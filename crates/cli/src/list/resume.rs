//! The file in which a listing that broke off keeps how to go on.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use aliyun_ecs_describe_images::listing::{Listing, ResumeError, Token};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;

/// Returns the token of a listing that broke off, if there is one. Finds out whether the file can be
/// written before anything is asked.
pub(super) fn read(file: Option<&Path>) -> Result<Option<Token>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let opened = OpenOptions::new().read(true).append(true).create(true).open(file);
    let mut text = String::new();
    let read = opened.and_then(|mut opened| opened.read_to_string(&mut text));
    read.map_err(|error| about(file, &error))?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| of_token(file, error))
}

/// Keeps the place of a listing that is not over. That it cannot be kept is a warning only: why the listing stopped
/// matters more.
pub(super) async fn keep(file: Option<&Path>, listing: &Listing, why: &str, messages: Messages) {
    let Some(file) = file else {
        messages
            .warning(format!("{why}; with --resume FILE, the next listing would go on from here"));
        return;
    };
    let token = listing.token().await.to_string();
    match std::fs::write(file, token) {
        Ok(()) => messages
            .note(format!("{why}; the same command goes on from here, by {}", file.display())),
        Err(error) => messages.warning(format!(
            "{why}, and how to go on cannot be written to {}: {error}",
            file.display()
        )),
    }
}

/// Removes the file of a listing that is over.
pub(super) fn forget(file: Option<&Path>) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(()) };
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(about(file, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

pub(super) fn of_token(file: &Path, error: ResumeError) -> Failure {
    Failure::of(Exit::Usage, &error).hint(format!("remove {} to begin anew", file.display()))
}

fn about(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Other, format!("{}: {error}", file.display()))
}
