//! The temporary key of the role of the instance.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{Credentials, timestamp};
use serde::Serialize;

use super::instance::SESSION;
use crate::access::roles::RoleArn;
use crate::access::temporary;
use crate::world::World;

/// The key that was handed out last.
#[derive(Default)]
pub(super) struct RoleKey {
    latest: Mutex<Option<Issued>>,
}

struct Issued {
    credentials: Credentials,
    at: SystemTime,
}

impl RoleKey {
    /// Returns the key as the service writes it. It stays the same until half an hour before it expires, which is
    /// before any official SDK asks for another (15 minutes); the service does not document when it renews.
    pub(super) fn text(&self, world: &World, role: RoleArn<'_>) -> io::Result<String> {
        let now = world.runtime.now();
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let issued = match latest.take().filter(|issued| !is_due(issued, now)) {
            Some(issued) => issued,
            None => {
                let (keyring, runtime) = (&world.keyring, world.runtime.as_ref());
                let issued = temporary::issue(keyring, runtime, (role, SESSION), (now, LIFETIME));
                Issued { credentials: issued?, at: now }
            }
        };
        let text = serde_json::to_string_pretty(&Document::of(&issued));
        *latest = Some(issued);
        text.map_err(io::Error::from)
    }
}

fn is_due(issued: &Issued, now: SystemTime) -> bool {
    issued.credentials.is_expired_at(now.checked_add(RENEWAL).unwrap_or(now))
}

/// (ECS User Guide, "Obtain a temporary authorization token".) No `Debug`: secret and token are in it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    access_key_id: &'a str,
    access_key_secret: &'a str,
    expiration: String,
    security_token: &'a str,
    last_updated: String,
    code: &'static str,
}

impl<'a> Document<'a> {
    fn of(issued: &'a Issued) -> Self {
        let credentials = &issued.credentials;
        Self {
            access_key_id: credentials.access_key_id(),
            access_key_secret: credentials.access_key_secret(),
            expiration: timestamp::format(credentials.expiry().unwrap_or(issued.at)),
            security_token: credentials.security_token().unwrap_or_default(),
            last_updated: timestamp::format(issued.at),
            code: "Success",
        }
    }
}

/// Between `LastUpdated` and `Expiration` of the documents' example.
const LIFETIME: Duration = Duration::from_secs(6 * 3_600);
const RENEWAL: Duration = Duration::from_secs(30 * 60);
