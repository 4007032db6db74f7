//! Implementations with one fault each: the cases must notice every one of them.

use conformance::types::{
    Acs3Input, Acs3Output, CheckOutput, DecodeInput, DecodeOutput, EncodeOutput, ErrorInput,
    ErrorOutput, ExplainInput, ExplainOutput, Listed, ListingInput, ListingOutput, RulesInput,
    SignInput, SignOutput, Slice, VerifyInput, VerifyOutput,
};
use conformance::{Answer, Native, Outcome, Subject, case, judge};

/// The crates of this repository with one fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    NoFault,
    ChecksNothing,
    ChecksTheNewestRevisionOnly,
    ForgetsTheVersion,
    SendsDefaults,
    EncodesWhatIsDenied,
    EncodesSpacesAsPlus,
    SignsEmptyValuesAway,
    ForgetsTheAmpersand,
    VerifiesEverything,
    VerifiesNothing,
    IgnoresWhiteSpaceInSignatures,
    KeysAcs3WithAnAmpersand,
    KeepsTheCaseOfHeaders,
    KeepsTheOrderOfHeaders,
    SignsEmptyValuesAwayInAcs3,
    ForgetsTheEmptyLineAfterTheHeaders,
    AuthorizesWithBlanks,
    BlamesTheSecret,
    NeverTells,
    GuessesWhereThereIsNoTelling,
    ChoosesTheFirstCandidate,
    KeepsTheReasonToItself,
    NamesNothing,
    IgnoresTheSecret,
    ReadsEverythingAsEmpty,
    RefusesWithoutAPlace,
    ObservesNothing,
    DropsTheUnknown,
    TakesEveryBodyForAnError,
    TakesErrorsUnderSuccessForPages,
    SwapsCodeAndMessage,
    ListsByPlainPages,
    CallsEveryListingComplete,
    CallsNoListingComplete,
    DeliversAnImageTwice,
    ForgetsTheLastImage,
    GivesNoReason,
    NeverStopsListing,
}

const FAULTS: &[(Wrong, &str)] = &[
    (Wrong::ChecksNothing, "check"),
    (Wrong::ChecksTheNewestRevisionOnly, "check"),
    (Wrong::ForgetsTheVersion, "encode"),
    (Wrong::SendsDefaults, "encode"),
    (Wrong::EncodesWhatIsDenied, "encode"),
    (Wrong::EncodesSpacesAsPlus, "sign"),
    (Wrong::SignsEmptyValuesAway, "sign"),
    (Wrong::ForgetsTheAmpersand, "sign"),
    (Wrong::VerifiesEverything, "verify"),
    (Wrong::VerifiesNothing, "verify"),
    (Wrong::IgnoresWhiteSpaceInSignatures, "verify"),
    (Wrong::KeysAcs3WithAnAmpersand, "sign-acs3"),
    (Wrong::KeepsTheCaseOfHeaders, "sign-acs3"),
    (Wrong::KeepsTheOrderOfHeaders, "sign-acs3"),
    (Wrong::SignsEmptyValuesAwayInAcs3, "sign-acs3"),
    (Wrong::ForgetsTheEmptyLineAfterTheHeaders, "sign-acs3"),
    (Wrong::AuthorizesWithBlanks, "sign-acs3"),
    (Wrong::BlamesTheSecret, "explain"),
    (Wrong::NeverTells, "explain"),
    (Wrong::GuessesWhereThereIsNoTelling, "explain"),
    (Wrong::ChoosesTheFirstCandidate, "explain"),
    (Wrong::KeepsTheReasonToItself, "explain"),
    (Wrong::NamesNothing, "explain"),
    (Wrong::IgnoresTheSecret, "explain"),
    (Wrong::ReadsEverythingAsEmpty, "decode"),
    (Wrong::RefusesWithoutAPlace, "decode"),
    (Wrong::ObservesNothing, "decode"),
    (Wrong::DropsTheUnknown, "decode"),
    (Wrong::TakesEveryBodyForAnError, "error"),
    (Wrong::TakesErrorsUnderSuccessForPages, "error"),
    (Wrong::SwapsCodeAndMessage, "error"),
    (Wrong::ListsByPlainPages, "listing"),
    (Wrong::CallsEveryListingComplete, "listing"),
    (Wrong::CallsNoListingComplete, "listing"),
    (Wrong::DeliversAnImageTwice, "listing"),
    (Wrong::ForgetsTheLastImage, "listing"),
    (Wrong::GivesNoReason, "listing"),
    (Wrong::NeverStopsListing, "listing"),
];

