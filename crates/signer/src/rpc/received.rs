//! The other direction: a request as a server receives it.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use super::canonical_query::without_signature;
use super::signature::matches;
use super::signature::parse;
use super::string_to_sign::secret_string_to_sign;
use crate::Method;
use crate::Refusal;
use crate::SecretString;

/// A received request whose `Signature` has been read, but not yet believed.
///
/// A server looks up the secret of [`access_key_id`](Self::access_key_id), asks
/// [`is_signed_with`](Self::is_signed_with), and on a mismatch quotes
/// [`string_to_sign`](Self::string_to_sign), which is how a client finds the cause. [`verify`] does
/// the first two for a server with one key.
///
/// A right signature says who wrote the request, not when: whether the timestamp is recent and the
/// nonce unused is the caller's to check. The texts are wiped from memory when dropped, and `Debug`
/// shows the method alone.
pub struct Received {
    method: Method,
    access_key_id: Option<String>,
    canonical_query: SecretString,
    claimed: [u8; 20],
}

impl Received {
    /// Reads a request: its method, and its parameters, decoded, from query and form together.
    ///
    /// # Errors
    ///
    /// [`Refusal::MissingSignature`] and [`Refusal::MalformedSignature`]. Well formed is the canonical
    /// base64 of 20 bytes: with its padding, without whitespace, with zero bits at the end.
    pub fn read<N, V>(
        method: Method,
        params: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Refusal>
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        let params = params.into_iter().collect::<Vec<_>>();
        let values = |wanted: &'static str| {
            let named = params.iter().filter(move |(name, _)| name.as_ref() == wanted);
            named.map(|(_, value)| value.as_ref())
        };
        let mut signatures = values("Signature");
        let signature = signatures.next().ok_or(Refusal::MissingSignature)?;
        let claimed = parse(signature).filter(|_| signatures.next().is_none());
        let claimed = claimed.ok_or(Refusal::MalformedSignature)?;
        let access_key_id = values("AccessKeyId").next().map(str::to_owned);
        let pairs = params.iter().map(|(name, value)| (name, value));
        Ok(Self { method, access_key_id, canonical_query: without_signature(pairs), claimed })
    }

    /// Tells whether the signature is that of this secret, in a time that does not depend on where
    /// the signatures differ.
    pub fn is_signed_with(&self, access_key_secret: &str) -> bool {
        matches(&self.string_to_sign(), access_key_secret, &self.claimed)
    }

    /// Returns the parameter `AccessKeyId`, if there is one. Nothing vouches for it yet.
    pub fn access_key_id(&self) -> Option<&str> {
        self.access_key_id.as_deref()
    }

    /// Returns the canonical query, security token included.
    pub fn canonical_query(&self) -> &str {
        &self.canonical_query
    }

    /// Returns the string to sign, security token included.
    pub fn string_to_sign(&self) -> SecretString {
        secret_string_to_sign(self.method, &self.canonical_query)
    }
}

/// Verifies that a received request is signed with this secret; see [`Received`] for the arguments.
///
/// # Errors
///
/// Says that the signature is missing or malformed, or that it is another.
///
/// ```
/// use aliyun_rpc_signer::{Method, Refusal, rpc};
///
/// let received =
///     [("query", "test"), ("body", "test"), ("Signature", "XlUyV4sXjOuX5FnjUz9IF9tm5rU=")];
/// assert_eq!(rpc::verify(Method::Get, received, "secret"), Ok(()));
/// assert_eq!(rpc::verify(Method::Post, received, "secret"), Err(Refusal::Mismatch));
/// ```
pub fn verify<N, V>(
    method: Method,
    params: impl IntoIterator<Item = (N, V)>,
    access_key_secret: &str,
) -> Result<(), Refusal>
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    let received = Received::read(method, params)?;
    if received.is_signed_with(access_key_secret) { Ok(()) } else { Err(Refusal::Mismatch) }
}

impl ZeroizeOnDrop for Received {}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").field("method", &self.method).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "XlUyV4sXjOuX5FnjUz9IF9tm5rU=";

    fn verifies(signature: &str) -> Result<(), Refusal> {
        let params = [("query", "test"), ("body", "test"), ("Signature", signature)];
        verify(Method::Get, params, "secret")
    }

    #[test]
    fn a_right_signature_is_accepted_and_another_is_a_mismatch() {
        assert_eq!(verifies(RIGHT), Ok(()));
        for other in ["xlUyV4sXjOuX5FnjUz9IF9tm5rU=", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
            assert_eq!(verifies(other), Err(Refusal::Mismatch), "{other}");
        }
    }

    #[test]
    fn a_missing_signature_is_told_from_a_malformed_one() {
        let none = verify(Method::Get, [("query", "test"), ("signature", RIGHT)], "secret");
        assert_eq!(none, Err(Refusal::MissingSignature));
        let twice = [("Signature", RIGHT), ("Signature", RIGHT)];
        assert_eq!(verify(Method::Get, twice, "secret"), Err(Refusal::MalformedSignature));
    }

    #[test]
    fn malformed_signatures_are_refused() {
        for wrong in [
            "",
            "=",
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU",   // no padding
            "XlUyV4sXjOuX5FnjUz9IF9tm5rV=",  // the same 20 bytes, a stray bit at the end
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU==", // padded twice
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU=\n",
            " XlUyV4sXjOuX5FnjUz9IF9tm5rU=",
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU%3D", // still percent-encoded
            "XlUyV4sXjOuX5FnjUz9IF9tm5g==",   // the first 19 bytes
            "XlUyV4sXjOuX5FnjUz9IF9tm5rUA",   // one byte more
        ] {
            assert_eq!(verifies(wrong), Err(Refusal::MalformedSignature), "{wrong:?}");
        }
    }

    #[test]
    fn a_server_reads_whose_request_it_is_and_what_was_signed() {
        let params = [("AccessKeyId", "testid"), ("A", "1"), ("Signature", RIGHT)];
        let received = Received::read(Method::Post, params).expect("a signature");
        assert_eq!(received.access_key_id(), Some("testid"));
        assert_eq!(received.canonical_query(), "A=1&AccessKeyId=testid");
        let to_sign = "POST&%2F&A%3D1%26AccessKeyId%3Dtestid";
        assert_eq!(&*received.string_to_sign(), to_sign);
        assert!(!format!("{received:?}").contains("testid"));
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_query_is_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let received = Received::read(Method::Get, [("Signature", RIGHT)]).expect("a signature");
        is_wiped(&received.string_to_sign());
        let Received { method: _, access_key_id: _, canonical_query, claimed: _ } = &received;
        is_wiped(canonical_query);
    }
}
