//! `GetCallerIdentity`: who signs with a key.

use aliyun_rpc_wire::to_body;
use serde::Serialize;

use super::super::context::{Answer, Context};
use crate::access::key::{AccessKey, Identity};
use crate::access::principal;
use crate::codes;
use crate::rejection::Rejection;

pub(crate) fn parameters() -> Vec<&'static str> {
    Vec::new()
}

/// Does the operation, which nobody can be denied (STS API Reference, GetCallerIdentity, RAM authorization).
pub(crate) fn run(context: &Context<'_>) -> Result<Answer, Rejection> {
    // It is signed, so there is one.
    let caller = context.caller.ok_or(codes::STS_INTERNAL_ERROR)?;
    let mut identity = CallerIdentity::of(caller);
    Ok(Box::new(move |request_id, format| {
        identity.request_id = request_id.to_owned();
        to_body(&identity, format)
    }))
}

/// The answer, as it is written (STS API Reference, GetCallerIdentity).
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename = "GetCallerIdentityResponse", rename_all = "PascalCase")]
struct CallerIdentity {
    request_id: String,
    identity_type: &'static str,
    account_id: String,
    principal_id: String,
    /// Of the account and of users only.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    arn: String,
    /// Of sessions in a role only.
    #[serde(skip_serializing_if = "Option::is_none")]
    role_id: Option<String>,
}

impl CallerIdentity {
    /// ARNs and ids have the forms of answers that were published: READMEs of `aliyun-cli` and of tools for RRSA, and
    /// the help pages of the command.
    fn of(caller: &AccessKey) -> Self {
        let account_id = caller.account_id();
        let (kind, principal_id, user_id, path, role_id) = match caller.identity() {
            Identity::Account => {
                let id = account_id.to_string();
                ("Account", id.clone(), Some(id), "root".to_owned(), None)
            }
            Identity::RamUser { name } => {
                let id = principal::user_id(account_id, name);
                ("RAMUser", id.clone(), Some(id), format!("user/{name}"), None)
            }
            Identity::AssumedRole { role, session } => {
                let id = principal::role_id(account_id, role);
                let path = format!("assumed-role/{role}/{session}");
                ("AssumedRoleUser", format!("{id}:{session}"), None, path, Some(id))
            }
        };
        Self {
            request_id: String::new(),
            identity_type: kind,
            account_id: account_id.to_string(),
            principal_id,
            user_id,
            arn: format!("acs:ram::{account_id}:{path}"),
            role_id,
        }
    }
}
