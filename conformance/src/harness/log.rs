//! What a server saw.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;

/// One thing that happened at a server. Connections are numbered from 0 as they are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A connection was accepted.
    Accepted(usize),
    /// A connection beyond those that a script exists for was accepted, and closed.
    Unexpected(usize),
    /// A request was read whole.
    Request(usize, WireRequest),
    /// The server cut the connection with a reset.
    Reset(usize),
    /// The client has closed the connection.
    Released(usize),
}

/// A request as it came over the wire.
///
/// `Debug` shows its method and path only: the query is signed.
#[derive(Clone, PartialEq, Eq)]
pub struct WireRequest {
    head: String,
    body: String,
}

impl WireRequest {
    pub(crate) fn new(head: String, body: String) -> Self {
        Self { head, body }
    }

    /// Returns the request line and the headers.
    #[must_use]
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Returns the request as a type of HTTP.
    pub(crate) fn to_http(&self) -> http::Request<Bytes> {
        let mut lines = self.head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let headers = lines.filter_map(|line| line.split_once(": "));
        let builder = http::Request::builder().method(method).uri(target);
        let builder = headers.fold(builder, |builder, (name, value)| builder.header(name, value));
        builder.body(self.body.clone().into()).expect("a request of HTTP")
    }

    /// Returns the value of a parameter of the operation, still percent-encoded.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        let target = self.head.split(' ').nth(1).unwrap_or_default();
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').chain(self.body.split('&'));
        pairs.filter_map(|pair| pair.split_once('=')).find(|pair| pair.0 == name).map(|pair| pair.1)
    }
}

impl fmt::Debug for WireRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.head.split(['?', '\r']).next().unwrap_or_default())
    }
}

/// The record of a server. Clones are the same record.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Record>);

#[derive(Debug, Default)]
struct Record {
    events: Mutex<Vec<Event>>,
    /// Counts the events, to wait for more.
    changed: watch::Sender<usize>,
}

impl Log {
    pub(crate) fn note(&self, event: Event) {
        let mut events = self.lock();
        events.push(event);
        self.0.changed.send_replace(events.len());
    }

    /// Returns everything so far, in order.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.lock().clone()
    }

    /// Returns how many connections were accepted.
    #[must_use]
    pub fn accepted(&self) -> usize {
        let accepted = |event: &&Event| matches!(event, Event::Accepted(_) | Event::Unexpected(_));
        self.lock().iter().filter(accepted).count()
    }

    /// Returns how many connections came for which there was no script.
    #[must_use]
    pub fn unexpected(&self) -> usize {
        self.lock().iter().filter(|event| matches!(event, Event::Unexpected(_))).count()
    }

    /// Returns the requests, in the order in which they were complete.
    #[must_use]
    pub fn requests(&self) -> Vec<WireRequest> {
        let request = |event: &Event| match event {
            Event::Request(_, request) => Some(request.clone()),
            _ => None,
        };
        self.lock().iter().filter_map(request).collect()
    }

    /// Returns the connections that the client has not closed and the server has not reset.
    #[must_use]
    pub fn leftovers(&self) -> Vec<usize> {
        leftovers(&self.lock())
    }

    /// Returns whether every request had a nonce, and none was seen twice.
    #[must_use]
    pub fn nonces_are_unique(&self) -> bool {
        let mut seen = HashSet::new();
        let requests = self.requests();
        let mut nonces = requests.iter().map(|request| request.param("SignatureNonce"));
        nonces.all(|nonce| nonce.is_some_and(|nonce| seen.insert(nonce.to_owned())))
    }

    /// Waits until what happened satisfies `done`.
    pub async fn wait_until(&self, done: impl Fn(&[Event]) -> bool) {
        let mut changed = self.0.changed.subscribe();
        loop {
            changed.borrow_and_update();
            if done(&self.lock()) {
                return;
            }
            // The sender lives as long as `self`.
            let _ = changed.changed().await;
        }
    }

    /// Waits until nothing is left open.
    pub async fn all_released(&self) {
        self.wait_until(|events| leftovers(events).is_empty()).await;
    }

    /// Waits until this many connections were accepted and none is left open.
    pub async fn all_released_of(&self, connections: usize) {
        let accepted = |event: &&Event| matches!(event, Event::Accepted(_));
        self.wait_until(|events| {
            events.iter().filter(accepted).count() == connections && leftovers(events).is_empty()
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Event>> {
        self.0.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn leftovers(events: &[Event]) -> Vec<usize> {
    let mut open = Vec::new();
    for event in events {
        match event {
            Event::Accepted(connection) => open.push(*connection),
            Event::Reset(ended) | Event::Released(ended) => open.retain(|open| open != ended),
            Event::Request(..) | Event::Unexpected(_) => {}
        }
    }
    open
}
