//! The two shapes of times that clients send beyond the protocol's own.

use std::time::SystemTime;

use aliyun_rpc_signer::timestamp;

/// Reads a `Timestamp`, with whole seconds as documented or with a fraction of up to nine digits.
///
/// Two Node SDKs send milliseconds and a Rust one sends nanoseconds; the fraction is dropped.
pub(crate) fn with_fraction(text: &str) -> Option<SystemTime> {
    let Some((whole, rest)) = text.split_once('.') else {
        return timestamp::parse(text);
    };
    let fraction = rest.strip_suffix('Z')?;
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(1..=9).contains(&fraction.len()) {
        return None;
    }
    timestamp::parse(&format!("{whole}Z"))
}

/// Reads a creation time: `2017-12-05T22:40:00Z`, or `2017-12-05T22:40Z`.
///
/// Source: ECS API Reference, DescribeImages, `Filter.n.Value`: the first in 2019-05-31, the
/// second from 2021-06-01 on.
pub(crate) fn with_or_without_seconds(text: &str) -> Option<SystemTime> {
    timestamp::parse(text).or_else(|| {
        let minutes = text.strip_suffix('Z')?;
        timestamp::parse(&format!("{minutes}:00Z"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_dropped() {
        let whole = timestamp::parse("2016-02-23T12:46:24Z");
        assert!(whole.is_some());
        for text in
            ["2016-02-23T12:46:24Z", "2016-02-23T12:46:24.690Z", "2016-02-23T12:46:24.123456789Z"]
        {
            assert_eq!(with_fraction(text), whole, "{text}");
        }
        for wrong in [
            "2016-02-23T12:46:24.Z",
            "2016-02-23T12:46:24.1",
            "2016-02-23T12:46:24.1234567890Z",
            "2016-02-23T12:46:24.1.1Z",
            "2016-02-23T12:46:24.-1Z",
            "2016-02-23T12:46.5Z",
        ] {
            assert_eq!(with_fraction(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn seconds_may_be_left_out_and_are_zero_then() {
        let full = with_or_without_seconds("2017-12-05T22:40:00Z");
        assert!(full.is_some());
        assert_eq!(with_or_without_seconds("2017-12-05T22:40Z"), full);
        for wrong in ["2017-12-05T22Z", "2017-12-05", "2017-12-05T22:40", "", "Z"] {
            assert_eq!(with_or_without_seconds(wrong), None, "{wrong}");
        }
    }
}
