//! What a code, a request id and a host look like.
//!
//! These three members of an answer are copied into logs and tickets without a thought. An answer
//! can hold anything in their place, a key among others, so a reader for people shows only what
//! fits. A grammar knows shapes and not meanings: what somebody disguised as a code by hand fits.
//!
//! ```
//! use aliyun_rpc_wire::identifiers::{is_code, is_host_id, is_request_id};
//!
//! assert!(is_code("InvalidTag.Mismatch") && !is_code("CAISrQJ1q6Ft5B2yfSjIr5DkJ8PX"));
//! assert!(is_request_id("473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E") && !is_request_id("4A6B2E0F5C4C1B"));
//! assert!(is_host_id("ecs.aliyuncs.com") && !is_host_id("CAISrQJ1q6Ft5B2yfSjIr5DkJ8PX"));
//! ```

use crate::wording::{SHORT, is_made_of_names, is_made_of_words};

/// Tells whether a text looks like the code of an error: up to 100 ASCII letters and digits that make
/// words, with dots, colons, hyphens or underscores between, and perhaps a blank after a dot; or a
/// number of up to 7 digits.
///
/// Known codes have up to 45 characters, and some have a blank after their dot
/// (ECS API Reference, `DescribeImages`, error codes).
#[must_use]
pub fn is_code(text: &str) -> bool {
    let is_separator = |byte| matches!(byte, b'.' | b':' | b'-' | b'_' | b' ');
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || is_separator(byte);
    let first = text.bytes().next();
    first.is_some_and(|byte| byte.is_ascii_alphanumeric())
        && text.len() <= 100
        && text.bytes().all(fits)
        && text.match_indices(' ').all(|(at, _)| text.get(..at).is_some_and(|t| t.ends_with('.')))
        && text.split(|c: char| !c.is_ascii_alphanumeric()).all(is_made_of_names)
}

/// Tells whether a text looks like the identifier of a request: a UUID in capitals or small letters,
/// perhaps with `x` or `*` for digits that a document masks, or up to 7 characters.
///
/// The service's are UUIDs (ECS API Reference, "Response results").
#[must_use]
pub fn is_request_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b'x' | b'*');
    let lengths = text.split('-').map(str::len);
    let is_uuid =
        lengths.eq([8, 4, 4, 4, 12]) && text.split('-').all(|part| part.bytes().all(fits));
    let is_short = (1..SHORT).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_uuid || is_short
}

/// Tells whether a text looks like the host that answered: a name of two labels or more in small
/// letters, an IPv4 address, or `localhost`; perhaps with a port.
///
/// The service's look like `ecs.aliyuncs.com` (ECS API Reference, "Response results").
#[must_use]
pub fn is_host_id(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, port),
        None => (text, "0"),
    };
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && (label.len() < 24 || is_made_of_words(label))
    };
    let labels = host.split('.').count();
    is_port
        && host.len() <= 253
        && (labels >= 2 || host == "localhost")
        && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::{is_code, is_host_id, is_request_id};

    /// What a key turned into by hexadecimal digits, and by reading it backwards.
    const DISGUISED: [&str; 3] =
        ["434149537251", "4341495372514a3171364674354232", "XP8JkD5rIjSfy2B5tF6q1JQrSIAC"];

    #[test]
    fn codes_of_the_service_fit() {
        for code in [
            "InvalidUsage",
            "InvalidImageOwnerAlias.ValueNotSupported",
            "Invalidimageowneralias. valuenotsupported",
            "Invalidtag. Mismatch",
            "Throttling.User",
            "THROTTLING.USER",
            "Forbidden.RAM",
            "DryRunOperation",
            "SDK.ServerUnreachable",
            "InvalidVSwitchId.NotFound",
            "InvalidKMSKeyId.NotFound",
            "NoPermission.SLR",
            "AuthenticationFail.OIDCToken.Expired",
            "InvalidParameter.KMSKeyId.KMSUnauthorized",
            "InvalidParameter.KMSKeyId.CMKNotEnabled",
            "InvalidIPv6.NotSupport",
            "InvalidIPv6Count",
            "404",
            "A",
        ] {
            assert!(is_code(code), "{code}");
        }
    }

    #[test]
    fn what_is_no_code_does_not_fit() {
        for text in [
            "",
            ".",
            "Invalid\u{1b}[2J",
            "Invalid.  Blanks",
            "Request blocked",
            "Signature:AgloRzseWpxDzsJW98LA",
            "a&b=c",
            "无",
            "Signature=abc",
        ] {
            assert!(!is_code(text), "{text}");
        }
        let long = "Invalid".repeat(15);
        assert!(!is_code(&long));
        DISGUISED.iter().for_each(|text| assert!(!is_code(text), "{text}"));
    }

    #[test]
    fn request_ids_are_uuids() {
        for id in [
            "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E",
            "473469c7-aa6f-4dc5-b3db-a3dc0de3c83e",
            "540CFF28-407A-40B5-B6A5-74Bxxxxxxxxx",
            "R-1",
        ] {
            assert!(is_request_id(id), "{id}");
        }
        for text in ["", "473469C7AA6F4DC5B3DBA3DC0DE3C83E", "R-1\n", "473469C7-AA6F", "a=b"] {
            assert!(!is_request_id(text), "{text}");
        }
        DISGUISED.iter().for_each(|text| assert!(!is_request_id(text), "{text}"));
    }

    #[test]
    fn hosts_have_labels() {
        for host in [
            "ecs.aliyuncs.com",
            "ecs-cn-hangzhou.aliyuncs.com",
            "ecs.ap-southeast-1.aliyuncs.com:443",
            "127.0.0.1:8080",
            "localhost",
        ] {
            assert!(is_host_id(host), "{host}");
        }
        for text in ["", "ecs", "a..b", "ECS.aliyuncs.com", "a.b:", "a.b:123456", "a b.c"] {
            assert!(!is_host_id(text), "{text}");
        }
        DISGUISED.iter().for_each(|text| assert!(!is_host_id(text), "{text}"));
    }
}
