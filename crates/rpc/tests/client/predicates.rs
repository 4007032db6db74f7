//! What callers ask an error, over errors made by hand.

use aliyun_rpc::{
    Ended, Error, Failure, InvalidRequest, MaybeSent, NotSent, NotUnderstood, ServiceErrorKind,
};
use aliyun_rpc_signer::ProvideError;
use aliyun_transport::{Sent, TimeoutPhase, TransportError, TransportErrorKind};
use http::StatusCode;

use crate::support::service_error;

/// Throttled, timed out, credentials, may have been sent: in this order.
fn answers(failure: impl Into<Failure>) -> [bool; 4] {
    let error = Error::new(failure, Ended::NotRetryable);
    [error.is_throttled(), error.is_timeout(), error.is_credentials(), error.may_have_been_sent()]
}

#[test]
fn every_phase_answers_for_itself() {
    let not_sent = |failure: NotSent| answers(failure);
    assert_eq!(not_sent(NotSent::Request(InvalidRequest::new("no"))), [false; 4]);
    assert_eq!(
        not_sent(NotSent::Credentials(ProvideError::new("none"))),
        [false, false, true, false]
    );
    // A slow source is no reason to look for other keys.
    assert_eq!(not_sent(NotSent::CredentialsTimedOut), [false, true, false, false]);
    assert_eq!(answers(MaybeSent::TimedOut), [false, true, false, true]);
    let slow = TransportErrorKind::timeout(TimeoutPhase::Connect);
    assert_eq!(answers(TransportError::new(slow, Sent::No)), [false, true, false, false]);
    let lost = TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe);
    assert_eq!(answers(lost), [false, false, false, true]);
    let page = |status| NotUnderstood::other(status, "a web page");
    assert_eq!(answers(page(StatusCode::OK)), [false, false, false, true]);
    assert_eq!(answers(page(StatusCode::TOO_MANY_REQUESTS)), [true, false, false, true]);
}

#[test]
fn refusals_answer_by_their_code_and_then_by_their_status() {
    for (status, code, throttled, credentials) in [
        (400, "Throttling.User", true, false),
        (429, "SomethingNew", true, false),
        (401, "SomethingNew", false, true),
        (400, "InvalidAccessKeyId.NotFound", false, true),
        (403, "InvalidAccessKeyId.Inactive", false, true),
        (400, "InvalidSecurityToken.Expired", false, true),
        (400, "SignatureDoesNotMatch", false, true),
        (403, "Forbidden.RAM", false, false),
        (400, "InvalidTimeStamp.Expired", false, false),
        (500, "InternalError", false, false),
    ] {
        let expected = [throttled, false, credentials, true];
        assert_eq!(answers(service_error(status, code)), expected, "{status} {code}");
    }
}

#[test]
fn the_status_and_the_request_id_are_those_of_the_answer() {
    let mut body = aliyun_rpc::ErrorBody::new("Throttling", "Slow down.");
    body.request_id = Some("R-9".to_owned());
    let refusal = aliyun_rpc::ServiceError::new(StatusCode::BAD_REQUEST, body);
    let error = Error::new(refusal, Ended::Attempts).with_attempts(3);
    assert_eq!((error.status(), error.request_id()), (Some(StatusCode::BAD_REQUEST), Some("R-9")));
    let error = Error::new(MaybeSent::TimedOut, Ended::Deadline);
    assert_eq!((error.status(), error.request_id()), (None, None));
}

#[test]
fn an_operation_names_its_own_codes() {
    let refusal = service_error(404, "InvalidUsage").with_kind(ServiceErrorKind::Operation);
    assert_eq!(refusal.kind(), ServiceErrorKind::Operation);
    assert_eq!(answers(refusal), [false, false, false, true]);
}
