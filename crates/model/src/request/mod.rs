//! The request: its parameters as one table, and what follows from a row.

mod condition;
mod describe_images;
mod field;
mod parameter;
mod period;
mod table;

pub use condition::{Filter, TagFilter};
pub use describe_images::{DescribeImages, Parameter};
pub use field::ParameterKind;
pub(crate) use period::day;
