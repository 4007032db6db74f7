//! Which connection a request takes, and what is left of one after a request is given up.

mod support;

use std::io::Read as _;
use std::io::Write as _;
use std::sync::mpsc;

use aliyun_transport::FreshConnection;
use aliyun_transport::Sent;
use aliyun_transport::Transport as _;
use aliyun_transport::TransportErrorKind as Kind;
use support::OK;
use support::Server;
use support::get;
use support::transport;
use support::within;

#[tokio::test]
async fn second_request_takes_the_same_connection() {
    let server = Server::start().await;
    let transport = transport();
    let client = async {
        transport.send(get(&server.http())).await.unwrap();
        transport.send(get(&server.http())).await.unwrap();
    };
    let peer = async {
        let mut peer = server.accept().await;
        for _ in 0..2 {
            peer.read_head().await;
            peer.write(OK).await;
        }
        peer
    };
    within(async { tokio::join!(client, peer) }).await;
    server.nobody_else_came().await;
}

#[tokio::test]
async fn fresh_connection_leaves_the_idle_one_alone_and_is_not_kept() {
    let server = Server::start().await;
    let transport = transport();
    let client = async {
        transport.send(get(&server.http())).await.unwrap();
        let mut fresh = get(&server.http());
        fresh.extensions_mut().insert(FreshConnection);
        transport.send(fresh).await.unwrap();
        transport.send(get(&server.http())).await.unwrap();
    };
    let peer = async {
        let mut first = server.accept().await;
        first.read_head().await;
        first.write(OK).await;
        let mut second = server.accept().await;
        second.read_head().await;
        second.write(OK).await;
        second.closed().await;
        first.read_head().await;
        first.write(OK).await;
        first
    };
    within(async { tokio::join!(client, peer) }).await;
    server.nobody_else_came().await;
}

#[tokio::test]
async fn loss_of_a_reused_connection_says_that_it_was_reused() {
    let server = Server::start().await;
    let transport = transport();
    let client = async {
        transport.send(get(&server.http())).await.unwrap();
        transport.send(get(&server.http())).await.unwrap_err()
    };
    let peer = async {
        let mut peer = server.accept().await;
        peer.read_head().await;
        peer.write(OK).await;
        peer.read_head().await;
    };
    let (error, ()) = within(async { tokio::join!(client, peer) }).await;
    assert_eq!((error.kind(), error.sent()), (Kind::ConnectionLost, Sent::Maybe));
    assert!(error.reused_connection());
}

/// hyper-util would send this request again, on a new connection, if it were let.
///
/// The single-threaded runtime polls the test before the tasks that the socket's event wakes. So
/// one yield after the close makes the event known, and the pool still takes the connection for a
/// good one when the second request asks.
#[tokio::test(flavor = "current_thread")]
async fn idle_connection_that_died_unnoticed_is_not_replaced_behind_the_callers_back() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/", listener.local_addr().unwrap());
    let (close, closing) = mpsc::channel();
    let (closed, is_closed) = mpsc::channel();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 1024];
        assert!(stream.read(&mut head).unwrap() > 0);
        stream.write_all(OK).unwrap();
        closing.recv().unwrap();
        drop(stream);
        closed.send(()).unwrap();
        listener
    });

    let transport = transport();
    within(transport.send(get(&uri))).await.unwrap();
    for _ in 0..16 {
        tokio::task::yield_now().await; // the connection returns to the pool
    }
    close.send(()).unwrap();
    is_closed.recv().unwrap();
    tokio::task::yield_now().await;
    let error = within(transport.send(get(&uri))).await.unwrap_err();

    assert_eq!((error.kind(), error.sent()), (Kind::ConnectionLost, Sent::No));
    assert!(error.reused_connection());
    let listener = server.join().unwrap();
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "a second connection was opened");
}

/// The race of every connection pool: the server closes while the client sends. One call must
/// be at most one request on the wire, and one reported as unsent must be none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_call_is_at_most_one_request_when_idle_connections_close() {
    const CALLS: usize = 500;
    let server = Server::start().await;
    let uri = server.http();
    let transport = transport();
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();

    let serving = tokio::spawn(async move {
        let mut requests = 0;
        loop {
            let mut peer = tokio::select! {
                biased;
                _ = &mut stopped => return requests,
                peer = server.accept() => peer,
            };
            if peer.try_read_head().await.is_some() {
                requests += 1;
                peer.write(OK).await;
            }
            // Closed here, while the client may be sending the next one.
        }
    });
    let (mut answered, mut unsure) = (0, 0);
    within(async {
        for _ in 0..CALLS {
            match transport.send(get(&uri)).await {
                Ok(_) => answered += 1,
                Err(error) => {
                    assert_eq!(error.kind(), Kind::ConnectionLost, "{error:?}");
                    assert!(error.reused_connection(), "{error:?}");
                    unsure += usize::from(error.sent() == Sent::Maybe);
                }
            }
        }
    })
    .await;
    drop(transport);
    stop.send(()).unwrap();
    let requests = within(serving).await.unwrap();
    assert!(answered > 0);
    assert!(
        (answered..=answered + unsure).contains(&requests),
        "{requests} requests for {answered} answers and {unsure} unsure"
    );
}

#[tokio::test]
async fn dropping_the_future_before_the_head_closes_the_connection() {
    let server = Server::start().await;
    let transport = transport();
    within(async {
        let mut send = transport.send(get(&server.http()));
        let mut peer = tokio::select! {
            biased;
            _ = &mut send => panic!("nobody answers"),
            peer = async {
                let mut peer = server.accept().await;
                peer.read_head().await;
                peer
            } => peer,
        };
        drop(send);
        peer.closed().await;
    })
    .await;
}

#[tokio::test]
async fn dropping_the_future_in_the_body_closes_the_connection_and_the_next_call_works() {
    let server = Server::start().await;
    let transport = transport();
    within(async {
        let mut send = transport.send(get(&server.http()));
        let mut peer = server_sends_half(&server, &mut send).await;
        drop(send);
        peer.closed().await;

        let next = async {
            let mut peer = server.accept().await;
            peer.read_head().await;
            peer.write(OK).await;
        };
        let (outcome, ()) = tokio::join!(transport.send(get(&server.http())), next);
        assert_eq!(outcome.unwrap().body(), "ok");
    })
    .await;
}

/// Sends half a body and then as many further bytes as it takes to know that the client reads.
async fn server_sends_half(
    server: &Server,
    send: &mut aliyun_transport::SendFuture<'_>,
) -> support::Peer<tokio::net::TcpStream> {
    tokio::select! {
        biased;
        _ = send => panic!("the body has no end"),
        peer = async {
            let mut peer = server.accept().await;
            peer.read_head().await;
            // More than the sockets buffer, so the write ends only if the client has read of it.
            peer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\n\r\n").await;
            peer.write(&vec![b'x'; (8 << 20) - 1]).await;
            peer
        } => peer,
    }
}

#[tokio::test]
async fn dropping_the_future_in_the_handshake_closes_the_connection() {
    let server = Server::start().await;
    let transport = transport();
    within(async {
        let mut send = transport.send(get(&server.https()));
        let mut peer = tokio::select! {
            biased;
            _ = &mut send => panic!("nobody answers"),
            peer = server.accept() => peer,
        };
        drop(send);
        peer.closed().await;
    })
    .await;
}
