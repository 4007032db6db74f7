//! The seam behind which credentials come from somewhere else.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use crate::Credentials;
use crate::escaped::Escaped;

/// The future that [`Provide::provide`] returns.
pub type ProvideFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Credentials, ProvideError>> + Send + 'a>>;

/// A source of credentials, asked before every attempt.
///
/// [`Credentials`] themselves are the simplest source: they provide a clone. An implementor that
/// fetches (a RAM role, STS, a file)
///
/// * answers with a key that is valid **now**, and caches: asking must be cheap;
/// * lets concurrent callers share one fetch instead of starting one each;
/// * survives being dropped between two polls, since a caller's deadline ends it that way;
/// * bounds its own waiting, and leaves retrying the *signed* request to the caller;
/// * never puts a secret or a token into `Debug` or into a [`ProvideError`].
///
/// ```
/// use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};
///
/// #[derive(Debug)]
/// struct FromEnvironment;
///
/// impl Provide for FromEnvironment {
///     fn provide(&self) -> ProvideFuture<'_> {
///         Box::pin(async {
///             let read = |name: &str| {
///                 std::env::var(name).map_err(|error| {
///                     ProvideError::new(format!("The variable {name} cannot be read; set it."))
///                         .with_source(error)
///                 })
///             };
///             Ok(Credentials::new(
///                 read("ALIBABA_CLOUD_ACCESS_KEY_ID")?,
///                 read("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?,
///             ))
///         })
///     }
/// }
/// ```
pub trait Provide: fmt::Debug + Send + Sync {
    /// Returns credentials that are valid now.
    ///
    /// # Errors
    ///
    /// Fails when the source has no credentials to give; nothing has been signed or sent then.
    fn provide(&self) -> ProvideFuture<'_>;

    /// Returns credentials that are valid at `now`, the caller's clock corrected by the service's,
    /// and another key than `refused`, which the service has just refused as expired.
    ///
    /// The default knows neither and is [`provide`](Self::provide). A source that fetches keys
    /// that expire overrides it.
    ///
    /// # Errors
    ///
    /// As [`provide`](Self::provide).
    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        let _ = (now, refused);
        self.provide()
    }
}

impl<P: Provide + ?Sized> Provide for Arc<P> {
    fn provide(&self) -> ProvideFuture<'_> {
        P::provide(self)
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        P::provide_at(self, now, refused)
    }
}

/// Credentials could not be provided.
///
/// `Display` is the message alone, with control characters escaped, since messages may quote what a
/// metadata service answered; the cause is [`source`](Error::source).
#[derive(Debug)]
pub struct ProvideError {
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl ProvideError {
    /// Makes an error from a full sentence: what failed, where, and what to do about it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Adds the cause. It must hold no secret: callers print the whole chain.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for ProvideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.message).fmt(f)
    }
}

impl Error for ProvideError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use std::task::Context;
    use std::task::Poll;
    use std::task::Waker;

    use super::*;

    #[test]
    fn credentials_provide_themselves_at_the_first_poll() {
        let shared: Arc<dyn Provide> =
            Arc::new(Credentials::new("id", "secret").with_security_token("token"));
        let mut future = shared.provide();
        let Poll::Ready(Ok(provided)) =
            future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        else {
            panic!("static credentials have nothing to wait for");
        };
        assert_eq!(provided.access_key_id(), "id");
        assert_eq!(provided.access_key_secret(), "secret");
        assert_eq!(provided.security_token(), Some("token"));
    }

    #[test]
    fn display_escapes_control_characters_and_leaves_the_cause_to_source() {
        let error = ProvideError::new("The role \u{1b}[2J\n is é.").with_source("the cause");
        assert_eq!(error.to_string(), "The role \\u{1b}[2J\\n is é.");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("the cause"));
        assert!(ProvideError::new("Alone.").source().is_none());
    }
}
