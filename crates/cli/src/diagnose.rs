//! From an error of the client to an exit code and something to do about it.

use aliyun_ecs_describe_images as ecs;
use aliyun_ecs_describe_images::{
    MaybeSent, NotSent, NotUnderstood, ServiceError, ServiceErrorKind,
};
use aliyun_transport::{TransportError, TransportErrorKind};
use http::StatusCode;

use crate::exit::Exit;
use crate::failure::Failure;

/// Turns a failed call into what is printed.
pub(crate) fn diagnose(error: &ecs::Error) -> Failure {
    with_hint(Failure::of(exit(error.failure()), error), error.failure())
}

/// The same for a call that did not get as far as a client.
pub(crate) fn diagnose_failure(failure: &ecs::Failure) -> Failure {
    with_hint(Failure::of(exit(failure), failure), failure)
}

fn with_hint(printed: Failure, failure: &ecs::Failure) -> Failure {
    match hint(failure) {
        Some(hint) => printed.hint(hint),
        None => printed,
    }
}

fn exit(failure: &ecs::Failure) -> Exit {
    match failure {
        ecs::Failure::NotSent(failure) => match failure {
            NotSent::Request(_) | NotSent::Endpoint(_) | NotSent::Http(_) => Exit::Usage,
            NotSent::Credentials(_) | NotSent::CredentialsTimedOut => Exit::Keys,
            NotSent::RateLimit(_) => Exit::Unavailable,
            NotSent::Transport(error) if error.kind() == TransportErrorKind::Refused => Exit::Usage,
            NotSent::Transport(_) => Exit::Network,
            _ => Exit::Other,
        },
        ecs::Failure::MaybeSent(_) => Exit::Network,
        ecs::Failure::NotUnderstood(failure) if is_passing(failure.status()) => Exit::Unavailable,
        ecs::Failure::NotUnderstood(_) => Exit::NotUnderstood,
        ecs::Failure::Refused(error) => refusal_exit(error.kind(), Some(error.status())),
        _ => Exit::Other,
    }
}

/// Returns the exit code of a refusal; a saved one has no status.
pub(crate) fn refusal_exit(kind: ServiceErrorKind, status: Option<StatusCode>) -> Exit {
    use ServiceErrorKind as Kind;
    match kind {
        Kind::UnknownAccessKey
        | Kind::DisabledAccessKey
        | Kind::SecurityToken
        | Kind::SignatureMismatch
        | Kind::SignatureMethod
        | Kind::NonceUsed
        | Kind::ClockSkew
        | Kind::TimestampFormat
        | Kind::Forbidden => Exit::Keys,
        Kind::Throttled | Kind::Unavailable | Kind::Internal => Exit::Unavailable,
        Kind::Other => match status {
            Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Exit::Keys,
            Some(status) if is_passing(status) => Exit::Unavailable,
            _ => Exit::Refused,
        },
        _ => Exit::Refused,
    }
}

/// Whether a status says that the same request may work later.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

fn hint(failure: &ecs::Failure) -> Option<&'static str> {
    match failure {
        ecs::Failure::NotSent(NotSent::Request(_)) => ecs::BrokenRules::of(failure)
            .is_none_or(|broken| broken.revision != ecs::Revision::UNCHECKED.date())
            .then_some("--revision unchecked leaves the judgement to the service"),
        ecs::Failure::NotSent(NotSent::Http(_)) => Some("use --method post"),
        ecs::Failure::NotSent(NotSent::Transport(error))
        | ecs::Failure::MaybeSent(MaybeSent::Transport(error)) => transport_hint(error),
        ecs::Failure::NotUnderstood(failure) => not_understood_hint(failure),
        ecs::Failure::Refused(error) => refusal_hint(error),
        _ => None,
    }
}

fn transport_hint(error: &TransportError) -> Option<&'static str> {
    Some(match error.kind() {
        TransportErrorKind::Resolve => {
            "check the region or the --endpoint, and that this machine is online"
        }
        TransportErrorKind::Connect | TransportErrorKind::Timeout { .. } => {
            "check the network and the --endpoint; --vpc works only inside the cloud's own network"
        }
        TransportErrorKind::Tls => "check the --endpoint and whether a proxy replaces certificates",
        TransportErrorKind::BodyTooLarge { .. } => "ask for less at once with --page-size",
        TransportErrorKind::Refused => "plain http is only for this machine; use https",
        _ => return None,
    })
}

