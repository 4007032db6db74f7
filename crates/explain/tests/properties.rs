//! One stage goes wrong, and `explain` names that stage; two, and it names none.

mod faults;

use aliyun_rpc_explain::Cause;
use aliyun_rpc_explain::Diagnosis;
use aliyun_rpc_explain::Evidence;
use aliyun_rpc_explain::Reason;
use aliyun_rpc_explain::explain;
use aliyun_rpc_signer::percent;
use faults::Fault;
use faults::Params;
use faults::Passes;
use faults::Wrong;
use faults::acs3_answer;
use faults::rpc_answer;
use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::sample::subsequence;
use proptest::test_runner::FileFailurePersistence;

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/properties.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_one_thing_that_is_wrong_in_rpc_is_named(
        sent in params(true), fault in rpc_fault(), knows_sent in any::<bool>(), spelling in 0_usize..5,
    ) {
        let signed = fault.string_to_sign(&sent);
        let answer = rpc_answer(&fault.received(&sent), spelling);
        let evidence = Evidence::string_to_sign(signed).with_secret(secret(&fault));
        let evidence = if knows_sent { evidence.with_sent(&wire(&sent)) } else { evidence };

        let diagnosis = explain(&evidence, &answer);
        // Without knowing what was sent, a parameter that was skipped may have been added as well.
        if fault == Fault::SkipsEmpty && !knows_sent {
            assert_ambiguous(&diagnosis, &["empty-skipped", "parameter-added"]);
        } else {
            prop_assert_eq!(diagnosis.cause().id(), fault.id(), "{:?}", diagnosis);
        }
        assert_names(&diagnosis, &fault, &sent);
    }

    #[test]
    fn the_one_thing_that_is_wrong_in_acs3_is_named(
        sent in params(false), fault in acs3_fault(), knows_sent in any::<bool>(), spelling in 0_usize..3,
    ) {
        let headers = headers();
        let answer = acs3_answer(&fault.received_request(&sent, &headers), spelling);
        let evidence = Evidence::canonical_request(fault.canonical_request(&sent, &headers));
        let evidence = evidence.with_secret(secret(&fault));
        let evidence = if knows_sent { evidence.with_sent(&wire(&sent)) } else { evidence };

        let diagnosis = explain(&evidence, &answer);
        let id = diagnosis.cause().id();
        // No timestamp stands in the query to tell whose encoding is off.
        let is_open = matches!(
            fault,
            Fault::SkipsEmpty | Fault::EncodesQueryAgain | Fault::Encoder(Wrong::Twice | Wrong::Never, _)
        );
        if knows_sent || !is_open {
            prop_assert_eq!(id, fault.id(), "{:?}", diagnosis);
        } else {
            prop_assert!(id == fault.id() || is_ambiguous_with(&diagnosis, fault.id()), "{:?}", diagnosis);
        }
        assert_names(&diagnosis, &fault, &sent);
    }

    #[test]
    fn of_two_things_that_are_wrong_none_is_named(
        sent in params(true), signer in select(signer_faults()), way in select(way_faults()),
        knows_sent in any::<bool>(),
    ) {
        let evidence = Evidence::string_to_sign(signer.string_to_sign(&sent));
        let evidence = if knows_sent { evidence.with_sent(&wire(&sent)) } else { evidence };
        let diagnosis = explain(&evidence, &rpc_answer(&way.received(&sent), 0));
        prop_assert!(matches!(diagnosis.cause(), Cause::Undecidable(_)), "{:?}", diagnosis);
    }

    #[test]
    fn of_two_things_that_are_wrong_in_acs3_none_is_named(
        sent in params(false), signer in select(signer_faults()), at in 0_usize..5,
        knows_sent in any::<bool>(),
    ) {
        let ways = [
            Fault::RewritesHost,
            Fault::RewritesPath,
            Fault::RewritesBody,
            Fault::DropsHeader,
            Fault::Adds("Zone".to_owned()),
        ];
        // There is no second pass here.
        let signer = match signer {
            Fault::Encoder(wrong, _) => Fault::Encoder(wrong, Passes::First),
            signer => signer,
        };
        let headers = headers();
        let evidence = Evidence::canonical_request(signer.canonical_request(&sent, &headers));
        let evidence = if knows_sent { evidence.with_sent(&wire(&sent)) } else { evidence };
        let answer = acs3_answer(&ways[at].received_request(&sent, &headers), 0);
        let diagnosis = explain(&evidence, &answer);
        prop_assert!(matches!(diagnosis.cause(), Cause::Undecidable(_)), "{:?}", diagnosis);
    }

    #[test]
    fn a_url_and_its_secret_tell_how_it_was_signed(
        sent in params(true), fault in select(url_faults()), spelling in 0_usize..5,
    ) {
        let key = secret(&fault);
        let signature = aliyun_rpc_signer::rpc::signature(&fault.string_to_sign(&sent), key);
        let url = format!("https://h/?{}&Signature={}", wire(&sent), form(&signature));
        let evidence = Evidence::url(aliyun_rpc_signer::Method::Get, &url);
        let answer = rpc_answer(&sent, spelling);

        let unknown = Cause::Undecidable(Reason::SignerUnknown);
        let diagnosis = explain(&evidence, &answer);
        prop_assert_eq!(diagnosis.cause(), &unknown);
        let diagnosis = explain(&evidence.with_secret(key), &answer);
        prop_assert_eq!(diagnosis.cause().id(), fault.id(), "{:?}", diagnosis);
    }

    #[test]
    fn no_text_is_taken_for_more_than_it_says(
        sent in params(true), noise in any::<String>(), cut in any::<proptest::sample::Index>(),
    ) {
        let right = Fault::Secret;
        let evidence = Evidence::string_to_sign(right.string_to_sign(&sent));
        let undecidable = |text: &str| matches!(explain(&evidence, text).cause(), Cause::Undecidable(_));
        prop_assert!(undecidable(&noise));
        let marked = format!("server string to sign is:{noise}");
        prop_assert!(undecidable(&marked));
        let acs3 = format!("server StringToSign is [ACS3-{noise}]");
        prop_assert!(undecidable(&acs3));

        // An answer that was cut off never passes for a change of the request, but where just the
        // last parameter is gone.
        let answer = rpc_answer(&sent, 0);
        let at = cut.index(answer.len());
        let cause = explain(&evidence, &answer[..at]).cause().clone();
        let is_last = matches!(&cause, Cause::Dropped(names) if names == &["Version"]);
        prop_assert!(is_last || matches!(cause, Cause::Undecidable(_)), "{:?}", cause);
    }

    #[test]
    fn nothing_that_is_printed_holds_a_value(
        fault in rpc_fault(), spelling in 0_usize..5,
    ) {
        let mut sent = fixed(true);
        for (name, value) in &mut sent {
            if name != "Timestamp" && !value.is_empty() {
                value.push_str("CANARY");
            }
        }
        let evidence = Evidence::string_to_sign(fault.string_to_sign(&sent)).with_sent(&wire(&sent));
        let diagnosis = explain(&evidence, &rpc_answer(&fault.received(&sent), spelling));
        prop_assert!(diagnosis.to_string().ends_with('.'), "{}", diagnosis);
        for printed in [format!("{diagnosis}"), format!("{diagnosis:#?}"), format!("{evidence:?}")] {
            prop_assert!(!printed.contains("CANARY"), "{}", printed);
        }
        let shown = diagnosis.with_values().to_string();
        prop_assert!(!shown.contains("tokenCANARY"), "{}", shown);
    }
}

