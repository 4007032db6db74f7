//! Temporary keys, as answers tell of them.

use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, timestamp};
use serde::Serialize;

use super::super::context::Context;
use super::session::Session;
use crate::access::{principal, temporary};
use crate::codes;
use crate::rejection::Rejection;

/// Who holds a key, and the key. No `Debug`: secret and token are among it.
pub(super) struct Issued {
    pub(super) user: AssumedRoleUser,
    pub(super) credentials: Key,
}

/// (STS API Reference, AssumeRole, response elements.)
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssumedRoleUser {
    arn: String,
    assumed_role_id: String,
}

/// (STS API Reference, AssumeRole, response elements.)
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Key {
    access_key_id: String,
    access_key_secret: String,
    security_token: String,
    expiration: String,
}

impl Issued {
    /// Issues a key of a session. It fails as the service does, if there is no randomness.
    pub(super) fn new(context: &Context<'_>, session: &Session<'_>) -> Result<Self, Rejection> {
        let (world, role, name) = (context.world, session.role, session.name);
        let issued = temporary::issue(
            &world.keyring,
            world.runtime.as_ref(),
            (role, name),
            (context.now, session.lifetime),
        );
        let credentials = issued.map_err(|_| Rejection::from(codes::STS_INTERNAL_ERROR))?;
        let role_id = principal::role_id(role.account_id, role.name);
        let user = AssumedRoleUser {
            arn: format!("acs:ram::{}:role/{}/{name}", role.account_id, role.name),
            assumed_role_id: format!("{role_id}:{name}"),
        };
        Ok(Self { user, credentials: Key::of(&credentials) })
    }
}

impl Key {
    fn of(credentials: &Credentials) -> Self {
        let token = credentials.security_token().unwrap_or_default();
        let expiry = credentials.expiry().unwrap_or(SystemTime::UNIX_EPOCH);
        Self {
            access_key_id: credentials.access_key_id().to_owned(),
            access_key_secret: credentials.access_key_secret().to_owned(),
            security_token: token.to_owned(),
            expiration: timestamp::format(expiry),
        }
    }
}
