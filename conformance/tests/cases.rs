//! One named test per case: `cargo test -p conformance -- decode/`.
//!
//! With `CONFORMANCE_SUBJECT` set to a command, that program is judged instead of the crates of
//! this repository, and what it does not support is reported as ignored.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a test runner reports")]

#[path = "runner/exchange.rs"]
mod exchange;
#[path = "runner/tally.rs"]
mod tally;

use std::process::ExitCode;
use std::sync::Arc;

use conformance::case::{self, Case, Content};
use conformance::{Native, Outcome, Process, Subject, judge};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use tally::Tally;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cases = match case::load(&case::root()) {
        Ok(cases) => cases,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let subject: Arc<dyn Subject> = match std::env::var("CONFORMANCE_SUBJECT") {
        Err(_) => Arc::new(Native),
        Ok(command) => match Process::start(&command) {
            Ok(process) => Arc::new(process),
            Err(error) => {
                eprintln!("CONFORMANCE_SUBJECT: {command:?} does not start: {error}");
                return ExitCode::FAILURE;
            }
        },
    };

    let tally = Tally::default();
    let trials = cases.into_iter().map(|case| trial(case, Arc::clone(&subject), tally.clone()));
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    if !arguments.list {
        tally.print(conclusion.num_filtered_out);
    }
    conclusion.exit_code()
}

fn trial(case: Case, subject: Arc<dyn Subject>, tally: Tally) -> Trial {
    Trial::ignorable_test(case.name().to_owned(), move || {
        let outcome = match case.content() {
            // Exchanges put a client and its transports to the test, not an area of a subject.
            Content::Exchange(exchange) if subject.is_complete() => exchange::judge(exchange),
            _ => judge::judge(&case, subject.as_ref()),
        };
        tally.count(case.area(), &outcome);
        match outcome {
            Outcome::Passed => Ok(Completion::Completed),
            // The crates of this repository support every area; nothing of theirs may be skipped.
            Outcome::Unsupported(why) if subject.is_complete() => Err(Failed::from(why)),
            Outcome::Unsupported(why) => Ok(Completion::ignored_with(why)),
            Outcome::Failed(how) => Err(Failed::from(format!("{}\n{how}", case.header().title))),
        }
    })
}
