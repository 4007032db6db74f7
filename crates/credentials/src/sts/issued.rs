//! The part of an answer that holds the key that was issued; the same in each operation.

use aliyun_rpc::wire::{Field, Schema, Table};
use aliyun_rpc::{Failure, NotUnderstood, read_document};
use aliyun_rpc_signer::Credentials;
use bytes::Bytes;
use http::StatusCode;

use crate::key_document::expiry;

/// The version of STS that has all of these operations (STS API Reference, "AssumeRole").
pub(super) const VERSION: &str = "2015-04-01";

static KEY: Table = Table::new(&[
    Field::text("AccessKeyId"),
    Field::text("AccessKeySecret"),
    Field::text("SecurityToken"),
    Field::text("Expiration"),
]);
static MEMBERS: Table = Table::new(&[Field::object("Credentials", &KEY)]);
pub(super) static ASSUMED: Schema = Schema::new("AssumeRoleResponse", &MEMBERS, &["Credentials"]);
pub(super) static ASSUMED_WITH_OIDC: Schema =
    Schema::new("AssumeRoleWithOIDCResponse", &MEMBERS, &["Credentials"]);

/// Reads the key out of an answer.
pub(super) fn read(
    status: StatusCode,
    body: Bytes,
    schema: &'static Schema,
) -> Result<Credentials, Failure> {
    let answer = read_document(status, body, schema)?;
    let text = |name: &str| {
        let text = answer.root().object("Credentials")?.text(name)?;
        (!text.is_empty()).then_some(text)
    };
    let when = text("Expiration").and_then(expiry);
    match (text("AccessKeyId"), text("AccessKeySecret"), text("SecurityToken"), when) {
        (Some(id), Some(secret), Some(token), Some(when)) => {
            Ok(Credentials::new(id, secret).with_security_token(token).with_expiry(when))
        }
        _ => Err(NotUnderstood::other(status, "the answer holds no whole key").into()),
    }
}
