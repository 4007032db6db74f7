//! What comes out of a pipe for what is written, in any pieces.

use std::io;
use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use aliyun_transport::Runtime;
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};

use crate::faults::{Part, Transmission};
use crate::unruly::Unruly;
use crate::unruly::abort::Abort;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nx: y\r\n\r\n";
const BODY: &str = "0123456789";

fn whole() -> String {
    format!("{HEAD}{BODY}")
}

/// A pipe that notes when it is to be reset, and how often it was written to in vectors.
pub(super) struct Socket {
    pipe: DuplexStream,
    aborted: Arc<AtomicBool>,
    vectored: Arc<AtomicBool>,
}

impl Abort for Socket {
    fn abort_on_drop(&mut self) {
        self.aborted.store(true, Ordering::Relaxed);
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.pipe).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.vectored.store(true, Ordering::Relaxed);
        Pin::new(&mut self.pipe).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_shutdown(cx)
    }
}

/// A connection, its other end, and whether it was reset.
pub(super) struct Pair {
    pub(super) unruly: Unruly<Socket>,
    pub(super) peer: DuplexStream,
    pub(super) aborted: Arc<AtomicBool>,
    vectored: Arc<AtomicBool>,
    time: VirtualRuntime,
}

pub(super) fn pair() -> Pair {
    let (pipe, peer) = tokio::io::duplex(1 << 20);
    let (aborted, vectored) = (Arc::default(), Arc::default());
    let time = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let socket = Socket { pipe, aborted: Arc::clone(&aborted), vectored: Arc::clone(&vectored) };
    let unruly = Unruly::new(socket, Arc::new(time.clone()));
    Pair { unruly, peer, aborted, vectored, time }
}

impl Pair {
    /// Writes a response in pieces of this size, as hyper does, until the connection says no.
    async fn write(&mut self, text: &str, piece: usize) -> io::Result<()> {
        for piece in text.as_bytes().chunks(piece) {
            self.unruly.write_all(piece).await?;
            self.unruly.flush().await?;
        }
        Ok(())
    }

    /// Drops the connection and returns all that came.
    async fn received(mut self) -> String {
        drop(self.unruly);
        let mut received = String::new();
        self.peer.read_to_string(&mut received).await.unwrap();
        received
    }
}

/// Writes the response with a fault in pieces of several sizes; returns what came and whether the
/// connection stayed.
async fn sent(transmission: Transmission) -> (String, bool) {
    let mut outcomes = Vec::new();
    for piece in [1, 7, HEAD.len(), 1_000] {
        let mut pair = pair();
        pair.unruly.manners().next(Some(transmission.clone()));
        let written = pair.write(&whole(), piece).await;
        outcomes.push((pair.received().await, written.is_ok()));
    }
    outcomes.dedup();
    assert_eq!(outcomes.len(), 1, "{outcomes:?}");
    outcomes.remove(0)
}

#[tokio::test]
async fn without_a_fault_everything_passes_in_vectors_too() {
    let mut pair = pair();
    pair.unruly.manners().next(None);
    assert!(pair.unruly.is_write_vectored());
    let bufs = [IoSlice::new(HEAD.as_bytes()), IoSlice::new(BODY.as_bytes())];
    let written = pair.unruly.write_vectored(&bufs).await.unwrap();
    assert_eq!(written, whole().len());
    assert!(pair.vectored.load(Ordering::Relaxed));
    assert!(!pair.unruly.manners().is_held());
    assert_eq!(pair.received().await, whole());
}

#[tokio::test]
async fn a_connection_closes_without_an_answer() {
    assert_eq!(sent(Transmission::Close).await, (String::new(), false));
}

#[tokio::test]
async fn a_response_is_cut_in_its_body_or_its_head() {
    let cut = |after, of| sent(Transmission::Cut { after, of });
    assert_eq!(cut(0, Part::Body).await, (HEAD.to_owned(), false));
    assert_eq!(cut(3, Part::Body).await, (format!("{HEAD}012"), false));
    assert_eq!(cut(10, Part::Body).await, (whole(), false));
    assert_eq!(cut(u64::MAX, Part::Body).await, (whole(), false));
    assert_eq!(cut(0, Part::Head).await, (String::new(), false));
    assert_eq!(cut(4, Part::Head).await, ("HTTP".to_owned(), false));
    let behind = u64::try_from(HEAD.len()).unwrap() + 1;
    assert_eq!(cut(behind, Part::Head).await, (format!("{HEAD}0"), false));
}

