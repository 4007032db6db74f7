//! Why a transport cannot be set up.

use std::error::Error;
use std::fmt;

use rustls::pki_types::pem;

/// Says why a [`HyperTransport`](crate::HyperTransport) could not be set up.
#[derive(Debug)]
pub struct SetupError {
    kind: Kind,
}

impl SetupError {
    pub(crate) fn pem(error: pem::Error) -> Self {
        Kind::Pem(error).into()
    }

    pub(crate) fn proxy() -> Self {
        Kind::Proxy.into()
    }

    pub(crate) fn no_certificate_in_pem() -> Self {
        Kind::NoCertificateInPem.into()
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.kind {
            Kind::Pem(_) => "the PEM text of the extra roots cannot be read",
            Kind::Proxy => {
                "the proxy is not an address such as http://proxy.example.com:3128; only http and \
                 https proxies are supported"
            }
            Kind::NoCertificateInPem => "the PEM text of the extra roots has no certificate in it",
            Kind::Root { number, .. } => {
                return write!(f, "extra root {number} is not a usable certificate");
            }
            #[cfg(feature = "native-roots")]
            Kind::NoNativeRoots(_) => {
                "the operating system has no usable root certificates; install some, or leave \
                 native_roots off to use those compiled in"
            }
            Kind::Provider(_) => "the crypto provider supports no TLS version this crate uses",
        })
    }
}

impl Error for SetupError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Pem(error) => Some(error),
            Kind::Root { error, .. } | Kind::Provider(error) => Some(error),
            #[cfg(feature = "native-roots")]
            Kind::NoNativeRoots(error) => Some(error.as_ref()?),
            Kind::NoCertificateInPem | Kind::Proxy => None,
        }
    }
}

impl From<Kind> for SetupError {
    fn from(kind: Kind) -> Self {
        Self { kind }
    }
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Kind {
    Pem(pem::Error),
    NoCertificateInPem,
    Proxy,
    /// Counted from 1, in the order in which the roots were added.
    Root {
        number: usize,
        error: rustls::Error,
    },
    #[cfg(feature = "native-roots")]
    NoNativeRoots(Option<rustls_native_certs::Error>),
    Provider(rustls::Error),
}
