//! A client does not make an outage worse.

use aliyun_ecs_describe_images::{Client, Ended};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Credentials, Format};
use aliyun_transport_hyper::HyperTransport;
use conformance::harness::{Clock, SECRET, Script, Server, reply, within};

use crate::support::{clock, page};

const CALLS: usize = 1_000;

fn client(server: &Server, clock: Clock) -> Client {
    let transport = HyperTransport::new().expect("a transport");
    Client::new(Credentials::new("id", SECRET), transport, clock)
        .with_endpoint(format!("http://{}", server.address()).parse().expect("an endpoint"))
}

async fn calls(client: &Client, count: usize) -> Vec<Option<Ended>> {
    let request = DescribeImages::new("cn-hangzhou");
    let mut ended = Vec::new();
    for _ in 0..count {
        let result = within(client.clone().describe_images(&request)).await;
        ended.push(result.err().map(|error| error.ended()));
    }
    ended
}

/// The service answers everything with `code`, restarts, and works again.
async fn outage(status: u16, code: &str, most: usize) {
    let always = |answer: String| Some(Script::new().read().write(answer).repeat());
    let down = Server::start(Vec::new(), always(reply::refusal(Format::Json, status, code))).await;
    let address = down.address();
    let client = client(&down, clock());
    let ended = calls(&client, CALLS).await;
    assert!(ended.iter().all(Option::is_some), "the service is down");
    let spent = ended.iter().filter(|ended| **ended == Some(Ended::Budget)).count();
    assert!(spent > CALLS / 2, "most calls fail fast");
    let log = down.log().clone();
    assert_eq!(log.requests().len(), most, "{code}: requests for {CALLS} calls");
    assert!(log.nonces_are_unique());
    down.stop().await;

    let up = Server::listen(address, Vec::new(), always(page(Format::Json))).await;
    assert!(calls(&client, 20).await.iter().all(Option::is_none), "the service works again");
    up.stop().await;

    // The successes have refilled the budget: a call may retry again.
    let flaky = vec![Script::new().read().write(reply::refusal(Format::Json, status, code))];
    let flaky = Server::listen(address, flaky, always(page(Format::Json))).await;
    assert_eq!(calls(&client, 1).await, [None]);
    assert_eq!(flaky.log().requests().len(), 2);
}

#[tokio::test]
async fn a18_outage_costs_thirty_five_extra_requests_over_sockets() {
    outage(503, "ServiceUnavailable", CALLS + 35).await;
}

#[tokio::test]
async fn a18_throttling_costs_a_hundred_extra_requests_over_sockets() {
    outage(400, "Throttling.User", CALLS + 100).await;
}