/// An empty parameter counts as absent, so the service misses it although it arrived.
#[test]
fn what_was_signed_empty_was_not_lost_on_the_way() {
    let missing = r#"{"Code":"MissingParameter","Message":"The input parameter \"RegionId\" that is mandatory for processing this request is not supplied."}"#;
    let cause = |signed: &str| explain(&Evidence::string_to_sign(signed), missing).cause().clone();
    let dropped = Cause::Dropped(vec!["RegionId".to_owned()]);
    assert_eq!(cause("GET&%2F&Action%3DX%26RegionId%3Deu%26Version%3D1"), dropped);
    let empty = cause("GET&%2F&Action%3DX%26RegionId%3D%26Version%3D1");
    assert!(matches!(empty, Cause::Undecidable(_)), "{empty:?}");
}

/// What is named has to be the parameter that the fault is about.
fn assert_names(diagnosis: &Diagnosis, fault: &Fault, sent: &Params) {
    let name = match fault {
        Fault::Adds(name) => name,
        Fault::Drops(at) | Fault::Alters(at) => &sent[*at].0,
        Fault::Encoder(Wrong::Bare(bare), _) => {
            let Cause::Unescaped(named) = diagnosis.cause() else {
                panic!("{diagnosis:?}");
            };
            assert_eq!(named, bare);
            return;
        }
        _ => return,
    };
    match diagnosis.cause() {
        Cause::Added(names) | Cause::Dropped(names) | Cause::Altered(names) => {
            assert_eq!(names.as_slice(), std::slice::from_ref(name));
        }
        other => panic!("{other:?}"),
    }
    assert!(diagnosis.differences().iter().all(|difference| difference.name() == name));
}

