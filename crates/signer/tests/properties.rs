//! What holds for every call, every secret and every change to either.

use std::time::Duration;
use std::time::SystemTime;

use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Refusal;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::form;
use aliyun_rpc_signer::percent;
use aliyun_rpc_signer::rpc;
use aliyun_rpc_signer::timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;

type Params = Vec<(String, String)>;

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/properties.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_sign_makes_verify_accepts(
        call in call(), format in format(), credentials in credentials(), stamp in stamp(),
    ) {
        let signed = rpc::sign(&call, format, &credentials, &stamp);
        let received = decode(signed.query());

        let secret = credentials.access_key_secret();
        prop_assert_eq!(rpc::verify(call.method(), received.clone(), secret), Ok(()));
        prop_assert_eq!(signed.method(), call.method());
        let unsigned = rpc::Unsigned::new(&call, format, &credentials, &stamp);
        let read = rpc::Received::read(call.method(), received).expect("a signature");
        prop_assert_eq!(read.access_key_id(), Some(credentials.access_key_id()));
        prop_assert_eq!(read.canonical_query(), unsigned.canonical_query());
        prop_assert_eq!(read.string_to_sign(), unsigned.string_to_sign());
        let by_stages = unsigned.sign();
        prop_assert_eq!(by_stages.query(), signed.query());
    }

    #[test]
    fn the_signed_query_holds_the_call_and_each_common_parameter_once(
        call in call(), format in format(), credentials in credentials(), stamp in stamp(),
    ) {
        let received = decode(rpc::sign(&call, format, &credentials, &stamp).query());

        for name in rpc::COMMON_PARAMETERS {
            let expected = name != "SecurityToken" || credentials.security_token().is_some();
            let count = received.iter().filter(|(n, _)| n == name).count();
            prop_assert_eq!(count, usize::from(expected), "{}", name);
        }
        prop_assert_eq!(value(&received, "AccessKeyId"), Some(credentials.access_key_id()));
        prop_assert_eq!(value(&received, "Action"), Some(call.action()));
        prop_assert_eq!(value(&received, "Format"), Some(format.as_str()));
        prop_assert_eq!(value(&received, "SecurityToken"), credentials.security_token());
        prop_assert_eq!(value(&received, "SignatureNonce"), Some(stamp.nonce()));
        prop_assert_eq!(value(&received, "Timestamp"), Some(stamp.timestamp()));
        prop_assert_eq!(value(&received, "Version"), Some(call.version()));

        let is_own = |name: &str| !rpc::COMMON_PARAMETERS.contains(&name);
        let mut own = received.clone();
        let mut given = owned(call.params());
        own.retain(|(name, _)| is_own(name));
        given.retain(|(name, _)| is_own(name));
        own.sort();
        given.sort();
        prop_assert_eq!(own, given);
    }

    #[test]
    fn the_order_of_the_parameters_never_matters(
        (given, shuffled) in params()
            .prop_flat_map(|params| (Just(params.clone()), Just(params).prop_shuffle())),
    ) {
        prop_assert_eq!(rpc::canonical_query(given), rpc::canonical_query(shuffled));
    }

    #[test]
    fn different_parameters_never_share_a_string_to_sign(
        mut a in params(), mut b in params(), a_method in method(), b_method in method(),
    ) {
        let equal_signed = to_sign(a_method, &a) == to_sign(b_method, &b);
        a.sort();
        b.sort();
        prop_assert_eq!(equal_signed, a == b && a_method == b_method);
    }

    #[test]
    fn a_changed_name_or_value_is_refused(
        params in params(), secret in any::<String>(), method in method(),
        which in any::<Index>(), in_name in any::<bool>(), at in any::<Index>(),
        to in any::<char>(),
    ) {
        let signature = sign_params(method, &params, &secret);
        prop_assert_eq!(verify(method, &params, &secret, &signature), Ok(()));

        let mut changed = params.clone();
        let (name, value) = &mut changed[which.index(params.len())];
        change(if in_name { name } else { value }, at, to);
        prop_assume!(changed != params);
        prop_assert_eq!(verify(method, &changed, &secret, &signature), Err(Refusal::Mismatch));
    }

    #[test]
    fn an_added_or_missing_parameter_is_refused(
        params in params(), secret in any::<String>(), which in any::<Index>(),
    ) {
        let mut fewer = params.clone();
        fewer.remove(which.index(params.len()));
        let (with, without) =
            (sign_params(Method::Get, &params, &secret), sign_params(Method::Get, &fewer, &secret));
        prop_assert_eq!(verify(Method::Get, &fewer, &secret, &with), Err(Refusal::Mismatch));
        prop_assert_eq!(verify(Method::Get, &params, &secret, &without), Err(Refusal::Mismatch));
    }

    #[test]
    fn another_secret_or_method_is_refused(
        params in params(), secret in any::<String>(), method in method(),
        at in any::<Index>(), to in any::<char>(),
    ) {
        let signature = sign_params(method, &params, &secret);
        let other = if method == Method::Get { Method::Post } else { Method::Get };
        prop_assert_eq!(verify(other, &params, &secret, &signature), Err(Refusal::Mismatch));

        let mut changed = secret.clone();
        change(&mut changed, at, to);
        prop_assume!(changed != secret);
        prop_assert_eq!(verify(method, &params, &changed, &signature), Err(Refusal::Mismatch));
    }

    #[test]
    fn every_other_text_is_refused_as_a_signature(
        params in params(), secret in any::<String>(),
        at in any::<Index>(), to in any::<char>(), noise in any::<String>(),
    ) {
        let signature = sign_params(Method::Get, &params, &secret);
        let mut changed = signature.clone();
        change(&mut changed, at, to);
        for wrong in [changed, noise] {
            prop_assume!(wrong != signature);
            prop_assert!(verify(Method::Get, &params, &secret, &wrong).is_err());
        }
    }

    #[test]
    fn what_acs3_signs_it_verifies_and_nothing_else(
        own in params(), method in method(), host in "[a-z.]{1,9}(:[0-9]{2,4})?",
        secret in any::<String>(), token in "[!-~]{0,9}", stamp in stamp(),
        in_header in any::<bool>(), which in any::<Index>(), at in any::<Index>(),
        to in any::<char>(),
    ) {
        let mut call = Call::new("DescribeImages", "2014-05-26").with_method(method);
        for (name, value) in &own {
            call.push_param(name.clone(), value);
        }
        let credentials = Credentials::new("testid", secret).with_security_token(token);
        let request = acs3::sign(&call, &host, &credentials, &stamp).unwrap();
        let mut params = if request.query().is_empty() { Params::new() } else { decode(request.query()) };
        let mut headers = owned(request.headers());
        let hash = acs3::hashed_payload(b"");
        let verify = |params: &Params, headers: &Params| {
            let (method, secret) = (request.method().as_str(), credentials.access_key_secret());
            let (params, headers) = (params.clone(), headers.clone());
            acs3::verify(method, "/", params, headers, &hash, secret)
        };
        prop_assert_eq!(verify(&params, &headers), Ok(()));
        headers.reverse();
        params.reverse();
        prop_assert_eq!(verify(&params, &headers), Ok(()), "in reverse");

        let before = (params.clone(), headers.clone());
        if in_header || params.is_empty() {
            let signed = headers.iter_mut().filter(|(name, _)| acs3::has_to_be_signed(name));
            let mut signed = signed.collect::<Vec<_>>();
            let which = which.index(signed.len());
            change(&mut signed[which].1, at, to);
        } else {
            let which = which.index(params.len());
            change(&mut params[which].1, at, to);
        }
        // White space around a header is no part of it.
        let trimmed = |headers: &Params| {
            let trimmed = headers.iter().map(|(_, value)| value.trim().to_owned());
            trimmed.collect::<Vec<_>>()
        };
        prop_assume!((&params, trimmed(&headers)) != (&before.0, trimmed(&before.1)));
        prop_assert!(verify(&params, &headers).is_err());
    }

    #[test]
    fn percent_encoding_inverts_and_leaves_only_unreserved_characters(
        bytes in vec(any::<u8>(), 0..64),
    ) {
        let encoded = percent::encode(&bytes);
        prop_assert_eq!(percent_encoding::percent_decode_str(&encoded).collect::<Vec<_>>(), bytes.clone());
        let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        prop_assert!(encoded.bytes().all(|b| unreserved(b) || b == b'%'));
        let upper_case = |digit: &u8| matches!(digit, b'0'..=b'9' | b'A'..=b'F');
        let escapes = encoded.split('%').skip(1).map(|rest| &rest.as_bytes()[..2]);
        prop_assert!(escapes.flatten().all(upper_case));
        prop_assert_eq!(percent::decode(&encoded).ok(), String::from_utf8(bytes).ok());
    }

    #[test]
    fn a_form_comes_back_and_any_bytes_are_read_without_harm(
        params in params(), noise in vec(any::<u8>(), 0..64),
    ) {
        let pair = |(name, value): &(String, String)| {
            [percent::encode(name), percent::encode(value)].join("=")
        };
        let form = params.iter().map(pair).collect::<Vec<_>>().join("&");
        prop_assert_eq!(form::decode(&form), Ok(params.clone()));
        prop_assert_eq!(form::decode_lenient(&form), Ok(params));
        // What is read strictly means the same leniently.
        if let Ok(read) = form::decode(&noise) {
            prop_assert_eq!(form::decode_lenient(&noise), Ok(read));
        }
    }

    #[test]
    fn timestamps_invert_and_sort_like_times(time in time(), other in time()) {
        let text = timestamp::format(time);
        prop_assert_eq!(timestamp::parse(&text), Some(time));
        prop_assert_eq!(text.cmp(&timestamp::format(other)), time.cmp(&other));
    }

    #[test]
    fn reading_a_timestamp_accepts_only_what_writing_makes(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z",
    ) {
        if let Some(time) = timestamp::parse(&text) {
            prop_assert_eq!(timestamp::format(time), text);
        }
    }

    #[test]
    fn one_random_bit_more_or_less_makes_another_nonce(
        bits in any::<[u8; 16]>(), byte in 0_usize..16, bit in 0..8,
    ) {
        let nonce = |bits| Stamp::from_random(SystemTime::UNIX_EPOCH, bits).nonce().to_owned();
        let mut other = bits;
        other[byte] ^= 1_u8 << bit;
        prop_assert_eq!(nonce(bits), nonce(bits));
        prop_assert_ne!(nonce(bits), nonce(other));
    }
}

