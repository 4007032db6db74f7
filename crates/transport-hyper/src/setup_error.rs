//! Why a transport cannot be set up.

use std::error::Error;
use std::fmt;

use rustls::pki_types::pem;

use crate::proxy::ProxyFault;

/// Says why a [`HyperTransport`](crate::HyperTransport) could not be set up.
#[derive(Debug)]
pub struct SetupError {
    kind: Kind,
}

impl SetupError {
    pub(crate) fn pem(error: pem::Error) -> Self {
        Kind::Pem(error).into()
    }

    pub(crate) fn proxy(fault: ProxyFault) -> Self {
        Kind::Proxy { variable: None, fault }.into()
    }

    pub(crate) fn proxy_variable(name: &'static str, fault: ProxyFault) -> Self {
        Kind::Proxy { variable: Some(name), fault }.into()
    }

    pub(crate) fn variable_not_text(name: &'static str) -> Self {
        Kind::VariableNotText(name).into()
    }

    pub(crate) fn two_trusts() -> Self {
        Kind::TwoTrusts.into()
    }

    pub(crate) fn no_certificate_in_pem() -> Self {
        Kind::NoCertificateInPem.into()
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.kind {
            Kind::Pem(_) => "the PEM text of the extra roots cannot be read",
            Kind::Proxy { variable, fault } => {
                match variable {
                    Some(name) => {
                        write!(f, "the variable {name} names an unusable proxy")?;
                    }
                    None => f.write_str("this proxy is unusable")?,
                }
                return write!(f, ": {fault}; it is written like http://proxy.example.com:3128");
            }
            Kind::VariableNotText(name) => {
                return write!(f, "the variable {name} is not valid UTF-8");
            }
            Kind::TwoTrusts => {
                "TLS settings of your own decide alone whom to trust; put the extra roots there"
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
            Kind::NoCertificateInPem
            | Kind::Proxy { .. }
            | Kind::VariableNotText(_)
            | Kind::TwoTrusts => None,
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
    Proxy {
        variable: Option<&'static str>,
        fault: ProxyFault,
    },
    VariableNotText(&'static str),
    TwoTrusts,
    /// Counted from 1, in the order in which the roots were added.
    Root {
        number: usize,
        error: rustls::Error,
    },
    #[cfg(feature = "native-roots")]
    NoNativeRoots(Option<rustls_native_certs::Error>),
    Provider(rustls::Error),
}
