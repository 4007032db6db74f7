//! Holding one case against one subject.

mod body;
mod explain;
mod rules;
mod signature;

use std::fmt::Debug;

use crate::case::{Case, Content};
use crate::subject::{Answer, Subject};

/// How a subject did in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what the case says.
    Passed,
    /// It does not do such things, and says why.
    Unsupported(String),
    /// It did something else, told stage by stage.
    Failed(String),
}

/// Judges a subject by a case.
#[must_use]
pub fn judge(case: &Case, subject: &dyn Subject) -> Outcome {
    let judged = match case.content() {
        Content::Check(case) => rules::check(case, subject),
        Content::Encode(case) => rules::encode(case, subject),
        Content::Sign(case) => signature::sign(case, subject),
        Content::Verify(case) => signature::verify(case, subject),
        Content::SignAcs3(case) => signature::sign_acs3(case, subject),
        Content::Explain(case) => explain::explain(case, subject),
        Content::Decode(case) => body::decode(case, subject),
        Content::Error(case) => body::error(case, subject),
        Content::Exchange(_) => {
            Err(Stop::Unsupported("exchanges are the runner's to judge".to_owned()))
        }
    };
    match judged {
        Ok(()) => Outcome::Passed,
        Err(Stop::Unsupported(why)) => Outcome::Unsupported(why),
        Err(Stop::Failed(how)) => Outcome::Failed(how),
    }
}

/// Why a case ends before its end.
#[derive(Debug)]
enum Stop {
    Unsupported(String),
    Failed(String),
}

/// Takes what was given.
fn given<T>(answer: Answer<T>) -> Result<T, Stop> {
    match answer {
        Answer::Given(output) => Ok(output),
        Answer::Unsupported(why) => Err(Stop::Unsupported(why)),
        Answer::Broken(how) => Err(Stop::Failed(format!("the subject broke down: {how}"))),
    }
}

/// Compares one stage.
fn same<T: PartialEq + Debug>(stage: &str, got: &T, expected: &T) -> Result<(), Stop> {
    if got == expected {
        return Ok(());
    }
    Err(Stop::Failed(format!("{stage}\n       got: {got:?}\n  expected: {expected:?}")))
}

/// Compares something a subject may leave out, unless it claims to be complete.
fn same_if_given<T: PartialEq + Debug>(
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
fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Stop> {
    if holds { Ok(()) } else { Err(Stop::Failed(otherwise())) }
}
