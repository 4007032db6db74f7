//! Why waiting ended without what was waited for.

use std::error::Error as StdError;
use std::fmt;

use aliyun_rpc::Error;

use super::failure::WaitFailure;
use super::progress::Progress;

/// Why waiting ended without what was waited for.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError {
    /// An image will never be ready.
    Failed {
        /// The identifier.
        id: String,
        /// Why.
        why: WaitFailure,
    },
    /// The time is over.
    TimedOut {
        /// The images that are not ready.
        waiting: Vec<Progress>,
        /// Why the last call failed, if it did.
        last_error: Option<Box<Error>>,
    },
    /// A call failed, and trying again cannot help.
    Call(Box<Error>),
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { id, why } => write!(f, "{} {why}", id.escape_debug()),
            Self::TimedOut { waiting, last_error } => {
                let plural = if waiting.len() == 1 { "" } else { "s" };
                write!(f, "the time is over for {} image{plural}", waiting.len())?;
                for (at, progress) in waiting.iter().take(NAMED).enumerate() {
                    write!(f, "{}{progress}", if at == 0 { ": " } else { "; " })?;
                }
                f.write_str(if waiting.len() > NAMED { "; …" } else { "" })?;
                match last_error {
                    Some(error) => write!(f, "; the last call failed: {error}"),
                    None => Ok(()),
                }
            }
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl StdError for WaitError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            Self::Failed { .. } | Self::TimedOut { .. } => None,
        }
    }
}

/// How many images are named of those for which the time is over.
const NAMED: usize = 10;
