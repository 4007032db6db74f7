//! As much of the head of a response as a fault needs.

use std::ops::Range;

/// Returns where the head ends that `bytes` begin with: behind the empty line.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(END.len()).position(|window| window == END).map(|start| start + END.len())
}

/// Tells whether it is the head of an interim response, such as `100 Continue`.
pub(super) fn is_interim(head: &[u8]) -> bool {
    status(head).starts_with(b"1")
}

/// Tells whether no body follows, whatever the head says.
pub(super) fn has_no_body(head: &[u8]) -> bool {
    [&b"204"[..], b"304"].contains(&status(head))
}

fn status(head: &[u8]) -> &[u8] {
    head.split(|byte| *byte == b' ').nth(1).unwrap_or_default()
}

/// Returns the length of the body and where in the head it is written.
pub(super) fn content_length(head: &[u8]) -> Option<(u64, Range<usize>)> {
    let mut start = 0;
    for line in head.split(|byte| *byte == b'\n') {
        if let Some(colon) = line.iter().position(|byte| *byte == b':')
            && let (name, value) = line.split_at(colon)
            && name.eq_ignore_ascii_case(b"content-length")
        {
            let digits = value.get(1..)?.trim_ascii();
            let length = std::str::from_utf8(digits).ok()?.parse().ok()?;
            let skipped = value.get(1..)?.len() - value.get(1..)?.trim_ascii_start().len();
            let from = start + colon + 1 + skipped;
            return Some((length, from..from + digits.len()));
        }
        start += line.len() + 1;
    }
    None
}

const END: &[u8] = b"\r\n\r\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_behind_the_empty_line() {
        assert_eq!(end(b"HTTP/1.1 200 OK\r\n\r\nbody"), Some(19));
        assert_eq!(end(b"HTTP/1.1 200 OK\r\n\r"), None);
        assert_eq!(end(b""), None);
    }

    #[test]
    fn interim_responses_are_told_by_their_status() {
        assert!(is_interim(b"HTTP/1.1 100 Continue\r\n\r\n"));
        assert!(!is_interim(b"HTTP/1.1 200 OK\r\n\r\n"));
        assert!(!is_interim(b"HTTP/1.1"));
        assert!(has_no_body(b"HTTP/1.1 204 No Content\r\n\r\n"));
        assert!(!has_no_body(b"HTTP/1.1 200 OK\r\n\r\n"));
    }

    #[test]
    fn the_length_is_found_where_it_is_written() {
        let head = b"HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length:  12 \r\nB: 2\r\n\r\n";
        let (length, at) = content_length(head).unwrap();
        assert_eq!((length, &head[at]), (12, &b"12"[..]));
        for other in
            ["Content-Length: \r\n", "Content-Length: a\r\n", "X-Content-Length: 1\r\n", ""]
        {
            assert_eq!(content_length(other.as_bytes()), None, "{other}");
        }
    }
}
