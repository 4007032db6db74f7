//! HTTP/1.1 around the service: accepting, reading bounded requests, stopping.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use aliyun_transport::Runtime;
use bytes::Bytes;
use http::HeaderValue;
use http::Request;
use http::Response;
use http::header::CONNECTION;
use http_body_util::BodyExt;
use http_body_util::Full;
use http_body_util::Limited;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::Service;
use crate::codes;
use crate::faults::Transmission;
use crate::notice::Notice;
use crate::places::Places;
use crate::places::turn_away;
use crate::rejection::Rejection;
use crate::unruly::{Patience, Unruly};

/// What every connection needs.
pub(crate) struct Server {
    pub(crate) service: Arc<Service>,
    pub(crate) timers: Arc<dyn Runtime>,
    pub(crate) max_connections: usize,
    pub(crate) max_body_bytes: usize,
    pub(crate) header_timeout: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) shutdown_grace: Duration,
    pub(crate) notice: Notice,
}

impl Server {
    /// Serves until told to stop, then waits for requests under way, but not for ever.
    pub(crate) async fn run(self, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        let server = Arc::new(self);
        let mut connections = JoinSet::new();
        let told = stop.clone();
        tokio::select! {
            () = server.accept(&listener, &told, &mut connections) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
        drop(listener);
        let all_done = async { while connections.join_next().await.is_some() {} };
        tokio::select! {
            () = all_done => {}
            () = server.timers.sleep(server.shutdown_grace) => {}
        }
        // Dropping the set ends what is left.
    }

    async fn accept(
        self: &Arc<Self>,
        listener: &TcpListener,
        stop: &watch::Receiver<bool>,
        connections: &mut JoinSet<()>,
    ) {
        let places = Arc::new(Places::new(self.max_connections));
        loop {
            while connections.try_join_next().is_some() {}
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors, or a peer that is gone already.
                self.timers.sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let (server, stop, places) = (Arc::clone(self), stop.clone(), Arc::clone(&places));
            let waiting = places.wait().await;
            connections.spawn(async move {
                if places.are_taken() {
                    server.notice.tell_once(&places.is_told, QUEUED);
                }
                let place = tokio::select! {
                    place = places.take(waiting) => place,
                    () = server.timers.sleep(server.header_timeout) => None,
                };
                match place {
                    Some(place) => server.serve(stream, stop, &places, place).await,
                    None => turn_away(stream).await,
                }
            });
        }
    }

    async fn serve(
        self: Arc<Self>,
        stream: TcpStream,
        mut stop: watch::Receiver<bool>,
        places: &Places,
        place: OwnedSemaphorePermit,
    ) {
        // Small answers should not wait for more; a socket that cannot is served all the same.
        let _ = stream.set_nodelay(true);
        let stream = Unruly::new(stream, Arc::clone(&self.timers));
        let (manners, held) = (stream.manners(), stream.manners());
        let server = Arc::clone(&self);
        let (busy, mut is_busy) = watch::channel(false);
        let busy = Arc::new(busy);
        let service = service_fn(move |request| {
            let (server, busy) = (Arc::clone(&server), Arc::clone(&busy));
            let manners = manners.clone();
            async move {
                busy.send_replace(true);
                let (response, transmission) = server.respond(request).await;
                manners.next(transmission);
                busy.send_replace(false);
                Ok::<_, Infallible>(response.map(Full::new))
            }
        });
        let connection = http1::Builder::new()
            .timer(Patience::new(TokioTimer::new(), held.clone()))
            .header_read_timeout(self.header_timeout)
            .max_headers(MAX_HEADERS)
            .max_buf_size(MAX_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);

        let mut connection = pin!(connection);
        // How a connection ends is its client's business: there is no one here to tell.
        let makes_room = loop {
            let is_idle = !*is_busy.borrow_and_update();
            tokio::select! {
                _ = connection.as_mut() => return,
                _ = stop.wait_for(|stop| *stop) => break false,
                Ok(()) = is_busy.changed() => {}
                () = places.wanted(), if is_idle && !held.is_held() => break true,
            }
        };
        connection.as_mut().graceful_shutdown();
        if makes_room {
            // One that has not sent a whole request yet does not end by itself. A request that came at the last
            // moment is answered.
            tokio::select! {
                _ = connection.as_mut() => {}
                () = self.timers.sleep(ROOM_PAUSE) => {
                    if *is_busy.borrow() {
                        let _ = connection.await;
                    }
                }
            }
        } else {
            let _ = connection.await;
        }
        drop(place);
    }

    async fn respond(&self, request: Request<Incoming>) -> (Response<Bytes>, Option<Transmission>) {
        let (head, body) = request.into_parts();
        if let Err(refusal) = self.service.check_host(&head) {
            return (self.refuse(head, refusal), None);
        }
        let body = tokio::select! {
            body = Limited::new(body, self.max_body_bytes).collect() => body,
            () = self.timers.sleep(self.body_timeout) => {
                return (self.refuse(head, codes::BODY_TIMEOUT.into()), None);
            }
        };
        let Ok(body) = body else {
            // Or the connection broke, and nobody reads the answer.
            return (self.refuse(head, codes::BODY_TOO_LARGE.into()), None);
        };
        let request = Request::from_parts(head, body.to_bytes());
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
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long an idle connection that makes room may take for a request that is on its way.
const ROOM_PAUSE: Duration = Duration::from_millis(50);

const QUEUED: &str =
    "all connections are taken: others wait, and idle ones make room (max_connections)";
