//! An address that swallows packets, as Linux lets one make it without a network.

use std::net::SocketAddr;
use std::time::Duration;

use aliyun_ecs_describe_images::Ended;
use aliyun_rpc_signer::Format;
use conformance::harness::{BlackHole, Case, Server};
use tokio::net::TcpStream;

use crate::connections::{host_at, second_address_answers};
use crate::support::{SOON, works};

#[tokio::test]
async fn black_hole_swallows_what_asks_for_a_connection() {
    let hole = BlackHole::at(SocketAddr::from(([127, 0, 0, 2], 0))).await;
    let ends = |outcome: Result<TcpStream, std::io::Error>| panic!("it answered: {outcome:?}");
    tokio::select! {
        biased;
        outcome = TcpStream::connect(hole.address()) => ends(outcome),
        () = async { for _ in 0..100_000 { tokio::task::yield_now().await } } => {}
    }
}

#[tokio::test]
async fn t29_address_that_swallows_packets_leaves_time_for_the_second() {
    let server = Server::start(vec![works(Format::Json)], None).await;
    let port = server.address().port();
    let hole = BlackHole::at(SocketAddr::from(([127, 0, 0, 2], port))).await;
    // Half of this passes at the first address. It is long, so that the rest of it is enough on a
    // busy machine.
    let options = host_at(&[[127, 0, 0, 2], [127, 0, 0, 1]]);
    second_address_answers(&server, options.connect_timeout(Duration::from_secs(3))).await;
    drop(hole);
}

#[tokio::test]
async fn t29_address_that_swallows_packets_alone_is_given_up_and_named() {
    let hole = BlackHole::at(SocketAddr::from(([127, 0, 0, 2], 0))).await;
    let endpoint = format!("http://ecs.example.com:{}", hole.address().port());
    let options = host_at(&[[127, 0, 0, 2]]).connect_timeout(SOON);
    let outcome = Case::json().endpoint(&endpoint).options(options).run().await;
    outcome.fails("Timeout(Connect)", Ended::Attempts, 3).wire(0, 0);
    assert_eq!(outcome.pauses.len(), 2);
}
