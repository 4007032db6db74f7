//! A listing in a few words and numbers.

use std::fmt;
use std::time::SystemTime;

use aliyun_rpc_signer::timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::verdict::Verdict;

/// What came of a listing: the verdict, what was counted, and when.
///
/// With serde, moments are texts such as `2026-11-28T06:00:00Z`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Summary {
    /// What was proved; `None` before the end.
    pub verdict: Option<Verdict>,
    /// How many answers were entered.
    pub requests: u64,
    /// How many different images came, those that were not taken yet included.
    pub images: u64,
    /// How often an image came again in one answer.
    pub repeats: u64,
    /// How many images there are, as the first answer said that said anything.
    pub first_total: Option<u64>,
    /// The same, as the last answer said.
    pub last_total: Option<u64>,
    /// When the first request was made, by the local clock.
    #[serde(with = "Moment")]
    pub first_moment: Option<SystemTime>,
    /// When the last answer came, by the local clock.
    #[serde(with = "Moment")]
    pub last_moment: Option<SystemTime>,
    /// For a listing that was resumed: how it is known to be of the same account.
    pub account: Option<AccountCheck>,
}

/// How a listing that was resumed is known to be of the account that began it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AccountCheck {
    /// The caller gave both the same name.
    Name,
    /// Both were signed with the same long-lived key.
    Key,
    /// Nobody knows: the id of a temporary key names no account.
    NotCompared,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |number: u64| if number == 1 { "" } else { "s" };
        match &self.verdict {
            Some(Verdict::Complete(_)) if self.images == 0 => {
                f.write_str("complete: no image fits the request; ")?;
            }
            Some(verdict) => write!(f, "{verdict}; ")?,
            None => f.write_str("not ended; ")?,
        }
        let (images, requests) = (self.images, self.requests);
        write!(f, "{images} image{} in {requests} answer{}", plural(images), plural(requests))?;
        if let (Some(first), Some(last)) = (self.first_moment, self.last_moment) {
            let (first, last) = (timestamp::format(first), timestamp::format(last));
            write!(f, ", from {first} to {last}")?;
        }
        if let Some(assumption) = self.verdict.and_then(Verdict::assumption) {
            write!(f, " ({assumption})")?;
        }
        if self.account == Some(AccountCheck::NotCompared) {
            f.write_str("; it was resumed with a temporary key, which names no account")?;
        }
        Ok(())
    }
}

/// The text of a moment.
pub(crate) struct Moment;

impl Moment {
    pub(crate) fn serialize<S: Serializer>(
        moment: &Option<SystemTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.map(timestamp::format).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<SystemTime>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let moment = text.map(|text| timestamp::parse(&text).ok_or(text));
        moment.transpose().map_err(|text| de::Error::custom(format!("{text:?} is no moment")))
    }
}