fn assert_ambiguous(diagnosis: &Diagnosis, ids: &[&str]) {
    let Cause::Undecidable(Reason::Ambiguous(causes)) = diagnosis.cause() else {
        panic!("{diagnosis:?}");
    };
    let named = causes.iter().map(Cause::id).collect::<Vec<_>>();
    assert_eq!(named, ids);
}

fn is_ambiguous_with(diagnosis: &Diagnosis, id: &str) -> bool {
    match diagnosis.cause() {
        Cause::Undecidable(Reason::Ambiguous(causes)) => {
            causes.iter().any(|cause| cause.id() == id)
        }
        _ => false,
    }
}

fn secret(fault: &Fault) -> &'static str {
    match fault {
        Fault::SecretWhiteSpace => "secret\n",
        _ => "secret",
    }
}

/// The query as it goes over the wire, in the order given.
fn wire(sent: &Params) -> String {
    let pairs = sent.iter().map(|(name, value)| form(name) + "=" + &form(value));
    pairs.collect::<Vec<_>>().join("&")
}

fn form(text: &str) -> String {
    percent::encode(text)
}

/// Parameters that show every fault: each kind of character, an empty one, a token, a timestamp.
fn fixed(rpc: bool) -> Params {
    let pairs: &[(&str, &str)] = if rpc {
        &[
            ("AccessKeyId", "testid"),
            ("Action", "DescribeImages"),
            ("Every.1", "a b*~+:/(!)'%-_.é"),
            ("Optional", ""),
            ("SecurityToken", "token"),
            ("Timestamp", "2016-02-23T12:46:24Z"),
            ("Version", "2014-05-26"),
        ]
    } else {
        &[("Every.1", "a b*~+:/(!)'%-_.é"), ("Optional", ""), ("Since", "2016-02-23T12:46Z")]
    };
    let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}

fn headers() -> Params {
    let pairs = [
        ("host", "ecs.cn-hangzhou.aliyuncs.com"),
        ("x-acs-action", "DescribeImages"),
        ("x-acs-date", "2016-02-23T12:46:24Z"),
        ("x-acs-security-token", "token"),
        ("x-acs-version", "2014-05-26"),
    ];
    let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}

/// The fixed parameters and any others, in order, as most signers hold them.
fn params(rpc: bool) -> impl Strategy<Value = Params> {
    btree_map("[B-RT-U][a-z]{0,3}(\\.[1-3])?", any::<String>(), 0..5).prop_map(move |others| {
        let mut params = fixed(rpc);
        for (name, value) in others {
            if params.iter().all(|(taken, _)| *taken != name) {
                params.push((name, value));
            }
        }
        params.sort();
        params
    })
}

