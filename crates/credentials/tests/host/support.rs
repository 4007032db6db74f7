//! Waiting without a clock: for wakers and for pipes. What takes half a minute has failed.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

const LONGEST: Duration = Duration::from_secs(30);

/// Runs a future to its end, without an async runtime.
#[track_caller]
pub(crate) fn wait<F: Future + Unpin>(mut future: F) -> F::Output {
    let (sender, woken) = channel();
    let waker = Waker::from(Arc::new(Bell(sender)));
    loop {
        if let Poll::Ready(output) = Pin::new(&mut future).poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        woken.recv_timeout(LONGEST).expect("nothing happens");
    }
}

struct Bell(Sender<()>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // Nobody waits any more if it comes late.
        let _ = self.0.send(());
    }
}

/// Does something that may block.
#[track_caller]
pub(crate) fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(LONGEST).expect("it blocks")
}

/// Starts a future. It must not be done at once.
#[track_caller]
pub(crate) fn start<F: Future + Unpin>(future: &mut F) {
    let polled = Pin::new(future).poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending(), "it is done already");
}

/// Makes a named pipe.
pub(crate) fn fifo(directory: &Path, name: &str) -> PathBuf {
    let path = directory.join(name);
    let status = Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(status.success(), "mkfifo works");
    path
}

/// Opens a named pipe such that opening waits for nobody and it has no end.
pub(crate) fn open_both_ways(fifo: &Path) -> File {
    File::options().read(true).write(true).open(fifo).unwrap()
}

/// The lines that programs write to a named pipe.
pub(crate) struct Lines(Receiver<String>);

impl Lines {
    pub(crate) fn of(fifo: PathBuf) -> Self {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(File::open(fifo).unwrap()).lines();
            for line in lines {
                if sender.send(line.unwrap()).is_err() {
                    return;
                }
            }
        });
        Self(receiver)
    }

    #[track_caller]
    pub(crate) fn next(&self) -> String {
        self.0.recv_timeout(LONGEST).expect("no line was written")
    }

    /// Waits until nobody has the pipe open for writing.
    #[track_caller]
    pub(crate) fn wait_for_end(&self) {
        let end = self.0.recv_timeout(LONGEST);
        assert_eq!(end, Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
    }
}
