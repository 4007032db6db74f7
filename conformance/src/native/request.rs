//! From the words of the cases to the model's.

use aliyun_ecs_model::{DescribeImages, Revision};
use serde_json::Value;

use crate::types::Request;

/// Returns the published revision of this date.
#[must_use]
pub fn revision(date: &str) -> Option<&'static Revision> {
    Revision::PUBLISHED.iter().find(|revision| revision.date() == date)
}

/// Returns the request in the types of the model.
///
/// # Errors
///
/// What of it is no request.
pub fn request(neutral: &Request) -> Result<DescribeImages, serde_json::Error> {
    serde_json::from_value(Value::Object(neutral.clone()))
}
