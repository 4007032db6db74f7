//! Types and validation rules of one Alibaba Cloud operation: ECS `DescribeImages`
//! (RPC style, API version 2014-05-26).
//!
//! * [`DescribeImages`] is the request, with every parameter any documented revision has.
//! * [`DescribeImagesResponse`], [`Image`] and what is nested in it are the response: plain owned
//!   structs whose serde form is the documented one, for JSON and for XML through quick-xml.
//! * [`check`] holds a request against a [`Revision`] of the documentation and returns every
//!   [`Finding`], typed. Rules advise or deny; both are data you can change.
//!
//! Nothing here does IO, and nothing here can keep you from expressing a request the service
//! might accept: unknown values are kept as they are.
//!
//! ```
//! use aliyun_ecs_model::{DescribeImages, Level, Revision, check};
//!
//! let request = DescribeImages::new("cn-hangzhou").tag("team", "blue").page_size(200);
//! for finding in check(&request, &Revision::LATEST) {
//!     assert_eq!(finding.level, Level::Deny);
//!     assert_eq!(
//!         finding.to_string(),
//!         "PageSize is 200, the largest allowed is 100 (rule page-size-max; the service answers \
//!          InvalidParameter)"
//!     );
//! }
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod creation_time;
mod detection;
mod disk;
mod each_unknown;
mod encode;
mod image;
mod lenient;
mod named;
mod open_enum;
pub mod regions;
mod request;
mod response;
mod rules;
pub mod scalar;
mod unknown;
mod values;
mod wrapped_list;

pub use aliyun_rpc_value::{Members, NotANumber, Number, Value};
pub use creation_time::{CreationTime, NotACreationTime};
pub use detection::{DetectionItem, DetectionOptions, Features, SecureBootOptions};
pub use disk::DiskDeviceMapping;
pub use encode::encode;
pub use image::{Image, Tag};
pub use named::UnknownName;
pub use open_enum::UnknownValue;
pub use request::{DescribeImages, Filter, Parameter, ParameterKind, TagFilter};
pub use response::DescribeImagesResponse;
pub use rules::{
    Finding, Level, Limits, Problem, Revision, Rule, TagScheme, check, is_region_label,
};
pub use values::{
    ActionType, Architecture, BootMode, DiskType, FilterKey, ImageOwnerAlias, ImageStatus, OsType,
    Usage,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
