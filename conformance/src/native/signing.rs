//! ACS3 stage by stage, and the explanation of a mismatch, in the words of the cases.

use aliyun_rpc_explain::{Cause, Difference, Evidence, Reason};
use aliyun_rpc_signer::{Method, acs3};

use crate::types::{Acs3Input, Acs3Output, EvidenceKind, ExplainInput, ExplainOutput};

pub(super) fn sign_acs3(input: &Acs3Input) -> Acs3Output {
    let Acs3Input { method, path, hashed_payload, access_key_id, access_key_secret, .. } = input;
    let query = acs3::canonical_query(borrowed(&input.params));
    let headers = acs3::canonical_headers(borrowed(&input.headers));
    let canonical_request = acs3::canonical_request(method, path, &query, &headers, hashed_payload);
    let string_to_sign = acs3::string_to_sign(&canonical_request);
    let signature = acs3::signature(&string_to_sign, access_key_secret);
    let authorization = acs3::authorization(access_key_id, headers.names(), &signature);
    Acs3Output { canonical_request, string_to_sign, signature, authorization }
}

pub(super) fn explain(input: &ExplainInput) -> ExplainOutput {
    let mut evidence = match input.evidence {
        EvidenceKind::StringToSign => Evidence::string_to_sign(&*input.text),
        EvidenceKind::CanonicalRequest => Evidence::canonical_request(&*input.text),
        EvidenceKind::Url => Evidence::url(Method::Get, &input.text),
    };
    if let Some(sent) = &input.sent {
        evidence = evidence.with_sent(sent);
    }
    if let Some(secret) = &input.secret {
        evidence = evidence.with_secret(secret);
    }
    let diagnosis = aliyun_rpc_explain::explain(&evidence, &input.server);
    let reason = match diagnosis.cause() {
        Cause::Undecidable(reason) => Some(reason),
        _ => None,
    };
    let candidates = match reason {
        Some(Reason::Ambiguous(causes)) => Some(ids(causes)),
        _ => None,
    };
    let names = diagnosis.differences().iter().map(Difference::name);
    ExplainOutput {
        cause: diagnosis.cause().id().to_owned(),
        reason: reason.map(|reason| reason.id().to_owned()),
        names: Some(names.map(str::to_owned).collect()),
        candidates,
    }
}

fn ids(causes: &[Cause]) -> Vec<String> {
    causes.iter().map(|cause| cause.id().to_owned()).collect()
}

pub(super) fn borrowed(params: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    params.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}
