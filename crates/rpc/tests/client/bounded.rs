//! Texts of any length are cut for people.

use std::error::Error as _;

use aliyun_rpc::transport::replay::Replay;
use aliyun_rpc::{Client, RetryPolicy};
use aliyun_rpc_signer::Credentials;
use http::Response;

use crate::support::{Echo, clock, endpoint};

/// 1 MiB, of words and of blanks, so that it is not taken for a key.
fn long() -> String {
    "Words and ".repeat(1 << 17)
}

#[tokio::test]
async fn no_text_of_an_error_is_as_long_as_the_body() {
    let text = long();
    let members = ["Code", "Message", "RequestId", "HostId", "Recommend"];
    let json: Vec<String> = members.iter().map(|name| format!("\"{name}\":\"{text}\"")).collect();
    let xml: String = members.iter().map(|name| format!("<{name}>{text}</{name}>")).collect();
    let bodies = [
        format!("{{{}}}", json.join(",")),
        format!("<Error>{xml}</Error>"),
        // The start is no document, a name comes twice, and a signature does not match.
        text.clone(),
        format!("{{\"{text}\":1,\"{text}\":2}}"),
        format!(
            "{{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"server string to sign is:\
             GET&%2F&{}%3D1\"}}",
            "Name%2526".repeat(1 << 17)
        ),
    ];
    for body in bodies {
        let begins = body[..20].to_owned();
        let answer = Response::builder().status(400).body(body).expect("a response");
        let key = Credentials::new("testid", "testsecret");
        let client = Client::new(key, Replay::new().respond(answer), clock())
            .with_retry(RetryPolicy::none());
        let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("refused");
        assert!(error.source().is_none());
        for printed in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
            assert!(printed.len() < 8192, "{} bytes of {begins}", printed.len());
        }
        if let Some(refusal) = error.service_error() {
            assert!(refusal.message().len() < 1100 && refusal.code().len() <= 100);
            assert!(refusal.recommend().is_none_or(|text| text.len() < 1100));
        }
    }
}

#[tokio::test]
async fn a_text_that_is_cut_says_how_long_it_is() {
    let body = format!(r#"{{"Code":"Invalid","Message":"{}"}}"#, long());
    let answer = Response::builder().status(400).body(body).expect("a response");
    let key = Credentials::new("testid", "testsecret");
    let client = Client::new(key, Replay::new().respond(answer), clock());
    let error = client.run(&Echo::SIGNED, &endpoint("a.example")).await.expect_err("refused");
    let refusal = error.service_error().expect("a refusal");
    assert!(refusal.message().ends_with("… (1310720 bytes in all)"), "{}", refusal.message());
    assert_eq!(refusal.raw_message(), long());
}
