//! A machine that a test makes up.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{File, FileError, Host, Process, ProcessError, ProcessFuture, ProcessOutput};

/// A double of [`Host`]: what a test puts in is there, and nothing else.
///
/// Clones share one machine, so a test can keep one and change it while the code under test has
/// another. Its home directory is `/home/user`.
///
/// ```
/// use aliyun_credentials::{Host, MemoryHost};
/// use std::path::Path;
///
/// let host = MemoryHost::new()
///     .with_variable("ALIBABA_CLOUD_PROFILE", "work")
///     .with_file("/home/user/.aliyun/config.json", "{}");
/// assert_eq!(host.variable("ALIBABA_CLOUD_PROFILE").as_deref(), Some("work".as_ref()));
/// assert!(host.read(Path::new("/home/user/.aliyun/config.json"), 100).is_ok());
/// assert_eq!(host.variable("HOME"), None);
/// ```
#[derive(Clone)]
pub struct MemoryHost(Arc<Mutex<Machine>>);

struct Machine {
    variables: BTreeMap<String, OsString>,
    home: Option<PathBuf>,
    files: BTreeMap<PathBuf, Result<(Vec<u8>, bool), FileError>>,
    program: Program,
    ran: Vec<Process>,
}

type Program = Arc<dyn Fn(&Process) -> ProcessFuture<'static> + Send + Sync>;

impl MemoryHost {
    /// Returns a machine with a home directory and nothing in it. Programs do not start.
    #[must_use]
    pub fn new() -> Self {
        let not_found = ProcessError::NotStarted(std::io::ErrorKind::NotFound);
        Self(Arc::new(Mutex::new(Machine {
            variables: BTreeMap::new(),
            home: Some(PathBuf::from("/home/user")),
            files: BTreeMap::new(),
            program: Arc::new(move |_| Box::pin(std::future::ready(Err(not_found)))),
            ran: Vec::new(),
        })))
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn with_variable(self, name: &str, value: impl Into<OsString>) -> Self {
        self.set_variable(name, value);
        self
    }

    /// Sets an environment variable of a machine in use.
    pub fn set_variable(&self, name: &str, value: impl Into<OsString>) {
        self.lock().variables.insert(name.to_owned(), value.into());
    }

    /// Sets the home directory; `None` for a user without one.
    #[must_use]
    pub fn with_home(self, home: Option<PathBuf>) -> Self {
        self.lock().home = home;
        self
    }

    /// Puts a file where only its owner can read it.
    #[must_use]
    pub fn with_file(self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.set_file(path, content);
        self
    }

    /// Puts a file on a machine in use, in place of one that may be there.
    pub fn set_file(&self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) {
        self.lock().files.insert(path.into(), Ok((content.into(), false)));
    }

    /// Lets anybody read a file.
    #[must_use]
    pub fn with_open_file(self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.lock().files.insert(path.into(), Ok((content.into(), true)));
        self
    }

    /// Makes reading a file fail.
    #[must_use]
    pub fn with_file_error(self, path: impl Into<PathBuf>, error: FileError) -> Self {
        self.set_file_error(path, error);
        self
    }

    /// Makes reading a file of a machine in use fail.
    pub fn set_file_error(&self, path: impl Into<PathBuf>, error: FileError) {
        self.lock().files.insert(path.into(), Err(error));
    }

    /// Sets what becomes of every program.
    #[must_use]
    pub fn with_program(
        self,
        program: impl Fn(&Process) -> ProcessFuture<'static> + Send + Sync + 'static,
    ) -> Self {
        self.lock().program = Arc::new(program);
        self
    }

    /// Makes every program end at once with this status and output.
    #[must_use]
    pub fn with_output(self, status: i32, stdout: impl Into<Vec<u8>>) -> Self {
        let stdout = stdout.into();
        self.with_program(move |_| {
            let output = ProcessOutput::new(Some(status), stdout.clone());
            Box::pin(std::future::ready(Ok(output)))
        })
    }

    /// Returns the programs that were to run, in order.
    #[must_use]
    pub fn ran(&self) -> Vec<Process> {
        self.lock().ran.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Machine> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryHost {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for MemoryHost {
    fn variable(&self, name: &str) -> Option<OsString> {
        self.lock().variables.get(name).cloned()
    }

    fn home(&self) -> Option<PathBuf> {
        self.lock().home.clone()
    }

    fn read(&self, path: &Path, limit: usize) -> Result<File, FileError> {
        match self.lock().files.get(path) {
            None => Err(FileError::NotFound),
            Some(Err(error)) => Err(*error),
            Some(Ok((content, _))) if content.len() > limit => Err(FileError::too_large(limit)),
            Some(Ok((content, is_open))) => {
                Ok(File::new(content.as_slice()).readable_by_others(*is_open))
            }
        }
    }

    fn run(&self, process: Process) -> ProcessFuture<'_> {
        let program = {
            let mut machine = self.lock();
            machine.ran.push(process.clone());
            Arc::clone(&machine.program)
        };
        program(&process)
    }
}

impl fmt::Debug for MemoryHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let machine = self.lock();
        f.debug_struct("MemoryHost")
            .field("variables", &machine.variables.len())
            .field("files", &machine.files.len())
            .finish_non_exhaustive()
    }
}
