//! Which sources were tried, and why each had no key.

use std::fmt;

/// Which sources a chain tried, in order, and what came of it.
///
/// Its `Display` is one sentence for people; [`tried`](Self::tried) has the parts of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    profile: Option<String>,
    tried: Vec<Tried>,
    warnings: Vec<String>,
}

/// One source that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tried {
    /// The source, as the SDKs name it: `env`, `ecs_ram_role`.
    pub provider: &'static str,
    /// Why it had no key; `None` if it had.
    pub reason: Option<String>,
    /// Whether it was set up, as far as can be told: a variable of it is set, or its file is there. One
    /// that was and has no key is likely the one that was meant.
    pub is_set_up: bool,
}

impl Report {
    pub(super) fn new(profile: Option<String>) -> Self {
        Self { profile, ..Self::default() }
    }

    pub(super) fn push(&mut self, provider: &'static str, reason: Option<String>, is_set_up: bool) {
        self.tried.push(Tried { provider, reason, is_set_up });
    }

    pub(super) fn warn(&mut self, warning: Option<&str>) {
        self.warnings.extend(warning.map(str::to_owned));
    }

    /// Returns what the user should know whether there is a key or not: files of keys that others can
    /// read.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns the profile that was asked for, if it was one alone.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// Returns the sources in the order in which they were tried.
    #[must_use]
    pub fn tried(&self) -> &[Tried] {
        &self.tried
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.profile, self.tried.last()) {
            (_, Some(Tried { provider, reason: None, .. })) => {
                return write!(f, "the key comes from {provider}");
            }
            (Some(profile), _) => write!(f, "the profile {profile} has no key: ")?,
            (None, _) => f.write_str("no source has a key: ")?,
        }
        for (index, tried) in self.tried.iter().enumerate() {
            let reason = tried.reason.as_deref().unwrap_or_default();
            let comma = if index == 0 { "" } else { "; " };
            write!(f, "{comma}({}) {}: {reason}", index + 1, tried.provider)?;
        }
        if self.profile.is_none() {
            f.write_str(
                "; to begin with, set ALIBABA_CLOUD_ACCESS_KEY_ID and \
                 ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure`",
            )?;
        }
        Ok(())
    }
}
