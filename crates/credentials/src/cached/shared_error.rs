//! One error for many callers.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use aliyun_rpc_signer::ProvideError;

/// Returns an error with the same message and the same causes.
pub(super) fn copy_of(error: &Arc<ProvideError>) -> ProvideError {
    let copy = ProvideError::new(error.to_string());
    if error.source().is_none() {
        return copy;
    }
    copy.with_source(Cause(Arc::clone(error)))
}

/// Stands for the cause of the error inside, whose own message it does not show.
struct Cause(Arc<ProvideError>);

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source().and_then(Error::source)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.source().map_or(Ok(()), |cause| fmt::Display::fmt(cause, f))
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.source().map_or(Ok(()), |cause| fmt::Debug::fmt(cause, f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages of an error and its causes.
    fn messages(error: &ProvideError) -> Vec<String> {
        let first: &(dyn Error + 'static) = error;
        std::iter::successors(Some(first), |error| Error::source(*error))
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_copy_has_the_message_and_every_cause_once() {
        let inner = ProvideError::new("no route").with_source("the network is down");
        let error = Arc::new(ProvideError::new("STS\u{1b} cannot be reached").with_source(inner));
        let expected = ["STS\\u{1b} cannot be reached", "no route", "the network is down"];
        assert_eq!(messages(&error), expected);
        assert_eq!(messages(&copy_of(&error)), expected);
        let twice = copy_of(&Arc::new(copy_of(&error)));
        assert_eq!(messages(&twice), expected);
    }

    #[test]
    fn a_copy_of_an_error_without_a_cause_has_none() {
        let copy = copy_of(&Arc::new(ProvideError::new("alone")));
        assert_eq!(messages(&copy), ["alone"]);
    }
}
