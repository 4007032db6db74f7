//! The 35 collected and generated ACS3 vectors, judged stage by stage and through `sign`.
//!
//! The file is read from `vectors/` in the folder that `CONFORMANCE_DATA` names.

mod acs3_stages;

use std::fs;
use std::path::PathBuf;

use acs3_stages::Pairs;
use acs3_stages::Vector;
use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::timestamp;
use serde_json::Value;

#[test]
fn every_vector_agrees_at_every_stage() {
    let Some(folder) = std::env::var_os("CONFORMANCE_DATA") else {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: set CONFORMANCE_DATA to judge the 35 ACS3 signing vectors\n"),
        );
        return;
    };
    let path = PathBuf::from(folder).join("vectors/acs3.json");
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("CONFORMANCE_DATA: {}: {error}", path.display()));
    let entries = serde_json::from_str::<Vec<Value>>(&text).expect("a list of vectors");

    let mut signed = 0;
    for entry in &entries {
        assert_eq!(entry["verified"], true, "{}", entry["name"]);
        let vector = vector(entry);
        vector.assert_stages();
        let hash = format!("ACS3-HMAC-SHA256\n{}", text_of(entry, "hashed_canonical_request"));
        assert_eq!(vector.string_to_sign, hash, "{}", vector.name);
        signed += usize::from(signs_whole(&vector));
    }
    assert_eq!(entries.len(), 35);
    assert_eq!(signed, 16, "vectors that `sign` makes; the others have a body or odd headers");
}

/// Rebuilds the vector from a call with `sign`, if it is a request that `sign` makes.
#[track_caller]
fn signs_whole(vector: &Vector) -> bool {
    let value = |wanted: &str| {
        let mut headers = vector.headers.iter();
        headers.find_map(|(name, value)| (name == wanted).then_some(value.as_str()))
    };
    let method = match vector.method.as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => return false,
    };
    let (Some(host), None) = (value("host"), value("content-type")) else {
        return false;
    };
    let required = |name: &str| value(name).expect("a common header").to_owned();

    let credentials = Credentials::new(&vector.access_key_id, &vector.secret)
        .with_security_token(value("x-acs-security-token").unwrap_or_default());
    let mut call = Call::new(required("x-acs-action"), required("x-acs-version"));
    for (name, value) in &vector.params {
        call.push_param(name.clone(), value);
    }
    let time = timestamp::parse(&required("x-acs-date")).expect("a timestamp");
    let stamp = Stamp::new(time, required("x-acs-signature-nonce"));
    let request = acs3::sign(&call.with_method(method), host, &credentials, &stamp).unwrap();

    let name = &vector.name;
    let query = acs3::canonical_query(acs3_stages::borrowed(&vector.params));
    assert_eq!(request.query(), query, "{name}: whole query");
    let sent = request.headers().filter(|(name, _)| *name != "accept");
    let mut sent = sent.collect::<Vec<_>>();
    let mut expected = acs3_stages::borrowed(&vector.headers);
    expected.push(("authorization", &vector.authorization));
    sent.sort_unstable();
    expected.sort_unstable();
    assert_eq!(sent, expected, "{name}: all headers");
    true
}

fn vector(entry: &Value) -> Vector {
    let name = text_of(entry, "name");
    let params = entry["query"].as_object().expect("`query`");
    let value = |value: &Value| value.as_str().expect("a string").to_owned();
    let headers = entry["headers"].as_array().expect("`headers`").iter();
    let headers = headers.map(|pair| (value(&pair[0]), value(&pair[1]))).collect();
    Vector {
        method: text_of(entry, "method"),
        path: text_of(entry, "canonical_uri"),
        params: params.iter().map(|(name, v)| (name.clone(), value(v))).collect(),
        // The SDK for C# alone folds a repeated header with a space after the comma, so that is the
        // header it signs and sends.
        headers: if name == "sdk-csharp" { folded(headers) } else { headers },
        hashed_payload: text_of(entry, "hashed_payload"),
        access_key_id: text_of(entry, "access_key_id"),
        secret: text_of(entry, "access_key_secret"),
        canonical_request: text_of(entry, "canonical_request"),
        string_to_sign: text_of(entry, "string_to_sign"),
        signature: text_of(entry, "signature"),
        authorization: text_of(entry, "authorization"),
        name,
    }
}

fn folded(headers: Pairs) -> Pairs {
    let mut folded = Pairs::new();
    for (name, value) in headers {
        match folded.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            Some((_, values)) => *values = format!("{values}, {value}"),
            None => folded.push((name, value)),
        }
    }
    folded
}

fn text_of(entry: &Value, field: &str) -> String {
    entry[field].as_str().expect("a string").to_owned()
}
