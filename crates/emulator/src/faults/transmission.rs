//! What goes wrong between the answer and the socket.

use std::time::Duration;

use bytes::Bytes;

/// What goes wrong with the bytes of one response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Transmission {
    /// The connection ends without an answer.
    Close,
    /// The connection ends after so many bytes.
    Cut { after: u64, of: Part },
    /// The connection is reset after so many bytes.
    Reset { after: u64, of: Part },
    /// Nothing comes after so many bytes, until the peer goes.
    Stall { after: u64, of: Part },
    /// So many bytes come at a time, with a wait between.
    Drip { bytes: usize, every: Duration },
    /// `Content-Length` is off by so many bytes.
    WrongLength { by: i64 },
    /// These bytes come instead, then the connection ends.
    Replace(Bytes),
}

/// Where the bytes of a response are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The first byte of the head.
    Head,
    /// The first byte of the body.
    Body,
}
