//! The endpoint over real connections, written byte by byte.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::time::SystemTime;

use aliyun_ecs_emulator::Emulator;
use aliyun_ecs_emulator::Options;
use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_transport::Runtime;
use aliyun_transport::SleepFuture;
use aliyun_transport::virtual_time::VirtualRuntime;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::ask::Ask;
use crate::ask::now;
use crate::ask::options;

pub(crate) async fn connect(emulator: &Emulator) -> TcpStream {
    TcpStream::connect(emulator.address()).await.unwrap()
}

/// Reads one response with a content length: its head and its body.
pub(crate) async fn read_response(stream: &mut (impl AsyncRead + Unpin)) -> (String, String) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a whole head"));
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    (head, String::from_utf8(body).unwrap())
}

/// Reads until the peer closes. A reset counts as closing.
pub(crate) async fn read_to_end(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Fails instead of hanging, should what must happen soon not happen.
#[expect(clippy::disallowed_methods, reason = "a guard for a failing test, not a way to wait")]
pub(crate) async fn soon<T>(happens: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(8);
    tokio::time::timeout(limit, happens).await.expect("what must happen soon")
}

pub(crate) fn get(ask: &Ask) -> String {
    format!("GET /?{} HTTP/1.1\r\nHost: localhost\r\n\r\n", ask.query(Method::Get))
}

pub(crate) async fn assert_alive(emulator: &Emulator) {
    let mut stream = connect(emulator).await;
    stream.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
    let (head, _) = read_response(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
}

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut stream = connect(&emulator).await;
    for _ in 0..3 {
        stream.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
        let (head, body) = read_response(&mut stream).await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.contains("content-type: application/json;charset=utf-8\r\n"), "{head}");
        assert!(body.contains("\"RegionId\":\"cn-hangzhou\""));
    }
    assert_eq!(emulator.served(), 3);
}

#[tokio::test]
async fn requests_sent_ahead_are_answered_in_order() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut stream = connect(&emulator).await;
    let both = get(&Ask::new().with("PageSize", "1")) + &get(&Ask::new().with("PageSize", "2"));
    stream.write_all(both.as_bytes()).await.unwrap();
    for size in 1..=2 {
        let (_, body) = read_response(&mut stream).await;
        assert!(body.contains(&format!("\"PageSize\":{size}")), "{body}");
    }
}

#[tokio::test]
async fn a_post_needs_no_content_length() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut stream = connect(&emulator).await;
    let query = Ask::new().query(Method::Post);
    let request = format!("POST /?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let (head, _) = read_response(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
}

#[tokio::test]
async fn a_request_signed_for_this_host_in_headers_is_served() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let host = emulator.address().to_string();
    let call = Call::new("DescribeImages", "2014-05-26").param("RegionId", "cn-hangzhou");
    let stamp = Stamp::new(now(), "nonce");
    let signed = acs3::sign(&call, &host, emulator.credentials(), &stamp).unwrap();
    let mut request = format!("GET /?{} HTTP/1.1\r\n", signed.query());
    for (name, value) in signed.headers() {
        request += &format!("{name}: {value}\r\n");
    }
    let mut stream = connect(&emulator).await;
    stream.write_all(format!("{request}\r\n").as_bytes()).await.unwrap();
    let (head, body) = read_response(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(body.contains("\"RegionId\":\"cn-hangzhou\""), "{body}");

    // One whose body is too large is refused in JSON, too.
    let size = (1 << 20) + 1;
    request = request.replace("GET", "POST") + &format!("content-length: {size}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; size]).await.unwrap();
    let response = read_to_end(&mut stream).await;
    assert!(response.starts_with("HTTP/1.1 413 "), "{response}");
    assert!(response.contains("\"Code\":\"InvalidParameter\""), "{response}");
}

#[tokio::test]
async fn a_form_may_come_in_chunks_and_after_asking() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut stream = connect(&emulator).await;
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let (interim, _) = read_response(&mut stream).await;
    assert!(interim.starts_with("HTTP/1.1 100 Continue"), "{interim}");

    let form = Ask::new().query(Method::Post);
    let (one, two) = form.split_at(20);
    let chunks = format!("{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", one.len(), two.len());
    stream.write_all(chunks.as_bytes()).await.unwrap();
    let (head, _) = read_response(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
}

#[tokio::test]
async fn http_1_0_is_served_and_closed() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut stream = connect(&emulator).await;
    let request =
        format!("GET /?{} HTTP/1.0\r\nHost: localhost\r\n\r\n", Ask::new().query(Method::Get));
    stream.write_all(request.as_bytes()).await.unwrap();
    let response = read_to_end(&mut stream).await;
    assert!(response.starts_with("HTTP/1.0 200 "), "{response}");
}

#[tokio::test]
async fn a_refused_method_gets_its_error_and_head_no_body() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    for (method, has_body) in [("PUT", true), ("HEAD", false)] {
        let mut stream = connect(&emulator).await;
        let request =
            format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let response = read_to_end(&mut stream).await;
        assert!(response.starts_with("HTTP/1.1 403 "), "{response}");
        assert_eq!(response.contains("<Code>UnsupportedHTTPMethod</Code>"), has_body);
    }
}

