//! The first stage: the whole request in one text.

use sha2::Digest;
use sha2::Sha256;

use super::canonical_headers::CanonicalHeaders;
use crate::SecretString;
use crate::hex;
use crate::rpc;

/// Returns the canonical query: sorted, percent-encoded, nothing left out.
///
/// It is that of RPC 1.0, [`rpc::canonical_query`](crate::rpc::canonical_query), but for the name
/// `Signature`, which is a name like any other here. No parameters make an empty line.
///
/// ```
/// use aliyun_rpc_signer::acs3::canonical_query;
///
/// assert_eq!(canonical_query([("test", "o k"), ("empty", "")]), "empty=&test=o%20k");
/// ```
pub fn canonical_query<N, V>(params: impl IntoIterator<Item = (N, V)>) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    joined(params).into_string()
}

/// Returns the canonical query as a text that is wiped.
pub(super) fn joined<N, V>(params: impl IntoIterator<Item = (N, V)>) -> SecretString
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    rpc::join_in_order(params)
}

/// Returns the canonical request: method, path, query, headers, their names and the body's hash.
///
/// The path is that of the request, `/` for every RPC-style service, with each segment
/// percent-encoded. The hash is [`hashed_payload`]'s.
/// (Alibaba Cloud SDK, "V3 request structure and signature".)
///
/// The result may hold a security token; it must not be logged, and is the caller's to wipe.
/// [`Unsigned`](super::Unsigned) and [`Received`](super::Received) wipe their own.
///
/// ```
/// use aliyun_rpc_signer::acs3::{canonical_headers, canonical_request, hashed_payload};
///
/// let headers = canonical_headers([("host", "ecs.aliyuncs.com")]);
/// assert_eq!(
///     canonical_request("POST", "/", "RegionId=cn-hangzhou", &headers, &hashed_payload(b"")),
///     "POST\n/\nRegionId=cn-hangzhou\nhost:ecs.aliyuncs.com\n\nhost\n\
///      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
/// );
/// ```
pub fn canonical_request(
    method: &str,
    path: &str,
    canonical_query: &str,
    headers: &CanonicalHeaders,
    hashed_payload: &str,
) -> String {
    request(&lines(method, path, canonical_query, headers, hashed_payload)).into_string()
}

/// Returns the canonical request as a text that is wiped.
pub(super) fn request(lines: &[&str]) -> SecretString {
    lines.join("\n").into()
}

/// Returns what a canonical request is joined of by line feeds.
///
/// The lines of the headers end in a line feed of their own, so an empty line follows them.
pub(super) fn lines<'a>(
    method: &'a str,
    path: &'a str,
    canonical_query: &'a str,
    headers: &'a CanonicalHeaders,
    hashed_payload: &'a str,
) -> [&'a str; 6] {
    [method, path, canonical_query, headers.lines(), headers.names(), hashed_payload]
}

/// Returns the SHA-256 of a body in lower-case hexadecimal, as `x-acs-content-sha256` carries it.
///
/// ```
/// use aliyun_rpc_signer::acs3::hashed_payload;
///
/// assert!(hashed_payload(b"").starts_with("e3b0c44298fc1c14"));
/// ```
pub fn hashed_payload(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}
