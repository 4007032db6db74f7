//! Collected and generated signing vectors, judged stage by stage.
//!
//! The files are read from `vectors/` in the folder that `CONFORMANCE_DATA` names.

mod stages;

use std::fs;
use std::path::PathBuf;

use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::percent;
use aliyun_rpc_signer::rpc;
use aliyun_rpc_signer::timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use serde_json::Value;
use sha1::Sha1;
use stages::Vector;

#[test]
fn published_vectors_agree_at_every_stage() {
    let Some(file) = load("rpc-published.json") else {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!(
                "SKIPPED: set CONFORMANCE_DATA to judge the 32 published signing vectors\n"
            ),
        );
        return;
    };

    let mut counts = Published::default();
    for entry in entries(&file) {
        if entry["kind"] == "raw-hmac" {
            match entry["algorithm"].as_str() {
                Some("HMAC-SHA1") => {
                    assert_raw_hmac(entry);
                    counts.raw_hmac += 1;
                }
                // Only one client of the vendor has it, no document does, and neither do we.
                Some("HMAC-SHA256") => counts.not_ours += 1,
                other => panic!("a vector has the unknown algorithm {other:?}"),
            }
            continue;
        }

        let vector = vector(entry, "computed_string_to_sign");
        vector.assert_stages();
        if let (Some(printed), Some(matches)) =
            (entry["string_to_sign"].as_str(), entry["string_to_sign_matches"].as_bool())
        {
            assert_eq!(printed == vector.string_to_sign, matches, "{}: as printed", vector.name);
        }

        // An empty method comes from a unit test of the vendor and cannot be expressed here, so
        // that vector is judged without the one stage that would need it.
        counts.without_method += usize::from(vector.method.is_none());
        counts.without_signature += usize::from(vector.signature.is_none());
        counts.wrong += usize::from(!vector.verified);
        counts.rpc += 1;
    }

    let expected = Published {
        rpc: 25,
        wrong: 3,
        without_method: 1,
        without_signature: 4,
        raw_hmac: 6,
        not_ours: 1,
    };
    assert_eq!(counts, expected);
    assert_eq!(counts.rpc + counts.raw_hmac + counts.not_ours, 32);
}

#[test]
fn the_kms_page_signed_its_string_with_the_ampersands_left_bare() {
    let Some(file) = load("rpc-published.json") else {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: set CONFORMANCE_DATA to judge the malformed KMS example\n"),
        );
        return;
    };
    let entry = entries(&file)
        .iter()
        .find(|entry| entry["name"] == "kms-CreateKey-malformed")
        .expect("the KMS example");
    let printed = entry["string_to_sign"].as_str().expect("a printed string to sign");
    assert_eq!(rpc::signature(printed, "testsecret"), entry["signature"]);
}

#[test]
fn generated_vectors_agree_at_every_stage() {
    let Some(file) = load("rpc-generated.json") else {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!(
                "SKIPPED: set CONFORMANCE_DATA to judge the 110 generated signing vectors\n"
            ),
        );
        return;
    };

    let vectors = entries(&file["vectors"]);
    let edge_vectors = entries(&file["edge_vectors"]);
    let mut signed = 0;
    let mut disputed = 0;
    for entry in vectors.iter().chain(edge_vectors) {
        let vector = Vector { verified: true, ..vector(entry, "string_to_sign") };
        vector.assert_stages();
        signed += usize::from(signs_whole(&vector));

        // Those that sort UTF-16 units instead of bytes.
        let others = entry["disagreed_by"].as_object().expect("`disagreed_by`");
        assert!(
            others.values().all(|other| Some(other.as_str()) != Some(vector.signature.as_deref()))
        );
        disputed += usize::from(!others.is_empty());
    }

    assert_eq!((vectors.len(), edge_vectors.len()), (100, 10));
    assert_eq!(signed, 79, "vectors that `sign` makes from a call; the others say `json`");
    assert_eq!(disputed, 2);
}

/// Rebuilds the vector from a call with `sign`, unless its `Format` is in another spelling.
#[track_caller]
fn signs_whole(vector: &Vector) -> bool {
    let common = |wanted: &str| {
        vector.params.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let format = match common("Format") {
        Some("JSON") => Format::Json,
        Some("XML") => Format::Xml,
        _ => return false,
    };
    let required = |name: &str| common(name).expect("a common parameter").to_owned();

    let secret = vector.secret.clone().expect("a secret");
    let credentials = Credentials::new(required("AccessKeyId"), secret)
        .with_security_token(common("SecurityToken").unwrap_or_default());
    let time = timestamp::parse(&required("Timestamp")).expect("a timestamp");
    let mut call = Call::new(required("Action"), required("Version"))
        .with_method(vector.method.expect("a method"));
    for (name, value) in &vector.params {
        if !rpc::COMMON_PARAMETERS.contains(&name.as_str()) {
            call.push_param(name.clone(), value);
        }
    }
    let stamp = Stamp::new(time, required("SignatureNonce"));

    let mut expected = rpc::canonical_query(stages::borrowed(&vector.params));
    expected.push_str("&Signature=");
    percent::push_encoded(vector.signature.as_deref().expect("a signature"), &mut expected);
    let signed = rpc::sign(&call, format, &credentials, &stamp);
    assert_eq!(signed.query(), expected, "{}: whole query", vector.name);
    true
}

/// Checks the primitive underneath: these keys do not end in `&`, so `signature` cannot take them.
#[track_caller]
fn assert_raw_hmac(entry: &Value) {
    let field = |name: &str| entry[name].as_str().expect("a string").as_bytes();
    let mac = Hmac::<Sha1>::new_from_slice(field("key")).expect("keys of every length");
    let mac = mac.chain_update(field("text")).finalize().into_bytes();
    assert_eq!(STANDARD.encode(mac), entry["signature"], "{}", entry["name"]);
}

/// How many published entries were judged, and how.
#[derive(Debug, Default, PartialEq)]
struct Published {
    rpc: usize,
    wrong: usize,
    without_method: usize,
    without_signature: usize,
    raw_hmac: usize,
    not_ours: usize,
}

fn vector(entry: &Value, string_to_sign: &str) -> Vector {
    Vector {
        name: entry["name"].as_str().expect("`name`").to_owned(),
        method: stages::method(entry["method"].as_str().expect("`method`")),
        params: stages::params(entry),
        secret: stages::text(entry, "access_key_secret"),
        canonical_query: None,
        string_to_sign: stages::text(entry, string_to_sign).expect("a string to sign"),
        signature: stages::text(entry, "signature"),
        verified: entry["verified"].as_bool().unwrap_or_default(),
    }
}

fn entries(file: &Value) -> &[Value] {
    file.as_array().expect("a list of vectors")
}

fn load(name: &str) -> Option<Value> {
    let path = PathBuf::from(std::env::var_os("CONFORMANCE_DATA")?).join("vectors").join(name);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("CONFORMANCE_DATA: {}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
