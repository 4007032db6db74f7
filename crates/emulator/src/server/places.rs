//! Who is served, and who waits.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::futures::Notified;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// The places for connections that are served, and for those that wait to be.
pub(super) struct Places {
    served: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// One idle connection is to make room.
    wanted: Notify,
    pub(super) is_told: AtomicBool,
}

impl Places {
    pub(super) fn new(served: usize) -> Self {
        Self {
            served: Arc::new(Semaphore::new(served)),
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            wanted: Notify::new(),
            is_told: AtomicBool::new(false),
        }
    }

    /// Waits for a place to wait at.
    pub(super) async fn wait(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphores are never closed.
        Arc::clone(&self.waiting).acquire_owned().await.ok()
    }

    pub(super) fn are_taken(&self) -> bool {
        self.served.available_permits() == 0
    }

    /// Gives up the place to wait at for one to be served at, which an idle connection may have to leave.
    pub(super) async fn take(
        &self,
        waiting: Option<OwnedSemaphorePermit>,
    ) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.served).try_acquire_owned() {
            return Some(place);
        }
        self.wanted.notify_one();
        let place = Arc::clone(&self.served).acquire_owned().await.ok();
        drop(waiting);
        // Those who asked at the same time as this one were heard once.
        if self.waiting.available_permits() < MOST_WAITING {
            self.wanted.notify_one();
        }
        place
    }

    /// Waits until somebody else needs the place, or did: ask [`is_room_wanted`](Self::is_room_wanted) then.
    pub(super) fn wanted(&self) -> Notified<'_> {
        self.wanted.notified()
    }

    /// Waits until somebody else needs the place, and still does.
    #[cfg(feature = "tls")]
    pub(super) async fn room_wanted(&self) {
        self.wanted().await;
        while !self.is_room_wanted() {
            self.wanted().await;
        }
    }

    /// Says again what was said to one who did not make room.
    #[cfg(feature = "tls")]
    pub(super) fn want_room(&self) {
        self.wanted.notify_one();
    }

    /// Tells whether somebody waits and no place is free: since it was said, one may have become free by itself.
    pub(super) fn is_room_wanted(&self) -> bool {
        self.are_taken() && self.waiting.available_permits() < MOST_WAITING
    }
}

/// Tells a client that has waited long enough to come again.
pub(super) async fn turn_away(mut stream: TcpStream) {
    // It may be gone.
    let _ = stream.write_all(BUSY.as_bytes()).await;
    let _ = stream.shutdown().await;
}

const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\n\
    Content-Type: application/xml;charset=utf-8\r\nContent-Length: 170\r\nConnection: close\r\n\r\n\
    <?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>ServiceUnavailable</Code>\
    <Message>All connections of the emulator are taken; raise --max-connections.</Message></Error>";

/// So many connections wait at a time; beyond, none is accepted.
const MOST_WAITING: usize = 1_024;

#[cfg(test)]
mod tests {
    use super::BUSY;

    #[test]
    fn the_length_of_the_refusal_is_right() {
        let (head, body) = BUSY.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())), "{}", body.len());
    }
}
