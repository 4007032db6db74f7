//! Exchange cases: a whole call with a fixed clock and nonce, over any transport.

use std::fmt::Write;
use std::future::pending;
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{Client, Endpoint, RetryPolicy, Signing};
use aliyun_rpc_signer::{Credentials, Format, Method, timestamp};
use aliyun_transport::replay::RecordedRequest;
use aliyun_transport::{Runtime, SleepFuture, Transport};

use crate::case::Exchange;
use crate::native::{canonical, request, revision, service_error};
use crate::types::ErrorOutput;

/// Makes the call of a case over a transport and says what came of it.
///
/// # Errors
///
/// What in the case is not a client's setting, as a sentence.
pub async fn run(
    case: &Exchange,
    transport: impl Transport + 'static,
    endpoint: Option<&str>,
) -> Result<ErrorOutput, String> {
    let client = client(case, transport, endpoint)?;
    let request = request(&case.request).map_err(|error| error.to_string())?;
    Ok(match client.describe_images(&request).await {
        Ok(page) => ErrorOutput::Page(canonical(&page)),
        Err(error) => match error.service_error() {
            Some(error) => ErrorOutput::ServiceError(service_error(error)),
            None => ErrorOutput::NotUnderstood,
        },
    })
}

/// Returns the client of a case: one attempt, at a fixed time, with a fixed nonce, to the
/// endpoint given here, else to that of the case, else to that of the region.
///
/// # Errors
///
/// As [`run`].
pub fn client(
    case: &Exchange,
    transport: impl Transport + 'static,
    endpoint: Option<&str>,
) -> Result<Client, String> {
    let mut credentials =
        Credentials::new(case.access_key_id.clone(), case.access_key_secret.clone());
    if let Some(token) = &case.security_token {
        credentials = credentials.with_security_token(token.clone());
    }
    let format = [Format::Json, Format::Xml].into_iter().find(|f| f.as_str() == case.format);
    let method = [Method::Get, Method::Post].into_iter().find(|m| m.as_str() == case.method);
    let revision = revision(&case.revision).ok_or("no such revision")?;
    let client = Client::new(credentials, transport, Fixed::of(case)?)
        .with_retry(RetryPolicy::none())
        .with_revision(*revision)
        .with_signing(Signing::Rpc(format.ok_or("no such format")?))
        .with_method(method.ok_or("no such method")?);
    match endpoint.or(case.endpoint.as_deref()) {
        None => Ok(client),
        Some(endpoint) => {
            let endpoint = endpoint.parse::<Endpoint>().map_err(|error| error.to_string())?;
            Ok(client.with_endpoint(endpoint))
        }
    }
}

/// Writes a request as `request.txt` has it: the method and the URI, the headers that depend on
/// the call, an empty line, and the body.
#[must_use]
pub fn written(sent: &RecordedRequest) -> String {
    let mut text = format!("{} {}\n", sent.method(), sent.uri());
    for name in ["accept", "content-type"] {
        if let Some(value) = sent.headers().get(name) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{name}: {}", value.to_str().unwrap_or("?"));
        }
    }
    text.push('\n');
    text.push_str(&String::from_utf8_lossy(sent.body()));
    text
}

/// A runtime that stands still: one time, one nonce, and timers that never ring.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    now: SystemTime,
    nonce: [u8; 16],
}

impl Fixed {
    /// Returns the runtime of a case.
    ///
    /// # Errors
    ///
    /// When the case's time or nonce is none.
    pub fn of(case: &Exchange) -> Result<Self, String> {
        let now = timestamp::parse(&case.time).ok_or("the time is none")?;
        let digits = u128::from_str_radix(&case.nonce, 16).map_err(|_| "the nonce is none")?;
        Ok(Self { now, nonce: digits.to_be_bytes() })
    }
}

impl Runtime for Fixed {
    fn now(&self) -> SystemTime {
        self.now
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(pending())
    }

    fn random(&self, buf: &mut [u8]) -> std::io::Result<()> {
        for (byte, random) in buf.iter_mut().zip(self.nonce.iter().cycle()) {
            *byte = *random;
        }
        Ok(())
    }
}