#[test]
fn every_fault_fails_cases_of_its_area_and_of_no_other() {
    assert_eq!(failing(Wrong::NoFault), Vec::<String>::new());
    for (fault, area) in FAULTS {
        let failing = failing(*fault);
        assert!(!failing.is_empty(), "{fault:?} goes unnoticed");
        let elsewhere = failing.iter().find(|name| !name.starts_with(&format!("{area}/")));
        assert_eq!(elsewhere, None, "{fault:?}");
        println!("{fault:?}: {} cases, first {}", failing.len(), failing[0]);
    }
}

#[test]
fn what_is_not_supported_never_passes() {
    #[derive(Debug)]
    struct Nothing;
    impl Subject for Nothing {}
    let cases = case::load(&case::root()).unwrap_or_else(|error| panic!("{error}"));
    for case in &cases {
        let outcome = judge::judge(case, &Nothing);
        assert!(matches!(outcome, Outcome::Unsupported(_)), "{}: {outcome:?}", case.name());
    }
}

fn failing(wrong: Wrong) -> Vec<String> {
    let cases = case::load(&case::root()).unwrap_or_else(|error| panic!("{error}"));
    let failed = |case: &&case::Case| matches!(judge::judge(case, &wrong), Outcome::Failed(_));
    cases.iter().filter(failed).map(|case| case.name().to_owned()).collect()
}

impl Subject for Wrong {
    fn is_complete(&self) -> bool {
        true
    }

    fn check(&self, input: &RulesInput) -> Answer<CheckOutput> {
        match self {
            Self::ChecksNothing => Answer::Given(CheckOutput { findings: Vec::new() }),
            Self::ChecksTheNewestRevisionOnly => {
                let revision = "2026-07-16".to_owned();
                Native.check(&RulesInput { revision, request: input.request.clone() })
            }
            _ => Native.check(input),
        }
    }

    fn encode(&self, input: &RulesInput) -> Answer<EncodeOutput> {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        match (self, Native.encode(input)) {
            (Self::ForgetsTheVersion, Answer::Given(EncodeOutput::Params(mut params))) => {
                params.retain(|(name, _)| name != "Version");
                Answer::Given(EncodeOutput::Params(params))
            }
            (Self::SendsDefaults, Answer::Given(EncodeOutput::Params(mut params))) => {
                if params.iter().all(|(name, _)| name != "PageSize") {
                    params.push(own("PageSize", "10"));
                }
                Answer::Given(EncodeOutput::Params(params))
            }
            (Self::EncodesWhatIsDenied, Answer::Given(EncodeOutput::Findings(_))) => {
                Answer::Given(EncodeOutput::Params(vec![own("Action", "DescribeImages")]))
            }
            (_, answer) => answer,
        }
    }

    fn sign(&self, input: &SignInput) -> Answer<SignOutput> {
        let mut input = input.clone();
        if *self == Self::SignsEmptyValuesAway {
            input.params.retain(|(_, value)| !value.is_empty());
        }
        if *self == Self::ForgetsTheAmpersand {
            // The signer adds one; a secret that ends in another byte is another key.
            input.access_key_secret = input.access_key_secret.map(|secret| secret + "x");
        }
        let Answer::Given(mut output) = Native.sign(&input) else { panic!("it signs") };
        if *self == Self::EncodesSpacesAsPlus {
            output.canonical_query = output.canonical_query.replace("%20", "+");
        }
        Answer::Given(output)
    }

    fn verify(&self, input: &VerifyInput) -> Answer<VerifyOutput> {
        match self {
            Self::VerifiesEverything => Answer::Given(VerifyOutput { valid: true }),
            Self::VerifiesNothing => Answer::Given(VerifyOutput { valid: false }),
            Self::IgnoresWhiteSpaceInSignatures => {
                let signature = input.signature.trim().to_owned();
                Native.verify(&VerifyInput { signature, ..input.clone() })
            }
            _ => Native.verify(input),
        }
    }

    fn sign_acs3(&self, input: &Acs3Input) -> Answer<Acs3Output> {
        let mut given = input.clone();
        match self {
            Self::KeysAcs3WithAnAmpersand => given.access_key_secret.push('&'),
            Self::SignsEmptyValuesAwayInAcs3 => given.params.retain(|(_, value)| !value.is_empty()),
            _ => {}
        }
        let Answer::Given(mut output) = Native.sign_acs3(&given) else { panic!("it signs") };
        let request = &mut output.canonical_request;
        match self {
            Self::KeepsTheCaseOfHeaders => {
                for (name, _) in &input.headers {
                    *request = request.replace(&name.to_ascii_lowercase(), name);
                }
            }
            // Most cases give the headers in order; in reverse they have to be put in order.
            Self::KeepsTheOrderOfHeaders if !input.headers.is_sorted() => {
                output.authorization.push('x');
            }
            Self::ForgetsTheEmptyLineAfterTheHeaders => *request = request.replace("\n\n", "\n"),
            Self::AuthorizesWithBlanks => {
                output.authorization = output.authorization.replace(',', ", ");
            }
            _ => {}
        }
        Answer::Given(output)
    }

