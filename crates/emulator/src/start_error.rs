//! Why an emulator did not start.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why an emulator did not start; the system's reason is its source.
#[derive(Debug)]
pub struct StartError {
    kind: Kind,
    source: io::Error,
}

#[derive(Debug)]
enum Kind {
    Listen(SocketAddr),
    Random,
    #[cfg(feature = "tls")]
    Certificates,
}

impl StartError {
    pub(crate) fn listen(address: SocketAddr, source: io::Error) -> Self {
        let kind = Kind::Listen(address);
        Self { kind, source }
    }

    #[cfg(feature = "tls")]
    pub(crate) fn certificates(source: io::Error) -> Self {
        let kind = Kind::Certificates;
        Self { kind, source }
    }

    pub(crate) fn random(source: io::Error) -> Self {
        let kind = Kind::Random;
        Self { kind, source }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Listen(address) => write!(
                f,
                "The emulator cannot listen on {address}; choose another address, or port 0 for a \
                 free one."
            ),
            #[cfg(feature = "tls")]
            Kind::Certificates => f.write_str("The emulator cannot make its certificates."),
            Kind::Random => {
                f.write_str("The emulator needs random bytes, and their source failed.")
            }
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
