//! Prints the signed URL of the example in the ECS documents.
//!
//! A real program takes the time from its clock, the nonce from 128 random bits
//! (`Stamp::from_random`) and the key from its configuration, and never prints the URL.

#![expect(clippy::print_stdout, reason = "printing is what this example is for; its key is public")]

use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::rpc;
use aliyun_rpc_signer::timestamp;

fn main() {
    let call = Call::new("DescribeRegions", "2014-05-26");
    let credentials = Credentials::new("testid", "testsecret");
    let time = timestamp::parse("2016-02-23T12:46:24Z").expect("the format of the protocol");
    let stamp = Stamp::new(time, "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf");

    let signed = rpc::sign(&call, Format::Xml, &credentials, &stamp);
    let url = signed.url("https://ecs.aliyuncs.com");

    // ECS API Reference, "Request signatures", with the signature percent-encoded.
    assert!(url.ends_with("&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"));
    println!("{} {url}", signed.method().as_str());
}
