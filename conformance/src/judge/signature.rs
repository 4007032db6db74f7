//! Areas `sign`, `verify` and `sign-acs3`: stage by stage, so that a failure names the first wrong one.

use super::stage::{Stop, ensure, given, same};
use crate::case::{Sign, SignAcs3, Verify, VerifyVerdict};
use crate::subject::Subject;
use crate::types::{Acs3Input, SignInput, VerifyInput};

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

pub(super) fn sign_acs3(case: &SignAcs3, subject: &dyn Subject) -> Result<(), Stop> {
    let mut input = Acs3Input {
        method: case.method.clone(),
        path: case.path.clone(),
        params: case.params.clone(),
        headers: case.headers.clone(),
        hashed_payload: case.hashed_payload.clone(),
        access_key_id: case.access_key_id.clone(),
        access_key_secret: case.access_key_secret.clone(),
    };
    let got = given(subject.sign_acs3(&input))?;
    same("canonical request", &got.canonical_request, &case.canonical_request)?;
    same("string to sign", &got.string_to_sign, &case.string_to_sign)?;
    same("signature", &got.signature, &case.signature)?;
    same("authorization", &got.authorization, &case.authorization)?;

    input.params.reverse();
    input.headers.reverse();
    let again = given(subject.sign_acs3(&input))?;
    same("authorization of everything in reverse", &again.authorization, &got.authorization)
}
