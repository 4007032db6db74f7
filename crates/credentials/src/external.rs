//! A key that a program prints: `process_command` of a profile.

mod answer;
mod command;

use std::fmt;
use std::time::Duration;

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};
use aliyun_transport::{Runtime, within};

use crate::failed::failed;
use crate::host::{Host, Process, ProcessError, ProcessOutput};

/// Keys that a program of the user's own prints, as with `"mode": "External"` in the profiles of the
/// `aliyun` command.
///
/// The program runs **each time** that a key is asked for: wrap this in a cache. It has 60 seconds
/// and 64 KiB of output, must end with status 0, and prints JSON:
///
/// ```json
/// {"mode": "StsToken", "access_key_id": "…", "access_key_secret": "…", "sts_token": "…",
///  "expiration": "2026-01-01T00:00:00Z"}
/// ```
///
/// `mode` is `AK`, `StsToken` (which needs `sts_token`) or absent. `expiration` may be absent; the
/// key then has no expiry, and a cache cannot keep it. Other modes are refused: the `aliyun` command
/// would go on with what they lead to.
///
/// The command is split into words as a POSIX shell does it, but no shell runs it: `$`, `~`, `|` and
/// `;` mean nothing. On Windows a backslash is a part of a path.
///
/// The program does not get the environment variables that hold keys of Alibaba Cloud
/// (`ALIBABA_CLOUD_ACCESS_KEY_ID` and the like, and what older tools call them): it is asked for a
/// key because there is none. It does get `ACCESS_KEY_ID`, `ACCESS_KEY_SECRET` and
/// `SECURITY_TOKEN`: they belong to no vendor, no source of this crate reads them, and what it logs
/// in with may well be called so.
///
/// Neither errors nor `Debug` show the command's arguments or anything that the program printed, and
/// the program's name only if it is a plain one.
///
/// ```
/// use aliyun_credentials::{External, MemoryHost, Provide};
/// use aliyun_transport::virtual_time::VirtualRuntime;
/// use std::time::SystemTime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let host = MemoryHost::new()
///     .with_output(0, r#"{"mode": "AK", "access_key_id": "id", "access_key_secret": "secret"}"#);
/// let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
///
/// let source = External::new("key-helper --user 'A. Person'", host.clone(), runtime)?;
/// assert_eq!(source.provide().await?.access_key_id(), "id");
/// assert_eq!(host.ran()[0].arguments, ["--user", "A. Person"]);
/// # Ok(())
/// # }
/// ```
pub struct External {
    process: Process,
    host: Box<dyn Host>,
    runtime: Box<dyn Runtime>,
}

impl External {
    /// Prepares to run `command`. Nothing runs yet.
    ///
    /// # Errors
    ///
    /// When the command is empty, has a quotation mark without its end, or begins with an
    /// assignment, which only a shell understands.
    pub fn new(
        command: &str,
        host: impl Host + 'static,
        runtime: impl Runtime + 'static,
    ) -> Result<Self, ProvideError> {
        let (program, arguments) = command::split(command, cfg!(windows))?;
        let process =
            Process::new(program, OUTPUT_LIMIT).arguments(arguments).withheld(command::withheld());
        Ok(Self { process, host: Box::new(host), runtime: Box::new(runtime) })
    }

    async fn ask(&self) -> Result<Credentials, ProvideError> {
        let run = self.host.run(self.process.clone());
        let Some(ended) = within(&*self.runtime, TIME_LIMIT, run).await else {
            let seconds = TIME_LIMIT.as_secs();
            return Err(self.failed(format_args!("did not end within {seconds} seconds")));
        };
        let output = ended.map_err(|error| self.lost(error))?;
        let ProcessOutput { status, stdout } = output;
        match status {
            Some(0) => answer::read(&stdout).map_err(|reason| {
                let name = self.name();
                failed(format_args!("the output of {name} {reason}; make it print a key"))
            }),
            Some(status) => Err(self.failed(format_args!("ended with status {status}"))),
            None => Err(self.failed("was ended by a signal")),
        }
    }

    fn lost(&self, error: ProcessError) -> ProvideError {
        match error {
            ProcessError::NotStarted(_) => {
                let name = self.name();
                failed(format_args!("{name} {error}; check its path, which no shell completes"))
            }
            ProcessError::TooMuchOutput { .. } | ProcessError::Other(_) => self.failed(error),
        }
    }

    fn failed(&self, reason: impl fmt::Display) -> ProvideError {
        failed(format_args!("{} {reason}; run it by hand to see why", self.name()))
    }

    fn name(&self) -> command::Name<'_> {
        command::Name(&self.process.program)
    }
}

const TIME_LIMIT: Duration = Duration::from_secs(60);
const OUTPUT_LIMIT: usize = 64 * 1024;

impl Provide for External {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.ask())
    }
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = format_args!("{}", self.name());
        f.debug_struct("External").field("program", &program).finish_non_exhaustive()
    }
}
