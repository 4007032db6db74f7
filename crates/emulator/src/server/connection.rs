//! One connection: reading bounded requests, answering them, and when it ends.

use std::convert::Infallible;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use aliyun_transport::Runtime;
use bytes::Bytes;
use http::header::{CONNECTION, HOST};
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt, Collected, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use super::activity::Activity;
use super::places::Places;
use crate::Metadata;
use crate::codes;
use crate::faults::Transmission;
use crate::rejection::Rejection;
use crate::service::Service;
use crate::system_runtime::SystemRuntime;
use crate::unruly::{Abort, Unruly};

/// What every connection needs.
pub(crate) struct Rules {
    pub(crate) service: Arc<Service>,
    pub(crate) timers: Arc<dyn Runtime>,
    pub(crate) max_body_bytes: usize,
    pub(crate) header_timeout: Duration,
    pub(crate) body_timeout: Duration,
    /// What answers clients that take the emulator for a proxy to the metadata of an instance.
    pub(crate) metadata: Option<Arc<Metadata>>,
}

/// Why a connection is not served any longer.
enum End {
    /// It has ended.
    Over,
    /// The server stops.
    Stop,
    /// Somebody else needs the place, and this one is idle.
    Room,
    /// The head of a request did not come in time.
    Quiet,
}