/// The places of the fixed parameters that a fault may be about: not the token, not the empty one.
fn rpc_fault() -> impl Strategy<Value = Fault> {
    let common = select(vec![
        Fault::Secret,
        Fault::SecretWhiteSpace,
        Fault::Order,
        Fault::SkipsEmpty,
        Fault::SignsAnotherMethod,
        Fault::SignsNoToken,
        Fault::LosesToken,
        Fault::EncodesQueryAgain,
        Fault::Adds("Zone".to_owned()),
        Fault::Drops(0),
        Fault::Alters(1),
    ]);
    prop_oneof![common, encoder_fault(true)]
}

fn acs3_fault() -> impl Strategy<Value = Fault> {
    let common = select(vec![
        Fault::Secret,
        Fault::SecretWhiteSpace,
        Fault::Order,
        Fault::SkipsEmpty,
        Fault::SignsAnotherMethod,
        Fault::SignsNoToken,
        Fault::LosesToken,
        Fault::EncodesQueryAgain,
        Fault::Adds("Zone".to_owned()),
        Fault::Drops(0),
        Fault::Alters(0),
        Fault::RewritesHost,
        Fault::RewritesPath,
        Fault::RewritesBody,
        Fault::RewritesHeader,
        Fault::DropsHeader,
    ]);
    prop_oneof![common, encoder_fault(false)]
}

fn encoder_fault(has_second_pass: bool) -> impl Strategy<Value = Fault> {
    let some_of = |characters: &'static str| {
        let characters = characters.chars().collect::<Vec<_>>();
        let length = characters.len();
        subsequence(characters, 1..=length).prop_map(String::from_iter)
    };
    let wrong = prop_oneof![
        Just(Wrong::Plus),
        some_of("!'()*+").prop_map(Wrong::Bare),
        some_of("-._~").prop_map(Wrong::Over),
        Just(Wrong::LowerCase),
        Just(Wrong::Twice),
        Just(Wrong::Never),
    ];
    let passes = select(vec![Passes::First, Passes::Second, Passes::Both]);
    (wrong, passes).prop_map(move |(wrong, passes)| {
        // Neither a space nor one of these characters is left for the second pass.
        let first_only = matches!(wrong, Wrong::Plus | Wrong::Bare(_) | Wrong::Over(_));
        let passes = match passes {
            Passes::Second if first_only => Passes::Both,
            passes => passes,
        };
        Fault::Encoder(wrong, if has_second_pass { passes } else { Passes::First })
    })
}

fn signer_faults() -> Vec<Fault> {
    vec![
        Fault::Order,
        Fault::SignsAnotherMethod,
        Fault::Encoder(Wrong::Plus, Passes::Both),
        Fault::Encoder(Wrong::Bare("*".to_owned()), Passes::Both),
        Fault::Encoder(Wrong::Over("~".to_owned()), Passes::Both),
        Fault::Encoder(Wrong::LowerCase, Passes::Both),
        Fault::Encoder(Wrong::LowerCase, Passes::Second),
        Fault::Encoder(Wrong::Twice, Passes::First),
        Fault::Encoder(Wrong::Never, Passes::Second),
    ]
}

fn way_faults() -> Vec<Fault> {
    vec![Fault::Adds("Zone".to_owned()), Fault::Drops(1), Fault::Alters(1), Fault::LosesToken]
}

fn url_faults() -> Vec<Fault> {
    vec![
        Fault::Secret,
        Fault::SecretWhiteSpace,
        Fault::SkipsEmpty,
        Fault::SignsAnotherMethod,
        Fault::SignsNoToken,
        Fault::Encoder(Wrong::Plus, Passes::Both),
        Fault::Encoder(Wrong::Bare("*".to_owned()), Passes::First),
        Fault::Encoder(Wrong::Bare("!'()*".to_owned()), Passes::Both),
        Fault::Encoder(Wrong::Over("~".to_owned()), Passes::Both),
        Fault::Encoder(Wrong::LowerCase, Passes::First),
        Fault::Encoder(Wrong::LowerCase, Passes::Second),
        Fault::Encoder(Wrong::LowerCase, Passes::Both),
        Fault::Encoder(Wrong::Twice, Passes::First),
        Fault::Encoder(Wrong::Never, Passes::Second),
    ]
}
