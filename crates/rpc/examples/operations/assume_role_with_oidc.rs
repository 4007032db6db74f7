//! STS `AssumeRoleWithOIDC`, typed: a temporary key for a token, without a signature.

use aliyun_rpc::wire::{Field, Schema, Table};
use aliyun_rpc::{Call, Failure, InvalidRequest, NotUnderstood, Operation, read_document};
use aliyun_rpc_signer::{Credentials, Method, timestamp};
use bytes::Bytes;
use http::StatusCode;

/// The role's ARN, the identity provider's ARN, and the token it gave.
pub(crate) struct AssumeRoleWithOidc(pub(crate) [String; 3]);

static KEY: Table = Table::new(&[
    Field::text("AccessKeyId"),
    Field::text("AccessKeySecret"),
    Field::text("SecurityToken"),
    Field::text("Expiration"),
]);
static MEMBERS: Table = Table::new(&[Field::object("Credentials", &KEY)]);
static ANSWER: Schema = Schema::new("AssumeRoleWithOIDCResponse", &MEMBERS, &["Credentials"]);

impl Operation for AssumeRoleWithOidc {
    type Output = Credentials;
    fn call(&self) -> Result<Call, InvalidRequest> {
        let [role_arn, provider_arn, token] = &self.0;
        let call = Call::new("AssumeRoleWithOIDC", "2015-04-01").with_method(Method::Post);
        let call = call.param("RoleArn", role_arn).param("RoleSessionName", "example");
        Ok(call.param("OIDCProviderArn", provider_arn).param("OIDCToken", token).unsigned())
    }
    fn read(&self, status: StatusCode, body: Bytes) -> Result<Credentials, Failure> {
        let answer = read_document(status, body, &ANSWER)?;
        let text = |name: &str| answer.root().object("Credentials")?.text(name);
        let expiry = text("Expiration").and_then(timestamp::parse);
        match (text("AccessKeyId"), text("AccessKeySecret"), text("SecurityToken"), expiry) {
            (Some(id), Some(secret), Some(token), Some(expiry)) => {
                Ok(Credentials::new(id, secret).with_security_token(token).with_expiry(expiry))
            }
            _ => Err(NotUnderstood::other(status, "the answer holds no whole key").into()),
        }
    }
}
