//! Signing a request of 16 parameters, beside a straightforward implementation and the HMAC alone.
//!
//! `cargo bench -p aliyun-rpc-signer --bench sign`. All of them run in one process, and every
//! result is compared before anything is timed: figures of different work would mean nothing.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;
use std::time::SystemTime;

use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::encode::percent_encode;
use aliyun_rpc_signer::rpc;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use criterion::Criterion;
use criterion::criterion_group;
use criterion::criterion_main;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;
use sha1::Sha1;

/// What most programs sign with: a map of strings, each encoded into a string of its own.
fn straightforward(
    call: &Call,
    format: Format,
    credentials: &Credentials,
    stamp: &Stamp,
) -> String {
    let mut params = BTreeMap::<String, String>::new();
    for (name, value) in call.params() {
        params.insert(name.to_owned(), value.to_owned());
    }
    for (name, value) in [
        ("AccessKeyId", credentials.access_key_id()),
        ("Action", call.action()),
        ("Format", format.as_str()),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", stamp.nonce()),
        ("SignatureVersion", "1.0"),
        ("Timestamp", stamp.timestamp()),
        ("Version", call.version()),
    ] {
        params.insert(name.to_owned(), value.to_owned());
    }
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let query = params
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&");
    let to_sign = format!("{}&{}&{}", call.method().as_str(), encode("/"), encode(&query));
    let key = format!("{}&", credentials.access_key_secret());
    let signature = hmac(key.as_bytes(), to_sign.as_bytes());
    format!("{query}&Signature={}", encode(&signature))
}

/// The same by the pure stages of this crate, each with a string of its own.
fn by_stages(call: &Call, format: Format, credentials: &Credentials, stamp: &Stamp) -> String {
    let common = [
        ("AccessKeyId", credentials.access_key_id()),
        ("Action", call.action()),
        ("Format", format.as_str()),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", stamp.nonce()),
        ("SignatureVersion", "1.0"),
        ("Timestamp", stamp.timestamp()),
        ("Version", call.version()),
    ];
    let mut query = rpc::canonical_query(common.into_iter().chain(call.params()));
    let to_sign = rpc::string_to_sign(call.method(), &query);
    let signature = rpc::signature(&to_sign, credentials.access_key_secret());
    query.push_str("&Signature=");
    percent_encode(signature, &mut query);
    query
}

/// The floor: what no signer can leave out.
fn hmac(key: &[u8], message: &[u8]) -> String {
    let mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of every length");
    STANDARD.encode(mac.chain_update(message).finalize().into_bytes())
}

fn sign(c: &mut Criterion) {
    let (call, credentials, stamp) = (call(), credentials(), stamp());
    let format = Format::Json;
    assert_eq!(call.params().count(), 16);

    let signed = rpc::sign(&call, format, &credentials, &stamp);
    assert_eq!(signed.query(), straightforward(&call, format, &credentials, &stamp));
    assert_eq!(signed.query(), by_stages(&call, format, &credentials, &stamp));
    let unsigned = signed.query().split_once("&Signature=").expect("signed").0;
    let to_sign = rpc::string_to_sign(Method::Get, unsigned);
    let key = format!("{}&", credentials.access_key_secret());
    let mut alone = String::new();
    percent_encode(hmac(key.as_bytes(), to_sign.as_bytes()), &mut alone);
    assert!(signed.query().ends_with(&alone));

    let mut group = c.benchmark_group("rpc, 16 parameters");
    group.bench_function("rpc::sign", |b| {
        b.iter(|| rpc::sign(black_box(&call), format, &credentials, &stamp));
    });
    group.bench_function("straightforward", |b| {
        b.iter(|| straightforward(black_box(&call), format, &credentials, &stamp));
    });
    group.bench_function("by stages", |b| {
        b.iter(|| by_stages(black_box(&call), format, &credentials, &stamp));
    });
    group.bench_function("the HMAC alone", |b| {
        b.iter(|| hmac(black_box(key.as_bytes()), black_box(to_sign.as_bytes())));
    });
    group.finish();

    c.bench_function("acs3::sign, 16 parameters", |b| {
        let host = "ecs.cn-hangzhou.aliyuncs.com";
        b.iter(|| acs3::sign(black_box(&call), host, &credentials, &stamp));
    });
}

/// A call as a program makes it: filters, tags, a name with a space, a list in JSON.
fn call() -> Call {
    Call::new("DescribeImages", "2014-05-26")
        .param("RegionId", "cn-hangzhou")
        .param("PageNumber", "1")
        .param("PageSize", "50")
        .param("ImageOwnerAlias", "self")
        .param("Status", "Available,Creating")
        .param("ImageName", "web front end *~")
        .param("Architecture", "x86_64")
        .param("OSType", "linux")
        .param("Usage", "instance")
        .param("ShowExpired", "true")
        .param("Filter.1.Key", "CreationStartTime")
        .param("Filter.1.Value", "2024-01-01T00:00Z")
        .param("Tag.1.Key", "team")
        .param("Tag.1.Value", "镜像")
        .param("Tag.2.Key", "stage")
        .param("Tag.2.Value", "production")
}

fn credentials() -> Credentials {
    Credentials::new("LTAI5tExampleKeyId00000", "ExampleSecret00000000000000000")
}

fn stamp() -> Stamp {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584);
    Stamp::new(time, "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf")
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

criterion_group!(benches, sign);
criterion_main!(benches);
