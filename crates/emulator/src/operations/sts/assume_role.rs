//! `AssumeRole`: a temporary key for who may take a role.

use aliyun_rpc_wire::to_body;
use serde::Serialize;

use super::super::context::{Answer, Context};
use super::issued::{AssumedRoleUser, Issued, Key};
use super::session::{self, Session};
use crate::codes;
use crate::rejection::Rejection;

pub(crate) fn parameters() -> Vec<&'static str> {
    vec!["DurationSeconds", "ExternalId", "Policy", "RoleArn", "RoleSessionName", "SourceIdentity"]
}

/// Does the operation: the mandatory parameters, the values, who asks, the role.
///
/// In the service a key of the account itself may not assume roles (`NoPermission`, "Roles may not be assumed by root
/// accounts."). Here it may, since the key that is made up at the start is one; a key that is denied `sts:AssumeRole` may
/// not. A key of a session in a role may take the next one. No role asks for an external id.
pub(crate) fn run(context: &Context<'_>) -> Result<Answer, Rejection> {
    let (params, roles) = (context.params, &context.world.roles);
    if params.get("RoleArn").is_none() {
        return Err(codes::MISSING_ROLE_ARN.into());
    }
    let name = session::name(params)?;
    let session = Session::read(params, name, roles)?;
    let source_identity = session::source_identity(params)?.map(str::to_owned);
    context.authorize(None)?;
    session.check_role(roles)?;
    let Issued { user, credentials } = Issued::new(context, &session)?;
    let mut assumed = AssumedRole {
        request_id: String::new(),
        assumed_role_user: user,
        credentials,
        source_identity,
    };
    Ok(Box::new(move |request_id, format| {
        assumed.request_id = request_id.to_owned();
        to_body(&assumed, format)
    }))
}

/// The answer, as it is written (STS API Reference, AssumeRole).
#[derive(Serialize)]
#[serde(rename = "AssumeRoleResponse", rename_all = "PascalCase")]
struct AssumedRole {
    request_id: String,
    assumed_role_user: AssumedRoleUser,
    credentials: Key,
    /// As it was given; sessions do not remember it.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<String>,
}
