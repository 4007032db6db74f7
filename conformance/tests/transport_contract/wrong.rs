//! Transports that break one duty each.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use aliyun_transport::{
    Direct, FreshConnection, SendFuture, Sent, Transport, TransportError,
    TransportErrorKind as Kind,
};
use aliyun_transport_hyper::HyperTransport;
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HeaderValue, LOCATION};
use http::{Request, Response};

/// How a duty is broken, in the order of the duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    TakesACutBody,
    NamesNoTimer,
    RunsOnWhenDropped,
    SendsAgain,
    FollowsRedirects,
    FailsOnStatuses,
    ShowsWhatItSent,
    ReusesAlways,
    AsksForGzip,
    DoubtsThatNothingWasSent,
    SendsPlainHttpAnywhere,
    IgnoresDirect,
}

impl Way {
    pub(crate) const ALL: [Self; 12] = [
        Self::TakesACutBody,
        Self::NamesNoTimer,
        Self::RunsOnWhenDropped,
        Self::SendsAgain,
        Self::FollowsRedirects,
        Self::FailsOnStatuses,
        Self::ShowsWhatItSent,
        Self::ReusesAlways,
        Self::AsksForGzip,
        Self::DoubtsThatNothingWasSent,
        Self::SendsPlainHttpAnywhere,
        Self::IgnoresDirect,
    ];

    /// Returns the duty that is broken in this way.
    pub(crate) fn duty(self) -> u8 {
        self as u8 + 1
    }
}

/// A transport that is right but for one thing.
pub(crate) struct Wrong {
    right: HyperTransport,
    way: Way,
    last: Mutex<String>,
}

impl Wrong {
    pub(crate) fn new(right: HyperTransport, way: Way) -> Self {
        Self { right, way, last: Mutex::default() }
    }

    async fn wrongly(&self, mut request: Request<Bytes>) -> Outcome {
        let uri = request.uri().to_string();
        match self.way {
            Way::ReusesAlways => _ = request.extensions_mut().remove::<FreshConnection>(),
            Way::IgnoresDirect => _ = request.extensions_mut().remove::<Direct>(),
            Way::AsksForGzip => {
                let gzip = HeaderValue::from_static("gzip");
                request.headers_mut().insert(ACCEPT_ENCODING, gzip);
            }
            Way::ShowsWhatItSent => {
                self.last.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&uri);
            }
            Way::SendsPlainHttpAnywhere if uri.starts_with("http://192.0.2.1") => {
                return Ok(Response::new(Bytes::new()));
            }
            Way::RunsOnWhenDropped => {
                let right = self.right.clone();
                let sending = tokio::spawn(async move { right.send(request).await });
                return sending.await.expect("no panic");
            }
            _ => {}
        }
        let outcome = self.right.send(request).await;
        match (self.way, outcome) {
            (Way::TakesACutBody, Err(error)) if error.kind() == Kind::BodyIncomplete => {
                Ok(Response::new(Bytes::from_static(b"abc")))
            }
            (Way::NamesNoTimer, Err(error)) if matches!(error.kind(), Kind::Timeout { .. }) => {
                Err(TransportError::new(Kind::Other, error.sent()))
            }
            (Way::SendsAgain, Err(error)) if error.kind() == Kind::ConnectionLost => {
                self.right.send(get(&uri)).await
            }
            (Way::FollowsRedirects, Ok(response)) => match response.headers().get(LOCATION) {
                Some(location) => self.right.send(get(location.to_str().unwrap_or(""))).await,
                None => Ok(response),
            },
            (Way::FailsOnStatuses, Ok(response)) if response.status().is_client_error() => {
                Err(TransportError::new(Kind::Other, Sent::Maybe))
            }
            (Way::DoubtsThatNothingWasSent, Err(error)) if error.kind() == Kind::Connect => {
                Err(TransportError::new(Kind::Connect, Sent::Maybe))
            }
            (_, outcome) => outcome,
        }
    }
}

impl Transport for Wrong {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(self.wrongly(request))
    }
}

impl fmt::Debug for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wrong").field("last", &self.last).finish_non_exhaustive()
    }
}

type Outcome = Result<Response<Bytes>, TransportError>;

fn get(uri: &str) -> Request<Bytes> {
    Request::get(uri).body(Bytes::new()).expect("a URI")
}
