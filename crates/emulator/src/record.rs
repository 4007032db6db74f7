//! What is known of a request for the log.

use crate::faults::Decision;

/// What is known of a request, for the log.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) operation: Option<String>,
    pub(crate) key_id: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) code: Option<String>,
    /// What the emulator was told to do to it.
    pub(crate) fault: Option<String>,
    /// Why a signature was refused, in a sentence.
    pub(crate) cause: Option<String>,
    /// Whether somebody reads it.
    pub(crate) is_kept: bool,
}

impl Record {
    pub(crate) fn kept(is_kept: bool) -> Self {
        Self { is_kept, ..Self::default() }
    }

    pub(crate) fn set_operation(&mut self, name: Option<&str>) {
        if self.is_kept {
            self.operation = name.map(str::to_owned);
        }
    }

    pub(crate) fn set_region(&mut self, region: Option<&str>) {
        if self.is_kept {
            self.region = region.map(str::to_owned);
        }
    }

    pub(crate) fn set_fault(&mut self, decision: &Decision) {
        if self.is_kept {
            self.fault = Some(decision.to_string());
        }
    }

    /// Of an id that is not known only the end is kept: it may be a key of somebody else.
    pub(crate) fn set_key(&mut self, id: &str, is_known: bool) {
        if !self.is_kept {
            return;
        }
        let hidden = if is_known { 0 } else { id.chars().count().saturating_sub(END_SHOWN) };
        let end: String = id.chars().skip(hidden).collect();
        self.key_id = Some(if is_known { end } else { format!("…{end}") });
    }
}

/// So many characters of an unknown id are kept.
const END_SHOWN: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_masked() {
        let key = |id: &str, is_known| {
            let mut record = Record::kept(true);
            record.set_key(id, is_known);
            record.key_id.unwrap()
        };
        assert_eq!(key("LTAI5tExample", true), "LTAI5tExample");
        assert_eq!(key("LTAI5tExample", false), "…mple");
    }
}
