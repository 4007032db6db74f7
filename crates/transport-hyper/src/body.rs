//! Reads a response body to its end, within bounds.

use std::time::Duration;

use aliyun_transport::TimeoutPhase;
use aliyun_transport::TransportErrorKind;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use hyper::body::Incoming;

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// By our own decision: the limit, or the timer.
    GaveUp(TransportErrorKind),
    /// By the connection or the peer.
    Broken(hyper::Error),
}

/// Reads `body` to its end.
///
/// On an error the body is dropped, and hyper closes its connection.
pub(crate) async fn read(
    mut body: Incoming,
    limit: usize,
    idle: Duration,
) -> Result<Bytes, BodyError> {
    let too_large = || BodyError::GaveUp(TransportErrorKind::body_too_large(limit));

    // What `Content-Length` announces; 0 for a chunked body.
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(too_large());
    }
    // The announcement is not trusted with memory beyond what a page of images needs.
    let mut whole = Vec::with_capacity(announced.min(LARGEST_RESERVATION));
    loop {
        #[expect(clippy::disallowed_methods, reason = "the adapter owns this timer")]
        let frame = tokio::time::timeout(idle, body.frame())
            .await
            .map_err(|_| BodyError::GaveUp(TransportErrorKind::timeout(TimeoutPhase::BodyIdle)))?;
        let Some(frame) = frame else {
            return Ok(whole.into());
        };
        // The other kind of frame is a trailer, and nobody asked for one.
        let Ok(data) = frame.map_err(BodyError::Broken)?.into_data() else {
            continue;
        };
        if data.len() > limit.saturating_sub(whole.len()) {
            return Err(too_large());
        }
        whole.extend_from_slice(&data);
    }
}

/// Returns whether a response says that its body is encoded.
pub(crate) fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .map(<[u8]>::trim_ascii)
        .any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
}

const LARGEST_RESERVATION: usize = 256 << 10; // 256 KiB

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn encoded(values: &[&'static str], expected: bool) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, http::HeaderValue::from_static(value));
        }
        assert_eq!(is_encoded(&headers), expected, "{values:?}");
    }

    #[test]
    fn identity_is_no_encoding() {
        encoded(&[], false);
        encoded(&["identity"], false);
        encoded(&["Identity", " , identity"], false);
        encoded(&["gzip"], true);
        encoded(&["identity, br"], true);
        encoded(&["identity", "deflate"], true);
        encoded(&["x-unheard-of"], true);
    }
}
