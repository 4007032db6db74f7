//! The machine that this process runs on.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::wiped::{CHUNK, append, read_some};
use super::{File, FileError, Host, Process, ProcessFuture, process};

/// The machine that this process runs on: the real [`Host`].
///
/// * A **file** is read by blocking calls, since the files that hold keys are small and local.
///   Whether others can read it is known on Unix only: its mode lets the group or anybody. (A secret
///   that Kubernetes mounts is such a file, so this alone is no reason to refuse one.)
/// * A **program** starts when the future is polled first. It gets the environment except for what
///   is withheld, and this process's working directory; it reads nothing, and what it writes to
///   standard error goes nowhere, as it may hold secrets. The result comes when the program has
///   ended, even if a program that *it* started still holds its standard output open: such output
///   is waited for a quarter of a second, not longer. Dropping the future kills the program at once,
///   but not those that it started. It takes two threads for as long as it runs, and needs no async
///   runtime.
///
/// ```
/// use aliyun_credentials::{FileError, Host, SystemHost};
/// use std::path::Path;
///
/// assert!(SystemHost.variable("PATH").is_some());
/// let directory = SystemHost.read(Path::new("/"), 4096);
/// assert_eq!(directory.unwrap_err(), FileError::NotAFile);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "it is a name, and will never have a field")]
pub struct SystemHost;

impl SystemHost {
    /// Ends every program that [`run`](Host::run) has started and that has not ended, and waits for
    /// that, for half a second at most each.
    ///
    /// Futures that are dropped end their programs by themselves; but a process that exits drops
    /// nothing. Whoever exits early calls this first. A future that is under way then yields an error.
    ///
    /// ```
    /// aliyun_credentials::SystemHost.end_programs();
    /// ```
    pub fn end_programs(self) {
        process::end_all();
    }
}

impl Host for SystemHost {
    fn variable(&self, name: &str) -> Option<OsString> {
        std::env::var_os(name)
    }

    fn home(&self) -> Option<PathBuf> {
        std::env::home_dir().filter(|home| !home.as_os_str().is_empty())
    }

    fn read(&self, path: &Path, limit: usize) -> Result<File, FileError> {
        // Before opening, which waits for a writer if it is a pipe and acts if it is a device.
        check(&fs::metadata(path).map_err(|error| file_error(&error))?, limit)?;
        let mut file = fs::File::open(path).map_err(|error| file_error(&error))?;
        // Again, as it may have been replaced in between.
        let metadata = file.metadata().map_err(|error| file_error(&error))?;
        let size = check(&metadata, limit)?;

        let mut bytes = Zeroizing::new(Vec::with_capacity(size.saturating_add(1)));
        let mut chunk = Zeroizing::new([0; CHUNK]);
        loop {
            // One byte more than the limit, since a file may be larger than it says or grow.
            let most = limit.saturating_add(1).saturating_sub(bytes.len());
            let read =
                read_some(&mut file, most, &mut chunk).map_err(|error| file_error(&error))?;
            append(&mut bytes, read);
            if bytes.len() > limit {
                return Err(FileError::too_large(limit));
            }
            if read.is_empty() {
                return Ok(File { bytes, is_readable_by_others: is_readable_by_others(&metadata) });
            }
        }
    }

    fn run(&self, process: Process) -> ProcessFuture<'_> {
        Box::pin(process::run(process))
    }
}

/// Returns the size of a regular file.
fn check(metadata: &Metadata, limit: usize) -> Result<usize, FileError> {
    if !metadata.is_file() {
        return Err(FileError::NotAFile);
    }
    match usize::try_from(metadata.len()) {
        Ok(size) if size <= limit => Ok(size),
        _ => Err(FileError::too_large(limit)),
    }
}

fn file_error(error: &io::Error) -> FileError {
    match error.kind() {
        // A file where a directory should be on the way: there is nothing at this path either.
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileError::NotFound,
        io::ErrorKind::PermissionDenied => FileError::NotPermitted,
        io::ErrorKind::IsADirectory => FileError::NotAFile,
        kind => FileError::Other(kind),
    }
}

#[cfg(unix)]
fn is_readable_by_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    const GROUP_OR_OTHERS_READ: u32 = 0o044;
    metadata.mode() & GROUP_OR_OTHERS_READ != 0
}

#[cfg(not(unix))]
fn is_readable_by_others(_: &Metadata) -> bool {
    false
}
