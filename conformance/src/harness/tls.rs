//! Certificates made for a test.

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

/// A self-signed certificate with its key.
#[derive(Clone)]
pub struct Identity {
    certificate: CertificateDer<'static>,
    acceptor: TlsAcceptor,
}

impl Identity {
    /// Returns a certificate for this host.
    ///
    /// # Panics
    ///
    /// When the host is not a host name.
    #[must_use]
    pub fn of(host: &str) -> Self {
        Self::new(&CertificateParams::new([host.to_owned()]).expect("a host name"))
    }

    /// Returns a certificate for `localhost` whose time is over.
    ///
    /// # Panics
    ///
    /// Never, for a fixed host name.
    #[must_use]
    pub fn expired() -> Self {
        let mut params = CertificateParams::new(["localhost".to_owned()]).expect("a host name");
        params.not_before = rcgen::date_time_ymd(2001, 1, 1);
        params.not_after = rcgen::date_time_ymd(2002, 1, 1);
        Self::new(&params)
    }

    fn new(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .expect("the key is that of the certificate");
        Self { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) }
    }

    /// Returns the certificate, to be trusted as a root.
    #[must_use]
    pub fn root(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    pub(crate) fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}
