//! Why a source has no key: in lower case, without a full stop, never with a part of what was read.

use std::fmt;

use aliyun_rpc_signer::ProvideError;

/// Returns the error of a source. `reason` says what failed, where, and what to do about it; it holds
/// nothing of a file, a body, a process's output or a URL.
pub(crate) fn failed(reason: impl fmt::Display) -> ProvideError {
    ProvideError::new(reason.to_string())
}