impl Rules {
    /// Serves a connection until it ends, is to end, or has to make room.
    pub(super) async fn serve<S>(
        self: Arc<Self>,
        stream: S,
        mut stop: watch::Receiver<bool>,
        places: &Places,
    ) where
        S: AsyncRead + AsyncWrite + Abort + Unpin + Send + 'static,
    {
        let stream = Unruly::new(stream, Arc::clone(&self.timers));
        let (manners, held) = (stream.manners(), stream.manners());
        let activity = Arc::new(Activity::beginning_at(SystemRuntime.elapsed()));
        let (rules, doing) = (Arc::clone(&self), Arc::clone(&activity));
        let service = service_fn(move |request| {
            let (rules, doing, manners) = (Arc::clone(&rules), Arc::clone(&doing), manners.clone());
            async move {
                doing.begin();
                let (mut response, transmission) = rules.respond(request).await;
                if places.is_room_wanted() {
                    let close = HeaderValue::from_static("close");
                    response.headers_mut().insert(CONNECTION, close);
                }
                manners.next(transmission);
                doing.end(SystemRuntime.elapsed());
                Ok::<_, Infallible>(response.map(Full::new))
            }
        });
        let connection = http1::Builder::new()
            .max_headers(MAX_HEADERS)
            .max_buf_size(MAX_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);

        // How a connection ends is its client's business: there is no one here to tell.
        let mut connection = pin!(connection);
        let end = {
            let mut stopped = pin!(stop.wait_for(|stop| *stop));
            let mut wanted = pin!(places.wanted());
            let mut quiet = SystemRuntime.sleep(FRESH.min(self.header_timeout));
            let mut answered = 0;
            let mut is_listening = false;
            poll_fn(|cx| {
                if connection.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(End::Over);
                }
                if stopped.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(End::Stop);
                }
                if answered != activity.answered() {
                    // Who was served last goes last.
                    answered = activity.answered();
                    wanted.set(places.wanted());
                }
                while quiet.as_mut().poll(cx).is_ready() {
                    let silence = activity.quiet(SystemRuntime.elapsed());
                    // An answer that is being read takes as long as it takes.
                    let is_idle = !activity.is_busy() && !held.is_held() && !held.is_blocked();
                    let rest = self.header_timeout.saturating_sub(silence);
                    if is_idle && rest.is_zero() {
                        return Poll::Ready(End::Quiet);
                    }
                    let rest = if is_idle { rest } else { self.header_timeout };
                    quiet = SystemRuntime.sleep(rest.max(SHORTEST_SLEEP));
                }
                // Who has just come is not idle: its first request is on its way.
                let is_fresh = answered == 0 && activity.quiet(SystemRuntime.elapsed()) < FRESH;
                let is_idle = !activity.is_busy() && !held.is_held() && !is_fresh;
                if is_idle && !held.is_blocked() {
                    is_listening = true;
                    while wanted.as_mut().poll(cx).is_ready() {
                        if places.is_room_wanted() {
                            return Poll::Ready(End::Room);
                        }
                        wanted.set(places.wanted());
                    }
                } else if is_listening {
                    // Whoever wants room must not be heard by one who has none to give.
                    is_listening = false;
                    wanted.set(places.wanted());
                }
                Poll::Pending
            })
            .await
        };
        match end {
            End::Over | End::Quiet => {}
            End::Stop => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
            End::Room => {
                connection.as_mut().graceful_shutdown();
                // One that has not sent a whole request yet does not end by itself. A request that came at
                // the last moment is answered, if somebody reads the answer.
                let mut pause = ROOM_PAUSE;
                loop {
                    tokio::select! {
                        _ = connection.as_mut() => break,
                        () = self.timers.sleep(pause) => {}
                    }
                    let is_unread = held.is_blocked() && pause == ROOM_PAUSE;
                    if !activity.is_busy() && !is_unread {
                        break;
                    }
                    pause = self.header_timeout.max(SHORTEST_SLEEP);
                }
            }
        }
    }

    async fn respond(&self, request: Request<Incoming>) -> (Response<Bytes>, Option<Transmission>) {
        let (head, body) = request.into_parts();
        if let Err(refusal) = self.service.check_host(&head) {
            return (self.refuse(head, refusal), None);
        }
        let body = if body.is_end_stream() {
            Bytes::new()
        } else {
            match self.read(body).await {
                Ok(body) => body,
                Err(refusal) => return (self.refuse(head, refusal), None),
            }
        };
        let request = Request::from_parts(head, body);
        if let Some(metadata) = &self.metadata
            && request.headers().get(HOST).is_some_and(|host| host == METADATA_HOST)
        {
            return (metadata.handle(&request), None);
        }
        // A fault of the emulator must not look like one of the network.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.service.respond(&request)));
        let Ok(outcome) = outcome else {
            let head = request.into_parts().0;
            return (self.refuse(head, codes::INTERNAL_ERROR.into()), None);
        };
        if !outcome.delay.is_zero() {
            self.timers.sleep(outcome.delay).await;
        }
        (outcome.response, outcome.transmission)
    }

    async fn read(&self, body: Incoming) -> Result<Bytes, Rejection> {
        // One that says it is too large is not waited for.
        if body.size_hint().lower() > self.max_body_bytes as u64 {
            return Err(codes::BODY_TOO_LARGE.into());
        }
        let body: Pin<Box<_>> = Box::pin(Limited::new(body, self.max_body_bytes).collect());
        tokio::select! {
            body = body => body.map(Collected::to_bytes).map_err(|error| {
                if error.is::<LengthLimitError>() {
                    return codes::BODY_TOO_LARGE.into();
                }
                // Or the connection broke, and nobody reads the answer.
                codes::BODY_MALFORMED.into()
            }),
            () = self.timers.sleep(self.body_timeout) => Err(codes::BODY_TIMEOUT.into()),
        }
    }

    /// Refuses and closes, since what is left of the request is not read.
    fn refuse(&self, head: http::request::Parts, refusal: Rejection) -> Response<Bytes> {
        let mut response = self.service.refuse(head, refusal);
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
        response
    }
}

/// Where hyper stops reading for a head that is not complete; what came in one piece with it may
/// exceed it.
const MAX_HEAD_BYTES: usize = 64 << 10;
const MAX_HEADERS: usize = 100;

/// How long an idle connection that makes room may take for a request that is on its way.
const ROOM_PAUSE: Duration = Duration::from_millis(50);

/// Where instances find their metadata.
const METADATA_HOST: &str = "100.100.100.200";

/// For how long a connection counts as one that has just come, unless it has asked something.
const FRESH: Duration = Duration::from_millis(50);

/// A sleep of no time would end at once again.
const SHORTEST_SLEEP: Duration = Duration::from_millis(1);
