//! `AssumeRoleWithOIDC`: a key of a role for the token of an identity provider, without a signature.

use aliyun_rpc::{Call, Failure, InvalidRequest, Operation};
use aliyun_rpc_signer::{Credentials, Method};
use bytes::Bytes;
use http::StatusCode;

use super::issued::{ASSUMED_WITH_OIDC, VERSION, read};

/// STS API Reference, "AssumeRoleWithOIDC".
pub(crate) struct AssumeRoleWithOidcCall<'a> {
    pub(crate) role_arn: &'a str,
    pub(crate) provider_arn: &'a str,
    pub(crate) token: &'a str,
    pub(crate) session_name: &'a str,
    /// In seconds.
    pub(crate) duration: Option<u64>,
    pub(crate) policy: Option<&'a str>,
}

impl Operation for AssumeRoleWithOidcCall<'_> {
    type Output = Credentials;

    fn call(&self) -> Result<Call, InvalidRequest> {
        let mut call = Call::new("AssumeRoleWithOIDC", VERSION)
            .with_method(Method::Post)
            .param("RoleArn", self.role_arn)
            .param("OIDCProviderArn", self.provider_arn)
            .param("OIDCToken", self.token)
            .param("RoleSessionName", self.session_name);
        if let Some(duration) = self.duration {
            call = call.param("DurationSeconds", duration.to_string());
        }
        if let Some(policy) = self.policy {
            call = call.param("Policy", policy);
        }
        Ok(call.unsigned())
    }

    fn read(&self, status: StatusCode, body: Bytes) -> Result<Credentials, Failure> {
        read(status, body, &ASSUMED_WITH_OIDC)
    }
}
