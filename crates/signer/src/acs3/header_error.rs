//! A request that no header can carry.

use std::fmt;

use super::common::Header;

/// A header would hold a line end or another control character, with which it could end and others
/// begin. Nothing was signed.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{Call, Credentials, Stamp, acs3};
///
/// let call = Call::new("DescribeImages\r\nx-acs-version: 1", "2014-05-26");
/// let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
/// let key = Credentials::new("testid", "testsecret");
/// let error = acs3::sign(&call, "ecs.aliyuncs.com", &key, &stamp).unwrap_err();
/// assert_eq!(error.name(), "x-acs-action");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderError(&'static str);

impl HeaderError {
    /// Returns the name of the header.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the header {} would hold a line end or another control character; look at what it is \
             made of: the credentials, the host, the action, the version or the nonce",
            self.0
        )
    }
}

impl std::error::Error for HeaderError {}

/// Refuses headers whose values hold control characters.
pub(super) fn check(headers: &[Header]) -> Result<(), HeaderError> {
    match headers.iter().find(|(_, value)| value.contains(char::is_control)) {
        Some((name, _)) => Err(HeaderError(name)),
        None => Ok(()),
    }
}
