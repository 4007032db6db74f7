//! Reading an answer takes time, and that time counts.

use std::time::Duration;

use aliyun_rpc::transport::replay::Replay;
use aliyun_rpc::transport::virtual_time::VirtualRuntime;
use aliyun_rpc::{Call, Client, Ended, Failure, InvalidRequest, Operation, RetryPolicy};
use aliyun_rpc_signer::Credentials;
use bytes::Bytes;
use http::{Response, StatusCode};

use crate::support::{clock, endpoint};

/// Takes this long to read an answer.
struct Slow(VirtualRuntime, Duration);

impl Operation for Slow {
    type Output = ();

    fn call(&self) -> Result<Call, InvalidRequest> {
        Ok(Call::new("Slow", "2015-04-01"))
    }

    fn read(&self, _: StatusCode, _: Bytes) -> Result<(), Failure> {
        self.0.advance(self.1);
        Ok(())
    }
}

#[tokio::test]
async fn an_answer_whose_reading_ends_late_is_a_time_out() {
    let limit = Duration::from_millis(50);
    let policy = RetryPolicy::none().operation_timeout(limit);
    for (took, in_time) in [(limit, true), (limit + Duration::from_nanos(1), false)] {
        let clock = clock();
        let transport = Replay::new().respond(Response::new(""));
        let key = Credentials::new("testid", "testsecret");
        let client = Client::new(key, transport, clock.clone()).with_retry(policy);
        let outcome = client.run(&Slow(clock, took), &endpoint("a.example")).await;
        match outcome {
            Ok(()) => assert!(in_time),
            Err(error) => {
                assert!(!in_time && error.is_timeout() && error.may_have_been_sent(), "{error}");
                assert_eq!((error.ended(), error.elapsed()), (Ended::Attempts, took));
            }
        }
    }
}
