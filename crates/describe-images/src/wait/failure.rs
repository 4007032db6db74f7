//! Why an image will never be ready.

use std::fmt;

use aliyun_ecs_model::ImageStatus;

/// Why an image will never be ready.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitFailure {
    /// It is in a state that nothing comes after.
    Status(ImageStatus),
    /// It was there, and is gone: two right answers in a row do not have it.
    Vanished,
    /// It is not there, and the endpoint is not known to hold the region.
    Endpoint,
    /// The service does not say whether it is usable.
    NotSaid,
    /// The function of [`Wait::until`](super::Wait::until) says so.
    Never(String),
}

impl fmt::Display for WaitFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "is {status}, and nothing comes after that"),
            Self::Vanished => f.write_str("was there and is gone"),
            Self::Endpoint => f.write_str(
                "is not there, and the endpoint is not known to hold the region: one that does not answers with nothing",
            ),
            Self::NotSaid => f.write_str(
                "is Available, and the service does not say whether it is usable: wait until it is available",
            ),
            Self::Never(why) => write!(f, "will not be ready: {}", why.escape_debug()),
        }
    }
}
