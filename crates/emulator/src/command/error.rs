//! Why the program ends before its time.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use aliyun_rpc_wire::Printable;

use crate::CatalogueError;
use crate::StartError;
use crate::faults::FaultError;

/// Why the program ends before its time.
#[derive(Debug)]
pub struct CommandError {
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl CommandError {
    pub(super) fn not_loopback(address: SocketAddr) -> Self {
        let message = format!(
            "other machines can reach {address}; add --allow-non-loopback if that is intended"
        );
        Self { message, source: None }
    }

    pub(super) fn keys(variable: &str) -> Self {
        let message = format!(
            "{variable} is not a list of access keys; write id:secret, or id:secret:token, \
             with commas between"
        );
        Self { message, source: None }
    }

    pub(super) fn unknown_key(id: &str) -> Self {
        let message = format!(
            "there is no key with the id {}; give one of EMULATOR_ACCESS_KEYS, or * for every key",
            Printable(id)
        );
        Self { message, source: None }
    }

    pub(super) fn expiry(seconds: &str) -> Self {
        let message = format!("{} is no number of seconds from now", Printable(seconds));
        Self { message, source: None }
    }

    pub(super) fn file(path: &Path, source: io::Error) -> Self {
        let message = format!("The catalogue {path:?} cannot be read.");
        Self::caused(message, source)
    }

    pub(super) fn ca_file(path: &Path, source: io::Error) -> Self {
        Self::caused(format!("The certificate cannot be written to {path:?}."), source)
    }

    pub(super) fn faults_file(path: &Path, source: io::Error) -> Self {
        Self::caused(format!("The faults {path:?} cannot be read."), source)
    }

    pub(super) fn faults(path: &Path, source: FaultError) -> Self {
        Self::caused(format!("The faults {path:?} cannot be used."), source)
    }

    pub(super) fn catalogue(source: CatalogueError) -> Self {
        Self::caused("The catalogue cannot be used.", source)
    }

    pub(super) fn start(source: StartError) -> Self {
        Self::caused("The emulator did not start.", source)
    }

    pub(super) fn signals(source: io::Error) -> Self {
        Self::caused("The signals that stop the emulator cannot be caught.", source)
    }

    pub(super) fn announce(source: io::Error) -> Self {
        Self::caused("The line that says the emulator is ready cannot be written.", source)
    }

    fn caused(message: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { message: message.into(), source: Some(source.into()) }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for CommandError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}
