//! Holding one case against one subject.

mod body;
mod explain;
mod listing;
mod rules;
mod signature;
mod stage;

use crate::case::{Case, Content};
use crate::subject::Subject;

use stage::Stop;

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
        Content::Listing(case) => listing::listing(case, subject),
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
