//! The common parameters: those that signing sets, and that are no business of a call.

use super::one_pass::Param;
use crate::Call;
use crate::Credentials;
use crate::Format;
use crate::Stamp;

/// The names of the parameters that [`sign`](super::sign()) sets, in the order of the canonical query.
///
/// Names are compared exactly, as they are sorted: `TimeStamp`, the spelling of some documents, is
/// another name. `SecurityToken` is here even for credentials without a token, because a token
/// belongs to the credentials, which keep it out of sight.
/// (ECS API Reference, "Common parameters".)
pub const COMMON_PARAMETERS: [&str; 10] = [
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// Lists the parameters of a call that [`sign`](super::sign()) leaves out, because it sets their names
/// itself.
///
/// ```
/// use aliyun_rpc_signer::{Call, rpc};
///
/// let call = Call::new("DescribeImages", "2014-05-26")
///     .param("Version", "2015-01-01")
///     .param("ImageId", "m-1");
/// assert_eq!(rpc::shadowed(&call).collect::<Vec<_>>(), ["Version"]);
/// ```
pub fn shadowed(call: &Call) -> impl Iterator<Item = &str> {
    call.params().map(|(name, _)| name).filter(|name| is_common(name))
}

/// Returns the parameters of a call that are its own.
pub(crate) fn own_params(call: &Call) -> impl Iterator<Item = (&str, &str)> {
    call.params().filter(|(name, _)| !is_common(name))
}

/// Returns the common parameters of a signed call, in canonical order.
#[inline]
pub(super) fn common_params<'a>(
    call: &'a Call,
    format: Format,
    credentials: &'a Credentials,
    stamp: &'a Stamp,
) -> [Option<Param<'a>>; 9] {
    let token = credentials.security_token();
    [
        Some(Param::new("AccessKeyId", credentials.access_key_id())),
        Some(Param::new("Action", call.action())),
        Some(Param::new("Format", format.as_str())),
        token.map(|token| Param::new("SecurityToken", token)),
        Some(Param::new("SignatureMethod", "HMAC-SHA1")),
        Some(Param::new("SignatureNonce", stamp.nonce())),
        Some(Param::new("SignatureVersion", "1.0")),
        Some(Param::new("Timestamp", stamp.timestamp())),
        Some(Param::new("Version", call.version())),
    ]
}

/// Tells whether a name is one of the [`COMMON_PARAMETERS`]: few names have even their length.
pub(super) fn is_common(name: &str) -> bool {
    match name.len() {
        6 => name == "Action" || name == "Format",
        7 => name == "Version",
        9 => name == "Signature" || name == "Timestamp",
        11 => name == "AccessKeyId",
        13 => name == "SecurityToken",
        14 => name == "SignatureNonce",
        15 => name == "SignatureMethod",
        16 => name == "SignatureVersion",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_parameters_are_listed_in_canonical_order() {
        assert!(COMMON_PARAMETERS.is_sorted());
    }

    #[test]
    fn a_name_is_common_exactly_if_it_is_listed() {
        for name in COMMON_PARAMETERS {
            assert!(is_common(name), "{name}");
            for end in 0..name.len() {
                for other in
                    [name[..end].to_owned(), [&name[..end], "x", &name[end + 1..]].concat()]
                {
                    assert_eq!(is_common(&other), COMMON_PARAMETERS.contains(&&*other), "{other}");
                }
            }
        }
    }
}