fn not_understood_hint(error: &NotUnderstood) -> Option<&'static str> {
    Some(if error.status().is_redirection() || error.status().is_success() {
        "something between here and the service may have answered; check the --endpoint"
    } else if is_passing(error.status()) {
        "a server on the way is in trouble; try again later"
    } else {
        return None;
    })
}

fn refusal_hint(error: &ServiceError) -> Option<&'static str> {
    use ServiceErrorKind as Kind;
    Some(match error.kind() {
        Kind::SignatureMismatch => {
            "the access key secret does not belong to the access key id; correct it where the key comes \
             from"
        }
        Kind::UnknownAccessKey | Kind::DisabledAccessKey => {
            "look for the access key id in the console's list of access keys; keys of the \
             Chinese and the international site are not interchangeable"
        }
        Kind::SecurityToken => {
            "get a new temporary key, and set id, secret and token from it; a long-lived key has no token"
        }
        Kind::ClockSkew => {
            "the clock of this machine is more than 15 minutes off; correct it, time zone included"
        }
        Kind::Forbidden => "the key needs the permission ecs:DescribeImages",
        Kind::NonceUsed => "try again",
        Kind::Region => {
            "check --region for a slip; a region id looks like cn-hangzhou or eu-central-1"
        }
        Kind::UnknownOperation => "the --endpoint does not serve ECS",
        Kind::Throttled | Kind::Unavailable | Kind::Internal => "try again later",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_describe_images::{Failure, read_response};
    use aliyun_transport::{Sent, TransportError, TransportErrorKind};
    use http::StatusCode;

    use super::diagnose_failure;
    use crate::exit::Exit;

    #[track_caller]
    fn answered(status: u16, code: &str, exit: Exit, hint: &str) {
        let status = StatusCode::from_u16(status).expect("a status");
        let body = format!(r#"{{"Code":"{code}","Message":"Words."}}"#);
        let error = read_response(status, body).expect_err("an error");
        let failure = diagnose_failure(&error);
        assert_eq!(failure.exit(), exit, "{code}");
        assert!(failure.lines(false).contains(hint), "{}", failure.lines(false));
    }

    #[test]
    fn refusals_are_told_apart_by_what_to_do() {
        answered(400, "SignatureDoesNotMatch", Exit::Keys, "where the key comes from");
        answered(404, "InvalidAccessKeyId.NotFound", Exit::Keys, "list of access keys");
        answered(400, "InvalidTimeStamp.Expired", Exit::Keys, "clock");
        answered(403, "Forbidden.RAM", Exit::Keys, "ecs:DescribeImages");
        answered(404, "InvalidRegionId.NotFound", Exit::Refused, "--region");
        answered(404, "InvalidUsage", Exit::Refused, "");
        answered(400, "Throttling.User", Exit::Unavailable, "later");
        answered(503, "ServiceUnavailable", Exit::Unavailable, "later");
        answered(403, "Brand.New", Exit::Keys, "");
        answered(500, "Brand.New", Exit::Unavailable, "");
        answered(400, "Brand.New", Exit::Refused, "");
    }

    #[test]
    fn pages_of_proxies_are_told_apart_by_status() {
        for (status, exit) in [
            (StatusCode::OK, Exit::NotUnderstood),
            (StatusCode::FOUND, Exit::NotUnderstood),
            (StatusCode::BAD_GATEWAY, Exit::Unavailable),
        ] {
            let error = read_response(status, "<html>no</html>").expect_err("an error");
            assert_eq!(diagnose_failure(&error).exit(), exit, "{status}");
        }
    }

    #[test]
    fn transport_failures_are_network_failures_unless_the_request_was_refused() {
        for (kind, sent, exit) in [
            (TransportErrorKind::Connect, Sent::No, Exit::Network),
            (TransportErrorKind::ConnectionLost, Sent::Maybe, Exit::Network),
            (TransportErrorKind::Refused, Sent::No, Exit::Usage),
        ] {
            let error = Failure::from(TransportError::new(kind, sent));
            assert_eq!(diagnose_failure(&error).exit(), exit, "{kind}");
        }
    }
}
