//! The shape of times that clients send beyond the protocol's own.

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
}
