//! What an explanation comes to, and how it reads.

use std::fmt;

use aliyun_rpc_signer::Scheme;

use crate::Cause;
use crate::Difference;

/// Why a request was refused, and what differs.
///
/// `Display` says what differs, where, and what to do, in full sentences. It names parameters and
/// headers but shows no values until [`with_values`](Self::with_values) asks for them; `Debug` never
/// does.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnosis {
    scheme: Scheme,
    cause: Cause,
    differences: Vec<Difference>,
    shows_values: bool,
}

impl Diagnosis {
    pub(crate) fn new(scheme: Scheme, cause: Cause, differences: Vec<Difference>) -> Self {
        Self { scheme, cause, differences, shows_values: false }
    }

    /// Returns the scheme that was signed with.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Returns the cause, which may be that there is no telling.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// Returns everything that differs between what was signed and what the service received.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Makes `Display` show the values that differ, but for tokens and signatures.
    ///
    /// They are what the request holds, so they do not belong in a log.
    #[must_use]
    pub fn with_values(mut self) -> Self {
        self.shows_values = true;
        self
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)?;
        for (i, difference) in self.differences.iter().take(MOST_SHOWN).enumerate() {
            let gap = if i == 0 { " Differing: " } else { "; " };
            write!(f, "{gap}{difference}")?;
            if self.shows_values {
                difference.write_values(f)?;
            }
        }
        match self.differences.len().checked_sub(MOST_SHOWN) {
            Some(more @ 1..) => write!(f, "; and {more} more."),
            _ if self.differences.is_empty() => Ok(()),
            _ => f.write_str("."),
        }
    }
}

impl fmt::Debug for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.differences.get(..MOST_SHOWN).unwrap_or(&self.differences);
        f.debug_struct("Diagnosis")
            .field("scheme", &self.scheme)
            .field("cause", &format_args!("{} ({})", self.cause.id(), self.cause))
            .field("differences", &shown)
            .finish_non_exhaustive()
    }
}

/// How many differences `Display` and `Debug` list.
const MOST_SHOWN: usize = 8;
