//! One stage of a case: what a subject gave, held against what is expected.

use std::fmt::Debug;

use crate::subject::{Answer, Subject};

/// Why a case ends before its end.
#[derive(Debug)]
pub(super) enum Stop {
    Unsupported(String),
    Failed(String),
}

/// Takes what was given.
pub(super) fn given<T>(answer: Answer<T>) -> Result<T, Stop> {
    match answer {
        Answer::Given(output) => Ok(output),
        Answer::Unsupported(why) => Err(Stop::Unsupported(why)),
        Answer::Broken(how) => Err(Stop::Failed(format!("the subject broke down: {how}"))),
    }
}

/// Compares one stage.
pub(super) fn same<T: PartialEq + Debug>(stage: &str, got: &T, expected: &T) -> Result<(), Stop> {
    if got == expected {
        return Ok(());
    }
    Err(Stop::Failed(format!("{stage}\n       got: {got:?}\n  expected: {expected:?}")))
}

/// Compares something a subject may leave out, unless it claims to be complete.
pub(super) fn same_if_given<T: PartialEq + Debug>(
    stage: &str,
    got: Option<&T>,
    expected: &T,
    subject: &dyn Subject,
) -> Result<(), Stop> {
    match got {
        Some(got) => same(stage, got, expected),
        None if subject.is_complete() => {
            Err(Stop::Failed(format!("{stage}\n       got: nothing\n  expected: {expected:?}")))
        }
        None => Ok(()),
    }
}

/// Fails with a sentence unless something holds.
pub(super) fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Stop> {
    if holds { Ok(()) } else { Err(Stop::Failed(otherwise())) }
}
