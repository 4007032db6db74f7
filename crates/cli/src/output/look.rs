//! What is printed of images, and how.

use jmespath::Expression;

use crate::args::{DecodeArgs, ListArgs, Output};
use crate::exit::Exit;
use crate::failure::Failure;

/// What is printed of images, and how.
pub(crate) struct Look {
    pub(super) output: Output,
    pub(super) columns: Columns,
    pub(super) query: Option<Expression<'static>>,
    /// Whether a column tells the region.
    pub(super) with_region: bool,
}

/// Which members are columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// Those that the output chooses.
    Usual,
    /// Every documented one.
    All,
    /// These, by their names in JSON; the region by the name `RegionId`.
    Named(Vec<String>),
}

impl ListArgs {
    /// Returns what to print.
    ///
    /// # Errors
    ///
    /// When the output has no columns to choose, or the expression is none.
    pub(crate) fn look(&self) -> Result<Look, Failure> {
        let output = self.output.unwrap_or(match self.query {
            Some(_) => Output::Json,
            None => Output::Table,
        });
        let columns = match self.columns.as_slice() {
            [] => Columns::Usual,
            [all] if all == "all" => Columns::All,
            names => Columns::Named(names.to_vec()),
        };
        let has_columns = matches!(output, Output::Table | Output::Wide | Output::Csv);
        if columns != Columns::Usual && !has_columns {
            let message = "--columns is for table, wide and csv";
            return Err(Failure::new(Exit::Usage, message).hint("use --query with json and jsonl"));
        }
        let with_region = self.region.len() > 1 || self.region.iter().any(|region| region == "all");
        let Some(query) = &self.query else {
            return Ok(Look { output, columns, query: None, with_region });
        };
        if !matches!(output, Output::Json | Output::Jsonl) {
            let message = "--query is for json and jsonl";
            return Err(Failure::new(Exit::Usage, message).hint("use --columns with the others"));
        }
        let query = jmespath::compile(query).map_err(|error| {
            let message = format!("--query is no JMESPath expression: {}", error.reason);
            Failure::new(Exit::Usage, message)
                .hint("see https://jmespath.org; images are under Images.Image")
        })?;
        Ok(Look { output, columns, query: Some(query), with_region })
    }
}

impl DecodeArgs {
    /// Returns what to print.
    pub(crate) fn look(&self) -> Look {
        Look { output: self.output, columns: Columns::Usual, query: None, with_region: false }
    }
}
