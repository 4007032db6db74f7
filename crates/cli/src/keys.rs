//! The secret to check a signature with, from the environment only: arguments are visible to every user of the machine.

use std::env;
use std::env::VarError;

use aliyun_rpc_signer::{Credentials, KeyError, KeyPart};

use crate::exit::Exit;
use crate::failure::Failure;

/// What to do about whitespace in the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whitespace {
    Refused,
    /// For a command that looks for them.
    Kept,
}

/// Reads the secret to check a signature with, if there is one. The id, which only serves to say
/// more, is empty if it is not set or not usable.
///
/// # Errors
///
/// Names the variable, never its value. Whitespace, control characters and others beyond ASCII are refused rather than
/// trimmed: no key has them, and a key that works only here would fail in every other tool.
pub(crate) fn for_checking(whitespace: Whitespace) -> Result<Option<Credentials>, Failure> {
    let secret = match whitespace {
        Whitespace::Refused => read(KEY_SECRET, KeyPart::Secret),
        Whitespace::Kept => read_as_is(KEY_SECRET),
    };
    let id = read(KEY_ID, KeyPart::Id).ok().flatten().unwrap_or_default();
    Ok(secret?.map(|secret| Credentials::new(id, secret)))
}

fn read(name: &str, part: KeyPart) -> Result<Option<String>, Failure> {
    let value = read_as_is(name)?;
    match value.as_deref().map(|value| KeyError::check(part, value)) {
        Some(Err(error)) => Err(unusable(name, &format!("cannot be used: {error}"))),
        _ => Ok(value),
    }
}

fn read_as_is(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) => Ok((!value.is_empty()).then_some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(unusable(name, "is not valid UTF-8")),
    }
}

fn unusable(name: &str, problem: &str) -> Failure {
    Failure::new(Exit::Keys, format!("the variable {name} {problem}"))
        .hint("no access key has such characters; set the variable again without them")
}

/// The hint for a command that found no key.
pub(crate) const HOW_TO_SET: &str = "set ALIBABA_CLOUD_ACCESS_KEY_ID and \
    ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN for a temporary key)";

const KEY_ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const KEY_SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
