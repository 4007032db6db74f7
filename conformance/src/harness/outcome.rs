//! What became of a case, and the words to assert it with.

use std::error::Error as _;
use std::time::Duration;

use aliyun_ecs_describe_images::{Ended, Error, Failure, MaybeSent, NotSent};
use aliyun_ecs_wire::{ImageRef, Page};

use super::credentials::{SECRET, TOKEN};
use super::log::Log;

/// What became of a case.
#[derive(Debug)]
pub struct Outcome {
    /// What the caller got.
    pub result: Result<Page, Error>,
    /// How many attempts there were: how often credentials were asked for.
    pub attempts: usize,
    /// What the server saw.
    pub log: Log,
    /// The pauses between attempts.
    pub pauses: Vec<Duration>,
    /// How long the call took, by the client's clock.
    pub elapsed: Duration,
}

impl Outcome {
    /// Asserts that the call got its page in this many attempts.
    ///
    /// # Panics
    ///
    /// When it did not.
    #[track_caller]
    pub fn page(&self, attempts: usize) -> &Self {
        let page = self.result.as_ref().unwrap_or_else(|error| panic!("{error:?}"));
        let first = page.images().next().map(ImageRef::image_id);
        assert_eq!((page.len(), first), (1, Some("m-1")));
        assert_eq!(self.attempts, attempts, "attempts");
        self
    }

    /// Asserts that the call failed in this way (see [`kind`]), for this reason, after this many
    /// attempts, and returns the error.
    ///
    /// # Panics
    ///
    /// When it did not.
    #[track_caller]
    pub fn fails(&self, expected: &str, ended: Ended, attempts: usize) -> &Self {
        let error = self.error();
        assert_eq!((kind(error.failure()).as_str(), error.ended()), (expected, ended), "{error:?}");
        assert_eq!(error.attempts() as usize, attempts, "attempts by the error");
        assert_eq!(self.attempts, attempts, "attempts");
        self
    }

    /// Asserts how many requests and connections the server saw.
    ///
    /// # Panics
    ///
    /// When it saw others.
    #[track_caller]
    pub fn wire(&self, requests: usize, connections: usize) -> &Self {
        let seen = (self.log.requests().len(), self.log.accepted());
        assert_eq!(seen, (requests, connections), "requests, connections: {:?}", self.log.events());
        self
    }

    /// Asserts that there was no pause between attempts.
    ///
    /// # Panics
    ///
    /// When there was one.
    #[track_caller]
    pub fn at_once(&self) -> &Self {
        assert!(self.pauses.is_empty(), "{:?}", self.pauses);
        self
    }

    /// Returns the error.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[track_caller]
    #[must_use]
    pub fn error(&self) -> &Error {
        self.result.as_ref().expect_err("the call fails")
    }

    /// Returns everything a program could print of the error.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[track_caller]
    #[must_use]
    pub fn printed(&self) -> String {
        printed(self.error())
    }

    /// Asserts what holds for every case.
    #[track_caller]
    pub(crate) fn check(&self) {
        assert!(self.log.nonces_are_unique(), "a nonce was sent twice");
        assert_eq!(
            self.log.unexpected(),
            0,
            "a connection nobody expected: {:?}",
            self.log.events()
        );
        let Err(error) = &self.result else { return };
        let requests = self.log.requests();
        let signatures = requests.iter().filter_map(|request| request.param("Signature"));
        prints_no_secret(error, &signatures.collect::<Vec<_>>());
    }
}

/// Asserts that an error prints neither the secrets of a case, nor one of these signatures, nor
/// control characters.
///
/// # Panics
///
/// When it does.
#[track_caller]
pub fn prints_no_secret(error: &Error, signatures: &[&str]) {
    let printed = printed(error);
    for secret in signatures.iter().chain(&[SECRET, TOKEN, "SignatureNonce="]) {
        assert!(!printed.contains(secret), "{secret} is printed: {printed}");
    }
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(!printed.contains(steers), "control characters are printed: {printed:?}");
}

/// Returns everything a program could print of an error.
fn printed(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("\n{cause}\n{cause:?}"));
        source = cause.source();
    }
    text
}

/// Names a failure in a word or two: `Connect`, `Timeout(FirstByte)`, `Refused(Throttling.User)`,
/// `NotUnderstood(502)`.
#[must_use]
pub fn kind(failure: &Failure) -> String {
    match failure {
        Failure::NotSent(NotSent::Transport(error))
        | Failure::MaybeSent(MaybeSent::Transport(error)) => {
            let kind = format!("{:?}", error.kind());
            kind.replace("Timeout { phase: ", "Timeout(")
                .replace(" }", ")")
                .replace(" { limit: ", "(")
        }
        Failure::MaybeSent(MaybeSent::TimedOut) => "TimedOut".to_owned(),
        Failure::NotSent(other) => format!("NotSent({other})"),
        Failure::NotUnderstood(response) => {
            format!("NotUnderstood({})", response.status().as_u16())
        }
        Failure::Refused(error) => format!("Refused({})", error.code()),
        other => format!("{other:?}"),
    }
}