#[tokio::test]
async fn the_peer_sees_the_end_before_the_connection_is_dropped() {
    let mut pair = pair();
    pair.unruly.manners().next(Some(Transmission::Cut { after: 1, of: Part::Body }));
    pair.write(&whole(), 1_000).await.unwrap_err();
    let mut received = String::new();
    pair.peer.read_to_string(&mut received).await.unwrap();
    assert_eq!(received, format!("{HEAD}0"));
    assert!(pair.unruly.write_all(b"more").await.is_err());
    assert!(pair.unruly.shutdown().await.is_ok());
}

#[tokio::test]
async fn a_reset_asks_the_socket_for_one() {
    let mut pair = pair();
    pair.unruly.manners().next(Some(Transmission::Reset { after: 2, of: Part::Body }));
    pair.write(&whole(), 1_000).await.unwrap_err();
    assert!(pair.aborted.load(Ordering::Relaxed));
    assert_eq!(pair.received().await, format!("{HEAD}01"));
}

#[tokio::test]
async fn a_stall_takes_everything_and_sends_nothing_until_the_peer_goes() {
    let mut pair = pair();
    let manners = pair.unruly.manners();
    manners.next(Some(Transmission::Stall { after: 2, of: Part::Body }));
    pair.write(&whole(), 7).await.unwrap();
    assert!(manners.is_held());
    // A stall lasts, whatever is said about later responses.
    manners.next(None);
    pair.write(&whole(), 1_000).await.unwrap();
    manners.next(Some(Transmission::Close));
    pair.write(&whole(), 1_000).await.unwrap();

    let expected = format!("{HEAD}01");
    let mut received = vec![0; expected.len()];
    pair.peer.read_exact(&mut received).await.unwrap();
    assert_eq!(received, expected.as_bytes());
    let mut byte = [0];
    tokio::select! {
        biased;
        read = pair.peer.read(&mut byte) => panic!("{read:?}"),
        () = tokio::task::yield_now() => {}
    }
    tokio::select! {
        biased;
        read = pair.unruly.read(&mut byte) => panic!("{read:?}"),
        () = tokio::task::yield_now() => {}
    }
    drop(pair.peer);
    assert_eq!(pair.unruly.read(&mut byte).await.unwrap(), 0);
}

#[tokio::test]
async fn bytes_drip_with_a_wait_between_then_all_is_well() {
    let mut pair = pair();
    let manners = pair.unruly.manners();
    let every = Duration::from_millis(100);
    manners.next(Some(Transmission::Drip { bytes: 3, every }));
    pair.write(&whole(), 1_000).await.unwrap();
    let pieces = whole().len().div_ceil(3);
    assert_eq!(pair.time.slept(), vec![every; pieces - 1]);
    assert!(!manners.is_held());
    manners.next(None);
    pair.write(&whole(), 1_000).await.unwrap();
    assert_eq!(pair.time.slept().len(), pieces - 1);
    assert_eq!(pair.received().await, whole().repeat(2));
}

#[tokio::test]
async fn a_drip_shows_byte_by_byte() {
    let mut pair = pair();
    let time = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    pair.unruly.runtime = Arc::new(time.clone());
    let every = Duration::from_secs(1);
    pair.unruly.manners().next(Some(Transmission::Drip { bytes: 1, every }));
    let Pair { mut unruly, mut peer, .. } = pair;
    let task = tokio::spawn(async move {
        unruly.write_all(whole().as_bytes()).await.unwrap();
        unruly.flush().await.unwrap();
    });
    let mut received = Vec::new();
    while received.len() < whole().len() {
        let mut some = [0; 100];
        let count = peer.read(&mut some).await.unwrap();
        assert_eq!(count, 1);
        received.extend_from_slice(&some[..count]);
        if received.len() < whole().len() {
            while time.sleeping() == 0 {
                tokio::task::yield_now().await;
            }
            time.advance(every);
        }
    }
    task.await.unwrap();
    assert_eq!(time.elapsed(), every * u32::try_from(whole().len() - 1).unwrap());
}

