//! Areas `check` and `encode`: one verdict per revision.

use super::stage::{Stop, ensure, given, same};
use crate::case::{Check, Encode, RulesVerdict};
use crate::subject::Subject;
use crate::types::{EncodeOutput, Finding, Level, RulesInput};

pub(super) fn check(case: &Check, subject: &dyn Subject) -> Result<(), Stop> {
    for (revision, verdict) in &case.verdicts {
        let input = RulesInput { revision: revision.clone(), request: case.request.clone() };
        let got = sorted(given(subject.check(&input))?.findings);
        match verdict {
            RulesVerdict::Accept { findings } | RulesVerdict::Reject { findings } => {
                same(&format!("findings of {revision}"), &got, &sorted(findings.clone()))?;
            }
            RulesVerdict::Either { .. } => {}
        }
    }
    Ok(())
}

pub(super) fn encode(case: &Encode, subject: &dyn Subject) -> Result<(), Stop> {
    for (revision, verdict) in &case.verdicts {
        let input = RulesInput { revision: revision.clone(), request: case.request.clone() };
        match (given(subject.encode(&input))?, verdict) {
            (_, RulesVerdict::Either { .. }) => {}
            (EncodeOutput::Params(mut params), RulesVerdict::Accept { .. }) => {
                params.sort();
                same(&format!("parameters in {revision}"), &params, &case.params)?;
            }
            (EncodeOutput::Findings(got), RulesVerdict::Reject { findings }) => {
                let stage = format!("findings of {revision}");
                same(&stage, &sorted(got.clone()), &sorted(findings.clone()))?;
                ensure(got.iter().any(|finding| finding.level == Level::Deny), || {
                    format!("{revision}: refused without a finding that denies")
                })?;
            }
            (EncodeOutput::Params(params), RulesVerdict::Reject { findings }) => {
                return Err(Stop::Failed(format!(
                    "{revision}: must be refused for {findings:?}, was encoded as {params:?}"
                )));
            }
            (EncodeOutput::Findings(findings), RulesVerdict::Accept { .. }) => {
                return Err(Stop::Failed(format!(
                    "{revision}: must be encoded, was refused for {findings:?}"
                )));
            }
        }
    }
    Ok(())
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings
}
