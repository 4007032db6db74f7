//! Why waiting ended without what was waited for.

use std::error::Error as StdError;
use std::fmt;

use aliyun_ecs_model::ImageStatus;
use aliyun_rpc::Error;

use super::state::Progress;

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
    },
    /// A call failed, and trying again cannot help.
    Call(Box<Error>),
}

/// Why an image will never be ready.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitFailure {
    /// It is in a state that nothing comes after.
    Status(ImageStatus),
    /// It was there, and is gone: two right answers in a row do not have it.
    Vanished,
    /// The service does not say whether it is usable.
    NotSaid,
    /// The function of [`Wait::until`](super::Wait::until) says so.
    Never(String),
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { id, why } => write!(f, "{} {why}", id.escape_debug()),
            Self::TimedOut { waiting } => {
                write!(f, "the time is over for {} images", waiting.len())?;
                for (at, progress) in waiting.iter().take(NAMED).enumerate() {
                    write!(f, "{}{progress}", if at == 0 { ": " } else { "; " })?;
                }
                f.write_str(if waiting.len() > NAMED { "; …" } else { "" })
            }
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for WaitFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "is {status}, and nothing comes after that"),
            Self::Vanished => f.write_str("was there and is gone"),
            Self::NotSaid => f.write_str(
                "is Available, and the service does not say whether it is usable: wait until it is available",
            ),
            Self::Never(why) => write!(f, "will not be ready: {}", why.escape_debug()),
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
