//! Why a request is refused: an entry of the table of codes and the words for this request.

use std::borrow::Cow;

use aliyun_rpc_wire::Members;

use crate::codes::ErrorCode;

/// A request that is answered with an error.
///
/// No `Debug`: the message may quote a string to sign, which is for the client alone.
pub(crate) struct Rejection {
    pub(crate) code: ErrorCode,
    pub(crate) message: Cow<'static, str>,
    /// Further members of the body.
    pub(crate) detail: Option<Box<Members>>,
    pub(crate) throttled: Option<Throttled>,
    /// What the operator is told of the cause.
    pub(crate) cause: Option<String>,
}

/// The limit a throttled request ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Throttled {
    /// So many requests are allowed in a window.
    pub(crate) limit: u32,
    /// Until the window is over, in milliseconds.
    pub(crate) wait_ms: u64,
}

impl Rejection {
    pub(crate) fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self { code, message, detail: None, throttled: None, cause: None }
    }

    pub(crate) fn with_detail(self, detail: Members) -> Self {
        Self { detail: Some(Box::new(detail)), ..self }
    }

    pub(crate) fn throttled(self, throttled: Throttled) -> Self {
        Self { throttled: Some(throttled), ..self }
    }

    pub(crate) fn caused_by(self, cause: Option<String>) -> Self {
        Self { cause, ..self }
    }

    #[cfg(test)]
    pub(crate) fn wait_ms(&self) -> Option<u64> {
        self.throttled.map(|throttled| throttled.wait_ms)
    }

    /// Refuses with a message that names a parameter or a header.
    ///
    /// A name that came from the network is quoted only if it looks like one: the message goes
    /// into JSON and XML and may end up in a terminal.
    pub(crate) fn naming(code: ErrorCode, parameter: &str) -> Self {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        let shown = if parameter.len() <= LONGEST_NAME_SHOWN && parameter.bytes().all(plain) {
            parameter
        } else {
            "?"
        };
        Self::new(code, code.message().replacen("{}", shown, 1))
    }

    /// Refuses with a sentence of our own behind the message.
    pub(crate) fn adding(code: ErrorCode, sentence: &str) -> Self {
        Self::new(code, format!("{} {sentence}", code.message()))
    }
}

impl From<ErrorCode> for Rejection {
    fn from(code: ErrorCode) -> Self {
        Self::new(code, code.message())
    }
}

/// The longest name of a documented parameter has 24 characters.
const LONGEST_NAME_SHOWN: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn only_a_name_that_looks_like_one_is_quoted() {
        let message = |name: &str| Rejection::naming(codes::INVALID_PARAMETER, name).message;
        assert_eq!(message("Tag.1.Key"), "The specified parameter \"Tag.1.Key\" is not valid.");
        let missing = Rejection::naming(codes::MISSING_PARAMETER, "x-acs-version").message;
        assert!(missing.contains("\"x-acs-version\""), "{missing}");
        for hostile in ["a\r\nb", "<b>", "\u{202e}", &"a".repeat(65)] {
            assert_eq!(message(hostile), "The specified parameter \"?\" is not valid.");
        }
    }
}
