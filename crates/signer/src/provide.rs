//! The seam behind which credentials come from somewhere else.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use crate::Credentials;
use crate::Escaped;

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

    /// Returns credentials that are valid at a time and are not those that were just refused.
    ///
    /// A client calls this. `now` is the time by the service's clock, as far as the client knows it:
    /// what [`Credentials::is_expired_at`] is asked. After the service has refused a key as expired,
    /// `refused` is that key, and a source that still has it in its cache must fetch another. The
    /// default asks [`provide`](Self::provide), which is right for a source that has one key.
    ///
    /// # Errors
    ///
    /// As [`provide`](Self::provide).
    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        let _ = (now, refused);
        self.provide()
    }
}

impl Provide for Credentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::ready(Ok(self.clone())))
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

impl<P: Provide + ?Sized> Provide for Box<P> {
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
        Escaped::new(&self.message).fmt(f)
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

    #[track_caller]
    fn ready(mut future: ProvideFuture<'_>) -> Credentials {
        let Poll::Ready(Ok(provided)) =
            future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        else {
            panic!("there is nothing to wait for");
        };
        provided
    }

    /// Provides keys that tell how it was asked.
    #[derive(Debug)]
    struct Told;

    impl Provide for Told {
        fn provide(&self) -> ProvideFuture<'_> {
            Box::pin(std::future::ready(Ok(Credentials::new("without a time", ""))))
        }

        fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
            let id = refused.map_or("none", Credentials::access_key_id);
            let told = Credentials::new(format!("not {id}"), "").with_expiry(now);
            Box::pin(std::future::ready(Ok(told)))
        }
    }

    #[test]
    fn by_default_the_time_and_the_refused_key_change_nothing() {
        let key = Credentials::new("id", "secret");
        let other = Credentials::new("other", "secret");
        for refused in [None, Some(&other), Some(&key)] {
            let provided = ready(key.provide_at(SystemTime::UNIX_EPOCH, refused));
            assert_eq!(provided.access_key_id(), "id");
        }
    }

    #[test]
    fn a_source_behind_a_pointer_is_told_the_same() {
        let now = SystemTime::UNIX_EPOCH;
        let refused = Credentials::new("old", "secret");
        let sources: [Box<dyn Provide>; 3] =
            [Box::new(Told), Box::new(Arc::new(Told)), Box::new(Arc::new(Box::new(Told)))];
        for source in sources {
            let provided = ready(source.provide_at(now, Some(&refused)));
            assert_eq!(provided.access_key_id(), "not old");
            assert_eq!(provided.expiry(), Some(now));
            assert_eq!(ready(source.provide_at(now, None)).access_key_id(), "not none");
            assert_eq!(ready(source.provide()).access_key_id(), "without a time");
        }
    }

    #[test]
    fn credentials_provide_themselves_at_the_first_poll() {
        let shared: Arc<dyn Provide> =
            Arc::new(Credentials::new("id", "secret").with_security_token("token"));
        let provided = ready(shared.provide());
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
