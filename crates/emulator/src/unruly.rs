//! A connection that can misbehave.

mod abort;
mod head;
mod manners;
mod script;

#[cfg(test)]
mod tests;

use std::io;
use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::ready;
use std::time::Duration;

use aliyun_transport::Runtime;
use aliyun_transport::SleepFuture;
use bytes::Buf as _;
use bytes::BytesMut;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;

use script::Script;
use script::Then;

use crate::faults::Transmission;

pub(crate) use abort::Abort;
pub(crate) use manners::Manners;

/// A connection that misbehaves with the next response when its [`Manners`] say so, and passes
/// everything through otherwise.
///
/// What is written goes through the script of what goes wrong into a buffer, and from there to the
/// socket when it is flushed.
pub(crate) struct Unruly<S> {
    socket: S,
    runtime: Arc<dyn Runtime>,
    manners: Manners,
    conduct: Conduct,
    /// So many bytes were read since the task last gave way.
    read: usize,
}

/// What the connection is doing.
enum Conduct {
    Polite,
    Acting(Box<Act>),
    /// It takes what is written and sends nothing.
    Stalled,
    /// It has ended.
    Gone,
}

/// A response on its way.
struct Act {
    script: Script,
    /// What the script let through and is not sent yet.
    unsent: BytesMut,
    /// What comes after that, once the script knows.
    then: Option<Then>,
    pace: Option<Pace>,
}

/// How slowly to send.
struct Pace {
    bytes: usize,
    every: Duration,
    /// Until the next bytes may go.
    wait: Option<SleepFuture<'static>>,
}

impl<S> Unruly<S> {
    /// Wraps a connection; `runtime` is what waits between bytes that drip.
    pub(crate) fn new(socket: S, runtime: Arc<dyn Runtime>) -> Self {
        Self { socket, runtime, manners: Manners::default(), conduct: Conduct::Polite, read: 0 }
    }

    /// Returns the handle that says what goes wrong with the next response.
    pub(crate) fn manners(&self) -> Manners {
        self.manners.clone()
    }

    fn is_polite(&self) -> bool {
        matches!(self.conduct, Conduct::Polite) && !self.manners.is_set()
    }
}

impl<S: AsyncWrite + Abort + Unpin> Unruly<S> {
    /// Sends what is ready to be sent, then does what comes after it.
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Conduct::Acting(act) = &mut self.conduct else {
            return Poll::Ready(match self.conduct {
                Conduct::Gone => Err(gone()),
                _ => Ok(()),
            });
        };
        ready!(act.poll_send(&mut self.socket, &self.runtime, cx))?;
        let Some(then) = act.then else {
            return Poll::Ready(Ok(()));
        };
        let conduct = match then {
            Then::Polite => Conduct::Polite,
            Then::Stall => Conduct::Stalled,
            Then::Close => {
                // It ends all the same should the peer be gone already.
                let _ = ready!(Pin::new(&mut self.socket).poll_shutdown(cx));
                Conduct::Gone
            }
            Then::Reset => {
                self.socket.abort_on_drop();
                Conduct::Gone
            }
        };
        self.conduct = conduct;
        self.manners.hold(then == Then::Stall);
        match then {
            Then::Polite | Then::Stall => Poll::Ready(Ok(())),
            // The owner drops the connection.
            Then::Close | Then::Reset => Poll::Ready(Err(gone())),
        }
    }

    /// Takes what is written while something is wrong, or is to be.
    ///
    /// It takes all of it: a response that is buffered as a whole is done with before the next one
    /// begins.
    fn poll_act(&mut self, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        // What went before it goes first.
        ready!(self.poll_settle(cx))?;
        let written = bufs.iter().map(|buf| buf.len()).sum();
        if let Conduct::Stalled = self.conduct {
            return Poll::Ready(Ok(written));
        }
        if let Some(next) = self.manners.take() {
            self.manners.hold(next.is_some());
            self.conduct = match next {
                Some(transmission) => Conduct::Acting(Box::new(Act::new(transmission))),
                None => Conduct::Polite,
            };
        }
        match &mut self.conduct {
            Conduct::Acting(act) => {
                act.feed(bufs);
                Poll::Ready(Ok(written))
            }
            _ => Pin::new(&mut self.socket).poll_write_vectored(cx, bufs),
        }
    }
}

