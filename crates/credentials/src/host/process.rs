//! A program that runs beside the caller: one thread waits for its end, another for its output.

use std::future::poll_fn;
use std::io;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::wiped::{CHUNK, append, read_some};
use super::{Process, ProcessError, ProcessOutput};

/// How long the output of a program that has ended may be held open by another.
const GRACE: Duration = Duration::from_millis(250);

/// How long the end of a program is waited for when the process ends: the kernel kills at once.
const LONGEST_END: Duration = Duration::from_millis(500);

/// The pauses between two looks at whether a program has ended: each twice the one before. The
/// standard library has no way to wait for an end that something else can interrupt.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// Runs a program to its end; it is killed when this future is dropped.
pub(super) async fn run(process: Process) -> Result<ProcessOutput, ProcessError> {
    let shared = Arc::new(Shared::default());
    register(&shared);
    let unwanted = Unwanted(Arc::clone(&shared));
    shared.change(|state| state.is_started = true);
    start("process", move || {
        let end = End(shared);
        let result = supervise(&process, &end.0);
        end.0.finish(result);
    })?;
    poll_fn(|context| {
        let waker = context.waker().clone();
        let mut state = unwanted.0.lock();
        let replaced = state.waker.replace(waker);
        let result = state.result.take();
        // As wakers are foreign code, they are dropped without the lock.
        drop(state);
        drop(replaced);
        result.map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

/// The programs that run, for whoever ends the process.
static RUNNING: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<Weak<Shared>>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn register(shared: &Arc<Shared>) {
    let mut running = running();
    running.retain(|other| other.strong_count() > 0);
    running.push(Arc::downgrade(shared));
}

/// Ends every program that runs, and waits for that.
pub(super) fn end_all() {
    let running: Vec<Arc<Shared>> = running().iter().filter_map(Weak::upgrade).collect();
    for shared in &running {
        shared.change(|state| state.is_to_end = true);
    }
    for shared in &running {
        // One that never started has no thread that could say so.
        let runs = |state: &mut State| state.is_started && !state.is_over;
        drop(shared.changed.wait_timeout_while(shared.lock(), LONGEST_END, runs));
    }
}

/// The thread ended without a result, or nobody wants one.
const LOST: ProcessError = ProcessError::Other(io::ErrorKind::Interrupted);

/// What both threads and the future know.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    output: Zeroizing<Vec<u8>>,
    reading: Reading,
    result: Option<Result<ProcessOutput, ProcessError>>,
    waker: Option<Waker>,
    /// There is a result, or the future was dropped.
    is_unwanted: bool,
    /// The process is about to exit.
    is_to_end: bool,
    /// There is a thread that sees to the program.
    is_started: bool,
    /// The program has ended and was reaped.
    is_over: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Reading {
    #[default]
    Open,
    Ended,
    TooMuch,
    Failed(io::ErrorKind),
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Hands over the result, unless there is one.
    fn finish(&self, result: Result<ProcessOutput, ProcessError>) {
        let mut waker = None;
        self.change(|state| {
            if !state.is_unwanted {
                state.result = Some(result);
                waker = state.waker.take();
            }
            state.close();
            state.is_over = true;
        });
        // Without the lock: waking runs foreign code.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl State {
    /// Keeps no output for as long as the reading thread may last.
    fn close(&mut self) {
        self.is_unwanted = true;
        self.output = Zeroizing::default();
    }

    /// Returns why the program should not go on.
    fn check(&self, limit: usize) -> Result<(), ProcessError> {
        match self.reading {
            Reading::TooMuch => Err(ProcessError::too_much_output(limit)),
            Reading::Failed(kind) => Err(ProcessError::Other(kind)),
            Reading::Open | Reading::Ended if self.is_unwanted || self.is_to_end => Err(LOST),
            Reading::Open | Reading::Ended => Ok(()),
        }
    }
}

/// Tells the threads that the future was dropped.
struct Unwanted(Arc<Shared>);

impl Drop for Unwanted {
    fn drop(&mut self) {
        let mut waker = None;
        self.0.change(|state| {
            waker = state.waker.take();
            state.result = None;
            state.close();
        });
        drop(waker);
    }
}

/// Tells the future that there will be no result, if the thread should panic.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.finish(Err(LOST));
    }
}

/// A program that does not outlive this, nor stays behind as a zombie.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both do nothing if it has been waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), ProcessError> {
    let started = thread::Builder::new().name(name.to_owned()).spawn(work);
    started.map(drop).map_err(|error| ProcessError::NotStarted(error.kind()))
}

/// Runs the program and waits for its end.
fn supervise(process: &Process, shared: &Arc<Shared>) -> Result<ProcessOutput, ProcessError> {
    let limit = process.output_limit;
    shared.lock().check(limit)?;
    let child = command(process).spawn();
    let mut running = Running(child.map_err(|error| ProcessError::NotStarted(error.kind()))?);
    let stdout = running.0.stdout.take().ok_or(LOST)?;
    let reader = Arc::clone(shared);
    start("process-output", move || read(stdout, limit, &reader))?;

    let status = wait(&mut running.0, limit, shared)?;
    let is_open = |state: &mut State| state.reading == Reading::Open && !state.is_unwanted;
    let waited = shared.changed.wait_timeout_while(shared.lock(), GRACE, is_open);
    let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
    state.check(limit)?;
    Ok(ProcessOutput { status: status.code(), stdout: std::mem::take(&mut state.output) })
}

fn command(process: &Process) -> Command {
    let mut command = Command::new(&process.program);
    command.args(&process.arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    for name in &process.withheld {
        command.env_remove(name);
    }
    command
}

/// Waits until the program ends, or until there is a reason to end it.
fn wait(child: &mut Child, limit: usize, shared: &Shared) -> Result<ExitStatus, ProcessError> {
    let mut pause = SHORTEST_PAUSE;
    let mut state = shared.lock();
    loop {
        state.check(limit)?;
        if let Some(status) = child.try_wait().map_err(|error| ProcessError::Other(error.kind()))? {
            return Ok(status);
        }
        let reading = state.reading;
        let waited = shared.changed.wait_timeout(state, pause);
        (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        // Most programs end right after their output does.
        let is_ending = state.reading != reading;
        pause = if is_ending { SHORTEST_PAUSE } else { LONGEST_PAUSE.min(pause * 2) };
    }
}

/// Reads the output to its end, or until nobody wants more of it.
fn read(mut stdout: ChildStdout, limit: usize, shared: &Shared) {
    let mut chunk = Zeroizing::new([0; CHUNK]);
    let mut length = 0;
    loop {
        // One byte more than the limit tells too much from just enough.
        let most = limit.saturating_add(1).saturating_sub(length);
        let read = read_some(&mut stdout, most, &mut chunk);
        let mut is_over = false;
        shared.change(|state| {
            state.reading = match read {
                Ok([]) => Reading::Ended,
                Ok(_) if state.is_unwanted => Reading::Ended,
                Ok(bytes) => {
                    append(&mut state.output, bytes);
                    length = state.output.len();
                    if length > limit { Reading::TooMuch } else { Reading::Open }
                }
                Err(error) => Reading::Failed(error.kind()),
            };
            is_over = state.reading != Reading::Open;
        });
        if is_over {
            return;
        }
    }
}
