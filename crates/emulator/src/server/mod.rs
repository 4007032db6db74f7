//! HTTP/1.1 around the service: accepting connections, and stopping.

mod activity;
pub(crate) mod connection;
mod places;

#[cfg(feature = "tls")]
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use aliyun_transport::Runtime;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::connection::Rules;
use self::places::{Places, turn_away};
use crate::notice::Notice;
#[cfg(feature = "tls")]
use crate::tls::Certificates;

/// A server on one address.
pub(crate) struct Server {
    pub(crate) rules: Arc<Rules>,
    pub(crate) max_connections: usize,
    pub(crate) shutdown_grace: Duration,
    pub(crate) notice: Notice,
    #[cfg(feature = "tls")]
    pub(crate) certificates: Option<Certificates>,
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
        drain(connections, server.rules.timers.as_ref(), server.shutdown_grace).await;
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
                self.rules.timers.sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let (server, stop, places) = (Arc::clone(self), stop.clone(), Arc::clone(&places));
            let waiting = places.wait().await;
            connections.spawn(async move {
                if places.are_taken() {
                    server.notice.tell_once(&places.is_told, QUEUED);
                }
                let rules = &server.rules;
                let place = tokio::select! {
                    place = places.take(waiting) => place,
                    () = rules.timers.sleep(rules.header_timeout) => None,
                };
                match place {
                    Some(_place) => server.serve(stream, stop, &places).await,
                    None => turn_away(stream).await,
                }
            });
        }
    }

    #[cfg(not(feature = "tls"))]
    async fn serve(&self, stream: TcpStream, stop: watch::Receiver<bool>, places: &Places) {
        // Small answers should not wait for more; a socket that cannot is served all the same.
        let _ = stream.set_nodelay(true);
        Arc::clone(&self.rules).serve(stream, stop, places).await;
    }

    /// Serves TLS and plain HTTP alike, if there are certificates: the first byte tells them apart.
    #[cfg(feature = "tls")]
    async fn serve(&self, stream: TcpStream, mut stop: watch::Receiver<bool>, places: &Places) {
        let _ = stream.set_nodelay(true);
        let rules = Arc::clone(&self.rules);
        let Some(certificates) = &self.certificates else {
            return rules.serve(stream, stop, places).await;
        };
        let begin = async {
            let mut first = [0];
            match stream.peek(&mut first).await {
                Ok(1) if first == [TLS_HANDSHAKE] => {
                    certificates.accept(stream).await.ok().map(|it| Stream::Tls(Box::new(it)))
                }
                Ok(1) => Some(Stream::Plain(stream)),
                _ => None,
            }
        };
        let begun = {
            let mut begin = pin!(begin);
            let mut over = pin!(async {
                tokio::select! {
                    _ = stop.wait_for(|stop| *stop) => {}
                    () = rules.timers.sleep(rules.header_timeout) => {}
                }
            });
            tokio::select! {
                begun = begin.as_mut() => begun,
                () = places.room_wanted() => {
                    // Who has just come is not idle yet. If it begins, the next one is asked, or it once more.
                    let begun = tokio::select! {
                        begun = begin => begun,
                        () = over => None,
                        () = rules.timers.sleep(BEGIN_PAUSE) => None,
                    };
                    places.want_room();
                    begun
                }
                () = over.as_mut() => None,
            }
        };
        match begun {
            Some(Stream::Tls(stream)) => rules.serve(*stream, stop, places).await,
            Some(Stream::Plain(stream)) => rules.serve(stream, stop, places).await,
            None => {}
        }
    }
}

/// Waits until the connections have ended, but not for ever.
pub(crate) async fn drain(mut connections: JoinSet<()>, timers: &dyn Runtime, grace: Duration) {
    let all_done = async { while connections.join_next().await.is_some() {} };
    tokio::select! {
        () = all_done => {}
        () = timers.sleep(grace) => {}
    }
    // Dropping the set ends what is left.
}

#[cfg(feature = "tls")]
enum Stream {
    Plain(TcpStream),
    Tls(Box<crate::tls::TlsStream>),
}

/// What a client that speaks TLS begins with: a record of the type "handshake".
#[cfg(feature = "tls")]
const TLS_HANDSHAKE: u8 = 22;

/// How long a connection that makes room may take for its first byte and the handshake.
#[cfg(feature = "tls")]
const BEGIN_PAUSE: Duration = Duration::from_millis(250);

const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

const QUEUED: &str =
    "all connections are taken: others wait, and idle ones make room (max_connections)";
