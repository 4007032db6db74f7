//! The implementation under judgement.

use std::fmt;

use crate::types::{
    Acs3Input, Acs3Output, CheckOutput, DecodeInput, DecodeOutput, EncodeOutput, ErrorInput,
    ErrorOutput, ExplainInput, ExplainOutput, ListingInput, ListingOutput, RulesInput, SignInput,
    SignOutput, VerifyInput, VerifyOutput,
};

/// An implementation of the API's client side, one method per area of cases.
///
/// An area that an implementation has nothing for stays [`Answer::Unsupported`]; such cases are
/// reported and never count as passed.
pub trait Subject: fmt::Debug + Send + Sync {
    /// Says whether everything optional in the answers is there: positions, paths, deviations,
    /// meanings of codes. A complete subject fails a case by leaving one out.
    fn is_complete(&self) -> bool {
        false
    }

    /// Holds a request against a revision.
    fn check(&self, input: &RulesInput) -> Answer<CheckOutput> {
        Answer::without("check", input)
    }

    /// Turns a request into parameters.
    fn encode(&self, input: &RulesInput) -> Answer<EncodeOutput> {
        Answer::without("encode", input)
    }

    /// Signs parameters with signature version 1.0, stage by stage.
    fn sign(&self, input: &SignInput) -> Answer<SignOutput> {
        Answer::without("sign", input)
    }

    /// Verifies a received request, signed with signature version 1.0.
    fn verify(&self, input: &VerifyInput) -> Answer<VerifyOutput> {
        Answer::without("verify", input)
    }

    /// Signs a request with ACS3-HMAC-SHA256, stage by stage.
    fn sign_acs3(&self, input: &Acs3Input) -> Answer<Acs3Output> {
        Answer::without("sign-acs3", input)
    }

    /// Says why the service calculated another signature.
    fn explain(&self, input: &ExplainInput) -> Answer<ExplainOutput> {
        Answer::without("explain", input)
    }

    /// Decodes a page.
    fn decode(&self, input: &DecodeInput) -> Answer<DecodeOutput> {
        Answer::without("decode", input)
    }

    /// Says what a response is.
    fn error(&self, input: &ErrorInput) -> Answer<ErrorOutput> {
        Answer::without("error", input)
    }

    /// Says what a listing asks for next, or what came of it.
    fn listing(&self, input: &ListingInput) -> Answer<ListingOutput> {
        Answer::without("listing", input)
    }
}

/// What a subject has to say to an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The result.
    Given(T),
    /// The subject does not do this, and says why.
    Unsupported(String),
    /// The subject broke down.
    Broken(String),
}

impl<T> Answer<T> {
    fn without<I>(area: &str, _: &I) -> Self {
        Self::Unsupported(format!("nothing for the area {area}"))
    }
}
