//! A request that a revision of the documentation rules out.

use std::fmt;

use aliyun_ecs_model::{Finding, Level};
use aliyun_rpc::{Failure, InvalidRequest, NotSent};

/// A request that a revision of the documentation rules out. Nothing was sent.
///
/// In an error of the client it is inside [`NotSent::Request`]: [`BrokenRules::of`] finds it there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrokenRules {
    /// Everything that was found, advice included.
    pub findings: Vec<Finding>,
    /// The date of the revision.
    pub revision: &'static str,
}

impl BrokenRules {
    /// Returns the broken rules, if they are why nothing was sent.
    #[must_use]
    pub fn of(failure: &Failure) -> Option<&Self> {
        match failure {
            Failure::NotSent(NotSent::Request(invalid)) => invalid.downcast_ref(),
            _ => None,
        }
    }
}

impl fmt::Display for BrokenRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request breaks the rules of revision {}: ", self.revision)?;
        let denied = self.findings.iter().filter(|finding| finding.level == Level::Deny);
        for (at, finding) in denied.enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            finding.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for BrokenRules {}

impl From<BrokenRules> for InvalidRequest {
    fn from(broken: BrokenRules) -> Self {
        Self::new(broken)
    }
}

impl From<BrokenRules> for Failure {
    fn from(broken: BrokenRules) -> Self {
        InvalidRequest::from(broken).into()
    }
}
