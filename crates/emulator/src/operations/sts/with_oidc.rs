//! `AssumeRoleWithOIDC`: a temporary key for who has a token of a provider of OpenID Connect.

use aliyun_rpc_wire::to_body;
use serde::Serialize;

use super::super::context::{Answer, Context};
use super::issued::{AssumedRoleUser, Issued, Key};
use super::oidc_token::{self, TokenInfo};
use super::session::{self, Session};
use crate::access::roles::is_oidc_provider_arn;
use crate::codes;
use crate::rejection::Rejection;

pub(crate) fn parameters() -> Vec<&'static str> {
    vec!["DurationSeconds", "OIDCProviderArn", "OIDCToken", "Policy", "RoleArn", "RoleSessionName"]
}

/// Does the operation: the name of the session, which alone is mandatory to the gateway (official metadata), then the
/// provider, the token, the other values, the role.
///
/// The provider comes first since the service names it to clients whose role, policy and token are wrong as well (tests
/// of official credential packages).
pub(crate) fn run(context: &Context<'_>) -> Result<Answer, Rejection> {
    let (params, roles) = (context.params, &context.world.roles);
    let name = session::name(params)?;
    let provider = params.get("OIDCProviderArn").filter(|arn| is_oidc_provider_arn(arn));
    let provider = provider.ok_or(codes::INVALID_OIDC_PROVIDER_ARN)?;
    if !roles.has_oidc_provider(provider) {
        return Err(codes::UNKNOWN_OIDC_PROVIDER.into());
    }
    let token = oidc_token::read(params.get("OIDCToken").unwrap_or_default(), context.now)?;
    let session = Session::read(params, name, roles)?;
    session.check_role(roles)?;
    let Issued { user, credentials } = Issued::new(context, &session)?;
    let mut assumed = AssumedRoleWithOidc {
        request_id: String::new(),
        token,
        assumed_role_user: user,
        credentials,
    };
    Ok(Box::new(move |request_id, format| {
        assumed.request_id = request_id.to_owned();
        to_body(&assumed, format)
    }))
}

/// The answer, as it is written (STS API Reference, AssumeRoleWithOIDC).
#[derive(Serialize)]
#[serde(rename = "AssumeRoleWithOIDCResponse", rename_all = "PascalCase")]
struct AssumedRoleWithOidc {
    request_id: String,
    #[serde(rename = "OIDCTokenInfo")]
    token: TokenInfo,
    assumed_role_user: AssumedRoleUser,
    credentials: Key,
}
