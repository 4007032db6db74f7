//! Why the command failed, as it is printed: one `error:` line, `cause:` lines, a `hint:`.

use std::error::Error;
use std::io;

use crate::exit::Exit;
use crate::printable::printable;

/// A failure with its exit code.
///
/// No text in it is ever a secret, a signature or a signed URL: the errors it is made of keep
/// those out. It may quote the network; everything is escaped when printed.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), causes: Vec::new(), hint: None }
    }

    /// Takes the message and the causes of an error.
    pub(crate) fn of(exit: Exit, error: &dyn Error) -> Self {
        Self::new(exit, error.to_string()).because(error.source())
    }

    /// Adds a cause and everything below it.
    pub(crate) fn because(mut self, cause: Option<&(dyn Error + 'static)>) -> Self {
        let mut next = cause;
        while let Some(error) = next.filter(|_| self.causes.len() < MAX_CAUSES) {
            self.causes.push(error.to_string());
            next = error.source();
        }
        // Some libraries repeat their source in their own text.
        let mut above = self.message.clone();
        self.causes.retain(|cause| !std::mem::replace(&mut above, cause.clone()).ends_with(cause));
        self
    }

    /// Adds a cause that is no error.
    pub(crate) fn caused_by(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds what to do about it, if nothing is said yet.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint.get_or_insert_with(|| hint.into());
        self
    }

    /// Puts something before the hint.
    pub(crate) fn hint_first(mut self, first: String) -> Self {
        self.hint = Some(match self.hint {
            Some(hint) => format!("{first} {hint}"),
            None => first,
        });
        self
    }

    /// Adds another thing to do to a hint.
    pub(crate) fn or_hint(mut self, other: &str) -> Self {
        if let Some(hint) = &mut self.hint {
            hint.push_str(", ");
            hint.push_str(other);
        }
        self
    }

    /// Says whom the failure is about, and of a network leaves the causes to those who want them.
    pub(crate) fn at(mut self, server: &str, is_verbose: bool) -> Self {
        if self.exit == Exit::Network {
            self.message = format!("{server}: {}", self.message);
            if !is_verbose {
                // The last one is the operating system's: refused, unreachable.
                self.causes = self.causes.pop().into_iter().collect();
            }
        }
        self
    }

    /// Returns what failed, without causes and hint.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Writes the failure as lines.
    pub(crate) fn lines(&self, color: bool) -> String {
        let mut lines = label("error", RED, color) + &printable(&self.message) + "\n";
        for cause in &self.causes {
            lines += &(label("cause", RED, color) + &printable(cause) + "\n");
        }
        if let Some(hint) = &self.hint {
            lines += &(label("hint", CYAN, color) + &printable(hint) + "\n");
        }
        lines
    }
}

/// A failure to print, or nobody left to print for.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something failed.
    Failed(Box<Failure>),
    /// Whoever read the output has enough, as in `aliyun-images list | head -1`.
    ReaderGone,
}

impl Stop {
    /// Takes a failure to write to standard output.
    pub(crate) fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ReaderGone;
        }
        let cause: &(dyn Error + 'static) = error;
        Failure::new(Exit::Other, "the output cannot be written").because(Some(cause)).into()
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

/// Returns `name: `, coloured.
pub(crate) fn label(name: &str, code: &str, color: bool) -> String {
    if color { format!("\u{1b}[{code}m{name}:\u{1b}[0m ") } else { format!("{name}: ") }
}

pub(crate) const RED: &str = "1;31";
pub(crate) const YELLOW: &str = "1;33";
pub(crate) const CYAN: &str = "1;36";

/// Chains of this length do not occur; one that bites its own tail would.
const MAX_CAUSES: usize = 16;

#[cfg(test)]
mod tests {
    use std::io;

    use super::{Failure, Stop};
    use crate::exit::Exit;

    #[test]
    fn every_part_is_one_escaped_line() {
        let cause = io::Error::other("forged\nerror: \u{1b}[2J");
        let failure = Failure::new(Exit::Network, "no answer\r\nat all")
            .because(Some(&cause))
            .hint("look\u{202e}there")
            .hint("a second hint is not printed");
        assert_eq!(
            failure.lines(false),
            "error: no answer\\r\\nat all\n\
             cause: forged\\nerror: \\u{1b}[2J\n\
             hint: look\\u{202e}there\n"
        );
    }

    #[test]
    fn a_cause_that_the_line_above_already_says_is_left_out() {
        let cause = io::Error::other("refused");
        let failure = Failure::new(Exit::Network, "no connection: refused").because(Some(&cause));
        assert_eq!(failure.lines(false), "error: no connection: refused\n");
    }

    #[test]
    fn colour_is_on_the_label_alone() {
        let failure = Failure::new(Exit::Other, "text");
        assert_eq!(failure.lines(true), "\u{1b}[1;31merror:\u{1b}[0m text\n");
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let stop = |kind: io::ErrorKind| Stop::output(&kind.into());
        assert!(matches!(stop(io::ErrorKind::BrokenPipe), Stop::ReaderGone));
        assert!(matches!(stop(io::ErrorKind::StorageFull), Stop::Failed(_)));
    }
}
