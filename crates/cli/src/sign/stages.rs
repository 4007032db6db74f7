//! The stages of signing, as `--verbose` shows them.

use aliyun_rpc_signer::{Credentials, acs3, rpc};

use crate::printable::printable;

/// Returns the stages of RPC 1.0.
pub(super) fn rpc(unsigned: &rpc::Unsigned<'_>, key: &Credentials) -> String {
    let to_sign = unsigned.string_to_sign();
    let signature = rpc::signature(&to_sign, key.access_key_secret());
    shown(&[
        ("canonical query", unsigned.canonical_query()),
        ("string to sign", &to_sign),
        ("signature", &signature),
    ])
}

/// Returns the stages of ACS3.
pub(super) fn acs3(unsigned: &acs3::Unsigned<'_>, key: &Credentials) -> String {
    let to_sign = unsigned.string_to_sign();
    let signature = acs3::signature(&to_sign, key.access_key_secret());
    shown(&[
        ("canonical query", unsigned.canonical_query()),
        ("canonical request", &unsigned.canonical_request()),
        ("string to sign", &to_sign),
        ("signature", &signature),
    ])
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
