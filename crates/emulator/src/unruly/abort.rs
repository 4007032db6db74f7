//! Sockets that can end with a reset.

use tokio::net::TcpStream;

/// A socket that can end with a reset.
pub(crate) trait Abort {
    /// Makes dropping it reset the connection, if the system can.
    fn abort_on_drop(&mut self);
}

impl Abort for TcpStream {
    fn abort_on_drop(&mut self) {
        // Where it fails, the connection just ends.
        let _ = self.set_zero_linger();
    }
}
