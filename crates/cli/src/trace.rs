//! What the libraries tell of, on standard error.

use std::io::{self, Write};

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::messages::to_stderr;
use crate::printable::printable;

/// Begins to write what happens: attempts and waits if asked for once, everything if twice. The
/// libraries put neither credentials nor signatures into it, at no level.
pub(crate) fn begin(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => Level::DEBUG,
        _ => Level::TRACE,
    };
    let ours = OURS.map(|target| (target, level));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(|| Lines)
        .with_ansi(false)
        .with_target(verbose > 1)
        .with_span_events(if verbose > 1 { FmtSpan::CLOSE } else { FmtSpan::NONE })
        .without_time();
    // A second time, as in a test, there is one already.
    let _ = tracing_subscriber::registry()
        .with(Targets::new().with_targets(ours))
        .with(lines)
        .try_init();
}

/// Whose events may be printed: what they hold is checked.
const OURS: [&str; 4] =
    ["aliyun_rpc", "aliyun_credentials", "aliyun_ecs_describe_images", "aliyun_transport_hyper"];

/// Writes lines to standard error, each event as one, escaped: names of profiles and of files may hold
/// anything.
struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        to_stderr(&format!("{}\n", printable(line)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
