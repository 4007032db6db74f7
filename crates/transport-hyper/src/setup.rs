//! Building the TLS configuration, and why that can fail.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::pki_types::pem;

use crate::Options;

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

#[derive(Debug)]
enum Kind {
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

/// Returns the TLS configuration for these options.
///
/// The provider is passed by hand: a library that installs a process-wide default takes that
/// choice from the program.
pub(crate) fn tls_config(options: &Options) -> Result<ClientConfig, SetupError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Kind::Provider)?
        .with_root_certificates(roots(options)?)
        .with_no_client_auth();
    Ok(config)
}

fn roots(options: &Options) -> Result<RootCertStore, SetupError> {
    let mut roots = base_roots(options)?;
    for (number, root) in (1..).zip(&options.extra_roots) {
        let added = roots.add(root.clone());
        added.map_err(|error| Kind::Root { number, error })?;
    }
    Ok(roots)
}

#[cfg(feature = "native-roots")]
fn base_roots(options: &Options) -> Result<RootCertStore, SetupError> {
    if !options.native_roots {
        return Ok(compiled_in());
    }
    let mut found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Stores of real machines hold the odd certificate that no strict parser takes.
    let (usable, _) = roots.add_parsable_certificates(found.certs);
    if usable == 0 {
        return Err(Kind::NoNativeRoots(found.errors.pop()).into());
    }
    Ok(roots)
}

#[cfg(not(feature = "native-roots"))]
#[expect(clippy::unnecessary_wraps, reason = "the twin with native-roots can fail")]
fn base_roots(_: &Options) -> Result<RootCertStore, SetupError> {
    Ok(compiled_in())
}

fn compiled_in() -> RootCertStore {
    RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned())
}
