//! Area `explain`: the cause, and what tells it from a lucky guess.

use super::stage::{Stop, given, same, same_if_given};
use crate::case::Explain;
use crate::subject::Subject;
use crate::types::ExplainInput;

pub(super) fn explain(case: &Explain, subject: &dyn Subject) -> Result<(), Stop> {
    let got = given(subject.explain(&ExplainInput {
        evidence: case.evidence,
        text: case.text.clone(),
        sent: case.sent.clone(),
        secret: case.secret.clone(),
        server: case.server.clone(),
    }))?;
    // A cause that is named where there is no telling is wrong, whichever it is.
    same("cause", &got.cause, &case.cause)?;
    if let Some(reason) = &case.reason {
        same_if_given("reason", got.reason.as_ref(), reason, subject)?;
    }
    if let Some(names) = &case.names {
        let got = got.names.map(sorted);
        same_if_given("names of what differs", got.as_ref(), &sorted(names.clone()), subject)?;
    }
    if let Some(candidates) = &case.candidates {
        let got = got.candidates.map(sorted);
        same_if_given("candidates", got.as_ref(), &sorted(candidates.clone()), subject)?;
    }
    Ok(())
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}
