//! Times signing one request: the signer, the straightforward way, and the HMAC alone.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::SystemTime;

use aliyun_rpc_signer::{Call, Credentials, Format, Method, Stamp, rpc};
use benches::cpu_time::CpuTime;
use benches::straightforward;
use criterion::BatchSize;

fn main() {
    let mut criterion = CpuTime::criterion();
    let call =
        PARAMETERS.iter().fold(Call::new("DescribeImages", "2014-05-26"), |call, (name, value)| {
            call.param(*name, *value)
        });
    let credentials = Credentials::new("LTAI5tExampleKeyId00000", SECRET);
    let stamp = || Stamp::from_random(SystemTime::UNIX_EPOCH, [0xa5; 16]);

    let sign = || rpc::sign(&call, Format::Json, &credentials, &stamp());
    let all = all_parameters(sign().query());
    assert_eq!(straightforward::sign(&all, SECRET), sign().query());
    let canonical = rpc::canonical_query(all.iter().map(|(name, value)| (&**name, &**value)));
    let to_sign = rpc::string_to_sign(Method::Get, &canonical);

    let mut group = criterion.benchmark_group("sign");
    group.bench_function("ours", |bencher| {
        // Making a stamp belongs to signing: no attempt may reuse one.
        bencher.iter(|| rpc::sign(black_box(&call), Format::Json, &credentials, &stamp()));
    });
    group.bench_function("straightforward", |bencher| {
        let parameters = || all.clone();
        let sign = |parameters| straightforward::sign(&parameters, SECRET);
        bencher.iter_batched(parameters, sign, BatchSize::SmallInput);
    });
    group.bench_function("limit_hmac", |bencher| {
        bencher.iter(|| straightforward::hmac(SECRET, black_box(&to_sign)));
    });
    group.finish();
    criterion.final_summary();
}

/// Takes a signed query apart again: what the straightforward way starts from.
fn all_parameters(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let decode = |text| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    pairs
        .filter(|(name, _)| *name != "Signature")
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

const PARAMETERS: [(&str, &str); 8] = [
    ("RegionId", "cn-hangzhou"),
    ("ImageOwnerAlias", "self"),
    ("PageNumber", "3"),
    ("PageSize", "100"),
    ("Status", "Available,Creating"),
    ("Tag.1.Key", "team"),
    ("Tag.1.Value", "blue & 绿"),
    ("ImageName", "web tier/*"),
];

const SECRET: &str = "example-secret-of-thirty-chars";
