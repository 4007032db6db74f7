//! How often signing asks for memory. The counter replaces the allocator of this test alone.

use std::time::SystemTime;

use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::rpc;

#[test]
fn signing_sixteen_parameters_takes_two_allocations() {
    let mut call = Call::new("DescribeImages", "2014-05-26");
    for i in 0..8 {
        call.push_param(format!("Tag.{i}.Key"), "a key with spaces");
        call.push_param(format!("Tag.{i}.Value"), format!("value-{i}"));
    }
    assert_eq!(call.params().count(), 16);
    let key = Credentials::new("LTAI5tExampleKeyId00000", "ExampleSecret00000000000000000")
        .with_security_token("CAIS".repeat(100));
    let stamp = Stamp::from_random(SystemTime::UNIX_EPOCH, [7; 16]);

    let mut signed = None;
    let counted = allocation_counter::measure(|| {
        signed = Some(rpc::sign(&call, Format::Json, &key, &stamp));
    });
    assert!(signed.is_some_and(|signed| signed.query().contains("&Signature=")));
    // The list that is sorted, and the query that is returned.
    assert_eq!(counted.count_total, 2);
}

#[test]
fn a_query_of_nothing_but_escapes_grows_once() {
    let call = Call::new("A", "V").param("Name", "镜像".repeat(1000));
    let (key, stamp) = (Credentials::new("id", "secret"), Stamp::new(SystemTime::UNIX_EPOCH, "n"));
    let counted = allocation_counter::measure(|| {
        drop(rpc::sign(&call, Format::Json, &key, &stamp));
    });
    assert!(counted.count_total <= 4, "{} allocations", counted.count_total);
}
