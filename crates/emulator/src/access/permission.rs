//! Refusals in the words of RAM, the service's access control.

use aliyun_rpc_wire::Members;

use super::key::{AccessKey, Denial, Identity};
use crate::codes::ErrorCode;
use crate::rejection::Rejection;

/// Refuses an action of a key if it may not do it, with the code of the product that refuses.
pub(crate) fn check(
    key: &AccessKey,
    action: &str,
    region: Option<&str>,
    code: ErrorCode,
) -> Result<(), Rejection> {
    match key.denial(action, region) {
        None => Ok(()),
        Some(denial) => Err(Rejection::from(code).with_detail(detail(key, action, denial))),
    }
}

/// Says who may not do what, and why, as error bodies do since 2023.
///
/// (Models of official SDKs; alibaba-cloud-sdk-go issue 578. The message that only RAM can read is left out.)
fn detail(key: &AccessKey, action: &str, denial: Denial) -> Members {
    let (kind, name) = match key.identity() {
        Identity::Account => ("Account", key.account_id().to_string()),
        Identity::RamUser { name } => ("SubUser", name.clone()),
        Identity::AssumedRole { role, session } => ("AssumedRoleUser", format!("{role}:{session}")),
    };
    let denial = match denial {
        Denial::Explicit => "ExplicitDeny",
        Denial::Implicit => "ImplicitDeny",
    };
    let texts = [
        ("AuthAction", action.to_owned()),
        ("AuthPrincipalDisplayName", name),
        ("AuthPrincipalOwnerId", key.account_id().to_string()),
        ("AuthPrincipalType", kind.to_owned()),
        ("NoPermissionType", denial.to_owned()),
        ("PolicyType", "AccountLevelIdentityBasedPolicy".to_owned()),
    ];
    let mut detail = Members::default();
    for (name, text) in texts {
        detail.insert(name, text);
    }
    let mut members = Members::default();
    members.insert("AccessDeniedDetail", detail);
    members
}
