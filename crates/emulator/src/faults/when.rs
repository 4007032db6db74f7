//! Which requests a fault is for.

use super::requests::Requests;

/// The conditions of a fault; the default is every request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    pub(super) operation: Option<String>,
    pub(super) region: Option<String>,
    pub(super) page: Option<u32>,
    pub(super) requests: Requests,
    pub(super) every: u64,
    pub(super) probability: f64,
}

impl When {
    /// The names of the conditions, in files and in flags.
    pub(super) const NAMES: &[&str] =
        &["operation", "region", "page", "requests", "every", "probability"];

    /// Tells whether a request for this is one of those that are counted.
    pub(super) fn is_for(
        &self,
        operation: Option<&str>,
        region: Option<&str>,
        page: Option<u32>,
    ) -> bool {
        let is_one = |wanted: &Option<String>, asked: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| asked == Some(wanted))
        };
        is_one(&self.operation, operation)
            && is_one(&self.region, region)
            && self.page.is_none_or(|wanted| page == Some(wanted))
    }

    /// Tells whether the request of this number, counted from 1, may be hit, chance aside.
    pub(super) fn takes(&self, number: u64) -> bool {
        let position = self.requests.position(number);
        position.is_some_and(|position| position.is_multiple_of(self.every.max(1)))
    }
}

impl Default for When {
    fn default() -> Self {
        Self {
            operation: None,
            region: None,
            page: None,
            requests: Requests::ALL,
            every: 1,
            probability: 1.0,
        }
    }
}
