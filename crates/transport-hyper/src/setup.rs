//! Building the TLS configuration.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::RootCertStore;

use crate::Options;
use crate::SetupError;
use crate::setup_error::Kind;

/// Returns the TLS configuration for these options.
///
/// The provider is passed by hand: a library that installs a process-wide default takes that
/// choice from the program.
pub(crate) fn tls_config(options: &Options) -> Result<ClientConfig, SetupError> {
    if let Some(own) = &options.tls {
        if trusts_others(options) {
            return Err(SetupError::two_trusts());
        }
        let mut config = own.clone();
        config.alpn_protocols.clear();
        return Ok(config);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Kind::Provider)?
        .with_root_certificates(roots(options)?)
        .with_no_client_auth();
    Ok(config)
}

/// Tells whether the options say whom to trust, beside TLS settings of the caller's own.
fn trusts_others(options: &Options) -> bool {
    #[cfg(feature = "native-roots")]
    if options.native_roots {
        return true;
    }
    !options.extra_roots.is_empty()
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
