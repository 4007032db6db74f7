//! The crates of this repository as a subject.

mod bodies;
mod listing;
mod request;
mod signing;

use aliyun_ecs_describe_images::encode;
use aliyun_ecs_model::{DescribeImages, Revision, check};
use aliyun_rpc_signer::{Method, rpc};

use crate::subject::{Answer, Subject};
use crate::types::{
    Acs3Input, Acs3Output, CheckOutput, DecodeInput, DecodeOutput, EncodeOutput, ErrorInput,
    ErrorOutput, ExplainInput, ExplainOutput, Finding, Level, ListingInput, ListingOutput,
    RulesInput, SignInput, SignOutput, VerifyInput, VerifyOutput,
};

pub(crate) use bodies::{canonical, service_error};
pub use request::{request, revision};
use signing::borrowed;

/// The crates of this repository.
#[derive(Clone, Copy, Debug)]
pub struct Native;

impl Subject for Native {
    fn is_complete(&self) -> bool {
        true
    }

    fn check(&self, input: &RulesInput) -> Answer<CheckOutput> {
        with_model(input, |request, revision| {
            let findings = check(request, revision);
            CheckOutput { findings: findings.iter().map(finding).collect() }
        })
    }

    fn encode(&self, input: &RulesInput) -> Answer<EncodeOutput> {
        with_model(input, |request, revision| match encode(request, revision) {
            Ok(call) => {
                let own = call.params().map(|(name, value)| (name.to_owned(), value.to_owned()));
                let common = [
                    ("Action".to_owned(), call.action().to_owned()),
                    ("Version".to_owned(), call.version().to_owned()),
                ];
                EncodeOutput::Params(common.into_iter().chain(own).collect())
            }
            Err(invalid) => EncodeOutput::Findings(invalid.findings.iter().map(finding).collect()),
        })
    }

    fn sign(&self, input: &SignInput) -> Answer<SignOutput> {
        let canonical_query = rpc::canonical_query(borrowed(&input.params));
        let string_to_sign = match (&input.string_to_sign, method(&input.method)) {
            (Some(given), _) => given.clone(),
            (None, Some(method)) => rpc::string_to_sign(method, &canonical_query),
            (None, None) => return Answer::Unsupported(format!("the method {:?}", input.method)),
        };
        let secret = input.access_key_secret.as_deref();
        let signature = secret.map(|secret| rpc::signature(&string_to_sign, secret));
        Answer::Given(SignOutput { canonical_query, string_to_sign, signature })
    }

    fn verify(&self, input: &VerifyInput) -> Answer<VerifyOutput> {
        let Some(method) = method(&input.method) else {
            return Answer::Unsupported(format!("the method {:?}", input.method));
        };
        let params = borrowed(&input.params).filter(|(name, _)| *name != "Signature");
        let params = params.chain([("Signature", input.signature.as_str())]);
        let valid = rpc::verify(method, params, &input.access_key_secret).is_ok();
        Answer::Given(VerifyOutput { valid })
    }

    fn sign_acs3(&self, input: &Acs3Input) -> Answer<Acs3Output> {
        Answer::Given(signing::sign_acs3(input))
    }

    fn listing(&self, input: &ListingInput) -> Answer<ListingOutput> {
        listing::next(input)
    }

    fn explain(&self, input: &ExplainInput) -> Answer<ExplainOutput> {
        Answer::Given(signing::explain(input))
    }

    fn decode(&self, input: &DecodeInput) -> Answer<DecodeOutput> {
        Answer::Given(bodies::decode(&input.body.0))
    }

    fn error(&self, input: &ErrorInput) -> Answer<ErrorOutput> {
        bodies::error(input.status, &input.body.0)
    }
}

fn with_model<T>(
    input: &RulesInput,
    then: impl FnOnce(&DescribeImages, &Revision) -> T,
) -> Answer<T> {
    match (request(&input.request), revision(&input.revision)) {
        (Ok(request), Some(revision)) => Answer::Given(then(&request, revision)),
        (Err(error), _) => Answer::Unsupported(format!("the request: {error}")),
        (_, None) => Answer::Unsupported(format!("the revision {}", input.revision)),
    }
}

fn finding(finding: &aliyun_ecs_model::Finding) -> Finding {
    let level = match finding.level {
        aliyun_ecs_model::Level::Deny => Level::Deny,
        _ => Level::Advise,
    };
    Finding { parameter: finding.name.clone(), rule: finding.rule.id().to_owned(), level }
}

fn method(name: &str) -> Option<Method> {
    [Method::Get, Method::Post].into_iter().find(|method| method.as_str() == name)
}