/// Replaces one character, or adds one to an empty text. The result may happen to be the same.
fn change(text: &mut String, at: Index, to: char) {
    let mut chars = text.chars().collect::<Vec<_>>();
    if chars.is_empty() {
        chars.push(to);
    } else {
        let at = at.index(chars.len());
        chars[at] = to;
    }
    *text = chars.into_iter().collect();
}

fn sign_params(method: Method, params: &Params, secret: &str) -> String {
    rpc::signature(&to_sign(method, params), secret)
}

fn verify(method: Method, params: &Params, secret: &str, signature: &str) -> Result<(), Refusal> {
    let params = params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    rpc::verify(method, params.chain([("Signature", signature)]), secret)
}

fn to_sign(method: Method, params: &Params) -> String {
    rpc::string_to_sign(method, &rpc::canonical_query(params.clone()))
}

fn owned<'a>(params: impl Iterator<Item = (&'a str, &'a str)>) -> Params {
    params.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Reads a query as a server does.
fn decode(query: &str) -> Params {
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
    };
    query
        .split('&')
        .map(|pair| pair.split_once('=').expect("a value"))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn value<'a>(params: &'a Params, name: &str) -> Option<&'a str> {
    params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// Names like those in use, names of common parameters, and any text at all.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z.1-3]{1,8}",
        "[ -~]{0,3}",
        any::<String>(),
        proptest::sample::select(&rpc::COMMON_PARAMETERS[..]).prop_map(str::to_owned),
    ]
}

