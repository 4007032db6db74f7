//! HTTP around the metadata.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use aliyun_transport::Runtime;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::service::Metadata;
use crate::server::drain;

/// What every connection needs.
pub(crate) struct MetadataServer {
    pub(crate) metadata: Arc<Metadata>,
    pub(crate) timers: Arc<dyn Runtime>,
    pub(crate) header_timeout: Duration,
    pub(crate) shutdown_grace: Duration,
}

impl MetadataServer {
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
        drain(connections, server.timers.as_ref(), server.shutdown_grace).await;
    }

    async fn accept(
        self: &Arc<Self>,
        listener: &TcpListener,
        stop: &watch::Receiver<bool>,
        connections: &mut JoinSet<()>,
    ) {
        let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            while connections.try_join_next().is_some() {}
            // The semaphore is never closed.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors, or a peer that is gone already.
                self.timers.sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let (server, stop) = (Arc::clone(self), stop.clone());
            connections.spawn(async move {
                server.serve(stream, stop).await;
                drop(place);
            });
        }
    }

    async fn serve(self: Arc<Self>, stream: TcpStream, mut stop: watch::Receiver<bool>) {
        // Small answers should not wait for more; a socket that cannot is served all the same.
        let _ = stream.set_nodelay(true);
        let server = Arc::clone(&self);
        let service = service_fn(move |request: Request<Incoming>| {
            // What is left of a body hyper reads or closes on.
            let request = request.map(|_| Bytes::new());
            let response = server.metadata.handle(&request).map(Full::new);
            std::future::ready(Ok::<_, Infallible>(response))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.header_timeout)
            .max_buf_size(MAX_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = stop.wait_for(|stop| *stop) => {}
        }
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

/// Those beyond wait; idle ones end with the time the head of a request may take.
const MOST_CONNECTIONS: usize = 64;
const MAX_HEAD_BYTES: usize = 16 << 10;
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
