//! What an implementation of ECS `DescribeImages` must do, as cases that need no Rust to be read,
//! and the means to hold any implementation against them.
//!
//! * [`case`] reads `cases/<area>/<case>/`: a `case.json` and one file per stage.
//! * [`Subject`] is an implementation under judgement. [`Native`] is the crates of this
//!   repository, [`Process`] any program that speaks JSON lines.
//! * [`judge`] holds one case against one subject.
//! * [`mod@reference`] reads pages a second time, with serde_json and quick-xml, and compares.
//! * [`mutations`] finds the places of small faults that the tests have to notice.
//! * [`requirements`] ties every statement of the documents to the cases and properties that
//!   cover it.
//! * [`harness`] is a scripted server that fails on purpose, for the matrix of faults.
//! * [`transport_contract`] checks the duties of a `Transport` against a scripted server.
//!
//! `README.md` describes the files and the protocol.
//!
//! ```
//! use conformance::{Native, Outcome, case, judge};
//!
//! let cases = case::load(&case::root()).map_err(|error| error.to_string())?;
//! let one = cases.iter().find(|case| case.name() == "sign/ecs-describe-regions");
//! assert_eq!(judge::judge(one.ok_or("no such case")?, &Native), Outcome::Passed);
//! # Ok::<(), String>(())
//! ```

#![forbid(unsafe_code)]
#![expect(
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    reason = "plain data of an unpublished package, written out by its tests"
)]

pub mod case;
pub mod exchange;
pub mod harness;
pub mod judge;
pub mod mutations;
pub mod native;
mod process;
pub mod reference;
pub mod reflection;
pub mod requirements;
mod subject;
pub mod transport_contract;
pub mod types;

pub use judge::Outcome;
pub use native::Native;
pub use process::Process;
pub use subject::{Answer, Subject};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadmeExamples;
