//! Starting and stopping.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::Emulator;
use aliyun_rpc_signer::Method;
use aliyun_transport::virtual_time::VirtualRuntime;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

use crate::ask::Ask;
use crate::ask::now;
use crate::ask::options;
use crate::sockets::connect;
use crate::sockets::get;
use crate::sockets::read_response;
use crate::sockets::soon;

/// Sends the head and half the body of a request, and waits until the server waits for the rest.
async fn half_a_request(emulator: &Emulator, runtime: &VirtualRuntime) -> (TcpStream, String) {
    let mut stream = connect(emulator).await;
    let form = Ask::new().query(Method::Post);
    let (sent, left) = form.split_at(30);
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{sent}",
        form.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    while runtime.sleeping() == 0 {
        tokio::task::yield_now().await;
    }
    (stream, left.to_owned())
}

#[tokio::test]
async fn a_request_under_way_is_finished_and_the_port_freed() {
    let runtime = VirtualRuntime::manual(now());
    let options = options().timers(Arc::new(runtime.clone()));
    let emulator = Emulator::start_with(options).await.unwrap();
    let address = emulator.address();
    let (mut stream, left) = half_a_request(&emulator, &runtime).await;

    let shutdown = tokio::spawn(emulator.shutdown());
    // The second sleep is the grace of the shutdown: from here on nothing new is accepted.
    while runtime.sleeping() < 2 {
        tokio::task::yield_now().await;
    }
    assert!(TcpStream::connect(address).await.is_err());
    assert!(!shutdown.is_finished());

    stream.write_all(left.as_bytes()).await.unwrap();
    let (head, body) = read_response(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}\n{body}");
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    shutdown.await.unwrap();
    TcpListener::bind(address).await.unwrap();
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_up_the_shutdown() {
    let runtime = VirtualRuntime::manual(now());
    let options = options()
        .timers(Arc::new(runtime.clone()))
        .body_timeout(Duration::from_secs(3600))
        .shutdown_grace(Duration::from_secs(5));
    let emulator = Emulator::start_with(options).await.unwrap();
    let (mut stream, _) = half_a_request(&emulator, &runtime).await;

    let shutdown = tokio::spawn(emulator.shutdown());
    while runtime.sleeping() < 2 {
        tokio::task::yield_now().await;
    }
    runtime.advance(Duration::from_secs(5));
    shutdown.await.unwrap();
    assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_clock_that_stands_still_holds_up_nothing() {
    let timers = VirtualRuntime::manual(now());
    let options = options()
        .runtime(Arc::new(VirtualRuntime::manual(now())))
        .timers(Arc::new(timers.clone()))
        .body_timeout(Duration::from_secs(3600));
    let emulator = Emulator::start_with(options).await.unwrap();
    let (mut stream, _) = half_a_request(&emulator, &timers).await;
    let shutdown = tokio::spawn(emulator.shutdown());
    while timers.sleeping() < 2 {
        tokio::task::yield_now().await;
    }
    timers.advance(Duration::from_secs(5));
    shutdown.await.unwrap();
    assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);

    // And with the timers that there are unless others are set.
    let options = crate::ask::options()
        .runtime(Arc::new(VirtualRuntime::manual(now())))
        .shutdown_grace(Duration::from_millis(1));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut stream = connect(&emulator).await;
    stream.write_all(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf").await.unwrap();
    soon(emulator.shutdown()).await;
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_shutdown() {
    let options = options().header_timeout(Duration::from_secs(3600));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut stream = connect(&emulator).await;
    stream.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
    read_response(&mut stream).await;
    soon(emulator.shutdown()).await;
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn dropping_the_emulator_frees_the_port() {
    let options = options().header_timeout(Duration::from_secs(3600));
    let emulator = Emulator::start_with(options).await.unwrap();
    let address = emulator.address();
    let mut stream = connect(&emulator).await;
    stream.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
    read_response(&mut stream).await;
    drop(emulator);
    // The listener goes before the connections do.
    assert_eq!(soon(stream.read(&mut [0])).await.unwrap_or(0), 0);
    TcpListener::bind(address).await.unwrap();
}

#[tokio::test]
async fn an_address_in_use_is_an_error_that_names_it() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let again = Emulator::start_with(options().listen(emulator.address())).await;
    let error = again.unwrap_err();
    assert!(error.to_string().contains(&emulator.address().to_string()), "{error}");
    assert!(error.source().is_some());
}
