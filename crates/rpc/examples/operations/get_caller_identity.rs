//! STS `GetCallerIdentity`, typed: who a key belongs to.

use aliyun_rpc::wire::{Field, Schema, Table};
use aliyun_rpc::{Call, Failure, InvalidRequest, Operation, read_document};
use bytes::Bytes;
use http::StatusCode;

pub(crate) struct GetCallerIdentity;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) account_id: String,
    pub(crate) arn: String,
}

static MEMBERS: Table = Table::new(&[Field::text("AccountId"), Field::text("Arn")]);
static ANSWER: Schema = Schema::new("GetCallerIdentityResponse", &MEMBERS, &["AccountId"]);

impl Operation for GetCallerIdentity {
    type Output = Identity;
    fn call(&self) -> Result<Call, InvalidRequest> {
        Ok(Call::new("GetCallerIdentity", "2015-04-01"))
    }
    fn read(&self, status: StatusCode, body: Bytes) -> Result<Identity, Failure> {
        let answer = read_document(status, body, &ANSWER)?;
        let text = |name: &str| answer.root().text(name).unwrap_or_default().to_owned();
        Ok(Identity { account_id: text("AccountId"), arn: text("Arn") })
    }
}
