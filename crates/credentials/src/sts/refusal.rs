//! Why STS issued no key: for people, with nothing of what it answered but its code and request id.

use std::error::Error as _;

use aliyun_rpc::{Endpoint, Error, Failure, MaybeSent, NotSent, ServiceError};
use aliyun_rpc_signer::ProvideError;
use aliyun_transport::TransportErrorKind;

use crate::failed::failed;

/// Returns the error of a source whose call of STS failed.
///
/// The message of a refusal is not repeated: it may quote the token or what was signed.
pub(crate) fn refusal(action: &str, endpoint: &Endpoint, error: &Error) -> ProvideError {
    let host = endpoint.host_header();
    match error.failure() {
        Failure::NotSent(NotSent::Credentials(source)) => {
            failed(format_args!("there is no key to call {action} with: {source}"))
        }
        Failure::NotSent(NotSent::Key(source)) => {
            failed(format_args!("the key to call {action} with cannot be used: {source}"))
        }
        Failure::NotSent(NotSent::CredentialsTimedOut) => failed(format_args!(
            "the source of the key to call {action} with took too long; find out what it waits for"
        )),
        Failure::NotSent(NotSent::Transport(source))
            if source.kind() == TransportErrorKind::Refused =>
        {
            let why = source.source().map(|why| format!(": {why}")).unwrap_or_default();
            failed(format_args!("{action} was not sent to {host}{why}"))
        }
        Failure::NotSent(NotSent::Transport(source))
        | Failure::MaybeSent(MaybeSent::Transport(source)) => failed(format_args!(
            "{action} got no answer from {host}: {}; check the network, or set \
             ALIBABA_CLOUD_STS_REGION to a region that can be reached",
            source.kind()
        )),
        Failure::NotSent(source) => failed(format_args!("{action} was not sent: {source}")),
        Failure::NotUnderstood(answer) => failed(format_args!(
            "{host} answered {action} with something that is not an answer of STS (HTTP {}); look \
             for a proxy in between",
            answer.status().as_u16()
        )),
        Failure::Refused(refusal) => failed(refused(action, refusal)),
        _ => failed(format_args!("{action} got no answer from {host} in time; check the network")),
    }
}

fn refused(action: &str, refusal: &ServiceError) -> String {
    let code = if is_code(refusal.code()) { refusal.code() } else { "an unreadable code" };
    let mut text = format!("STS refused {action} with {code} (HTTP {}", refusal.status().as_u16());
    if let Some(id) = refusal.request_id() {
        text.push_str(", request id ");
        text.push_str(id);
    }
    text.push(')');
    let hint = HINTS.iter().find(|(known, _)| {
        code.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if let Some((_, hint)) = hint {
        text.push_str("; ");
        text.push_str(hint);
    }
    text
}

/// Words of letters and digits, joined by dots.
fn is_code(code: &str) -> bool {
    code.len() <= 80
        && code
            .split('.')
            .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// What to do about a code and all below it (STS API Reference, "AssumeRole" and
/// "AssumeRoleWithOIDC", error codes; ECS API Reference, "Common error codes").
const HINTS: [(&str, &str); 17] = [
    ("NoPermission", "let this key call sts:AssumeRole, and let the role trust it"),
    ("EntityNotExist.Role", "there is no such role; correct its ARN"),
    ("MissingRoleArn", "give the ARN of the role"),
    ("InvalidParameter.RoleArn", "a role's ARN looks like acs:ram::1234567890123456:role/name"),
    ("InvalidParameter.RoleSessionName", "a session name has 2 to 64 of A-Z, a-z, 0-9 and .@-_"),
    (
        "InvalidParameter.DurationSeconds",
        "a session lasts from 900 seconds to what the role allows, or an hour when a role assumes a role",
    ),
    ("InvalidParameter.PolicyGrammar", "correct the policy"),
    ("InvalidParameter.PolicySize", "shorten the policy"),
    ("InvalidParameter.ExternalId", "correct the external id"),
    ("AuthenticationFail.NoPermission", "let the role trust this OIDC provider and its audience"),
    ("AuthenticationFail.OIDCToken.Expired", "the OIDC token has expired; see who renews its file"),
    ("AuthenticationFail.OIDCToken", "the OIDC token is not accepted; see who writes its file"),
    ("InvalidSecurityToken.Expired", "the key has expired; get a new one"),
    ("InvalidSecurityToken", "the token does not belong to the key"),
    ("InvalidAccessKeyId", "the key does not exist or is not active"),
    ("SignatureDoesNotMatch", "the secret does not belong to the key id"),
    ("Forbidden", "the key may not do this"),
];

#[cfg(test)]
mod tests {
    use aliyun_rpc::{Ended, ErrorBody};
    use http::StatusCode;

    use super::*;

    fn told(code: &str) -> String {
        let mut body = ErrorBody::new(code, "CANARY");
        body.request_id = Some("6894B13B-6D71-4EF5-88FA-F32781734A7F".to_owned());
        let error = Error::new(ServiceError::new(StatusCode::FORBIDDEN, body), Ended::NotRetryable);
        let endpoint = "https://sts.aliyuncs.com".parse().unwrap();
        refusal("AssumeRole", &endpoint, &error).to_string()
    }

    #[test]
    fn a_refusal_is_its_code_its_request_id_and_what_to_do() {
        assert_eq!(
            told("NoPermission"),
            "STS refused AssumeRole with NoPermission (HTTP 403, request id \
             6894B13B-6D71-4EF5-88FA-F32781734A7F); let this key call sts:AssumeRole, and let the \
             role trust it"
        );
        assert!(told("InvalidSecurityToken.Expired").ends_with("get a new one"));
        assert!(told("InvalidSecurityToken.Malformed").ends_with("belong to the key"));
        assert!(told("NoPermissions").ends_with(')'), "another word, not one below it");
    }

    #[test]
    fn what_is_no_code_is_not_repeated() {
        for code in ["", "CANARY CANARY", "a..b", "\u{1b}[2J", "https://h/?CANARY"] {
            let told = told(code);
            assert!(!told.contains("CANARY") && told.contains("an unreadable code"), "{told}");
        }
    }
}
