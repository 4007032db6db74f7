//! What the checks share: a secret that must not be seen, and a machine with nobody to ask.

use std::error::Error;
use std::fmt::Write as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::SystemTime;

use aliyun_credentials::{Credentials, Provide, ProvideError};
use aliyun_transport::virtual_time::VirtualRuntime;

/// A secret. No eight bytes of it are in anything that is printed by chance.
pub(crate) const CANARY: &str = "qK7vX2mZ9wR4tY6bN1cD3fG8";

/// What stands for the secret in an input: short, so that it survives changes.
const MARK: &[u8] = b"@@";

/// Returns the input with the secret in the place of each mark.
pub(crate) fn filled(mut bytes: &[u8]) -> Vec<u8> {
    let mut filled = Vec::new();
    while let Some((first, rest)) = bytes.split_first() {
        if let Some(rest) = bytes.strip_prefix(MARK) {
            filled.extend_from_slice(CANARY.as_bytes());
            bytes = rest;
        } else {
            filled.push(*first);
            bytes = rest;
        }
    }
    filled
}

/// Whether eight bytes of the secret are in a text. Eight bytes in a row hold one of its blocks of four whole, which are
/// looked for first.
pub(crate) fn holds_canary(text: &str) -> bool {
    let blocks = (0..CANARY.len()).step_by(4).map(|at| &CANARY[at..at + 4]);
    let holds_any =
        |length| (0..=CANARY.len() - length).any(|at| text.contains(&CANARY[at..at + length]));
    blocks.into_iter().any(|block| text.contains(block)) && holds_any(8)
}

#[track_caller]
pub(crate) fn is_clean(printed: &str) {
    assert!(!holds_canary(printed), "a part of a secret is printed: {printed}");
}

/// Everything that can be printed of an error.
pub(crate) fn everything(error: &ProvideError) -> String {
    let mut text = String::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        writeln!(text, "{error} {error:?} {error:#?}").expect("a text takes all");
        next = error.source();
    }
    text
}

/// A clock that moves by itself.
pub(crate) fn runtime() -> VirtualRuntime {
    VirtualRuntime::automatic(SystemTime::UNIX_EPOCH)
}

/// Asks for a key. Whoever waits for something that never comes is found out.
pub(crate) fn ask(source: &dyn Provide) -> Result<Credentials, ProvideError> {
    let mut key = pin!(source.provide());
    for _ in 0..10_000 {
        if let Poll::Ready(key) = key.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return key;
        }
    }
    panic!("it waits for what never comes");
}
