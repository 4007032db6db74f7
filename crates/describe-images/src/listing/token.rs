//! How another process goes on with a listing.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use aliyun_ecs_model::DescribeImages;
use serde::{Deserialize, Serialize};

use super::id::{Id, Ids};
use super::saved::SavedAccount;
use super::source::Asker;
use super::summary::{AccountCheck, Moment};

/// What another process needs to go on with a listing: see [`Listing::token`](super::Listing::token).
///
/// As a text ([`Display`](fmt::Display), [`FromStr`]) it is one line of JSON, 40 bytes an image; serde knows it, too.
/// It holds no key, no image and nothing of the request but keyed hashes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Token {
    version: u32,
    request: Print,
    endpoint: Print,
    name: Option<Print>,
    key: Option<Print>,
    #[serde(with = "Moment")]
    pub(crate) first_moment: Option<SystemTime>,
    pub(crate) account: SavedAccount,
}

/// A keyed hash, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Print([u8; 16]);

impl From<Id> for Print {
    fn from(id: Id) -> Self {
        Self(id.to_bytes())
    }
}

impl Token {
    pub(crate) fn new(
        request: &DescribeImages,
        asker: &Asker,
        first_moment: Option<SystemTime>,
        account: SavedAccount,
    ) -> Self {
        let ids = Ids::new(account.key);
        let print = |text: &str| Print::from(ids.of(text));
        Self {
            version: VERSION,
            request: print(&text_of(request)),
            endpoint: print(&asker.endpoint),
            name: asker.name.as_deref().map(print),
            key: asker.key_id.as_deref().map(print),
            first_moment,
            account,
        }
    }

    /// Says how the account is known to be the one that began the listing, if everything is as it was.
    pub(crate) fn check(
        &self,
        request: &DescribeImages,
        asker: &Asker,
    ) -> Result<AccountCheck, ResumeError> {
        let ids = Ids::new(self.account.key);
        let print = |text: &str| Print::from(ids.of(text));
        if self.version != VERSION {
            return Err(ResumeError::Version);
        }
        if print(&text_of(request)) != self.request {
            return Err(ResumeError::Request);
        }
        if print(&asker.endpoint) != self.endpoint {
            return Err(ResumeError::Endpoint);
        }
        match (self.name, asker.name.as_deref().map(print)) {
            (None, None) => {}
            (before, now) if before == now => return Ok(AccountCheck::Name),
            _ => return Err(ResumeError::Account),
        }
        match (self.key, asker.key_id.as_deref().map(print)) {
            (Some(before), Some(now)) if before == now => Ok(AccountCheck::Key),
            (Some(_), Some(_)) => Err(ResumeError::Account),
            (None, _) | (_, None) => Ok(AccountCheck::NotCompared),
        }
    }
}

/// Everything that a request selects by: the size of a page is none of it.
fn text_of(request: &DescribeImages) -> String {
    let mut request = request.clone();
    request.page_size = None;
    // Its serde form has every parameter that is set; a request always has one.
    serde_json::to_string(&request).unwrap_or_default()
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Token {
    type Err = ResumeError;

    fn from_str(text: &str) -> Result<Self, ResumeError> {
        serde_json::from_str(text.trim()).map_err(|_| ResumeError::Text)
    }
}

/// Why a listing cannot go on by a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResumeError {
    /// The text is no token, or only a part of one.
    Text,
    /// The token is of another version of this crate.
    Version,
    /// The token is of another request.
    Request,
    /// The token is of another endpoint.
    Endpoint,
    /// The token is of another account.
    Account,
}

impl fmt::Display for ResumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "this is no token of a listing, or it is damaged: begin a new listing",
            Self::Version => {
                "the token was written by another version of this program: begin a new listing"
            }
            Self::Request => {
                "the token belongs to another request: resume with the request that it was made for"
            }
            Self::Endpoint => {
                "the token belongs to another endpoint: resume where the listing was begun"
            }
            Self::Account => {
                "the token belongs to another account: resume with the account that began the listing"
            }
        })
    }
}

impl StdError for ResumeError {}

const VERSION: u32 = 1;
