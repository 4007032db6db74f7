//! The retry budget belongs to an endpoint.

use aliyun_rpc::{Client, Ended};
use aliyun_rpc_signer::Credentials;
use aliyun_transport::{SendFuture, Transport};
use bytes::Bytes;

use crate::support::{Echo, clock, endpoint, refusal};

/// A service that is down, wherever it is.
#[derive(Debug)]
struct Down;

impl Transport for Down {
    fn send(&self, _: http::Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async { Ok(refusal(503, "ServiceUnavailable").map(Bytes::from)) })
    }
}

#[tokio::test]
async fn one_dead_region_does_not_use_up_the_retries_of_the_others() {
    let credentials = Credentials::new("testid", "testsecret");
    let client = Client::new(credentials, Down, clock());
    let mut last = None;
    for _ in 0..50 {
        let error = client.run(&Echo::SIGNED, &endpoint("dead.example")).await;
        last = Some(error.expect_err("unavailable").ended());
    }
    assert_eq!(last, Some(Ended::Budget), "the budget of the dead endpoint is spent");
    // A clone shares it, another endpoint does not.
    let error = client.clone().run(&Echo::SIGNED, &endpoint("dead.example")).await;
    assert_eq!(error.expect_err("unavailable").attempts(), 1);
    let error = client.run(&Echo::SIGNED, &endpoint("other.example")).await;
    let error = error.expect_err("unavailable");
    assert_eq!((error.ended(), error.attempts()), (Ended::Attempts, 3));
}
