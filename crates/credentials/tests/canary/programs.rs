//! Real programs, which also write to their standard error.

#![cfg(unix)]

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, SystemTime};

use aliyun_credentials::{External, Provide as _, SystemHost};
use aliyun_transport::virtual_time::VirtualRuntime;

use crate::canaries::{ARGUMENT, Canaries, OUTPUT};
use crate::log::Log;
use crate::printed::print;

#[test]
fn what_a_program_writes_to_its_standard_error_is_not_printed() {
    let (mut canaries, log) = (Canaries::new(), Log::default());
    for end in ["exit 3", "kill -9 $$", "exit 0"] {
        let command = format!("sh -c 'echo {OUTPUT} >&2; echo {OUTPUT}; {end}' sh {ARGUMENT}");
        let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
        let mut printed = String::new();
        tracing::subscriber::with_default(log.clone(), || {
            let source = External::new(&command, SystemHost, runtime).unwrap();
            print(&wait(source.provide()).unwrap_err(), &mut printed);
            printed.push_str(&format!("{source:?} {source:#?}"));
        });
        printed.push_str(&log.take());
        assert_eq!(canaries.find(&printed), None, "{printed}");
    }
}

struct Bell(Sender<()>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // Nobody waits any more if it comes late.
        let _ = self.0.send(());
    }
}

/// Runs a future to its end. What takes half a minute has failed.
fn wait<F: Future + Unpin>(mut future: F) -> F::Output {
    let (sender, woken) = channel();
    let waker = Waker::from(Arc::new(Bell(sender)));
    loop {
        let polled = std::pin::Pin::new(&mut future).poll(&mut Context::from_waker(&waker));
        if let Poll::Ready(output) = polled {
            return output;
        }
        woken.recv_timeout(Duration::from_secs(30)).expect("nothing happens");
    }
}
