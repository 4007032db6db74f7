//! `GetCallerIdentity`: whose key it is.

use aliyun_rpc::wire::{Field, Schema, Table};
use aliyun_rpc::{Call, Failure, InvalidRequest, Operation, read_document};
use bytes::Bytes;
use http::StatusCode;

use super::issued::VERSION;

/// STS API Reference, "GetCallerIdentity".
pub(super) struct GetCallerIdentity;

/// Whose key it is. What does not apply to a kind of identity is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallerIdentity {
    /// `Account`, `RAMUser` or `AssumedRoleUser`.
    pub identity_type: String,
    /// The number of the account.
    pub account_id: String,
    /// The id of the RAM user.
    pub user_id: String,
    /// The id of the role that was assumed.
    pub role_id: String,
    /// The id of the user, or of the role and the name of its session.
    pub principal_id: String,
    /// The name of it all, `acs:ram::1234567890123456:user/me`.
    pub arn: String,
}

static MEMBERS: Table = Table::new(&[
    Field::text("IdentityType"),
    Field::text("AccountId"),
    Field::text("UserId"),
    Field::text("RoleId"),
    Field::text("PrincipalId"),
    Field::text("Arn"),
]);
static ANSWER: Schema = Schema::new("GetCallerIdentityResponse", &MEMBERS, &["Arn"]);

impl Operation for GetCallerIdentity {
    type Output = CallerIdentity;

    fn call(&self) -> Result<Call, InvalidRequest> {
        Ok(Call::new("GetCallerIdentity", VERSION))
    }

    fn read(&self, status: StatusCode, body: Bytes) -> Result<CallerIdentity, Failure> {
        let answer = read_document(status, body, &ANSWER)?;
        let text = |name: &str| answer.root().text(name).unwrap_or_default().to_owned();
        Ok(CallerIdentity {
            identity_type: text("IdentityType"),
            account_id: text("AccountId"),
            user_id: text("UserId"),
            role_id: text("RoleId"),
            principal_id: text("PrincipalId"),
            arn: text("Arn"),
        })
    }
}