#[tokio::test]
async fn a_head_over_its_limits_is_refused() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let large = format!("X-Large: {}\r\n", "x".repeat(256 << 10));
    let many = "X-One: 1\r\n".repeat(101);
    for (headers, limit) in [(large, "size"), (many, "number")] {
        let mut stream = connect(&emulator).await;
        let request = format!("GET / HTTP/1.1\r\n{headers}\r\n");
        // The peer may close while we write.
        let _ = stream.write_all(request.as_bytes()).await;
        let response = read_to_end(&mut stream).await;
        assert!(
            response.is_empty() || response.starts_with("HTTP/1.1 431 "),
            "{limit}: {response}"
        );
    }
    assert_eq!(emulator.served(), 0);
    assert_alive(&emulator).await;
}

#[tokio::test]
async fn a_head_below_its_limits_is_read() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut stream = connect(&emulator).await;
    let name = "x".repeat(50_000);
    stream.write_all(get(&Ask::new().with("ImageName", &name)).as_bytes()).await.unwrap();
    let (head, _) = read_response(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused_and_the_connection_closed() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut stream = connect(&emulator).await;
    let size = (1 << 20) + 1;
    let head =
        format!("POST /?Format=JSON HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; size]).await.unwrap();
    let response = read_to_end(&mut stream).await;
    assert!(response.starts_with("HTTP/1.1 413 "), "{response}");
    assert!(response.contains("connection: close\r\n"));
    assert!(response.contains("\"Code\":\"InvalidParameter\""));
}

#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let options = options().header_timeout(Duration::from_millis(50));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut stream = connect(&emulator).await;
    stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").await.unwrap();
    let response = soon(read_to_end(&mut stream)).await;
    assert!(!response.starts_with("HTTP/1.1 200"), "{response}");
    assert_alive(&emulator).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let runtime = VirtualRuntime::manual(now());
    let options = options().timers(Arc::new(runtime.clone()));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut stream = connect(&emulator).await;
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf";
    stream.write_all(head.as_bytes()).await.unwrap();
    while runtime.sleeping() == 0 {
        tokio::task::yield_now().await;
    }
    runtime.advance(Duration::from_secs(10));
    let response = read_to_end(&mut stream).await;
    assert!(response.starts_with("HTTP/1.1 408 "), "{response}");
}

#[tokio::test]
async fn idle_connections_make_room_for_others() {
    let (told, mut tellings) = tokio::sync::mpsc::unbounded_channel();
    let options = options().max_connections(3);
    let options = options.notice(move |text| drop(told.send(text.to_owned())));
    let emulator = Emulator::start_with(options).await.unwrap();
    // Some have been served, some have never asked, and some are in the middle of a head.
    let mut idle = Vec::new();
    for n in 0..60 {
        let mut stream = connect(&emulator).await;
        match n % 3 {
            0 => {
                stream.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
                let (head, _) = read_response(&mut stream).await;
                assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
            }
            1 => {}
            _ => stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").await.unwrap(),
        }
        idle.push(stream);
    }
    assert_alive(&emulator).await;
    assert!(tellings.recv().await.is_some_and(|text| text.contains("max_connections")));
    assert!(tellings.try_recv().is_err(), "it is told once");
}

/// Connections with a request under way are not closed; who waits for too long is told.
#[tokio::test]
async fn who_waits_for_too_long_is_told() {
    let runtime = VirtualRuntime::manual(now());
    let options = options().max_connections(1).timers(Arc::new(runtime.clone()));
    let options = options.body_timeout(Duration::from_secs(60));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut first = connect(&emulator).await;
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf";
    first.write_all(head.as_bytes()).await.unwrap();
    while runtime.sleeping() == 0 {
        tokio::task::yield_now().await;
    }
    let mut second = connect(&emulator).await;
    second.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
    while runtime.sleeping() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(emulator.served(), 0);
    runtime.advance(Duration::from_secs(10));
    let response = read_to_end(&mut second).await;
    assert!(response.starts_with("HTTP/1.1 503 "), "{response}");
    assert!(response.contains("<Code>ServiceUnavailable</Code>"), "{response}");
    runtime.advance(Duration::from_secs(50));
    let response = read_to_end(&mut first).await;
    assert!(response.starts_with("HTTP/1.1 408 "), "{response}");
}

#[tokio::test]
async fn garbage_does_no_harm() {
    let emulator = Emulator::start_with(options()).await.unwrap();
    let mut state = 7_u64;
    for length in 0..64 {
        let mut bytes: Vec<u8> = (0..length * 8)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        bytes.extend(b"\r\n\r\n");
        let mut stream = connect(&emulator).await;
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let response = read_to_end(&mut stream).await;
        assert!(response.is_empty() || response.starts_with("HTTP/1.1 4"), "{response}");
    }
    assert_alive(&emulator).await;
}

#[tokio::test]
async fn a_fault_of_the_emulator_is_a_500_and_the_server_lives() {
    let options = Options::new().runtime(Arc::new(Clockless::default()));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut stream = connect(&emulator).await;
    for _ in 0..2 {
        stream.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
        let (head, body) = read_response(&mut stream).await;
        assert!(head.starts_with("HTTP/1.1 500 "), "{head}");
        assert!(body.contains("\"Code\":\"InternalError\""), "{body}");
        stream = connect(&emulator).await;
    }
}

/// A runtime whose clock breaks once the emulator has started, beyond repair.
#[derive(Debug, Default)]
struct Clockless {
    is_broken: AtomicBool,
}

impl Runtime for Clockless {
    fn now(&self) -> SystemTime {
        assert!(!self.is_broken.swap(true, Ordering::Relaxed), "this clock is broken (intended)");
        SystemTime::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(std::future::pending())
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        buf.fill(0xa5);
        Ok(())
    }
}
