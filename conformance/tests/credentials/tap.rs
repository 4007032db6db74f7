//! Between the client and the emulator: who sees the keys that are issued, and can change what passes.

use std::sync::{Arc, Mutex};

use aliyun_transport::{SendFuture, Transport};
use aliyun_transport_hyper::HyperTransport;
use bytes::Bytes;
use http::{HeaderValue, Request};
use serde_json::Value;

/// What is changed on the way, by one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Nothing,
    /// The signature of requests of this operation.
    Signature(&'static str),
    /// The secret of the keys that this operation issues.
    Secret(&'static str),
}

/// Real sockets with an ear on them; clones are one.
#[derive(Clone, Debug)]
pub(crate) struct Tap(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sockets: HyperTransport,
    change: Change,
    issued: Mutex<Vec<String>>,
}

impl Tap {
    pub(crate) fn new(change: Change) -> Self {
        let sockets = HyperTransport::new().expect("a transport");
        Self(Arc::new(Inner { sockets, change, issued: Mutex::default() }))
    }

    /// The ids of the keys that were issued, in order.
    pub(crate) fn issued(&self) -> Vec<String> {
        self.0.issued.lock().unwrap().clone()
    }
}

impl Transport for Tap {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        let operation = operation(&request);
        if self.0.change == Change::Signature(operation) {
            tamper(&mut request);
        }
        Box::pin(async move {
            let mut answer = self.0.sockets.send(request).await?;
            let Ok(body) = serde_json::from_slice::<Value>(answer.body()) else {
                return Ok(answer);
            };
            if let Some(id) = body["Credentials"]["AccessKeyId"].as_str() {
                self.0.issued.lock().unwrap().push(id.to_owned());
                if self.0.change == Change::Secret(operation) {
                    let secret = body["Credentials"]["AccessKeySecret"].as_str().expect("a secret");
                    let text = String::from_utf8(answer.body().to_vec()).expect("UTF-8");
                    *answer.body_mut() = text.replace(secret, &other(secret)).into();
                }
            }
            Ok(answer)
        })
    }
}

/// The operation of a request in any of its forms.
fn operation(request: &Request<Bytes>) -> &'static str {
    let header = request.headers().get("x-acs-action").and_then(|name| name.to_str().ok());
    let query = request.uri().query().unwrap_or_default();
    let form = String::from_utf8_lossy(request.body());
    let text = format!("{} {query} {form}", header.unwrap_or_default());
    let names = ["AssumeRoleWithOIDC", "AssumeRole", "DescribeImages"];
    names.into_iter().find(|name| text.contains(name)).expect("an operation of these")
}

/// Changes the first character of the signature, wherever it stands.
fn tamper(request: &mut Request<Bytes>) {
    if let Some(header) = request.headers().get("authorization") {
        let text = header.to_str().expect("ASCII").to_owned();
        let changed = HeaderValue::from_str(&after(&text, ",Signature=")).expect("a header");
        request.headers_mut().insert("authorization", changed);
    } else if request.body().is_empty() {
        let changed = after(&request.uri().to_string(), "&Signature=");
        *request.uri_mut() = changed.parse().expect("a URI");
    } else {
        let text = String::from_utf8(request.body().to_vec()).expect("UTF-8");
        *request.body_mut() = after(&text, "&Signature=").into();
    }
}

/// Returns a text with another character behind a mark.
fn after(text: &str, mark: &str) -> String {
    let (before, rest) = text.split_once(mark).expect("a signature");
    let rest = rest
        .strip_prefix("%2B")
        .or(rest.strip_prefix("%2F"))
        .map_or_else(|| other(rest), |rest| format!("A{rest}"));
    format!("{before}{mark}{rest}")
}

/// Returns a text with another first character, of those that digits in hex and base64 share.
fn other(text: &str) -> String {
    let new = if text.starts_with('a') { 'b' } else { 'a' };
    let rest: String = text.chars().skip(1).collect();
    format!("{new}{rest}")
}
