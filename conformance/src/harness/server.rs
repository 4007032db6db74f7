//! A listening socket on the loopback that plays scripts.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::log::{Event, Log};
use super::script::Script;
use super::socket::Socket;

/// A server that plays one script per connection, in the order of the connections. It stops, and
/// drops what is open, when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    log: Log,
    tasks: JoinSet<()>,
}

impl Server {
    /// Starts a server on a free port. Connections beyond `scripts` get `others`, or are closed
    /// and recorded as unexpected.
    ///
    /// # Panics
    ///
    /// When the loopback has no port to listen on.
    pub async fn start(scripts: Vec<Script>, others: Option<Script>) -> Self {
        Self::listen("127.0.0.1:0".parse().expect("an address"), scripts, others).await
    }

    /// Starts a server on this address.
    ///
    /// # Panics
    ///
    /// When the address is taken.
    pub async fn listen(address: SocketAddr, scripts: Vec<Script>, others: Option<Script>) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let log = Log::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, scripts, others, log.clone()));
        Self { address, log, tasks }
    }

    /// Returns the address to connect to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the record.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Stops listening, drops every connection, and waits until that is done.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

async fn accept(listener: TcpListener, scripts: Vec<Script>, others: Option<Script>, log: Log) {
    let mut scripts = scripts.into_iter();
    let mut connections = JoinSet::new();
    let mut number = 0;
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        match scripts.next().or_else(|| others.clone()) {
            Some(script) => {
                log.note(Event::Accepted(number));
                connections.spawn(play(script, number, stream, log.clone()));
            }
            None => log.note(Event::Unexpected(number)),
        }
        number += 1;
    }
}

async fn play(script: Script, number: usize, stream: TcpStream, log: Log) {
    script.play(number, Socket::new(stream), &log).await;
}
