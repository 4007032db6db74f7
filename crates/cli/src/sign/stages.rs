//! The stages of signing, as `--verbose` shows them.

use aliyun_rpc_signer::acs3::{Received, Refusal, hashed_payload};
use aliyun_rpc_signer::{Call, Credentials, Signed, acs3, rpc};

use crate::printable::printable;

/// Returns the stages of RPC 1.0.
pub(super) fn rpc(signed: &Signed, key: &Credentials) -> String {
    // The last parameter is what the others are signed with.
    let query = signed.query().rsplit_once("&Signature=").map_or("", |(query, _)| query);
    let to_sign = rpc::string_to_sign(signed.method(), query);
    let signature = rpc::signature(&to_sign, key.access_key_secret());
    shown(&[("canonical query", query), ("string to sign", &to_sign), ("signature", &signature)])
}

/// Returns the stages of ACS3, as the server finds them in the request.
pub(super) fn acs3(call: &Call, request: &acs3::Request) -> Result<String, Refusal> {
    let params = call.params().filter(|(name, _)| !rpc::COMMON_PARAMETERS.contains(name));
    let method = request.method().as_str();
    let received = Received::read(method, "/", params, request.headers(), &hashed_payload(b""))?;
    let mut headers = request.headers();
    let authorization =
        headers.find_map(|(name, value)| (name == "authorization").then_some(value));
    let signature = authorization.and_then(|value| value.rsplit_once("Signature="));
    Ok(shown(&[
        ("canonical query", request.query()),
        ("canonical request", received.canonical_request()),
        ("string to sign", &received.string_to_sign()),
        ("signature", signature.map_or("", |(_, signature)| signature)),
    ]))
}

/// Writes each text below its name, indented and escaped.
fn shown(stages: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, stage) in stages {
        text += name;
        text += ":\n";
        for line in stage.split('\n') {
            text += "  ";
            text += &printable(line);
            text += "\n";
        }
    }
    text
}