#[tokio::test]
async fn a_length_is_wrong_by_so_much() {
    let wrong = |by| sent(Transmission::WrongLength { by });
    let with = |length: &str| whole().replace(": 10\r", &format!(": {length}\r"));
    assert_eq!(wrong(-3).await, (with("7"), true));
    assert_eq!(wrong(-30).await, (with("0"), true));
    assert_eq!(wrong(0).await, (with("10"), true));
    assert_eq!(wrong(1).await, (with("11"), false));
    assert_eq!(wrong(990).await, (with("1000"), false));
}

#[tokio::test]
async fn a_response_is_replaced() {
    let noise = Transmission::Replace(Bytes::from_static(b"no HTTP"));
    assert_eq!(sent(noise).await, ("no HTTP".to_owned(), false));
}

#[tokio::test]
async fn only_the_response_it_is_set_for_is_hit() {
    let mut pair = pair();
    let manners = pair.unruly.manners();
    pair.write(&whole(), 9).await.unwrap();
    manners.next(Some(Transmission::WrongLength { by: -1 }));
    pair.write(&whole(), 9).await.unwrap();
    manners.next(None);
    pair.write(&whole(), 9).await.unwrap();
    let wrong = whole().replace(": 10\r", ": 9\r");
    assert_eq!(pair.received().await, format!("{}{wrong}{}", whole(), whole()));
}

#[tokio::test]
async fn what_was_set_and_not_written_is_taken_back() {
    let mut pair = pair();
    let manners = pair.unruly.manners();
    manners.next(Some(Transmission::Close));
    manners.next(None);
    pair.write(&whole(), 1_000).await.unwrap();
    assert_eq!(pair.received().await, whole());
}

#[tokio::test]
async fn a_fault_that_its_response_is_too_short_for_does_not_reach_the_next() {
    // As to a HEAD request: a length, and no body.
    let mut pair = pair();
    let manners = pair.unruly.manners();
    manners.next(Some(Transmission::Cut { after: 3, of: Part::Body }));
    pair.write(HEAD, 1_000).await.unwrap();
    manners.next(None);
    pair.write(&whole(), 1_000).await.unwrap();
    assert!(!manners.is_held());
    assert_eq!(pair.received().await, format!("{HEAD}{}", whole()));
}

#[tokio::test]
async fn an_interim_response_passes_before_the_one_that_is_hit() {
    let mut pair = pair();
    pair.unruly.manners().next(Some(Transmission::Cut { after: 2, of: Part::Head }));
    let interim = "HTTP/1.1 100 Continue\r\n\r\n";
    pair.write(&format!("{interim}{}", whole()), 1_000).await.unwrap_err();
    assert_eq!(pair.received().await, format!("{interim}HT"));
}

#[tokio::test]
async fn a_response_without_a_length_or_without_a_body() {
    for (head, by) in [("HTTP/1.1 204 No Content\r\n\r\n", 1), ("HTTP/1.0 200 OK\r\n\r\n", 1)] {
        let mut pair = pair();
        pair.unruly.manners().next(Some(Transmission::WrongLength { by }));
        pair.write(head, 5).await.unwrap();
        assert_eq!(pair.received().await, head);
    }
    let mut pair = pair();
    pair.unruly.manners().next(Some(Transmission::Cut { after: 9, of: Part::Body }));
    pair.write("HTTP/1.1 204 No Content\r\n\r\n", 1_000).await.unwrap_err();
}

#[tokio::test]
async fn vectors_are_taken_whole_while_something_is_wrong() {
    let mut pair = pair();
    pair.unruly.manners().next(Some(Transmission::Cut { after: 4, of: Part::Body }));
    let bufs = [HEAD, "", BODY, BODY].map(|text| IoSlice::new(text.as_bytes()));
    let written = pair.unruly.write_vectored(&bufs).await.unwrap();
    assert_eq!(written, HEAD.len() + 2 * BODY.len());
    assert!(pair.unruly.flush().await.is_err());
    assert!(!pair.vectored.load(Ordering::Relaxed));
    assert_eq!(pair.received().await, format!("{HEAD}0123"));

    let mut pair = self::pair();
    pair.unruly.manners().next(Some(Transmission::WrongLength { by: -1 }));
    let written = pair.unruly.write_vectored(&bufs).await.unwrap();
    assert_eq!(written, HEAD.len() + 2 * BODY.len());
    pair.unruly.flush().await.unwrap();
    assert!(pair.received().await.ends_with(&BODY.repeat(2)));
}
