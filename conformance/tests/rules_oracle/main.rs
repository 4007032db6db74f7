//! Properties of the rules and the encoder, for requests near every limit.
//!
//! 256 requests per property; `PROPTEST_CASES=10000 cargo test -p conformance --test rules_oracle`
//! tries more.

mod inverse;
mod oracle;
mod strategy;

use conformance::types::{EncodeOutput, Finding, Level, Request, RulesInput};
use conformance::{Answer, Native, Subject};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use strategy::{request, revision};

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/rules_oracle.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_checker_equals_the_oracle(request in request(), revision in revision()) {
        prop_assert_eq!(found(&request, revision), oracle::findings(&request, revision));
    }

    #[test]
    fn correcting_the_named_parameter_removes_the_finding(
        request in request(),
        revision in revision(),
    ) {
        for finding in found(&request, revision) {
            let corrected = inverse::without(&request, &finding.parameter);
            let again = found(&corrected, revision);
            let same = |other: &Finding| {
                (&other.parameter, &other.rule) == (&finding.parameter, &finding.rule)
            };
            prop_assert!(!again.iter().any(same), "{finding:?} stays");
        }
    }

    /// What can be read back unambiguously cannot have come from another request.
    #[test]
    fn names_are_unique_and_different_requests_differ(
        request in request(),
        revision in revision(),
    ) {
        let findings = found(&request, revision);
        let input = RulesInput { revision: revision.to_owned(), request: request.clone() };
        match Native.encode(&input) {
            Answer::Given(EncodeOutput::Params(params)) => {
                prop_assert!(findings.iter().all(|finding| finding.level == Level::Advise));
                let mut names: Vec<&String> = params.iter().map(|(name, _)| name).collect();
                names.sort();
                names.dedup();
                prop_assert_eq!(names.len(), params.len(), "a name comes twice");
                prop_assert_eq!(inverse::read(&params), request);
            }
            Answer::Given(EncodeOutput::Findings(refused)) => {
                prop_assert!(refused.iter().any(|finding| finding.level == Level::Deny));
                let mut refused = refused;
                refused.sort();
                prop_assert_eq!(refused, findings);
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

fn found(request: &Request, revision: &str) -> Vec<Finding> {
    let input = RulesInput { revision: revision.to_owned(), request: request.clone() };
    let Answer::Given(output) = Native.check(&input) else { panic!("a published revision") };
    let mut findings = output.findings;
    findings.sort();
    findings
}
