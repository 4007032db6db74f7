//! What is known of a request for the log.

/// What is known of a request, for the log.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) operation: Option<&'static str>,
    pub(crate) key_id: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) code: Option<&'static str>,
    /// Why a signature was refused, in a sentence.
    pub(crate) cause: Option<String>,
    /// Whether somebody reads it.
    pub(crate) is_kept: bool,
    pub(crate) wants_cause: bool,
}

impl Record {
    pub(crate) fn set_key(&mut self, id: &str) {
        if self.is_kept {
            self.key_id = Some(id.to_owned());
        }
    }

    pub(crate) fn set_region(&mut self, region: Option<&str>) {
        if self.is_kept {
            self.region = region.map(str::to_owned);
        }
    }
}
