//! How far an image is.

use std::fmt;
use std::time::Duration;

use aliyun_ecs_model::ImageStatus;

/// How far an image is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The identifier.
    pub id: String,
    /// Whether any answer has said something of it, if only that it is not there.
    pub is_known: bool,
    /// Its state; `None` for one that the last answer did not have.
    pub status: Option<ImageStatus>,
    /// How far its creation is, in percent.
    pub percent: Option<u8>,
    /// Whether it can be used, if the service says so.
    pub usable: Option<bool>,
    /// How long it has been waited for.
    pub elapsed: Duration,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.id.escape_debug())?;
        match &self.status {
            Some(status) => write!(f, "is {}", status.as_str().escape_debug())?,
            None if self.is_known => f.write_str("is not there")?,
            None => f.write_str("is not known, as no answer came")?,
        }
        if let Some(percent) = self.percent {
            write!(f, " ({percent} %)")?;
        }
        write!(f, " after {} s", self.elapsed.as_secs())
    }
}
