//! A server of one's own that gives out keys.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aliyun_rpc::Endpoint;
use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};
use aliyun_transport::{Runtime, Transport, is_this_machine};
use bytes::Bytes;
use http::{Request, StatusCode, Uri};

use crate::failed::failed;
use crate::http_answer::{ask, read_key, status_phrase};

/// The key that a server of one's own answers with (`ALIBABA_CLOUD_CREDENTIALS_URI`).
///
/// Every call fetches; wrap it in [`Cached`](crate::Cached). A fetch is one GET, which may take 10 s;
/// redirects are not followed. The answer is JSON with `AccessKeyId`, `AccessKeySecret`,
/// `SecurityToken` and `Expiration`, all of them; a `Code` need not be there, but if it is, it is
/// `Success`. (Of the SDKs some do not look at a `Code`; others, and the `aliyun` command, insist on
/// one.)
///
/// The URI may hold a secret: neither `Debug` nor an error shows its path or its query.
///
/// Source: Alibaba Cloud SDK documentation, "Manage access credentials".
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use aliyun_transport::{replay::Replay, virtual_time::VirtualRuntime};
/// # let transport = Replay::new().respond(http::Response::new(r#"{"AccessKeyId":"STS.example",
/// #     "AccessKeySecret":"s","SecurityToken":"t","Expiration":"2017-11-01T05:20:01Z"}"#));
/// # let runtime = VirtualRuntime::automatic(std::time::UNIX_EPOCH);
/// use aliyun_credentials::{CredentialsUri, Provide};
///
/// // With aliyun-transport-hyper: HyperTransport::new()? and TokioRuntime.
/// let source = CredentialsUri::new("http://localhost:6666/key", transport, runtime)?;
/// let key = source.provide().await?;
/// assert_eq!(key.access_key_id(), "STS.example");
/// assert_eq!(key.provider(), Some("credential_uri"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct CredentialsUri {
    /// Scheme, host and port.
    server: Endpoint,
    uri: Uri,
    transport: Arc<dyn Transport>,
    runtime: Arc<dyn Runtime>,
}

impl CredentialsUri {
    /// Returns the source at a URI: `https`, or `http` to this machine (`localhost`, 127.0.0.0/8,
    /// `[::1]`). A fragment is left out, as it is never sent.
    ///
    /// # Errors
    ///
    /// When it is no such URI, holds a user name, or names an address that serves instance metadata.
    pub fn new(
        uri: &str,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Result<Self, ProvideError> {
        let (server, uri) = parse(uri).map_err(|phrase| {
            failed(format_args!("no key can be asked for at the credentials URI: {phrase}"))
        })?;
        Ok(Self { server, uri, transport: Arc::new(transport), runtime: Arc::new(runtime) })
    }

    async fn fetch(&self) -> Result<Credentials, ProvideError> {
        let server = format!("the credentials URI at {}", self.server);
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = self.uri.clone();
        let answer = ask(&*self.transport, &*self.runtime, request, LIMIT).await;
        let answer = answer.map_err(|error| error.into_error(&server))?;
        if answer.status() != StatusCode::OK {
            let phrase = status_phrase(answer.status());
            return Err(failed(format_args!("{server} {phrase}; check the URI and its server")));
        }
        let key = read_key(answer.body(), false)
            .map_err(|phrase| failed(format_args!("the answer of {server} {phrase}")))?;
        Ok(key.with_provider(NAME))
    }
}

impl Provide for CredentialsUri {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.fetch())
    }
}

impl fmt::Debug for CredentialsUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsUri")
            .field("server", &self.server.as_str())
            .finish_non_exhaustive()
    }
}

/// Takes a URI apart and puts it together from parts that were checked.
fn parse(text: &str) -> Result<(Endpoint, Uri), String> {
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let server: Endpoint =
        format!("{scheme}://{authority}").parse().map_err(|error| format!("{error}"))?;
    let slash = if path.starts_with('/') { "" } else { "/" };
    let uri: Uri = format!("{server}{slash}{path}")
        .parse()
        .map_err(|_| "its path or query holds what no URI holds".to_owned())?;
    let is_http = uri.scheme() != Some(&http::uri::Scheme::HTTPS);
    if is_http && !uri.host().is_some_and(is_this_machine) {
        return Err(
            "plain http to another machine shows the key to everybody on the way; use https"
                .to_owned(),
        );
    }
    Ok((server, uri))
}

const NAME: &str = "credential_uri";

/// As long as the SDKs wait for an answer.
const LIMIT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_uri_is_https_or_of_this_machine() {
        for (text, uri) in [
            ("https://keys.example/a?b=c", "https://keys.example/a?b=c"),
            ("HTTPS://Keys.Example:443", "https://keys.example/"),
            ("https://keys.example:8443?b", "https://keys.example:8443/?b"),
            ("https://keys.example/a#b?c", "https://keys.example/a"),
            ("https://keys.example#/a", "https://keys.example/"),
            ("https://keys.example/@a://b", "https://keys.example/@a://b"),
            ("http://localhost:1/a", "http://localhost:1/a"),
            ("http://127.0.0.1/a", "http://127.0.0.1/a"),
            ("http://[::1]:80/a", "http://[::1]/a"),
        ] {
            assert_eq!(parse(text).unwrap().1, uri, "{text}");
        }
    }

    #[test]
    fn others_are_refused_without_quoting_them() {
        for (text, reason) in [
            ("", "begins with https:// or http://"),
            ("CANARY", "begins with https:// or http://"),
            ("keys.example/CANARY", "begins with https:// or http://"),
            ("file:///CANARY", "begins with https:// or http://"),
            ("https://", "neither a host name nor an IP address"),
            ("https:///CANARY", "neither a host name nor an IP address"),
            ("https://CANARY@keys.example/", "user name or password"),
            ("https://keys.example\\@CANARY/", "user name or password"),
            ("https://keys.example:CANARY/", "not a number from 1 to 65535"),
            ("https://CANARY\u{1b}/", "neither a host name nor an IP address"),
            ("https://2130706433/CANARY", "neither a host name nor an IP address"),
            ("https://keys.example/CANARY\r\nx", "no URI holds"),
            ("https://keys.example/CANARY x", "no URI holds"),
            ("http://keys.example/CANARY", "plain http to another machine"),
            ("http://localhost.example/CANARY", "plain http to another machine"),
            ("http://0.0.0.0/CANARY", "plain http to another machine"),
            ("http://100.100.100.200/CANARY", "serves instance metadata"),
            ("https://100.100.100.200/CANARY", "serves instance metadata"),
            ("https://169.254.169.254/CANARY", "serves instance metadata"),
            ("https://[::ffff:100.100.100.200]/CANARY", "serves instance metadata"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
            assert!(!error.contains("CANARY"), "{error}");
        }
    }
}
