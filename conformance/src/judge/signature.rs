//! Areas `sign` and `verify`: stage by stage, so that a failure names the first wrong one.

use super::{Stop, ensure, given, same};
use crate::case::{Sign, Verify, VerifyVerdict};
use crate::subject::Subject;
use crate::types::{SignInput, VerifyInput};

pub(super) fn sign(case: &Sign, subject: &dyn Subject) -> Result<(), Stop> {
    let params: Vec<(String, String)> = case.params.clone().into_iter().collect();
    // A vector of a method that HTTP does not have gives its string to sign itself.
    let is_method = matches!(case.method.as_str(), "GET" | "POST");
    let input = SignInput {
        method: case.method.clone(),
        params: params.clone(),
        access_key_secret: case.access_key_secret.clone(),
        string_to_sign: (!is_method).then(|| case.string_to_sign.clone()),
    };
    let got = given(subject.sign(&input))?;
    same("canonical query", &got.canonical_query, &case.canonical_query)?;
    same("string to sign", &got.string_to_sign, &case.string_to_sign)?;
    if case.verified {
        same("signature", &got.signature, &case.signature)?;
    } else {
        ensure(got.signature.is_some() && got.signature != case.signature, || {
            format!("the signature is a published mistake, and was reproduced: {:?}", got.signature)
        })?;
    }

    let reversed = SignInput { params: params.into_iter().rev().collect(), ..input };
    let again = given(subject.sign(&reversed))?;
    same("signature of the parameters in reverse", &again.signature, &got.signature)
}

pub(super) fn verify(case: &Verify, subject: &dyn Subject) -> Result<(), Stop> {
    let input = VerifyInput {
        method: case.method.clone(),
        params: case.params.clone(),
        access_key_secret: case.access_key_secret.clone(),
        signature: case.signature.clone(),
    };
    let got = given(subject.verify(&input))?;
    same("signature is right", &got.valid, &(case.verdict == VerifyVerdict::Accept))
}
