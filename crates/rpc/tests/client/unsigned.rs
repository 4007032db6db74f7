//! What a call may not bring along, and what it has to.

use aliyun_rpc::{Client, Failure, InvalidRequest, NotSent, Operation};
use aliyun_rpc_signer::{Call, Credentials};
use aliyun_transport::replay::Replay;
use bytes::Bytes;
use http::{Response, StatusCode};

use crate::support::{clock, endpoint};

struct Made(Call);

impl Operation for Made {
    type Output = ();

    fn call(&self) -> Result<Call, InvalidRequest> {
        Ok(self.0.clone())
    }

    fn read(&self, _: StatusCode, _: Bytes) -> Result<(), Failure> {
        Ok(())
    }
}

fn client(transport: &Replay) -> Client {
    Client::new(Credentials::new("testid", "testsecret"), transport.clone(), clock())
}

#[tokio::test]
async fn an_unsigned_call_has_no_parameters_of_a_signer() {
    let transport = Replay::new().respond(Response::new(""));
    let call = Call::new("A", "1").param("Signature", "evil").param("AccessKeyId", "other");
    let call = call.param("SecurityToken", "mine").param("SignatureNonce", "n").param("Own", "o");
    let call = Made(call.unsigned());
    client(&transport).run(&call, &endpoint("a.example")).await.expect("an answer");
    let requests = transport.requests();
    let query = requests[0].uri().query();
    let expected = "Action=A&Format=JSON&Timestamp=2016-02-23T12%3A46%3A24Z&Version=1&Own=o";
    assert_eq!(query, Some(expected));
}

#[tokio::test]
async fn a_call_has_an_action_and_a_version() {
    for call in [Call::new("", "2015-04-01"), Call::new("Echo", "")] {
        let error = client(&Replay::new()).run(&Made(call), &endpoint("a.example")).await;
        let error = error.expect_err("not a call");
        assert!(matches!(error.failure(), Failure::NotSent(NotSent::Request(_))), "{error}");
        assert!(!error.may_have_been_sent());
    }
}
