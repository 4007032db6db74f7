//! A transport over a blocking HTTP client: ureq, on tokio's pool for blocking work.

use std::{io::ErrorKind, time::Duration};

use aliyun_transport::{Direct, SendFuture, Sent, TimeoutPhase as Phase, Transport};
use aliyun_transport::{METADATA_ADDRESS, is_this_machine, literal_address};
use aliyun_transport::{TransportError, TransportErrorKind as Kind};
use bytes::Bytes;
use http::{Request, Response, header::CONTENT_ENCODING};
use ureq::{Agent, Error, Timeout};

/// Takes a new connection per request; a call that was dropped runs on until a timer ends it.
#[derive(Clone, Debug)]
pub(crate) struct UreqTransport(Agent, usize);

impl UreqTransport {
    pub(crate) fn new(max_body: usize, wait: Duration) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let config = config.max_redirects_will_error(false).max_idle_connections(0).proxy(None);
        let config = config.timeout_connect(Some(wait)).timeout_recv_response(Some(wait));
        let agent = config.timeout_recv_body(Some(wait)).accept_encoding("identity").build();
        Self(agent.into(), max_body)
    }

    fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let host = request.uri().host().unwrap_or_default();
        let address = literal_address(host);
        let direct = request.extensions().get::<Direct>().is_some();
        let open = is_this_machine(host) || direct && address == Some(METADATA_ADDRESS.into());
        if (direct && address.is_none()) || (request.uri().scheme_str() != Some("https") && !open) {
            return Err(TransportError::new(Kind::Refused, Sent::No));
        }
        let (parts, body) = request.into_parts();
        let response = match body.is_empty() {
            true => self.0.run(Request::from_parts(parts, ())),
            false => self.0.run(Request::from_parts(parts, &body[..])),
        };
        let (parts, mut body) = response.map_err(|error| self.failed(error, false))?.into_parts();
        if parts.headers.contains_key(CONTENT_ENCODING) {
            return Err(TransportError::new(Kind::ContentEncoding, Sent::Maybe));
        }
        // ureq counts the end of the body as one more byte.
        let body = body.with_config().limit(self.1 as u64 + 1).read_to_vec();
        let body = body.map_err(|error| self.failed(error, true))?;
        Ok(Response::from_parts(parts, body.into()))
    }

    /// No source: ureq's errors may print the URI.
    fn failed(&self, error: Error, in_body: bool) -> TransportError {
        const REFUSED: ErrorKind = ErrorKind::ConnectionRefused;
        let unsent = |kind| TransportError::new(kind, Sent::No);
        let kind = match error {
            Error::HostNotFound => return unsent(Kind::Resolve),
            Error::Timeout(Timeout::Connect) => return unsent(Kind::timeout(Phase::Connect)),
            Error::Io(io) if io.kind() == REFUSED => return unsent(Kind::Connect),
            Error::Timeout(_) if in_body => Kind::timeout(Phase::BodyIdle),
            Error::Timeout(_) => Kind::timeout(Phase::FirstByte),
            Error::BodyExceedsLimit(_) => Kind::body_too_large(self.1),
            _ if in_body => Kind::BodyIncomplete,
            Error::Io(_) => Kind::ConnectionLost,
            _ => Kind::Protocol,
        };
        TransportError::new(kind, Sent::Maybe)
    }
}

impl Transport for UreqTransport {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        let this = self.clone();
        Box::pin(async move {
            let call = tokio::task::spawn_blocking(move || this.call(request)).await;
            call.map_err(|_| TransportError::new(Kind::Other, Sent::Maybe))?
        })
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example")]
async fn main() {
    let transport = UreqTransport::new(8 << 20, Duration::from_secs(10));
    let request = Request::get("http://127.0.0.1:8080/").body(Bytes::new()).expect("valid");
    println!("{:?}", transport.send(request).await.map(|response| response.status()));
}