impl Act {
    fn new(transmission: Transmission) -> Self {
        let pace = match transmission {
            Transmission::Drip { bytes, every } => {
                Some(Pace { bytes: bytes.max(1), every, wait: None })
            }
            _ => None,
        };
        Self { script: Script::new(transmission), unsent: BytesMut::new(), then: None, pace }
    }

    fn feed(&mut self, bufs: &[IoSlice<'_>]) {
        for buf in bufs {
            match self.then {
                None => self.then = self.script.feed(buf, &mut self.unsent),
                Some(Then::Polite) => self.unsent.extend_from_slice(buf),
                Some(_) => return,
            }
        }
    }

    fn poll_send<S: AsyncWrite + Unpin>(
        &mut self,
        socket: &mut S,
        runtime: &Arc<dyn Runtime>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while !self.unsent.is_empty() {
            let mut piece = self.unsent.len();
            if let Some(pace) = &mut self.pace {
                if let Some(wait) = &mut pace.wait {
                    ready!(wait.as_mut().poll(cx));
                    pace.wait = None;
                }
                piece = piece.min(pace.bytes);
            }
            let bytes = self.unsent.get(..piece).unwrap_or_default();
            let sent = ready!(Pin::new(&mut *socket).poll_write(cx, bytes))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.unsent.advance(sent);
            if let Some(pace) = &mut self.pace {
                let (runtime, every) = (Arc::clone(runtime), pace.every);
                pace.wait = Some(Box::pin(async move { runtime.sleep(every).await }));
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Unruly<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // A peer that sends without end must not keep the task from its timers.
        if self.read >= MOST_READ_AT_ONCE {
            self.read = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buf.filled().len();
        // Always: that the peer is gone shows by reading only.
        let read = Pin::new(&mut self.socket).poll_read(cx, buf);
        match read {
            Poll::Ready(_) => self.read += buf.filled().len().saturating_sub(before),
            Poll::Pending => self.read = 0,
        }
        read
    }
}

impl<S: AsyncRead + AsyncWrite + Abort + Unpin> AsyncWrite for Unruly<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = if self.is_polite() {
            Pin::new(&mut self.socket).poll_write(cx, buf)
        } else {
            self.poll_act(cx, &[IoSlice::new(buf)])
        };
        self.manners.block(written.is_pending());
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = if self.is_polite() {
            Pin::new(&mut self.socket).poll_write_vectored(cx, bufs)
        } else {
            self.poll_act(cx, bufs)
        };
        self.manners.block(written.is_pending());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_settle(cx))?;
        let flushed = Pin::new(&mut self.socket).poll_flush(cx);
        self.manners.block(flushed.is_pending());
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Conduct::Gone = self.conduct {
            return Poll::Ready(Ok(()));
        }
        ready!(self.poll_settle(cx))?;
        if let Conduct::Stalled = self.conduct {
            // A response that ends its connection stalls, too.
            ready!(poll_gone(&mut self.socket, cx));
        }
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

/// Waits until the peer is gone.
fn poll_gone<S: AsyncRead + Unpin>(socket: &mut S, cx: &mut Context<'_>) -> Poll<()> {
    loop {
        let mut scratch = [0; 512];
        let mut buf = ReadBuf::new(&mut scratch);
        let read = ready!(Pin::new(&mut *socket).poll_read(cx, &mut buf));
        if read.is_err() || buf.filled().is_empty() {
            return Poll::Ready(());
        }
    }
}

/// In bytes.
const MOST_READ_AT_ONCE: usize = 256 << 10;

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "the connection ended on purpose")
}
