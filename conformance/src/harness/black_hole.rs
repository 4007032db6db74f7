//! An address that swallows packets.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// An address at which connections neither come about nor fail, until it is dropped.
///
/// It is a listener that accepts nobody and whose queue is full: Linux drops what asks for a
/// connection then, as a firewall would. No route of the machine takes part.
#[derive(Debug)]
pub struct BlackHole {
    address: SocketAddr,
    _listener: TcpListener,
    /// Fills the queue.
    _waiting: TcpStream,
}

impl BlackHole {
    /// Opens one at this IPv4 address.
    ///
    /// # Panics
    ///
    /// When the address is taken.
    pub async fn at(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(address).expect("a free port");
        let listener = socket.listen(0).expect("a listener");
        let address = listener.local_addr().expect("a bound socket has an address");
        let waiting = TcpStream::connect(address).await.expect("a place in the queue");
        Self { address, _listener: listener, _waiting: waiting }
    }

    /// Returns the address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}
