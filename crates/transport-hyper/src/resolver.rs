//! From a host name to addresses: those of the options, or the system's.

use std::error::Error;
use std::fmt;
use std::future;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::vec;

use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

/// hyper-util's resolver behind a list of hosts that need none, with an error that can be told
/// from other IO errors.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    known: Arc<[KnownHost]>,
    system: GaiResolver,
}

impl Resolver {
    pub(crate) fn new(known: &[KnownHost]) -> Self {
        Self { known: known.into(), system: GaiResolver::new() }
    }

    /// The addresses as hyper-util wants them: it fills in the port of the URI.
    fn known(&self, name: &Name) -> Option<Vec<SocketAddr>> {
        // The last one set counts, as for every other option.
        let mut known = self.known.iter().rev();
        let host = known.find(|known| known.host.eq_ignore_ascii_case(name.as_str()))?;
        Some(host.addresses.iter().map(|address| SocketAddr::new(*address, 0)).collect())
    }
}

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = ResolveFailed;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, ResolveFailed>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ResolveFailed>> {
        self.system.poll_ready(context).map_err(ResolveFailed::from)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        if let Some(addresses) = self.known(&name) {
            return Box::pin(future::ready(found(addresses)));
        }
        let resolving = self.system.call(name);
        Box::pin(async move { found(resolving.await?.collect()) })
    }
}

/// A host whose addresses the options give.
#[derive(Clone, Debug)]
pub(crate) struct KnownHost {
    pub(crate) host: String,
    pub(crate) addresses: Vec<IpAddr>,
}

fn found(addresses: Vec<SocketAddr>) -> Result<vec::IntoIter<SocketAddr>, ResolveFailed> {
    if addresses.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the host has no address").into());
    }
    Ok(addresses.into_iter())
}

/// The host name did not resolve.
#[derive(Debug)]
pub(crate) struct ResolveFailed(io::Error);

impl From<io::Error> for ResolveFailed {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for ResolveFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host name has no address")
    }
}

impl Error for ResolveFailed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(known: &[(&str, &[[u8; 4]])], name: &str) -> Option<Vec<SocketAddr>> {
        let known: Vec<KnownHost> = known
            .iter()
            .map(|(host, addresses)| KnownHost {
                host: (*host).to_owned(),
                addresses: addresses.iter().map(|&address| address.into()).collect(),
            })
            .collect();
        Resolver::new(&known).known(&name.parse().unwrap())
    }

    #[test]
    fn known_host_is_found_in_any_case_and_the_last_word_counts() {
        let known: &[(&str, &[[u8; 4]])] =
            &[("a.example", &[[192, 0, 2, 1]]), ("A.example", &[[192, 0, 2, 2], [192, 0, 2, 3]])];
        let found = addresses(known, "a.EXAMPLE").unwrap();
        assert_eq!(found, ["192.0.2.2:0".parse().unwrap(), "192.0.2.3:0".parse().unwrap()]);
        assert_eq!(addresses(known, "b.example"), None);
        assert_eq!(addresses(known, "x.a.example"), None);
    }

    #[test]
    fn host_without_addresses_does_not_resolve() {
        assert!(found(Vec::new()).is_err());
    }
}
