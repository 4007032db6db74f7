//! The harness itself: a check that cannot fail checks nothing.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use aliyun_ecs_describe_images::{Ended, Error, ServiceError};
use aliyun_ecs_wire::ErrorBody;
use aliyun_rpc_signer::Format;
use aliyun_transport::Runtime as _;
use conformance::harness::{
    Case, Event, Gate, Identity, Outcome, Script, Server, prints_no_secret, reply, within,
};
use http::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{clock, works};

const GET: &[u8] = b"GET /?SignatureNonce=1&Signature=s HTTP/1.1\r\nHost: h\r\n\r\n";

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address()).await.expect("a connection")
}

async fn read_all(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut text = String::new();
    within(stream.read_to_string(&mut text)).await.map(|_| text)
}

#[track_caller]
fn objects<T>(what: &str, check: impl FnOnce() -> T) {
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| _ = check()));
    assert!(outcome.is_err(), "{what} went unnoticed");
}

#[tokio::test]
async fn script_is_played_in_order_and_logged() {
    let server = Server::start(vec![Script::new().read().write("one").read().write("two")], None);
    let server = server.await;
    let mut stream = connect(&server).await;
    stream.write_all(GET).await.expect("written");
    stream.write_all(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na=b&c").await.expect("written");
    assert_eq!(read_all(&mut stream).await.expect("text"), "onetwo");
    assert_eq!(server.log().leftovers(), [0], "we have not closed");
    drop(stream);
    within(server.log().all_released()).await;
    let requests = server.log().requests();
    assert_eq!(requests[0].param("SignatureNonce"), Some("1"));
    assert_eq!(requests[1].param("a"), Some("b"));
    assert_eq!(server.log().events().last(), Some(&Event::Released(0)));
    assert_eq!(format!("{:?}", requests[0]), "GET /", "a query is not printed");
}

#[tokio::test]
async fn reset_reaches_the_client_as_a_reset() {
    let server = Server::start(vec![Script::new().read().reset()], None).await;
    let mut stream = connect(&server).await;
    stream.write_all(GET).await.expect("written");
    let error = read_all(&mut stream).await.expect_err("a reset");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(server.log().leftovers().is_empty());
}

#[tokio::test]
async fn gate_holds_until_it_is_opened_and_stays_open() {
    let gate = Gate::new();
    let server =
        Server::start(vec![Script::new().wait(&gate).write("x"), Script::new().wait(&gate)], None);
    let server = server.await;
    let (mut one, mut two) = (connect(&server).await, connect(&server).await);
    let mut byte = [0];
    assert!(one.try_read(&mut byte).is_err(), "the gate is closed");
    gate.open();
    assert_eq!(read_all(&mut one).await.expect("text"), "x");
    assert_eq!(read_all(&mut two).await.expect("text"), "");
    within(gate.passed()).await;
}

#[tokio::test]
async fn repeated_script_answers_until_the_client_goes() {
    let server = Server::start(vec![Script::new().read().write("x").repeat()], None).await;
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        stream.write_all(GET).await.expect("written");
        assert_eq!(within(stream.read_u8()).await.expect("a byte"), b'x');
    }
    drop(stream);
    within(server.log().all_released()).await;
    assert_eq!(server.log().requests().len(), 3);
    assert!(!server.log().nonces_are_unique(), "one nonce came three times");
}

#[tokio::test]
async fn connection_without_a_script_is_noticed() {
    let server = Server::start(Vec::new(), None).await;
    let mut stream = connect(&server).await;
    assert_eq!(read_all(&mut stream).await.expect("closed"), "");
    assert_eq!(server.log().unexpected(), 1);
}

#[tokio::test]
async fn server_stops_and_its_port_is_free_again() {
    let server = Server::start(Vec::new(), Some(Script::new().until_released())).await;
    let address = server.address();
    let mut stream = connect(&server).await;
    within(server.log().wait_until(|events| events.len() == 1)).await;
    server.stop().await;
    assert!(read_all(&mut stream).await.is_ok_and(|text| text.is_empty()));
    Server::listen(address, Vec::new(), None).await.stop().await;
}

#[tokio::test]
async fn pause_passes_at_once_and_a_deadline_only_when_told() {
    let clock = clock();
    within(clock.sleep(Duration::from_secs(29))).await;
    assert_eq!(clock.pauses(), [Duration::from_secs(29)]);
    let deadline = async {
        clock.sleep(Duration::from_secs(30)).await;
        clock.elapsed()
    };
    let (at, ()) = within(async { tokio::join!(deadline, clock.expire()) }).await;
    assert_eq!(at, Duration::from_secs(59));
    assert_eq!((clock.deadlines(), clock.pauses().len()), (0, 1));
}

#[tokio::test]
async fn handshake_that_the_client_breaks_ends_the_script() {
    let identity = Identity::of("localhost");
    let server = Server::start(vec![Script::new().handshake(&identity).read()], None).await;
    let mut stream = connect(&server).await;
    stream.write_all(b"not TLS at all\r\n\r\n").await.expect("written");
    within(server.log().all_released_of(1)).await;
    assert!(server.log().requests().is_empty());
}

async fn fine() -> Outcome {
    Case::json().answered_once(reply::refusal(Format::Json, 503, "ServiceUnavailable")).run().await
}

#[tokio::test]
async fn assertions_about_an_outcome_can_fail() {
    let outcome = fine().await;
    outcome.page(2).wire(2, 2);
    objects("another number of attempts", || outcome.page(1));
    objects("another number of requests", || outcome.wire(1, 2));
    objects("another number of connections", || outcome.wire(2, 1));
    objects("a pause", || outcome.at_once());
    objects("a success", || outcome.fails("ConnectionLost", Ended::Attempts, 2));
}

#[tokio::test]
async fn assertions_about_a_failure_can_fail() {
    let outcome = Case::json().answered(reply::refusal(Format::Json, 400, "InvalidUsage")).run();
    let outcome = outcome.await;
    outcome.fails("Refused(InvalidUsage)", Ended::NotRetryable, 1);
    objects("another code", || outcome.fails("Refused(X)", Ended::NotRetryable, 1));
    objects("another reason", || outcome.fails("Refused(InvalidUsage)", Ended::Budget, 1));
    objects("a failure", || outcome.page(1));
}

#[tokio::test]
async fn case_objects_to_a_connection_nobody_expected() {
    let case = Case::json().connection(Script::new().read().close());
    let run = tokio::spawn(case.run()).await;
    assert!(run.is_err_and(|error| error.is_panic()), "two retries went unnoticed");
}

#[test]
fn a_secret_in_an_error_is_objected_to() {
    // The client withholds what it knows, so the error is not one of its own.
    let error = |message: &str| {
        let body = ErrorBody::new("InvalidUsage", message);
        Error::new(ServiceError::new(StatusCode::BAD_REQUEST, body), Ended::NotRetryable)
    };
    prints_no_secret(&error("your usage is wrong"), &["oeuco1rt="]);
    objects("a secret", || prints_no_secret(&error("your secret is CANARYSECRET"), &[]));
    objects("a signature", || prints_no_secret(&error("not oeuco1rt="), &["oeuco1rt="]));
}

#[tokio::test]
async fn connection_kept_open_by_a_client_is_a_leftover() {
    let server = Server::start(vec![works(Format::Json)], None).await;
    let stream = connect(&server).await;
    within(server.log().wait_until(|events| events.len() == 1)).await;
    assert_eq!(server.log().leftovers(), [0]);
    drop(stream);
    within(server.log().all_released()).await;
}
