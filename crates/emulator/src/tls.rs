//! TLS with certificates made at the start.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SanType,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use crate::StartError;
use crate::unruly::Abort;

/// A connection over TLS.
pub(crate) type TlsStream = tokio_rustls::server::TlsStream<TcpStream>;

/// A certificate for the emulator, and the authority that signed it, both made up for one run (feature `tls`).
///
/// The key of the authority is gone when this is made: it signs nothing else.
///
/// ```
/// use aliyun_ecs_emulator::{Certificates, Emulator, Options};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main()
/// # -> Result<(), aliyun_ecs_emulator::StartError> {
/// let certificates = Certificates::generate(["emulator.test"])?;
/// let ca = certificates.ca_pem().to_owned(); // for the client to trust
/// let emulator = Emulator::start_with(Options::new().tls(certificates)).await?;
/// assert!(emulator.https_url().is_some_and(|url| url.starts_with("https://127.0.0.1:")));
/// assert!(ca.contains("-----BEGIN CERTIFICATE-----"));
/// # emulator.shutdown().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Certificates {
    ca_pem: String,
    config: Arc<ServerConfig>,
}

impl Certificates {
    /// Makes certificates for `localhost`, the addresses of this machine's loopback, the names of the service
    /// (`*.aliyuncs.com`, and those of each region), and further names or addresses.
    ///
    /// # Errors
    ///
    /// [`StartError`] when a name is none, or when the source of randomness fails.
    pub fn generate<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Result<Self, StartError> {
        let failed = |error: rcgen::Error| StartError::certificates(io::Error::other(error));
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        authority.distinguished_name.push(DnType::CommonName, "aliyun-ecs-emulator");
        let key = KeyPair::generate().map_err(failed)?;
        let authority = CertifiedIssuer::self_signed(authority, key).map_err(failed)?;

        let mut own = CertificateParams::default();
        own.distinguished_name.push(DnType::CommonName, "localhost");
        own.use_authority_key_identifier_extension = true;
        for name in
            own_names().into_iter().chain(names.into_iter().map(|it| it.as_ref().to_owned()))
        {
            own.subject_alt_names.push(match name.parse::<IpAddr>() {
                Ok(address) => SanType::IpAddress(address),
                Err(_) => SanType::DnsName(name.try_into().map_err(failed)?),
            });
        }
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = own.signed_by(&key, &authority).map_err(failed)?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let failed = |error| StartError::certificates(io::Error::other(error));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(failed)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.into())
            .map_err(failed)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let ca_pem = format!("{MARK}\n{}", authority.pem());
        Ok(Self { ca_pem, config: Arc::new(config) })
    }

    /// Returns the certificate of the authority, in PEM: what a client has to trust.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream> {
        TlsAcceptor::from(Arc::clone(&self.config)).accept(stream).await
    }
}

/// What stands in front of a certificate of ours, where readers of PEM expect remarks.
pub(crate) const MARK: &str = "Made by aliyun-ecs-emulator for one run";

fn own_names() -> Vec<String> {
    let fixed = ["localhost", "127.0.0.1", "::1", "100.100.100.200", "*.aliyuncs.com"];
    let regions = aliyun_ecs_model::regions::public();
    let regions = regions.map(|region| format!("*.{}.aliyuncs.com", region.id()));
    fixed.into_iter().map(str::to_owned).chain(regions).collect()
}

impl Abort for TlsStream {
    fn abort_on_drop(&mut self) {
        let _ = self.get_ref().0.set_zero_linger();
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificates")
    }
}
