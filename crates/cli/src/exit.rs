//! What the exit code tells a script.

use std::process::ExitCode;

/// Why the command ended, as its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything asked for was done.
    Success,
    /// Something that has no code of its own.
    Other,
    /// The arguments are wrong, or the rules deny the request; nothing was sent.
    Usage,
    /// There are no keys, or the service does not accept them.
    Keys,
    /// The service refused the request for another reason.
    Refused,
    /// The service throttles, is unavailable or failed: the same request may work later.
    Unavailable,
    /// The service could not be reached, or the connection was lost.
    Network,
    /// The answer, or the file to decode, is not what the service documents.
    NotUnderstood,
    /// The listing came, and nothing proves that no image is missing.
    Incomplete,
    /// The signature that was to be verified is not valid.
    NotValid,
    /// Why a signature was not accepted cannot be told.
    Undecided,
    /// No image is what was looked for.
    NoImage,
    /// More than one image fits where one was asked for.
    Ambiguous,
    /// What was compared is not the same.
    Different,
    /// What was waited for did not come in time.
    TimeOver,
    /// What was waited for can never come.
    Never,
    /// The user interrupted it (Ctrl-C).
    Interrupted,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Other => 1,
            Self::Usage => 2,
            Self::Keys => 3,
            Self::Refused => 4,
            Self::Unavailable => 5,
            Self::Network => 6,
            Self::NotUnderstood => 7,
            Self::Incomplete => 8,
            Self::NotValid => 9,
            Self::Undecided => 10,
            Self::NoImage => 11,
            Self::Ambiguous => 12,
            Self::Different => 13,
            Self::TimeOver => 14,
            Self::Never => 15,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The end of `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
    0  everything asked for was done
    1  something else went wrong, such as a file that cannot be read
    2  wrong arguments, or the rules deny the request; nothing was sent
    3  no keys, or the service does not accept them
    4  the service refused the request for another reason
    5  the service throttles, is unavailable or failed; try again later
    6  the service could not be reached, or the connection was lost
    7  the answer is not what the service documents
    8  the listing came, and nothing proves that no image is missing
    9  sign verify: the signature is not valid
   10  sign explain: the cause cannot be told
   11  find, show: there is no such image; list --fail-empty: none
   12  find: more than one image fits
   13  diff: there are differences
   14  wait: the time is over
   15  wait: it can never come
  130  interrupted";

#[cfg(test)]
mod tests {
    use super::{EXIT_CODES, Exit};

    #[test]
    fn every_code_is_distinct_and_in_the_help() {
        let all = [
            Exit::Success,
            Exit::Other,
            Exit::Usage,
            Exit::Keys,
            Exit::Refused,
            Exit::Unavailable,
            Exit::Network,
            Exit::NotUnderstood,
            Exit::Incomplete,
            Exit::NotValid,
            Exit::Undecided,
            Exit::NoImage,
            Exit::Ambiguous,
            Exit::Different,
            Exit::TimeOver,
            Exit::Never,
            Exit::Interrupted,
        ];
        let documented: Vec<u8> = EXIT_CODES
            .lines()
            .skip(1)
            .map(|line| line.split_whitespace().next().expect("a code").parse().expect("a number"))
            .collect();
        assert_eq!(documented, all.map(Exit::code));
    }
}
