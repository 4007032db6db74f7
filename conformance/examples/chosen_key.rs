//! Prints the key that the chain chooses in this environment, as one line of JSON.
//!
//! For `conformance/interop/chain.py`, which compares it with the official package's. Requests for
//! STS go to `--sts` and requests for the metadata of an instance to `--metadata`; requests to this
//! machine go where they say, and no others are sent.

use std::error::Error;

use aliyun_credentials::{Chain, Provide, SystemHost};
use aliyun_transport::{METADATA_ADDRESS, is_this_machine, literal_address};
use aliyun_transport::{SendFuture, Sent, Transport, TransportError, TransportErrorKind};
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use bytes::Bytes;
use http::{Request, Uri, uri::PathAndQuery};

#[derive(Clone, Debug)]
struct Redirected {
    transport: HyperTransport,
    sts: Uri,
    metadata: Uri,
}

impl Redirected {
    /// Returns where a request goes, `None` if it is not sent.
    fn address(&self, uri: &Uri) -> Option<Uri> {
        let host = uri.host().unwrap_or_default();
        let to = if literal_address(host) == Some(METADATA_ADDRESS.into()) {
            &self.metadata
        } else if host.starts_with("sts") && host.ends_with(".aliyuncs.com") {
            &self.sts
        } else if is_this_machine(host) {
            return Some(uri.clone());
        } else {
            return None;
        };
        let mut parts = to.clone().into_parts();
        let path = uri.path_and_query().cloned();
        parts.path_and_query = Some(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
        Uri::from_parts(parts).ok()
    }
}

impl Transport for Redirected {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        match self.address(request.uri()) {
            Some(uri) => {
                *request.uri_mut() = uri;
                self.transport.send(request)
            }
            None => {
                let refused = TransportError::new(TransportErrorKind::Refused, Sent::No);
                Box::pin(std::future::ready(Err(refused)))
            }
        }
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [first, sts, second, metadata] = arguments.as_slice() else {
        return Err("usage: chosen_key --sts URL --metadata URL".into());
    };
    if first != "--sts" || second != "--metadata" {
        return Err("usage: chosen_key --sts URL --metadata URL".into());
    }
    let transport = Redirected {
        transport: HyperTransport::new()?,
        sts: sts.parse()?,
        metadata: metadata.parse()?,
    };
    let chain = Chain::new(SystemHost, transport, TokioRuntime);
    let line = match chain.provide().await {
        Ok(key) => serde_json::json!({
            "provider": key.provider(), "access_key_id": key.access_key_id(), "error": null,
        }),
        Err(error) => serde_json::json!({
            "provider": null, "access_key_id": null, "error": whole(&error),
        }),
    };
    println!("{line}");
    Ok(())
}

/// Returns an error with its causes.
fn whole(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
