//! Scripts of a server's answers.

use std::error::Error;
use std::fmt::Write as _;

use aliyun_credentials::{Credentials, EcsRamRole, Provide, ProvideError};
use aliyun_transport::replay::Replay;
use aliyun_transport::{Sent, TransportError, TransportErrorKind};
use http::Response;

use crate::support;

pub(crate) const KEY: &str = r#"{"Code":"Success","AccessKeyId":"STS.id","AccessKeySecret":"CANARY-secret",
    "SecurityToken":"CANARY-token","Expiration":"2026-01-01T06:00:00Z","LastUpdated":"x"}"#;

pub(crate) fn answer(status: u16, body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.into()).unwrap()
}

/// Answers these, one after the other.
pub(crate) fn script<B: Into<Vec<u8>>>(answers: impl IntoIterator<Item = (u16, B)>) -> Replay {
    let answers = answers.into_iter();
    answers.fold(Replay::new(), |replay, (status, body)| replay.respond(answer(status, body)))
}

pub(crate) fn lost(kind: TransportErrorKind) -> TransportError {
    TransportError::new(kind, Sent::No)
}

pub(crate) fn role(replay: &Replay) -> EcsRamRole {
    EcsRamRole::new(replay.clone(), support::runtime())
}

/// Asks for a key, and expects that the whole script was played.
pub(crate) async fn provide(
    source: &impl Provide,
    replay: &Replay,
) -> Result<Credentials, ProvideError> {
    let key = source.provide().await;
    assert_eq!(replay.remaining(), 0, "{key:?}");
    key
}

/// Expects these answers to end in an error, and returns its message.
pub(crate) async fn failure<B: Into<Vec<u8>>>(
    answers: impl IntoIterator<Item = (u16, B)>,
) -> String {
    let replay = script(answers);
    provide(&role(&replay), &replay).await.unwrap_err().to_string()
}

/// Everything that could be printed of an error.
pub(crate) fn everything(error: &ProvideError) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        write!(text, " {error} {error:?}").unwrap();
        source = error.source();
    }
    text
}
