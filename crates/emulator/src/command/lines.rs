//! Lines for standard error that nobody has to wait for.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::thread;

/// Writes lines to standard error in a thread of its own: whoever does not read them holds up nothing else. Lines that
/// find no room are counted, and the count is told when there is some again.
#[derive(Clone)]
pub(super) struct Lines {
    queue: SyncSender<Message>,
    lost: Arc<AtomicU64>,
}

enum Message {
    Line(String),
    /// Everything before it is written; drops what it holds.
    Flush(#[expect(dead_code, reason = "dropping it is what tells")] SyncSender<()>),
}

impl Lines {
    pub(super) fn begin() -> Self {
        let (queue, lines) = mpsc::sync_channel::<Message>(MOST_WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        // Without it, lines are lost, and told to be.
        let _ = thread::Builder::new().name("log".to_owned()).spawn(move || {
            for message in lines {
                let Message::Line(line) = message else { continue };
                let mut out = io::stderr().lock();
                // There is nobody to tell that nobody can be told.
                let _ = writeln!(out, "{line}");
                let lost = counted.swap(0, Ordering::Relaxed);
                if lost > 0 {
                    let _ = writeln!(out, "warning: {lost} lines were lost: nobody read them");
                }
            }
        });
        Self { queue, lost }
    }

    pub(super) fn write(&self, line: String) {
        if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) =
            self.queue.try_send(Message::Line(line))
        {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until what was written before is read, but not for long.
    pub(super) fn flush(&self) {
        let (told, done) = mpsc::sync_channel(0);
        if self.queue.try_send(Message::Flush(told)).is_ok() {
            // It ends when the other end is dropped.
            let _ = done.recv_timeout(std::time::Duration::from_millis(100));
        }
    }
}

/// So many lines wait to be written.
const MOST_WAITING: usize = 4_096;
