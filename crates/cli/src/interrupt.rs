//! Ctrl-C: finish what is being printed, and be gone within a second.

use std::io;
use std::time::Duration;

use aliyun_credentials::SystemHost;
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;
use tokio::sync::watch;

use crate::exit::Exit;
use crate::failure::Failure;

/// Becomes ready when the user interrupts the command.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Begins to watch, on another thread of the runtime: the one that prints may be blocked by a
    /// reader that does not read, and then only ending the process helps.
    pub(crate) fn watch() -> Result<Self, Failure> {
        let mut signals = signals().map_err(|error| Failure::of(Exit::Other, &error))?;
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            signals.recv().await;
            sender.send_replace(true);
            tokio::select! {
                () = TokioRuntime.sleep(GRACE) => {}
                _ = signals.recv() => {}
            }
            SystemHost.end_programs();
            std::process::exit(Exit::Interrupted.code().into());
        });
        Ok(Self(receiver))
    }

    /// Waits for the interruption.
    pub(crate) async fn wait(&mut self) {
        if self.0.wait_for(|interrupted| *interrupted).await.is_err() {
            // Nobody watches any more.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
fn signals() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn signals() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}

/// How long the printing may take to end in good order.
const GRACE: Duration = Duration::from_millis(700);
