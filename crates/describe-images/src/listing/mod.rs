//! Listings that prove what they saw.
//!
//! Pages are numbered, so images that come and go while a listing runs shift the rest: one is
//! skipped, and totals can agree by accident. A listing proves that it lost none by slices that overlap:
//! one that holds two images of those before it, in their order, leaves nothing out in between.
//!
//! [`Client::list_images`](crate::Client::list_images) gives such a listing as a stream. Under it,
//! [`Account`] says which [`Slice`] to ask for next and what came of an answer. It is pure; whoever
//! calls drives it:
//!
//! ```
//! use aliyun_ecs_describe_images::listing::{Account, Answer, Verdict};
//! use aliyun_ecs_describe_images::model::{DescribeImages, Revision};
//!
//! let images: Vec<String> = (0..250).map(|number| format!("m-{number}")).collect();
//! let request = DescribeImages::new("cn-hangzhou");
//! let mut account = Account::new(&request, &Revision::LATEST, [7; 16]);
//! let mut delivered = Vec::new();
//! while let Some(slice) = account.next_slice() {
//!     // What a service answers that holds these images.
//!     let from = (slice.offset() as usize).min(images.len());
//!     let to = (slice.end() as usize).min(images.len());
//!     let mut answer = Answer::default();
//!     answer.ids = images[from..to].to_vec();
//!     answer.total = Some(250);
//!     for new in account.enter(slice, &answer, from) {
//!         delivered.push(images[new.answer + new.index].clone());
//!     }
//! }
//! assert!(matches!(account.verdict(), Some(Verdict::Complete(_))));
//! assert_eq!(delivered, images);
//! assert_eq!(account.requests(), 3);
//! ```

mod account;
mod answer;
mod chain;
mod error;
mod flight;
mod held;
mod id;
mod plan;
mod saved;
mod seen;
mod slice;
mod source;
mod stream;
mod summary;
mod token;
mod verdict;
mod woken;

pub use account::{Account, Delivery};
pub use answer::Answer;
pub use error::ListingError;
pub use saved::SavedAccount;
pub use slice::Slice;
pub(crate) use source::{Asker, Later, Source};
pub use stream::Listing;
pub use summary::{AccountCheck, Summary};
pub use token::{ResumeError, Token};
pub use verdict::{Assumption, Proof, Reason, Verdict};
