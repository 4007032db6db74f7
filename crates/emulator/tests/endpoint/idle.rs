//! Who is idle, who is busy, and who makes room.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aliyun_ecs_emulator::{Catalogue, Emulator, NewImage, Options};
use aliyun_ecs_model::Image;
use aliyun_transport::virtual_time::VirtualRuntime;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::ask::{Ask, now, options};
use crate::sockets::{connect, get, read_response, read_to_end, soon};

async fn ask(stream: &mut TcpStream) {
    stream.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
    let (head, _) = soon(read_response(stream)).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
}

/// Sends the head of a request whose body has ten bytes, and four of them.
async fn begin(stream: &mut TcpStream, connection: &str) {
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nConnection: {connection}\r\n\r\nhalf"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
}

async fn asleep(runtime: &VirtualRuntime, count: usize) {
    soon(async {
        while runtime.sleeping() < count {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// One place, and a page of sixty images that is larger than what the system keeps for its reader.
fn large(runtime: &VirtualRuntime) -> Options {
    let described = |image: &mut Image| image.description = Some("d".repeat(200_000));
    let image = |n: usize| NewImage::own(format!("m-{n}")).change(described);
    let images = (0..60).fold(Catalogue::new(), |all, n| all.with("cn-hangzhou", image(n)));
    options()
        .max_connections(1)
        .catalogue(images)
        .timers(Arc::new(runtime.clone()))
        .header_timeout(Duration::from_secs(3_600))
}

/// Nothing here ends by its time: the head of a request may take an hour, and the other timers stand still.
#[expect(clippy::disallowed_methods, reason = "the time is told, not asserted")]
#[tokio::test]
async fn five_hundred_idle_connections_do_not_hold_up_a_request() {
    let options = options().header_timeout(Duration::from_secs(3_600));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut idle = Vec::new();
    for n in 0..500 {
        let mut stream = connect(&emulator).await;
        match n % 3 {
            0 => ask(&mut stream).await,
            1 => {}
            _ => stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").await.unwrap(),
        }
        idle.push(stream);
    }
    let before = emulator.served();
    let began = Instant::now();
    let mut stream = connect(&emulator).await;
    ask(&mut stream).await;
    eprintln!("a request beside 500 idle connections: {:?}", began.elapsed());
    assert_eq!(emulator.served(), before + 1);
    // It was answered while most of the others were still there.
    let open = idle.iter().filter(|stream| {
        let read = stream.try_read(&mut [0]);
        read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    });
    assert!(open.count() >= 200, "no more make room than have to");
}

/// The one that has been idle for longest is asked to make room; if it is busy by then, another has to hear of it.
#[tokio::test]
async fn a_busy_connection_does_not_keep_the_news_that_room_is_wanted() {
    let runtime = VirtualRuntime::manual(now());
    let options = options()
        .max_connections(2)
        .timers(Arc::new(runtime.clone()))
        .header_timeout(Duration::from_secs(3_600))
        .body_timeout(Duration::from_secs(3_600));
    let emulator = Emulator::start_with(options).await.unwrap();
    let (mut busy, mut idle) = (connect(&emulator).await, connect(&emulator).await);
    ask(&mut busy).await;
    ask(&mut idle).await;
    begin(&mut busy, "keep-alive").await;
    asleep(&runtime, 1).await;
    let mut other = connect(&emulator).await;
    ask(&mut other).await;
    assert_eq!(soon(read_to_end(&mut idle)).await, "");
}

/// A place that became free by itself is not made room for once more.
#[tokio::test]
async fn who_got_a_place_that_became_free_keeps_it() {
    let runtime = VirtualRuntime::manual(now());
    let options = options()
        .max_connections(1)
        .timers(Arc::new(runtime.clone()))
        .header_timeout(Duration::from_secs(3_600));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut first = connect(&emulator).await;
    begin(&mut first, "close").await;
    asleep(&runtime, 1).await;
    let mut second = connect(&emulator).await;
    // It waits: the other sleep is for the time it may wait.
    asleep(&runtime, 2).await;
    first.write_all(b"of it.").await.unwrap();
    assert!(soon(read_to_end(&mut first)).await.starts_with("HTTP/1.1 400 "));
    for _ in 0..3 {
        ask(&mut second).await;
    }
}

/// An answer on its way is not idleness.
#[tokio::test]
async fn an_answer_that_is_being_read_is_not_cut_for_room() {
    let runtime = VirtualRuntime::manual(now());
    let emulator = Emulator::start_with(large(&runtime)).await.unwrap();
    let mut first = connect(&emulator).await;
    first.write_all(get(&Ask::new().with("PageSize", "60")).as_bytes()).await.unwrap();
    first.readable().await.unwrap();
    let mut second = connect(&emulator).await;
    asleep(&runtime, 1).await;
    // Time passes before the first goes on reading, but not as much as the second may wait.
    for _ in 0..100 {
        tokio::task::yield_now().await;
        runtime.advance(Duration::from_secs(1));
    }
    let reading = tokio::spawn(async move { read_response(&mut first).await });
    ask(&mut second).await;
    let (head, body) = soon(reading).await.unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(body.len() > 60 * 200_000, "{}", body.len());
}

/// Who asks, and reads the answer, is not turned away for those who come at the same time.
#[tokio::test]
async fn with_few_places_everybody_is_answered() {
    let emulator = Arc::new(Emulator::start_with(options().max_connections(2)).await.unwrap());
    let mut clients = JoinSet::new();
    for _ in 0..40 {
        let emulator = Arc::clone(&emulator);
        clients.spawn(async move { ask(&mut connect(&emulator).await).await });
    }
    soon(clients.join_all()).await;
}

/// One who does not read its answer keeps its place for as long as a head may take, and no longer.
#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up_for_room() {
    let runtime = VirtualRuntime::manual(now());
    let emulator = Emulator::start_with(large(&runtime)).await.unwrap();
    let mut first = connect(&emulator).await;
    first.write_all(get(&Ask::new().with("PageSize", "60")).as_bytes()).await.unwrap();
    first.readable().await.unwrap();
    let mut second = connect(&emulator).await;
    second.write_all(get(&Ask::new()).as_bytes()).await.unwrap();
    asleep(&runtime, 1).await;
    runtime.advance(Duration::from_secs(3_600));
    assert!(soon(read_to_end(&mut second)).await.starts_with("HTTP/1.1 503 "));
}