/// At least one parameter, none called `Signature`; repeated names happen.
fn params() -> impl Strategy<Value = Params> {
    let name = name().prop_filter("`Signature` is not signed", |name| name != "Signature");
    vec((name, prop_oneof!["[a-c]{0,2}", any::<String>()]), 1..8)
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![Just(Method::Get), Just(Method::Post)]
}

fn format() -> impl Strategy<Value = Format> {
    prop_oneof![Just(Format::Json), Just(Format::Xml)]
}

fn call() -> impl Strategy<Value = Call> {
    let params = vec((name(), any::<String>()), 0..8);
    (any::<String>(), any::<String>(), method(), params).prop_map(
        |(action, version, method, params)| {
            let mut call = Call::new(action, version).with_method(method);
            for (name, value) in params {
                call.push_param(name, value);
            }
            call
        },
    )
}

fn credentials() -> impl Strategy<Value = Credentials> {
    (any::<String>(), any::<String>(), any::<Option<String>>()).prop_map(|(id, secret, token)| {
        Credentials::new(id, secret).with_security_token(token.unwrap_or_default())
    })
}

fn stamp() -> impl Strategy<Value = Stamp> {
    (time(), any::<String>()).prop_map(|(time, nonce)| Stamp::new(time, nonce))
}

/// Whole seconds from 1970 to 9999.
fn time() -> impl Strategy<Value = SystemTime> {
    (0_u64..=253_402_300_799)
        .prop_map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}
