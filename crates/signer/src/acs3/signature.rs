//! The later stages: what is signed, the signature, and the header that carries it.

use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha2::Digest;
use sha2::Sha256;

use crate::hex;

/// Returns the string to sign: the algorithm, a line feed and the hash of the canonical request.
///
/// ```
/// use aliyun_rpc_signer::acs3::string_to_sign;
///
/// assert!(string_to_sign("GET\n/…").starts_with("ACS3-HMAC-SHA256\n"));
/// ```
pub fn string_to_sign(canonical_request: &str) -> String {
    string_to_sign_of_lines(&[canonical_request])
}

/// Returns the string to sign of a canonical request that is still in parts, without the line feeds
/// between them.
pub(super) fn string_to_sign_of_lines(lines: &[&str]) -> String {
    let mut hash = Sha256::new();
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            hash.update("\n");
        }
        hash.update(line);
    }
    let mut text = String::with_capacity(ALGORITHM.len() + 1 + 64);
    text.push_str(ALGORITHM);
    text.push('\n');
    hex::push(&hash.finalize(), &mut text);
    text
}

/// Returns the signature: HMAC-SHA256 in lower-case hexadecimal, 64 characters.
///
/// The key is the secret alone: no `&`, which belongs to RPC 1.0, and no key derived for a day or a
/// region, which other clouds have.
///
/// ```
/// use aliyun_rpc_signer::acs3::signature;
///
/// // The worked example of the documentation, "V3 request structure and signature".
/// let string_to_sign = "ACS3-HMAC-SHA256\n\
///     7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259";
/// assert_eq!(
///     signature(string_to_sign, "YourAccessKeySecret"),
///     "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
/// );
/// ```
pub fn signature(string_to_sign: &str, access_key_secret: &str) -> String {
    let mac = keyed(access_key_secret).chain_update(string_to_sign);
    hex::encode(mac.finalize().into_bytes())
}

/// Returns the value of the header `Authorization`.
///
/// ```
/// use aliyun_rpc_signer::acs3::authorization;
///
/// assert_eq!(
///     authorization("testid", "host;x-acs-date", "0f…"),
///     "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-date,Signature=0f…",
/// );
/// ```
pub fn authorization(access_key_id: &str, signed_headers: &str, signature: &str) -> String {
    format!(
        "{ALGORITHM} Credential={access_key_id},SignedHeaders={signed_headers},\
         Signature={signature}"
    )
}

/// Compares in a time that does not depend on where the two differ.
pub(super) fn matches(string_to_sign: &str, access_key_secret: &str, claimed: &[u8; 32]) -> bool {
    let mac = keyed(access_key_secret).chain_update(string_to_sign);
    mac.verify_slice(claimed).is_ok()
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
fn keyed(access_key_secret: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(access_key_secret.as_bytes()).expect("HMAC takes keys of every length")
}

/// What begins the string to sign and the header `Authorization`.
pub(super) const ALGORITHM: &str = "ACS3-HMAC-SHA256";
