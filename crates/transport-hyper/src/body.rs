//! Reads a response body to its end, within bounds.

use std::time::Duration;

use aliyun_transport::TimeoutPhase;
use aliyun_transport::TransportErrorKind;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http::header::TRANSFER_ENCODING;
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
            whole.shrink_to_fit();
            return Ok(whole.into());
        };
        // The other kind of frame is a trailer, and nobody asked for one.
        let Ok(data) = frame.map_err(BodyError::Broken)?.into_data() else {
            continue;
        };
        if data.len() > limit.saturating_sub(whole.len()) {
            return Err(too_large());
        }
        make_room(&mut whole, data.len(), announced);
        whole.extend_from_slice(&data);
    }
}

/// Makes room for as many bytes more: half as much again as has arrived, and never more than was
/// announced.
fn make_room(whole: &mut Vec<u8>, more: usize, announced: usize) {
    let needed = whole.len().saturating_add(more);
    if needed > whole.capacity() {
        let ahead = needed.saturating_add(needed / 2);
        let room = if announced >= needed { ahead.min(announced) } else { ahead };
        whole.reserve_exact(room - whole.len());
    }
}

/// Returns the transfer coding of a response that hyper does not undo, for people.
///
/// hyper undoes `chunked` if it is the last one, once, and takes everything else for the body
/// (RFC 9112, sections 6.1 and 7).
pub(crate) fn unread_transfer_coding(headers: &HeaderMap) -> Option<String> {
    let codings = headers.get_all(TRANSFER_ENCODING).iter();
    let codings = codings.flat_map(|value| value.as_bytes().split(|&byte| byte == b','));
    let codings = codings.map(<[u8]>::trim_ascii).filter(|coding| !coding.is_empty());
    let mut read = false;
    for coding in codings {
        if read || !coding.eq_ignore_ascii_case(b"chunked") {
            let shown = coding.get(..LONGEST_CODING).unwrap_or(coding);
            return Some(shown.escape_ascii().to_string());
        }
        read = true;
    }
    None
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

/// The most bytes of the name of a coding that are shown.
const LONGEST_CODING: usize = 32;

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
    fn transfer_codings_but_chunked_are_named() {
        let unread = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(TRANSFER_ENCODING, http::HeaderValue::from_static(value));
            }
            unread_transfer_coding(&headers)
        };
        assert_eq!(unread(&[]), None);
        assert_eq!(unread(&["chunked"]), None);
        assert_eq!(unread(&["Chunked", " , "]), None);
        assert_eq!(unread(&["identity"]).as_deref(), Some("identity"));
        assert_eq!(unread(&["chunked, identity"]).as_deref(), Some("identity"));
        assert_eq!(unread(&["chunked", "chunked"]).as_deref(), Some("chunked"));
        assert_eq!(unread(&["gzip, chunked"]).as_deref(), Some("gzip"));
        assert_eq!(unread(&["chunked", "deflate"]).as_deref(), Some("deflate"));
        assert_eq!(unread(&["x\tb"]).as_deref(), Some("x\\tb"));
        let long: &'static str = "z".repeat(1000).leak();
        assert_eq!(unread(&[long]).map(|coding| coding.len()), Some(32));
    }

    #[test]
    fn room_is_made_for_what_arrives_and_never_beyond_what_was_announced() {
        for announced in [0, 1000, 100_000] {
            let mut whole = Vec::new();
            while whole.len() < 100_000 {
                make_room(&mut whole, 10, announced);
                whole.extend_from_slice(&[0; 10]);
                assert!(whole.capacity() <= whole.len() + whole.len() / 2 + 10);
                assert!(announced < whole.len() || whole.capacity() <= announced.max(16));
            }
        }
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
