//! Prints why a signature does not match: the client encoded a space as HTML forms do.
//!
//! A real program takes the evidence from its signer, and the text from the service's answer.

#![expect(clippy::print_stdout, reason = "printing is what this example is for")]

use aliyun_rpc_explain::Cause;
use aliyun_rpc_explain::Evidence;
use aliyun_rpc_explain::explain;

fn main() {
    let signed = "GET&%2F&ImageName%3Dweb%2Bfront%26RegionId%3Dcn-hangzhou%26Version%3D2014-05-26";
    let answer = "SignatureDoesNotMatch: Specified signature is not matched with our calculation. \
        server string to sign is:GET&%2F&ImageName%3Dweb%2520front%26RegionId%3Dcn-hangzhou\
        %26Version%3D2014-05-26";

    let diagnosis = explain(&Evidence::string_to_sign(signed), answer);

    assert_eq!(*diagnosis.cause(), Cause::PlusForSpace);
    println!("{}", diagnosis.with_values());
}
