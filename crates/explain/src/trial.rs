//! How a request was signed, tried out: with the secret, a signature tells what it was made of.

use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::SecretString;
use aliyun_rpc_signer::rpc;

use crate::Cause;
use crate::EncodingPass;
use crate::encoder::Encoder;
use crate::pairs::Pair;
use crate::pairs::join;

/// Lists the faults in signing that make `signature`, or nothing if none is known to.
pub(crate) fn faults(
    method: Method,
    sent: &[Pair],
    access_key_secret: &str,
    signature: &str,
) -> Vec<Cause> {
    let mut sorted = sent.to_vec();
    sorted.sort_unstable();
    let right = join(&sorted);
    let mut causes = Vec::new();
    let mut try_out = |text: &str, cause: Cause| {
        if rpc::signature(text, access_key_secret) == signature && !causes.contains(&cause) {
            causes.push(cause);
        }
    };

    for encoder in Encoder::usual() {
        let first = encoder.join(&sorted);
        let first = String::from_utf8_lossy(&first);
        let texts = || sorted.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        let mut try_passes = |query: &str, second: &Encoder, cause: Option<Cause>| {
            let Some(cause) = cause else { return };
            let (mut path, mut encoded) = (Vec::new(), Vec::new());
            second.encode("/", &mut path);
            second.encode(query, &mut encoded);
            let encoded = String::from_utf8_lossy(&encoded);
            for path in [String::from_utf8_lossy(&path).as_ref(), "%2F"] {
                let text = SecretString::from(format!("{}&{path}&{encoded}", method.as_str()));
                try_out(&text, cause.clone());
            }
        };
        let cause = encoder.cause(EncodingPass::First, texts());
        try_passes(&first, &Encoder::right(), cause);
        let cause = encoder.cause(EncodingPass::Second, [right.as_str(), "/"]);
        try_passes(&right, &encoder, cause);
        let cause = encoder.cause(EncodingPass::Both, texts().chain(["/"]));
        try_passes(&first, &encoder, cause);
    }

    let without = |left_out: fn(&Pair) -> bool| {
        let (out, rest) = sorted.iter().cloned().partition::<Vec<_>, _>(left_out);
        let names = out.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        (!names.is_empty()).then(|| (to_sign(method, &join(&rest)), names))
    };
    if let Some((text, names)) = without(|(_, value)| value.is_empty()) {
        try_out(&text, Cause::EmptySkipped(names));
    }
    if let Some((text, _)) = without(|(name, _)| name == "SecurityToken") {
        try_out(&text, Cause::MissingSecurityToken);
    }
    let as_sent = String::from_utf8(Encoder::right().join(sent)).unwrap_or_default();
    let as_sent = SecretString::from(as_sent);
    if as_sent != right {
        try_out(&to_sign(method, &as_sent), Cause::Order);
    }
    for other in Method::ALL.iter().filter(|other| **other != method) {
        try_out(&to_sign(*other, &right), Cause::Method);
    }
    if rpc::signature_keyed_with(&to_sign(method, &right), access_key_secret) == signature {
        causes.push(Cause::KeyWithoutAmpersand);
    }
    causes
}

fn to_sign(method: Method, canonical_query: &str) -> SecretString {
    rpc::string_to_sign(method, canonical_query).into()
}
