//! What the emulator writes down of each request.

use std::sync::{Arc, Mutex};

use aliyun_ecs_emulator::{LogLine, Options};

/// The lines so far; clones are one log.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<LogLine>>>);

impl Log {
    /// Lets an emulator with these options write here.
    pub(crate) fn of(&self, options: Options) -> Options {
        let log = self.clone();
        options.log(move |line| log.0.lock().unwrap().push(line.clone()))
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    pub(crate) fn lines(&self) -> Vec<LogLine> {
        self.0.lock().unwrap().clone()
    }

    /// How many requests of an operation there were.
    pub(crate) fn count(&self, operation: &str) -> usize {
        let lines = self.0.lock().unwrap();
        lines.iter().filter(|line| line.operation.as_deref() == Some(operation)).count()
    }

    /// Each request as `AssumeRole 200`, or with the code of its error: `AssumeRole NoPermission`.
    pub(crate) fn answers(&self) -> Vec<String> {
        let words = |line: LogLine| {
            let end = line.code.unwrap_or_else(|| line.status.as_u16().to_string());
            format!("{} {end}", line.operation.unwrap_or_default())
        };
        self.lines().into_iter().map(words).collect()
    }
}
