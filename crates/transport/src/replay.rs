//! A transport that plays a script and remembers what it was asked.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use bytes::Bytes;

use crate::Direct;
use crate::FreshConnection;
use crate::SendFuture;
use crate::Sent;
use crate::Transport;
use crate::TransportError;
use crate::TransportErrorKind;

/// A scripted double of [`Transport`].
///
/// Each request takes the next step of the script, in the order in which the futures are first
/// polled. A request beyond the end of the script fails with
/// [`Other`](TransportErrorKind::Other). Clones share the script and the record, so a test can
/// keep one while the code under test owns another.
///
/// ```
/// use aliyun_transport::replay::Replay;
/// use aliyun_transport::{Sent, Transport, TransportError, TransportErrorKind};
/// use bytes::Bytes;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let replay = Replay::new()
///     .respond(http::Response::new(r#"{"TotalCount":0}"#))
///     .fail(TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe))
///     .answer(|request| {
///         assert_eq!(request.uri().query(), Some("PageNumber=2"));
///         Ok(http::Response::new(Bytes::from_static(b"page 2")))
///     });
///
/// let get = |uri: &'static str| {
///     let mut request = http::Request::new(Bytes::new());
///     *request.uri_mut() = http::Uri::from_static(uri);
///     replay.send(request)
/// };
/// assert_eq!(get("http://h/").await.unwrap().body(), r#"{"TotalCount":0}"#);
/// assert_eq!(get("http://h/").await.unwrap_err().kind(), TransportErrorKind::ConnectionLost);
/// assert_eq!(get("http://h/?PageNumber=2").await.unwrap().body(), "page 2");
///
/// assert_eq!(replay.remaining(), 0);
/// assert_eq!(replay.requests()[2].uri(), "http://h/?PageNumber=2");
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Replay {
    shared: Arc<Mutex<Shared>>,
}

impl Replay {
    /// Creates a double with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step that answers with `response`.
    pub fn respond<B: Into<Bytes>>(self, response: http::Response<B>) -> Self {
        self.step(Step::Respond(Box::new(response.map(Into::into))))
    }

    /// Adds a step that fails with `error`.
    pub fn fail(self, error: TransportError) -> Self {
        self.step(Step::Fail(error))
    }

    /// Adds a step that never answers: its future stays pending until it is dropped.
    pub fn hang(self) -> Self {
        self.step(Step::Hang)
    }

    /// Adds a step that asks `answer`, which can look at the request and assert about it.
    pub fn answer<F>(self, answer: F) -> Self
    where
        F: FnOnce(&http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError>
            + Send
            + 'static,
    {
        self.step(Step::Answer(Box::new(answer)))
    }

    /// Returns the requests seen so far, in the order in which they took their steps.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().seen.clone()
    }

    /// Returns how many steps have not been taken.
    pub fn remaining(&self) -> usize {
        self.lock().script.len()
    }

    fn step(self, step: Step) -> Self {
        self.lock().script.push_back(step);
        self
    }

    /// Records the request and takes its step; the lock is free again before the step runs.
    fn take(&self, request: &http::Request<Bytes>) -> Result<Step, TransportError> {
        let mut shared = self.lock();
        shared.seen.push(RecordedRequest::of(request));
        let request_number = shared.seen.len();
        shared.script.pop_front().ok_or_else(|| {
            TransportError::new(TransportErrorKind::Other, Sent::No)
                .with_source(ScriptEnded { request_number })
        })
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Nothing panics while the lock is held, and a record is useful after a panic elsewhere.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Replay {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async move {
            match self.take(&request)? {
                Step::Respond(response) => Ok(*response),
                Step::Fail(error) => Err(error),
                Step::Answer(answer) => answer(&request),
                Step::Hang => std::future::pending().await,
            }
        })
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = self.lock();
        f.debug_struct("Replay")
            .field("seen", &shared.seen.len())
            .field("remaining", &shared.script.len())
            .finish()
    }
}

/// A request that a [`Replay`] was asked to send.
///
/// `Debug` shows the method and the size of the body only: URI, headers and body may carry
/// credentials and signatures. Assert on the accessors.
#[derive(Clone)]
pub struct RecordedRequest {
    method: http::Method,
    uri: http::Uri,
    headers: http::HeaderMap,
    body: Bytes,
    fresh_connection: bool,
    direct: bool,
}