    fn explain(&self, input: &ExplainInput) -> Answer<ExplainOutput> {
        let mut given = input.clone();
        if *self == Self::IgnoresTheSecret {
            given.secret = None;
        }
        let Answer::Given(mut output) = Native.explain(&given) else { panic!("it explains") };
        let cause = |cause: &str| ExplainOutput {
            cause: cause.to_owned(),
            reason: (cause == "undecidable").then(|| "no-server-text".to_owned()),
            names: Some(Vec::new()),
            candidates: None,
        };
        let is_undecidable = output.cause == "undecidable";
        match self {
            Self::BlamesTheSecret => output = cause("wrong-secret"),
            Self::NeverTells => output = cause("undecidable"),
            Self::GuessesWhereThereIsNoTelling if is_undecidable => output = cause("order"),
            Self::ChoosesTheFirstCandidate => {
                if let Some([first, ..]) = output.candidates.as_deref() {
                    output = cause(first);
                }
            }
            Self::KeepsTheReasonToItself => output.reason = None,
            Self::NamesNothing => output.names = Some(Vec::new()),
            _ => {}
        }
        Answer::Given(output)
    }

    fn decode(&self, input: &DecodeInput) -> Answer<DecodeOutput> {
        let Answer::Given(mut output) = Native.decode(input) else { panic!("it decodes") };
        match (self, &mut output) {
            (Self::RefusesWithoutAPlace, DecodeOutput::Refused(refusal)) => refusal.line = None,
            (Self::ObservesNothing, DecodeOutput::Decoded(decoded)) => decoded.deviations = None,
            (Self::DropsTheUnknown, DecodeOutput::Decoded(decoded)) => {
                decoded.unknown = Some(Vec::new());
            }
            (Self::ReadsEverythingAsEmpty, DecodeOutput::Decoded(decoded)) => {
                decoded.page["Images"]["Image"] = Vec::<u8>::new().into();
            }
            _ => {}
        }
        Answer::Given(output)
    }

    fn error(&self, input: &ErrorInput) -> Answer<ErrorOutput> {
        let mut input = input.clone();
        if *self == Self::TakesEveryBodyForAnError {
            input.status = 500;
        }
        let Answer::Given(mut output) = Native.error(&input) else { panic!("it answers") };
        if let ErrorOutput::ServiceError(error) = &mut output {
            match self {
                Self::TakesErrorsUnderSuccessForPages if error.http_status < 300 => {
                    output = ErrorOutput::Page(serde_json::Value::Null);
                }
                Self::SwapsCodeAndMessage => {
                    std::mem::swap(&mut error.code, &mut error.message);
                }
                _ => {}
            }
        }
        Answer::Given(output)
    }

    fn listing(&self, input: &ListingInput) -> Answer<ListingOutput> {
        if *self == Self::ListsByPlainPages {
            return Answer::Given(plainly(input));
        }
        let Answer::Given(mut output) = Native.listing(input) else { panic!("it lists") };
        if let ListingOutput::Over(listed) = &mut output {
            match self {
                Self::CallsEveryListingComplete => "complete".clone_into(&mut listed.verdict),
                Self::CallsNoListingComplete => "drifted".clone_into(&mut listed.verdict),
                Self::DeliversAnImageTwice => {
                    listed.delivered.extend(listed.delivered.first().cloned());
                }
                Self::ForgetsTheLastImage => drop(listed.delivered.pop()),
                Self::GivesNoReason => listed.reason = None,
                Self::NeverStopsListing => {
                    output = ListingOutput::Ask(Slice { number: 1, size: 1 });
                }
                _ => {}
            }
        }
        Answer::Given(output)
    }
}

/// Asks for page after page until the total is reached.
fn plainly(input: &ListingInput) -> ListingOutput {
    let asked = input.answers.len() as u32;
    let is_over = input.answers.last().is_some_and(|last| {
        last.ids.is_empty() || last.total.is_some_and(|total| asked * input.page_size >= total)
    });
    if !is_over {
        return ListingOutput::Ask(Slice { number: asked + 1, size: input.page_size });
    }
    let delivered = input.answers.iter().flat_map(|answer| answer.ids.clone()).collect();
    ListingOutput::Over(Listed { verdict: "complete".to_owned(), reason: None, delivered })
}
