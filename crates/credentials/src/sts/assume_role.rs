//! `AssumeRole`: a key of a role for a key that may assume it.

use aliyun_rpc::{Call, Failure, InvalidRequest, Operation};
use aliyun_rpc_signer::{Credentials, Method};
use bytes::Bytes;
use http::StatusCode;

use super::issued::{ASSUMED, VERSION, read};

/// STS API Reference, "AssumeRole".
pub(crate) struct AssumeRoleCall<'a> {
    pub(crate) role_arn: &'a str,
    pub(crate) session_name: &'a str,
    /// In seconds.
    pub(crate) duration: Option<u64>,
    pub(crate) policy: Option<&'a str>,
    pub(crate) external_id: Option<&'a str>,
}

impl Operation for AssumeRoleCall<'_> {
    type Output = Credentials;

    /// A form, as the policy may be longer than a URI.
    fn call(&self) -> Result<Call, InvalidRequest> {
        let mut call = Call::new("AssumeRole", VERSION)
            .with_method(Method::Post)
            .param("RoleArn", self.role_arn)
            .param("RoleSessionName", self.session_name);
        if let Some(duration) = self.duration {
            call = call.param("DurationSeconds", duration.to_string());
        }
        for (name, value) in [("Policy", self.policy), ("ExternalId", self.external_id)] {
            if let Some(value) = value {
                call = call.param(name, value);
            }
        }
        Ok(call)
    }

    fn read(&self, status: StatusCode, body: Bytes) -> Result<Credentials, Failure> {
        read(status, body, &ASSUMED)
    }
}
