//! No public type or error prints a secret, a security token, a signature or a signed URL.
//!
//! Each crate has tests of its own; this one drives all of them together, with canaries in every
//! place a secret can be, and looks at everything that can be printed.

use std::error::Error;
use std::fmt::{Debug, Display};
use std::sync::Arc;

use aliyun_ecs_describe_images::{Client, endpoints, http_request};
use aliyun_ecs_emulator::{Emulator, Options, Service};
use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::{BodyFormat, ErrorBody, decode, encode_error};
use aliyun_rpc_signer::{Call, Credentials, Format, Method, Stamp, rpc};
use aliyun_transport::replay::Replay;
use aliyun_transport::{Sent, Transport, TransportError, TransportErrorKind};
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use bytes::Bytes;

const SECRET: &str = "canarySecretcanarySecretcanary";
const TOKEN: &str = "canaryTokencanaryTokencanaryTok";

fn credentials() -> Credentials {
    Credentials::new("LTAI5tCanaryKeyId", SECRET).with_security_token(TOKEN)
}

/// Collects whatever is printed.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &dyn Debug) {
        self.0.push_str(&format!("{value:?}\n{value:#?}\n"));
    }

    fn display(&mut self, value: &dyn Display) {
        self.0.push_str(&format!("{value}\n"));
    }

    fn error(&mut self, error: &(dyn Error + 'static)) {
        self.debug(&error);
        let mut next = Some(error);
        while let Some(error) = next {
            self.display(&error);
            next = error.source();
        }
    }

    #[track_caller]
    fn holds_none_of(&self, secrets: &[&str]) {
        for secret in secrets {
            assert!(secret.len() >= 20, "{secret:?} is too short to be looked for");
            assert!(!self.0.contains(secret), "{secret:?} is printed:\n{}", self.0);
        }
    }
}

#[test]
fn what_is_signed_does_not_print() {
    let mut printed = Printed::default();
    let credentials = credentials();
    printed.debug(&credentials);
    printed.debug(&Arc::new(credentials.clone()));
    let mut secrets = vec![SECRET.to_owned(), TOKEN.to_owned()];
    for method in [Method::Get, Method::Post] {
        let call = Call::new("DescribeImages", "2014-05-26").with_method(method);
        let stamp = Stamp::from_random(std::time::UNIX_EPOCH, [7; 16]);
        let signed = rpc::sign(&call, Format::Json, &credentials, &stamp);
        printed.debug(&call);
        printed.debug(&signed);
        secrets.push(signed.query().to_owned());
        let signature = signed.query().rsplit_once("Signature=").expect("a signature").1;
        secrets.push(signature.to_owned());
        let request =
            http_request(&endpoints::CENTRAL.parse().expect("an endpoint"), &signed, Format::Json)
                .expect("fits");
        let replay = Replay::new();
        drop(replay.send(request));
        printed.debug(&replay);
        printed.debug(&replay.requests());
    }
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    printed.holds_none_of(&secrets);
}

#[tokio::test]
async fn a_client_and_its_errors_do_not_print_secrets() {
    let mut printed = Printed::default();
    let echo = "Specified signature is not matched with our calculation. server string to sign \
                is:GET&%2F&SecurityToken%3DcanaryTokencanaryTokencanaryTok";
    let refused = encode_error(&ErrorBody::new("SignatureDoesNotMatch", echo), BodyFormat::Json);
    let cut = refused[..refused.len() - 2].to_owned();
    let answer = |status: u16, body: &str| {
        let mut response = http::Response::new(Bytes::from(body.to_owned()));
        *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
        response
    };
    for transport in [
        Replay::new().respond(answer(400, &refused)),
        Replay::new().respond(answer(200, &refused)),
        Replay::new().respond(answer(400, &cut)),
        Replay::new().respond(answer(400, &refused[refused.len() / 2..])),
        Replay::new().fail(TransportError::new(TransportErrorKind::Protocol, Sent::Maybe)),
    ] {
        let client = Client::new(credentials(), transport.clone(), TokioRuntime)
            .with_retry(aliyun_ecs_describe_images::RetryPolicy::none());
        let error = client.describe_images(&DescribeImages::new("cn-hangzhou")).await;
        printed.error(&error.expect_err("the call fails"));
        printed.debug(&client);
        printed.debug(&transport);
    }
    printed.holds_none_of(&[SECRET, TOKEN]);
}

#[test]
fn a_decoder_does_not_print_a_quoted_string_to_sign() {
    let mut printed = Printed::default();
    let message = "no. server string to sign is:GET&%2F&canaryTokencanaryTokencanaryTok";
    for format in [BodyFormat::Json, BodyFormat::Xml] {
        let body = encode_error(&ErrorBody::new("IncompleteSignature", message), format);
        for end in 1..body.len() {
            for body in [&body[..end], &body[end..]] {
                if let Err(error) = decode(body) {
                    printed.error(&error);
                }
            }
        }
    }
    printed.holds_none_of(&[TOKEN]);
}

#[tokio::test]
async fn an_emulator_and_a_transport_print_no_keys() {
    let mut printed = Printed::default();
    let options = Options::new().key(credentials());
    printed.debug(&options);
    printed.debug(&Service::new(options.clone()).expect("a service"));
    let emulator = Emulator::start_with(options).await.expect("the emulator starts");
    printed.debug(&emulator);
    printed.debug(&emulator.keys());
    let throwaway = Emulator::start().await.expect("the emulator starts");
    printed.debug(&throwaway);
    printed.debug(&HyperTransport::new().expect("a transport"));
    let made_up = throwaway.credentials().access_key_secret();
    printed.holds_none_of(&[SECRET, TOKEN, made_up]);
}
