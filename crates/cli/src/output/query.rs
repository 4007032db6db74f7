//! What an expression of JMESPath makes of images.

use std::io;

use aliyun_ecs_model::{DescribeImagesResponse, Image};
use jmespath::{Expression, Variable};
use serde::Serialize;

use crate::printable::escape_in_json;

/// An expression of JMESPath.
pub(super) struct Query(Expression<'static>);

impl Query {
    pub(super) fn new(expression: Expression<'static>) -> Self {
        Self(expression)
    }

    /// Returns what it makes of the document.
    pub(super) fn document(&self, document: &DescribeImagesResponse) -> io::Result<String> {
        let found = self.search(document)?;
        let json = serde_json::to_string_pretty(&found)?;
        Ok(escape_in_json(&json).into_owned() + "\n")
    }

    /// Returns what it makes of an image, as a line.
    pub(super) fn line(&self, image: &Image) -> io::Result<String> {
        let found = self.search(image)?;
        Ok(escape_in_json(&serde_json::to_string(&found)?).into_owned() + "\n")
    }

    fn search(&self, data: &impl Serialize) -> io::Result<Variable> {
        let data = serde_json::to_value(data)?;
        let data = Variable::try_from(data).map_err(io::Error::other)?;
        let found = self.0.search(data).map_err(|error| io::Error::other(error.to_string()))?;
        Ok((*found).clone())
    }
}
