//! A transport that says what it waits for when that takes long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aliyun_transport::{SendFuture, Transport, within};
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use bytes::Bytes;

use crate::messages::Messages;

/// Sends, and says whom it waits for after three seconds, once.
#[derive(Clone, Debug)]
pub(crate) struct Patient {
    inner: HyperTransport,
    messages: Messages,
    has_told: Arc<AtomicBool>,
}

impl Patient {
    pub(crate) fn new(inner: HyperTransport, messages: Messages) -> Self {
        Self { inner, messages, has_told: Arc::default() }
    }

    fn tell(&self, host: &str) {
        if !self.has_told.swap(true, Ordering::Relaxed) {
            self.messages.note(format!("waiting for {host} …"));
        }
    }
}

impl Transport for Patient {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        Box::pin(async move {
            let mut answer = self.inner.send(request);
            if let Some(answer) = within(&TokioRuntime, PATIENCE, &mut answer).await {
                return answer;
            }
            self.tell(&host);
            let answer = answer.await;
            self.has_told.store(false, Ordering::Relaxed);
            answer
        })
    }
}

const PATIENCE: Duration = Duration::from_secs(3);
