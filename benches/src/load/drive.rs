//! A batch, sent over several connections at a time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;
use tokio::task::JoinSet;

use super::{Batch, Connection, Failure};

/// What became of requests.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Tally {
    /// How many there were.
    pub requests: u64,
    /// How many were answered with another status than 200.
    pub refused: u64,
    /// The body of one that was refused.
    pub refusal: Option<String>,
    /// How long all took together.
    pub elapsed: Duration,
}

impl Tally {
    /// Returns how many requests were answered in a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.refused += other.refused;
        self.refusal = self.refusal.take().or(other.refusal);
    }
}

/// Opens so many connections.
///
/// # Errors
///
/// The error of connecting.
pub async fn open(address: SocketAddr, connections: usize) -> Result<Vec<Connection>, Failure> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections.max(1) {
        open.push(Connection::open(address).await?);
    }
    Ok(open)
}

/// Sends every request of a batch once, or so many from its beginning. Each connection takes the next one when it has its answer.
///
/// # Errors
///
/// That of a connection, or that an answer with status 200 is not to its request.
pub async fn drive(
    connections: &mut Vec<Connection>,
    batch: &Arc<Batch>,
    limit: Option<usize>,
) -> Result<Tally, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut under_way = JoinSet::new();
    let began = TokioRuntime.elapsed();
    for connection in connections.drain(..) {
        let (batch, next) = (Arc::clone(batch), Arc::clone(&next));
        under_way.spawn(share(connection, batch, next, limit.unwrap_or(usize::MAX)));
    }
    let mut tally = Tally::default();
    while let Some(done) = under_way.join_next().await {
        let (connection, share) = done??;
        connections.push(connection);
        tally.add(share);
    }
    tally.elapsed = TokioRuntime.elapsed() - began;
    Ok(tally)
}

async fn share(
    mut connection: Connection,
    batch: Arc<Batch>,
    next: Arc<AtomicUsize>,
    limit: usize,
) -> Result<(Connection, Tally), Failure> {
    let mut tally = Tally::default();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let request = batch.get(index).filter(|_| index < limit);
        let Some(request) = request else { return Ok((connection, tally)) };
        let answer = connection.exchange(request).await?;
        tally.requests += 1;
        if answer.status != 200 {
            tally.refused += 1;
            let body = || String::from_utf8_lossy(answer.body).into_owned();
            tally.refusal.get_or_insert_with(body);
        } else if !batch.is_answer(index, answer.body) {
            let body: String = String::from_utf8_lossy(answer.body).chars().take(200).collect();
            return Err(format!("request {index} was answered with something else: {body}").into());
        }
    }
}
