//! The access key, from the environment only: arguments are visible to every user of the machine.

use std::env;
use std::env::VarError;

use aliyun_rpc_signer::Credentials;

use crate::exit::Exit;
use crate::failure::Failure;

/// Reads the access key from the three variables that the official tools use.
///
/// An empty variable counts as unset. White space and control characters are refused rather than
/// trimmed: no key has them, and a key that works only here would fail in every other tool.
///
/// # Errors
///
/// Names the variable, never its value.
pub(crate) fn from_environment() -> Result<Credentials, Failure> {
    let id = read(KEY_ID)?;
    let secret = read(KEY_SECRET)?;
    let token = read(TOKEN)?;
    match (id, secret) {
        (Some(id), Some(secret)) => {
            Ok(Credentials::new(id, secret).with_security_token(token.unwrap_or_default()))
        }
        (id, secret) => {
            let missing = match (&id, &secret) {
                (None, None) => format!("{KEY_ID} and {KEY_SECRET} are"),
                (None, _) => format!("{KEY_ID} is"),
                _ => format!("{KEY_SECRET} is"),
            };
            let message = format!("there is no access key: {missing} not set");
            Err(Failure::new(Exit::Keys, message).hint(
                "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and \
                 ALIBABA_CLOUD_SECURITY_TOKEN for a temporary key), or try --emulator, which \
                 needs no account",
            ))
        }
    }
}

fn read(name: &str) -> Result<Option<String>, Failure> {
    let value = match env::var(name) {
        Ok(value) => value,
        Err(VarError::NotPresent) => return Ok(None),
        Err(VarError::NotUnicode(_)) => return Err(unusable(name, "is not valid UTF-8")),
    };
    if value.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err(unusable(name, "has white space or a line end in it"));
    }
    Ok((!value.is_empty()).then_some(value))
}

fn unusable(name: &str, problem: &str) -> Failure {
    Failure::new(Exit::Keys, format!("the variable {name} {problem}"))
        .hint("no access key has such characters; set the variable again without them")
}

const KEY_ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const KEY_SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";
