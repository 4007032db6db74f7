//! Every signer that is measured, and the one request they sign.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{Call, Credentials, Format, Method, Stamp, acs3, rpc};
use sha2::{Digest as _, Sha256};

use crate::straightforward;

/// The request: what is signed, and what the hashes alone need.
#[derive(Debug)]
pub struct Request {
    call: Call,
    credentials: Credentials,
    string_to_sign: String,
    canonical_request: String,
}

/// A function that signs the request and drops the result.
type Sign = fn(&Request);

/// Whatever is measured, under the name it is printed with.
///
/// The `limit_` are what no signer can leave out: the hashes, keyed and over the same bytes.
pub const SIGNERS: &[(&str, Sign)] = &[
    ("rpc_ours", |request| {
        black_box(rpc::sign(&request.call, FORMAT, &request.credentials, &stamp()));
    }),
    ("rpc_straightforward", |request| {
        black_box(straightforward::rpc(&request.call, FORMAT, &request.credentials, &stamp()));
    }),
    ("rpc_limit_hmac", |request| {
        black_box(straightforward::hmac_sha1(KEY, black_box(&request.string_to_sign)));
    }),
    ("acs3_ours", |request| {
        let signed = acs3::sign(&request.call, HOST, &request.credentials, &stamp());
        black_box(signed.expect("no control characters"));
    }),
    ("acs3_straightforward", |request| {
        black_box(straightforward::acs3(&request.call, HOST, &request.credentials, &stamp()));
    }),
    ("acs3_limit_hashes", |request| {
        black_box(Sha256::digest(black_box(&request.canonical_request)));
        black_box(straightforward::hmac_sha256(SECRET, black_box(TO_SIGN_OF_ACS3)));
    }),
    ("stamp", |_| drop(black_box(stamp()))),
];

impl Request {
    /// Makes the request: filters, tags, a name with spaces, letters of another script.
    ///
    /// # Panics
    ///
    /// When ours and the straightforward signer do not agree about it.
    #[must_use]
    pub fn new() -> Self {
        let call =
            PARAMETERS.iter().fold(Call::new("DescribeImages", "2014-05-26"), |call, pair| {
                call.param(pair.0, pair.1)
            });
        let credentials = Credentials::new("LTAI5tExampleKeyId00000", SECRET);

        let signed = rpc::sign(&call, FORMAT, &credentials, &stamp());
        let plain = straightforward::rpc(&call, FORMAT, &credentials, &stamp());
        assert_eq!(signed.query(), plain);
        let (unsigned, _) = plain.split_once("&Signature=").expect("a signature");
        let string_to_sign = rpc::string_to_sign(Method::Get, unsigned);

        let signed = acs3::sign(&call, HOST, &credentials, &stamp()).expect("it can be signed");
        let plain = straightforward::acs3(&call, HOST, &credentials, &stamp());
        let authorization = signed.headers().find(|(name, _)| *name == "authorization");
        let (_, authorization) = authorization.expect("a signature");
        assert_eq!((signed.query(), authorization), (plain.0.as_str(), plain.1.as_str()));
        let own = signed.headers().filter(|(name, _)| acs3::has_to_be_signed(name));
        let headers = acs3::canonical_headers(own);
        let hash = acs3::hashed_payload(b"");
        let canonical_request =
            acs3::canonical_request("GET", "/", signed.query(), &headers, &hash);
        assert_eq!(acs3::string_to_sign(&canonical_request).len(), TO_SIGN_OF_ACS3.len());
        Self { call, credentials, string_to_sign, canonical_request }
    }
}

impl Default for Request {
    fn default() -> Self {
        Self::new()
    }
}

/// Making a stamp belongs to signing: no attempt may reuse one.
fn stamp() -> Stamp {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584);
    Stamp::from_random(black_box(time), black_box([0xa5; 16]))
}

const PARAMETERS: [(&str, &str); 16] = [
    ("RegionId", "cn-hangzhou"),
    ("PageNumber", "1"),
    ("PageSize", "50"),
    ("ImageOwnerAlias", "self"),
    ("Status", "Available,Creating"),
    ("ImageName", "web front end *~"),
    ("Architecture", "x86_64"),
    ("OSType", "linux"),
    ("Usage", "instance"),
    ("ShowExpired", "true"),
    ("Filter.1.Key", "CreationStartTime"),
    ("Filter.1.Value", "2024-01-01T00:00Z"),
    ("Tag.1.Key", "team"),
    ("Tag.1.Value", "镜像"),
    ("Tag.2.Key", "stage"),
    ("Tag.2.Value", "production"),
];

const FORMAT: Format = Format::Json;
const HOST: &str = "ecs.cn-hangzhou.aliyuncs.com";
const SECRET: &str = "ExampleSecret00000000000000000";
const KEY: &str = "ExampleSecret00000000000000000&";
/// Of the right length, which is all that the HMAC of it depends on.
const TO_SIGN_OF_ACS3: &str = "ACS3-HMAC-SHA256\n\
    7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259";

#[cfg(test)]
mod tests {
    use super::{Request, SIGNERS};

    #[test]
    fn every_signer_signs_and_ours_agree_with_the_straightforward_ones() {
        let request = Request::new();
        assert_eq!(request.call.params().len(), 16);
        for (_, sign) in SIGNERS {
            sign(&request);
        }
    }
}