impl RecordedRequest {
    fn of(request: &http::Request<Bytes>) -> Self {
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            body: request.body().clone(),
            fresh_connection: request.extensions().get::<FreshConnection>().is_some(),
            direct: request.extensions().get::<Direct>().is_some(),
        }
    }

    /// Returns the method.
    pub fn method(&self) -> &http::Method {
        &self.method
    }

    /// Returns the absolute URI.
    pub fn uri(&self) -> &http::Uri {
        &self.uri
    }

    /// Returns the headers.
    pub fn headers(&self) -> &http::HeaderMap {
        &self.headers
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns whether the request was marked [`FreshConnection`].
    pub fn fresh_connection(&self) -> bool {
        self.fresh_connection
    }

    /// Returns whether the request was marked [`Direct`].
    pub fn direct(&self) -> bool {
        self.direct
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("body_len", &self.body.len())
            .field("fresh_connection", &self.fresh_connection)
            .field("direct", &self.direct)
            .finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Shared {
    script: VecDeque<Step>,
    seen: Vec<RecordedRequest>,
}

enum Step {
    Respond(Box<http::Response<Bytes>>),
    Fail(TransportError),
    Answer(Box<Answer>),
    Hang,
}

type Answer =
    dyn FnOnce(&http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> + Send;

#[derive(Debug)]
struct ScriptEnded {
    request_number: usize,
}

impl fmt::Display for ScriptEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the replay script has {} step(s) and this is request {}; add a step for it",
            self.request_number - 1,
            self.request_number
        )
    }
}

impl Error for ScriptEnded {}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> http::Request<Bytes> {
        http::Request::builder()
            .uri("https://host/?AccessKeyId=id&Signature=abc")
            .header("authorization", "secret")
            .body(Bytes::from_static(b"body"))
            .unwrap()
    }

    #[tokio::test]
    async fn steps_are_taken_in_order() {
        let replay =
            Replay::new().respond(http::Response::new("one")).respond(http::Response::new("two"));
        assert_eq!(replay.send(request()).await.unwrap().body(), "one");
        assert_eq!(replay.remaining(), 1);
        assert_eq!(replay.send(request()).await.unwrap().body(), "two");
        assert_eq!(replay.remaining(), 0);
    }

    #[tokio::test]
    async fn request_beyond_the_script_fails_and_says_so() {
        let replay = Replay::new().respond(http::Response::new(""));
        let clone = replay.clone();
        clone.send(request()).await.unwrap();
        let error = clone.send(request()).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Other);
        assert_eq!(error.sent(), Sent::No);
        assert_eq!(
            error.source().unwrap().to_string(),
            "the replay script has 1 step(s) and this is request 2; add a step for it"
        );
        assert_eq!(replay.requests().len(), 2);
    }

    #[tokio::test]
    async fn everything_about_a_request_is_recorded() {
        let replay = Replay::new().respond(http::Response::new(""));
        let mut marked = request();
        marked.extensions_mut().insert(FreshConnection);
        marked.extensions_mut().insert(Direct);
        replay.send(marked).await.unwrap();

        let [seen] = &replay.requests()[..] else { panic!("one request") };
        assert_eq!(seen.method(), http::Method::GET);
        assert_eq!(seen.uri(), "https://host/?AccessKeyId=id&Signature=abc");
        assert_eq!(seen.headers()["authorization"], "secret");
        assert_eq!(seen.body(), "body");
        assert!(seen.fresh_connection());
        assert!(seen.direct());
    }

    #[tokio::test]
    async fn future_that_is_never_polled_takes_no_step() {
        let replay = Replay::new().hang();
        drop(replay.send(request()));
        assert_eq!(replay.remaining(), 1);
        assert!(replay.requests().is_empty());
    }

    #[tokio::test]
    async fn debug_shows_no_uri_header_or_body() {
        let replay = Replay::new().respond(http::Response::new(""));
        replay.send(request()).await.unwrap();
        assert_eq!(format!("{replay:?}"), "Replay { seen: 1, remaining: 0 }");
        assert_eq!(
            format!("{:?}", replay.requests()),
            "[RecordedRequest { method: GET, body_len: 4, fresh_connection: false, direct: false, .. }]"
        );
    }
}
